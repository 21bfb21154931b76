//! What voters hold against a board: promises of ballots, and checkpoints that it signed earlier.

use std::collections::BTreeMap;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::poll::Poll;

use super::verdict::{AuditError, Check};
use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::note::VerifierKey;
use crate::promise::SignedPromise;
use crate::receipt::{Receipt, ReceiptError};
use crate::tree::TreeHash;

/// A file that the auditor brings: a receipt, or a promise alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// What the auditor calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the board has signed, by what was brought.
pub(super) struct Evidence {
    signed: Vec<(String, Result<Signed, ReceiptError>)>,
    /// Where in the log promised ballots were found.
    ballots: BTreeMap<BallotId, Option<u64>>,
    /// The log's roots at the sizes of signed checkpoints.
    roots: BTreeMap<u64, Option<TreeHash>>,
}

struct Signed {
    ballot: BallotId,
    checkpoint: Option<Checkpoint>,
}

impl Signed {
    fn read(bytes: &[u8], poll: &Poll) -> Result<Self, ReceiptError> {
        let key = VerifierKey::of_board(poll)?;
        let receipt = if bytes.first() == Some(&b'{') { Some(Receipt::from_bytes(bytes)?) } else { None };
        let note = receipt.as_ref().map_or(bytes, |receipt| receipt.promise().as_bytes());
        let promise = SignedPromise::from_bytes(note)?;
        let ballot = promise.verify(&key)?.ballot();
        let checkpoint = |note: &str| -> Result<Checkpoint, CheckpointError> {
            Ok(SignedCheckpoint::from_bytes(note.as_bytes())?.verify(&key)?.clone())
        };
        // A promise is one whatever stands beside it.
        let checkpoint =
            receipt.as_ref().and_then(Receipt::checkpoint).and_then(|note| checkpoint(note).ok());
        Ok(Self { ballot, checkpoint })
    }
}

impl Evidence {
    pub(super) fn read(brought: &[Brought], poll: &Poll) -> Self {
        let signed = brought.iter().map(|Brought { name, bytes }| {
            let bytes = if bytes.first() == Some(&b'{') { bytes.trim_ascii_end() } else { bytes };
            (name.clone(), Signed::read(bytes, poll))
        });
        let signed: Vec<_> = signed.collect();
        let good = || signed.iter().filter_map(|(_, signed)| signed.as_ref().ok());
        let ballots = good().map(|signed| (signed.ballot, None)).collect();
        let roots = good().filter_map(|signed| Some((signed.checkpoint.as_ref()?.size(), None))).collect();
        Self { signed, ballots, roots }
    }

    /// Takes note of a good ballot in the log.
    pub(super) fn saw_ballot(&mut self, ballot: BallotId, index: u64) {
        if let Some(place) = self.ballots.get_mut(&ballot) {
            *place = place.or(Some(index));
        }
    }

    /// The sizes at which the log's root is asked for.
    pub(super) fn sizes(&self) -> BTreeMap<u64, Option<TreeHash>> {
        self.roots.clone()
    }

    /// What comes of each, where the log is the one that the board signed as its last, with these roots.
    pub(super) fn judge(&self, roots: &BTreeMap<u64, Option<TreeHash>>) -> Vec<Check> {
        let judge = |(name, signed): &(String, Result<Signed, ReceiptError>)| {
            let Signed { ballot, checkpoint } = match signed {
                Ok(signed) => signed,
                Err(error) => {
                    return Check::void(
                        "promise",
                        format!("{name}: shows nothing: {error} ({})", error.code()),
                    );
                }
            };
            let failed =
                |error: AuditError| Check::failed("promise", error.code(), format!("{name}: {error}"));
            let Some(index) = self.ballots.get(ballot).copied().flatten() else {
                return failed(AuditError::PromiseBroken(*ballot));
            };
            match checkpoint {
                Some(early) if roots.get(&early.size()).copied().flatten() != Some(early.root()) => {
                    failed(AuditError::Forked { size: early.size() })
                }
                _ => Check::passed(
                    "promise",
                    format!("{name}: the promise was kept, entry {index} is the ballot"),
                ),
            }
        };
        self.signed.iter().map(judge).collect()
    }

    /// What comes of each, where nobody can tell which log the board signed as its last.
    pub(super) fn undecided(&self) -> Vec<Check> {
        let text =
            |name: &str| format!("{name}: shows nothing here, as this is no closed log that a board signed");
        self.signed.iter().map(|(name, _)| Check::void("promise", text(name))).collect()
    }
}
