//! Why a [`Signer`](super::Signer) does not do what it is asked to.

use ostrakon_core::content::ContentError;
use ostrakon_core::electorate::ElectorateError;
use ostrakon_prover::ProveError;

use super::Verdict;
use crate::boards::BoardError;
use crate::journal::JournalError;
use crate::mandate::{MandateError, Refusal};

/// Why nothing is done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// A board, or the key that it asks for, cannot be had.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// Something else changed the agent's folder at the same moment.
    #[error("something changed while the ballot was made: say it again")]
    Changed,
    /// The poll is over, or has too little time left.
    #[error("the poll is closed")]
    Closed,
    /// The answers do not fit the poll.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The poll has been decided on.
    #[error("this poll has been decided on")]
    Decided,
    /// The group is another than the poll's.
    #[error("the board shows another group than the poll's: {0}")]
    Electorate(#[from] ElectorateError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The mandate makes no sense.
    #[error(transparent)]
    Mandate(#[from] MandateError),
    /// The mandate cannot be read.
    #[error("the mandate cannot be read: {0}")]
    MandateFile(String),
    /// There is no ballot to speak of.
    #[error("there is no ballot of this poll")]
    NoBallot,
    /// The poll allows no more revisions.
    #[error("a ballot that may be in cannot be replaced: the poll allows no more revisions")]
    NoRevision,
    /// The mandate in the folder is not one that the owner has accepted.
    #[error("the mandate has not been accepted, was changed since, or was taken back")]
    NotAccepted,
    /// The identity is not in the poll's group.
    #[error("the identity is not a member of the poll's group")]
    NotAMember,
    /// The poll waits for no answer of the owner.
    #[error("this poll waits for no answer")]
    NotWaiting,
    /// There is no proposal to approve.
    #[error("nothing was proposed: answer yourself")]
    NothingProposed,
    /// No ballot was made.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// A line of the mandate stands against it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The poll was found on no board of the mandate.
    #[error("there is no such poll on the boards of the mandate")]
    UnknownPoll,
}

impl SignerError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &str {
        match self {
            Self::Board(error) => error.code.as_str(),
            Self::Changed => "agent-changed",
            Self::Closed => "agent-closed",
            Self::Content(error) => error.code(),
            Self::Decided => "agent-decided",
            Self::Electorate(error) => error.code(),
            Self::Journal(error) => error.code(),
            Self::Mandate(error) => error.code(),
            Self::MandateFile(_) => "mandate-file",
            Self::NoBallot => "agent-no-ballot",
            Self::NoRevision => "agent-no-revision",
            Self::NotAccepted => "mandate-not-accepted",
            Self::NotAMember => "not-a-member",
            Self::NotWaiting => "agent-not-waiting",
            Self::NothingProposed => "agent-nothing-proposed",
            Self::Prove(error) => error.code(),
            Self::Refused(refusal) => refusal.code(),
            Self::UnknownPoll => "agent-unknown-poll",
        }
    }

    /// What a decider is told. That the journal cannot be used is no verdict.
    pub(super) fn into_verdict(self) -> Result<Verdict, Self> {
        match self {
            Self::Journal(_) => Err(self),
            error => Ok(Verdict::Refused { code: error.code().to_owned(), message: error.to_string() }),
        }
    }
}
