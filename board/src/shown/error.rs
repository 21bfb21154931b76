//! What can be wrong with a log that is shown.

use ostrakon_core::time::Timestamp;
use ostrakon_verifier::VerifyError;

use crate::audit::AuditError;
use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::log::LogError;
use crate::note::KeyError;
use crate::proof::ProofError;
use crate::receipt::ReceiptError;
use crate::tile::TileError;
use crate::tile::entries::BundleError;

/// Why what is shown is not the log of a poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShownError {
    /// A bad ballot. The board has to refuse such.
    #[error("entry {index}: {error}")]
    Ballot {
        /// Its entry, from 0.
        index: u64,
        /// What is wrong with it.
        error: VerifyError,
    },
    /// A part is no bundle of as many entries as it has to be.
    #[error("{part}: {error}")]
    Bundle {
        /// The part.
        part: String,
        /// What is wrong with it.
        error: BundleError,
    },
    /// What should be the board's checkpoint is none.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// An entry stands where it may not.
    #[error(transparent)]
    Entry(#[from] LogError),
    /// The board has signed two logs of which neither goes on from the other.
    #[error("the board has signed two logs that do not go on from each other")]
    Forked,
    /// The poll names no board, or one whose key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// More entries than anyone reads.
    #[error("a log of {0} entries is too long to be read")]
    Long(u64),
    /// The log is shorter than it was when a receipt was made: an old copy.
    #[error("the log shown has {size} entries, and had {before} when the receipt was made")]
    OldCopy {
        /// How long it was.
        before: u64,
        /// How long it is.
        size: u64,
    },
    /// A promise is due, and the log is still open: an old copy, or a board that is late.
    #[error("the log shown does not have the ballot and is not closed, which it should be since {0}")]
    Overdue(Timestamp),
    /// A proof proves nothing.
    #[error(transparent)]
    Proof(ProofError),
    /// The receipt is none.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The parts do not lead to the root that the board has signed.
    #[error("what is shown is not the log that the board has signed")]
    Root,
    /// A ballot that its voter had to give a higher revision.
    #[error("entry {index}: {error}")]
    Second {
        /// Its entry, from 0.
        index: u64,
        /// What is wrong with it.
        error: AuditError,
    },
    /// The log has become shorter.
    #[error("the log had {before} entries, and has {size} now")]
    Shrunk {
        /// How long it was.
        before: u64,
        /// How long it is.
        size: u64,
    },
    /// A part is no tile.
    #[error(transparent)]
    Tile(TileError),
}

impl ShownError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ballot { error, .. } => error.code(),
            Self::Bundle { error, .. } => error.code(),
            Self::Checkpoint(error) => error.code(),
            Self::Entry(error) => error.code(),
            Self::Forked => "log-forked",
            Self::Key(error) => error.code(),
            Self::Long(_) => "log-long",
            Self::OldCopy { .. } | Self::Shrunk { .. } => "log-shrunk",
            Self::Overdue(_) => "log-not-closed",
            Self::Proof(error) => error.code(),
            Self::Receipt(error) => error.code(),
            Self::Root => "log-root",
            Self::Second { error, .. } => error.code(),
            Self::Tile(error) => error.code(),
        }
    }
}

/// Why a log is not read any further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble<E> {
    /// The board has signed what it should not have. Not before old copies in caches are ruled out is it the
    /// board's lie.
    Caught {
        /// What is wrong.
        error: ShownError,
        /// What the board has signed, oldest first: the evidence.
        signed: Vec<SignedCheckpoint>,
    },
    /// A part could not be had, which may be nobody's fault.
    Fetch(E),
    /// What is shown is not the log.
    Refused(ShownError),
}

impl<E> Trouble<E> {
    /// The board is caught by checkpoints, oldest first.
    #[must_use]
    pub fn caught(error: ShownError, signed: &[&SignedCheckpoint]) -> Self {
        Self::Caught { error, signed: signed.iter().map(|checkpoint| (*checkpoint).clone()).collect() }
    }
}

impl<E> From<ShownError> for Trouble<E> {
    fn from(error: ShownError) -> Self {
        Self::Refused(error)
    }
}
