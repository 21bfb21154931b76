//! A [`Fate`]: what became of the ballot of a receipt.

use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;

use super::SearchedLog;
use crate::checkpoint::SignedCheckpoint;
use crate::final_checkpoint::{FinalCheckpoint, FinalError};
use crate::receipt::{Receipt, ReceiptVerdict};
use crate::shown::{ShownError, is_prefix};

/// What became of the ballot of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The board broke its word: this checkpoint is of a closed log without the ballot.
    Dropped(Box<SignedCheckpoint>),
    /// The board rewrote its log: this checkpoint does not go on from the one in the receipt.
    Forked(Box<SignedCheckpoint>),
    /// The ballot is in the log.
    Included {
        /// Its entry, from 0.
        index: u64,
        /// How many entries the log has.
        size: u64,
        /// Whether more can come into it.
        end: End,
    },
    /// The ballot is promised, and may still come.
    Promised {
        /// The second by which it will have come.
        deadline: Timestamp,
        /// The size of the log that does not have it yet, where one was looked at.
        seen: Option<u64>,
    },
}

/// Whether more can come into a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It is closed, and final.
    Final,
    /// It is closed, and has too few cosignatures for being final.
    NotFinal {
        /// What is missing.
        error: FinalError,
        /// The poll's deadline, if it is still to come: until then more may sign.
        deadline: Option<Timestamp>,
    },
    /// It is open, as far as is known.
    Open,
}

impl Fate {
    /// What a receipt shows without any log.
    #[must_use]
    pub const fn alone(verdict: &ReceiptVerdict) -> Self {
        match verdict {
            ReceiptVerdict::Included { index, checkpoint } => {
                Self::Included { index: *index, size: checkpoint.size(), end: End::Open }
            }
            ReceiptVerdict::Promised { deadline } => Self::Promised { deadline: *deadline, seen: None },
        }
    }
}

impl SearchedLog {
    /// What a receipt, of which its check told `verdict`, and this log show together; and the receipt with the proof
    /// that its ballot is in this log, where it is. Only a closed log without the ballot, or one that was rewritten,
    /// is evidence: any other may be an old copy, which the board did not mean to show.
    ///
    /// # Errors
    /// [`ShownError`].
    pub fn tell(
        &self,
        receipt: &Receipt,
        verdict: &ReceiptVerdict,
        poll: &Poll,
        now: Timestamp,
    ) -> Result<(Fate, Option<Receipt>), ShownError> {
        let fate = self.fate(verdict, poll, now)?;
        let proven = match fate {
            Fate::Included { .. } => self.prove(receipt, poll)?,
            Fate::Dropped(_) | Fate::Forked(_) | Fate::Promised { .. } => None,
        };
        Ok((fate, proven))
    }

    fn fate(&self, verdict: &ReceiptVerdict, poll: &Poll, now: Timestamp) -> Result<Fate, ShownError> {
        let caught = || Box::new(self.checkpoint.clone());
        if let ReceiptVerdict::Included { checkpoint: early, .. } = verdict {
            if early.size() > self.size() && !self.is_closed {
                return Err(ShownError::OldCopy { before: early.size(), size: self.size() });
            }
            if !is_prefix(early, &self.leaves) {
                return Ok(Fate::Forked(caught()));
            }
        }
        if let Some((index, _)) = self.found {
            return Ok(Fate::Included { index, size: self.size(), end: self.end(poll, now) });
        }
        match verdict {
            ReceiptVerdict::Promised { deadline } if !self.is_closed => {
                if now > *deadline {
                    return Err(ShownError::Overdue(*deadline));
                }
                Ok(Fate::Promised { deadline: *deadline, seen: Some(self.size()) })
            }
            ReceiptVerdict::Included { .. } | ReceiptVerdict::Promised { .. } => Ok(Fate::Dropped(caught())),
        }
    }

    fn end(&self, poll: &Poll, now: Timestamp) -> End {
        if !self.is_closed {
            return End::Open;
        }
        match FinalCheckpoint::check(&self.checkpoint, poll) {
            Ok(_) => End::Final,
            Err(error) => {
                End::NotFinal { error, deadline: poll.deadline().filter(|deadline| now <= *deadline) }
            }
        }
    }
}
