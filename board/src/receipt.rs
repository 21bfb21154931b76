//! A [`Receipt`]: what a voter keeps of a ballot, the board's promise and, once the ballot is in the log, the
//! proof that it is.
//!
//! Who holds a receipt of an open ballot can show how its voter voted. It is to be kept like a secret.

use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::json::{self, JsonError};
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::note::{KeyError, VerifierKey};
use crate::promise::{PromiseError, SignedPromise};
use crate::proof::{ProofError, verify_inclusion};
use crate::tree::{TreeHash, leaf_hash};

/// Most bytes that a receipt may have: a ballot, two notes and a proof.
pub const MAX_RECEIPT_BYTES: usize = 128 * 1024;

/// Why a receipt says nothing about a ballot in the poll's log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The receipt is for another ballot than the one cast, or its promise is.
    #[error("the receipt is for another ballot")]
    Ballot,
    /// The checkpoint is not the board's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The promise is for another time than the poll's deadline.
    #[error("the promise is for {0}, which is not the deadline of the poll")]
    Deadline(Timestamp),
    /// The bytes are not a canonical receipt.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The poll names no board, or one whose key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The ballot's nullifier is not canonical.
    #[error("the nullifier of the ballot is not a canonical field element")]
    Nullifier,
    /// The receipt is for another poll.
    #[error("the receipt is for the poll {0}")]
    Poll(PollId),
    /// The promise is not the board's.
    #[error(transparent)]
    Promise(#[from] PromiseError),
    /// The ballot is not where the receipt says it is.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl ReceiptError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ballot => "receipt-ballot",
            Self::Checkpoint(error) => error.code(),
            Self::Deadline(_) => "promise-deadline",
            Self::Json(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Nullifier => "nullifier",
            Self::Poll(_) => "receipt-poll",
            Self::Promise(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

/// What a voter keeps. Nothing in it is believed before [`Self::check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    format: Format,
    poll: PollId,
    ballot: Ballot,
    promise: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inclusion: Option<Inclusion>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/receipt/1")]
    V1,
}

/// Where a ballot is in a log, and the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    index: u64,
    proof: Vec<TreeHash>,
    checkpoint: String,
}

impl Inclusion {
    /// The proof that an entry is in the log of a checkpoint.
    #[must_use]
    pub fn new(index: u64, proof: Vec<TreeHash>, checkpoint: &SignedCheckpoint) -> Self {
        Self { index, proof, checkpoint: checkpoint.note().to_string() }
    }

    /// The ballot's entry, counted from 0: the manifest's.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }
}

/// What a receipt shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptVerdict {
    /// The ballot is an entry of the log.
    Included {
        /// Which entry, counted from 0.
        index: u64,
        /// What the board signed about the log.
        checkpoint: Checkpoint,
    },
    /// The board has promised the ballot. A final log without it shows that the board broke its word.
    Promised {
        /// The second by which the log is final.
        deadline: Timestamp,
    },
}

impl Receipt {
    /// A receipt for the ballot as it is logged.
    #[must_use]
    pub fn new(poll: PollId, ballot: Ballot, promise: &SignedPromise, inclusion: Option<Inclusion>) -> Self {
        let promise = promise.note().to_string();
        Self { format: Format::V1, poll, ballot, promise, inclusion }
    }

    /// The receipt of a ballot from the board's answer to it, a promise. Everything in it is checked.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub fn promised(poll: &Poll, ballot: Ballot, note: &[u8]) -> Result<Self, ReceiptError> {
        let promise = SignedPromise::from_bytes(note)?;
        let receipt = Self::new(poll.id(), ballot, &promise, None);
        receipt.check(poll)?;
        Ok(receipt)
    }

    /// Reads a receipt from its canonical bytes.
    ///
    /// # Errors
    /// [`ReceiptError::Json`] for bytes that are not the one spelling of a receipt.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        Ok(json::from_canonical(bytes, MAX_RECEIPT_BYTES)?)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_canonical(self)
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> PollId {
        self.poll
    }

    /// The ballot as it is logged.
    #[must_use]
    pub const fn ballot(&self) -> &Ballot {
        &self.ballot
    }

    /// The receipt with a proof that the ballot is in the log, where it may stand with another proof of its own.
    ///
    /// # Errors
    /// [`ReceiptError::Ballot`] where another ballot is logged there, or [`ReceiptError::Nullifier`].
    pub fn included(self, logged: Ballot, inclusion: Inclusion) -> Result<Self, ReceiptError> {
        let cast = self.ballot_id()?;
        let receipt = Self { ballot: logged, inclusion: Some(inclusion), ..self };
        receipt.expect_ballot(cast)?;
        Ok(receipt)
    }

    /// The note that promises the ballot, unchecked.
    #[cfg(feature = "audit")]
    pub(crate) fn promise(&self) -> &str {
        &self.promise
    }

    /// The note of the checkpoint, unchecked, where there is a proof of inclusion.
    #[cfg(feature = "audit")]
    pub(crate) fn checkpoint(&self) -> Option<&str> {
        self.inclusion.as_ref().map(|inclusion| inclusion.checkpoint.as_str())
    }

    /// Refuses a receipt for another ballot than the one cast: a board that gives two voters one receipt
    /// could drop a ballot unseen. The proof of the logged ballot may differ, since anyone can write a
    /// proof in another way.
    ///
    /// # Errors
    /// [`ReceiptError::Ballot`], or [`ReceiptError::Nullifier`].
    pub fn expect_ballot(&self, cast: BallotId) -> Result<(), ReceiptError> {
        if self.ballot_id()? == cast { Ok(()) } else { Err(ReceiptError::Ballot) }
    }

    /// Checks promise, checkpoint and proof of inclusion. Whether the ballot's own proof is good is for a
    /// verifier to say, and whether it is the voter's ballot for [`Self::expect_ballot`].
    ///
    /// # Errors
    /// One [`ReceiptError`] per cause.
    pub fn check(&self, poll: &Poll) -> Result<ReceiptVerdict, ReceiptError> {
        for named in [self.poll, self.ballot.content().poll()] {
            if named != poll.id() {
                return Err(ReceiptError::Poll(named));
            }
        }
        let key = VerifierKey::of_board(poll)?;
        let promise = SignedPromise::from_bytes(self.promise.as_bytes())?;
        let promise = promise.verify(&key)?;
        if !promise.is_about(self.ballot_id()?) {
            return Err(ReceiptError::Ballot);
        }
        let deadline = promise.deadline();
        if poll.deadline() != Some(deadline) {
            return Err(ReceiptError::Deadline(deadline));
        }
        let Some(Inclusion { index, proof, checkpoint }) = &self.inclusion else {
            return Ok(ReceiptVerdict::Promised { deadline });
        };
        let checkpoint = SignedCheckpoint::from_bytes(checkpoint.as_bytes())?;
        let checkpoint = checkpoint.verify(&key)?.clone();
        let leaf = leaf_hash(&self.ballot.to_bytes());
        verify_inclusion(leaf, *index, checkpoint.size(), proof, checkpoint.root())?;
        Ok(ReceiptVerdict::Included { index: *index, checkpoint })
    }

    /// The id of the ballot.
    ///
    /// # Errors
    /// [`ReceiptError::Nullifier`].
    pub fn ballot_id(&self) -> Result<BallotId, ReceiptError> {
        let nullifier = self.ballot.nullifier().map_err(|_| ReceiptError::Nullifier)?;
        Ok(BallotId::new(nullifier, self.ballot.content().message()))
    }
}
