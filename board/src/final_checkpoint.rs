//! A [`FinalCheckpoint`]: what the board signed of a log that it closed, with the cosigners' word that it was
//! all they had been shown by the poll's deadline.
//!
//! Where a poll names cosigners, an operator who ends with two logs needs the help of as many as the threshold
//! says. That the log of this size and root ends in a close is for [`Log`](crate::log::Log) to say.

use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::cosignature;
use crate::note::{KeyError, KeyName, NoteError, VerifierKey};

/// Why a checkpoint is not the final one of a poll's log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FinalError {
    /// The checkpoint is not the board's, or a cosignature in it is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Fewer of the named cosigners than the threshold have signed by the deadline.
    #[error(
        "{in_time} of the poll's cosigners signed by its deadline, {threshold} have to ({late} signed later)"
    )]
    Cosigners {
        /// How many have to sign.
        threshold: usize,
        /// How many have, by the deadline.
        in_time: usize,
        /// How many have signed after it.
        late: usize,
    },
    /// The poll names no board, or a key that is none.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl From<NoteError> for FinalError {
    fn from(error: NoteError) -> Self {
        Self::Checkpoint(error.into())
    }
}

impl FinalError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.code(),
            Self::Cosigners { .. } => "cosigners-missing",
            Self::Key(error) => error.code(),
        }
    }
}

/// A checkpoint that the board has signed, and as many named cosigners in time as the poll asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalCheckpoint {
    checkpoint: Checkpoint,
    cosigners: Vec<(KeyName, Timestamp)>,
}

impl FinalCheckpoint {
    /// Checks a checkpoint against the poll: its origin, the signature of the poll's board, and that the
    /// threshold of distinct named cosigners is met by cosignatures no later than the deadline.
    ///
    /// # Errors
    /// One [`FinalError`] per cause; a wrong signature under a named key is one, whoever else has signed.
    pub fn check(signed: &SignedCheckpoint, poll: &Poll) -> Result<Self, FinalError> {
        let checkpoint = signed.verify(&VerifierKey::of_board(poll)?)?.clone();
        let deadline = poll.deadline().ok_or(KeyError::NoBoard)?;
        let (mut cosigners, mut late) = (Vec::new(), 0);
        for key in VerifierKey::of_cosigners(poll)? {
            // One cosigner counts once, however often they signed.
            match cosignature::times(signed.note(), &key)?.into_iter().min() {
                Some(time) if time <= deadline => cosigners.push((key.name().clone(), time)),
                Some(_) => late += 1,
                None => {}
            }
        }
        let named = poll.board().and_then(|board| board.cosigners.as_ref());
        let threshold = named.map_or(0, |named| named.threshold.into());
        let in_time = cosigners.len();
        if in_time < threshold {
            return Err(FinalError::Cosigners { threshold, in_time, late });
        }
        Ok(Self { checkpoint, cosigners })
    }

    /// What the board signed.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Who cosigned in time, and when they first did, in the order of the poll.
    #[must_use]
    pub fn cosigners(&self) -> &[(KeyName, Timestamp)] {
        &self.cosigners
    }
}
