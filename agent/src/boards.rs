//! Boards, as the signer reaches them.

use ostrakon_board::receipt::Receipt;
use ostrakon_board::search::Fate;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::group::Group;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;

use crate::address::Address;

/// Reaches boards. The signer checks what it returns.
pub trait Boards: Send {
    /// The polls that a board lists, a bounded number.
    ///
    /// # Errors
    /// [`BoardError`].
    fn polls(&self, board: &Address) -> Result<Vec<PollId>, BoardError>;

    /// The poll with an id.
    ///
    /// # Errors
    /// [`BoardError`].
    fn poll(&self, board: &Address, id: PollId) -> Result<Poll, BoardError>;

    /// The whole group of a poll. A board that is asked for one member's path would know who asks.
    ///
    /// # Errors
    /// [`BoardError`].
    fn group(&self, board: &Address, poll: &Poll) -> Result<Group, BoardError>;

    /// Casts a ballot on a connection of its own. The same ballot again gets the same receipt.
    ///
    /// # Errors
    /// [`BoardError`].
    fn cast(&self, board: &Address, poll: &Poll, ballot: &Ballot) -> Result<Receipt, BoardError>;

    /// What the poll's log and a receipt show together, and the receipt with the proof that its ballot is in the
    /// log, where it is.
    ///
    /// # Errors
    /// [`BoardError`].
    fn fate(
        &self,
        board: &Address,
        poll: &Poll,
        receipt: &Receipt,
        now: Timestamp,
    ) -> Result<(Fate, Option<Receipt>), BoardError>;
}

/// Why a board gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BoardError {
    /// A stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Whether the same may go well later.
    pub again: bool,
}
