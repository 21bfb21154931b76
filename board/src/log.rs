//! A [`Log`] as its entries are read from the first on: the manifest, ballots, the close, and nothing else.
//!
//! It tells what each entry is by its place, and finds the root of all it has read. Whether ballots are good is
//! for a verifier to say.

use ostrakon_core::poll::{Poll, PollId};

use crate::checkpoint::Checkpoint;
use crate::entry::Close;
use crate::tree::{Frontier, TreeHash, leaf_hash};

/// Why entries are not the log of a poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Something follows the close.
    #[error("entry {0} follows the close: nothing may")]
    AfterClose(u64),
    /// The close states another number of ballots than there are.
    #[error("the close states {stated} ballots, there are {found}")]
    CloseNumber {
        /// As the close has it.
        stated: u64,
        /// Ballots before the close.
        found: u64,
    },
    /// The close is of another poll.
    #[error("the close is of the poll {0}")]
    ClosePoll(PollId),
    /// The first entry is not the manifest's bytes.
    #[error("entry 0 is not the poll, byte for byte")]
    Manifest,
    /// There is no close at the end.
    #[error("the log is not closed: its last entry is no close")]
    NotClosed,
    /// The entries lead to another root, or another size, than was signed.
    #[error(
        "the entries lead to another root than was signed: some were changed, left out, added or put in another order"
    )]
    Root,
}

impl LogError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AfterClose(_) => "log-after-close",
            Self::CloseNumber { .. } => "log-close-number",
            Self::ClosePoll(_) => "log-close-poll",
            Self::Manifest => "log-manifest",
            Self::NotClosed => "log-not-closed",
            Self::Root => "log-root",
        }
    }
}

/// What an entry is, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Entry 0: the poll.
    Manifest,
    /// A ballot. Nothing in it is believed.
    Ballot,
    /// The close: nothing follows.
    Close,
}

/// The log of a poll, as far as it is read.
#[derive(Debug, Clone)]
pub struct Log {
    poll: PollId,
    /// The hash of the first entry.
    manifest: TreeHash,
    frontier: Frontier,
    closed: bool,
}

impl Log {
    /// The log of a poll before its first entry.
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        let manifest = leaf_hash(poll.to_bytes());
        Self { poll: poll.id(), manifest, frontier: Frontier::new(), closed: false }
    }

    /// Takes the next entry, and says what it is. One that is wrong is part of the root all the same.
    ///
    /// # Errors
    /// [`LogError`] for a wrong manifest, a wrong close, or anything after a close.
    pub fn push(&mut self, entry: &[u8]) -> Result<Entry, LogError> {
        let index = self.frontier.size();
        let leaf = leaf_hash(entry);
        self.frontier.push(leaf);
        if index == 0 {
            return if leaf == self.manifest { Ok(Entry::Manifest) } else { Err(LogError::Manifest) };
        }
        if self.closed {
            return Err(LogError::AfterClose(index));
        }
        // No ballot can be read as a close: their formats differ.
        let Ok(close) = Close::from_bytes(entry) else { return Ok(Entry::Ballot) };
        self.closed = true;
        let (stated, found) = (close.ballots(), index - 1);
        if close.poll() != self.poll {
            Err(LogError::ClosePoll(close.poll()))
        } else if stated != found {
            Err(LogError::CloseNumber { stated, found })
        } else {
            Ok(Entry::Close)
        }
    }

    /// How many entries were read.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root over the entries that were read.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        self.frontier.root()
    }

    /// Whether a close was read.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Checks that the log is closed, and that it is the one of a checkpoint.
    ///
    /// # Errors
    /// [`LogError::Root`], then [`LogError::NotClosed`].
    pub fn check_end(&self, checkpoint: &Checkpoint) -> Result<(), LogError> {
        if (self.size(), self.root()) != (checkpoint.size(), checkpoint.root()) {
            Err(LogError::Root)
        } else if !self.closed {
            Err(LogError::NotClosed)
        } else {
            Ok(())
        }
    }
}
