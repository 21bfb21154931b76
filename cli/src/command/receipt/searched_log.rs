//! A [`SearchedLog`]: the log of a receipt's poll, gone through for the receipt's ballot.

use ostrakon_board::bundle::entries::{Place, entries};
use ostrakon_board::bundle::{CHECKPOINT, GROUP, LOTTERY, PartError, Source, read};
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::note::MAX_NOTE_BYTES;
use ostrakon_board::receipt::Receipt;
use ostrakon_board::tree::{TreeHash, leaf_hash};
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;

use super::refused;
use crate::error::Error;
use crate::parts;
use crate::shown_log::{ShownLog, board_key, expect_root, is_close_of, other_root, signed_checkpoint};

/// A log that its board has signed, and what was looked for in it.
pub(super) struct SearchedLog {
    /// What the board signed.
    pub(super) checkpoint: SignedCheckpoint,
    /// The hashes of all entries. They lead to the root that was signed.
    pub(super) leaves: Vec<TreeHash>,
    /// The entry with the ballot, and the ballot as it is logged.
    pub(super) found: Option<(u64, Ballot)>,
    /// Whether the last entry is the close.
    pub(super) is_closed: bool,
}

impl SearchedLog {
    /// Searches the log on a server, which does not learn what for.
    pub(super) fn on_server(log: &ShownLog<'_>, receipt: &Receipt) -> Result<Self, Error> {
        let sought = Sought::new(log.poll(), receipt)?;
        let checkpoint = log.checkpoint()?;
        let (leaves, size) = (log.leaves(checkpoint.unverified())?, checkpoint.unverified().size());
        let is_closed = match leaves.last() {
            Some(last) => log.is_closed(size, *last)?,
            None => false,
        };
        let mut found = (0..)
            .zip(&leaves)
            .find(|(_, leaf)| **leaf == sought.leaf)
            .map(|(index, _)| (index, receipt.ballot().clone()));
        if found.is_none() {
            let mut expected = leaves.iter();
            log.entries(0..size, |index, entry| {
                if expected.next() != Some(&leaf_hash(entry)) {
                    return Err(other_root());
                }
                found = found.take().or_else(|| Some((index, sought.in_entry(entry)?)));
                Ok(())
            })?;
        }
        Ok(Self { checkpoint, leaves, found, is_closed })
    }

    /// Searches the log of a bundle of which the poll has been read.
    pub(super) fn in_bundle(bundle: &mut dyn Source, poll: &Poll, receipt: &Receipt) -> Result<Self, Error> {
        let refused = |error: PartError| parts::refused(&error);
        let sought = Sought::new(poll, receipt)?;
        // An archive has to be asked for these, too.
        for part in [Some(GROUP), poll.lottery().map(|_| LOTTERY)].into_iter().flatten() {
            bundle.open(part).map(drop).map_err(refused)?;
        }
        let note = read(bundle, CHECKPOINT, MAX_NOTE_BYTES).map_err(refused)?;
        let checkpoint = signed_checkpoint(&note, &board_key(poll)?)?;
        let (mut leaves, mut found, mut is_closed) = (Vec::new(), None, false);
        let mut indices = 0..;
        let mut place = Place::beginning(checkpoint.unverified().size());
        while let Some((id, bytes)) = place.next(bundle).map_err(refused)? {
            for (entry, index) in entries(id, &bytes).map_err(refused)?.into_iter().zip(&mut indices) {
                found = found.take().or_else(|| Some((index, sought.in_entry(entry)?)));
                is_closed = is_close_of(entry, poll);
                leaves.push(leaf_hash(entry));
            }
        }
        expect_root(&leaves, checkpoint.unverified())?;
        Ok(Self { checkpoint, leaves, found, is_closed })
    }

    /// How many entries the log has.
    pub(super) const fn size(&self) -> u64 {
        self.checkpoint.unverified().size()
    }
}

/// The ballot that is looked for.
struct Sought {
    leaf: TreeHash,
    id: BallotId,
    verifier: Verifier,
}

impl Sought {
    fn new(poll: &Poll, receipt: &Receipt) -> Result<Self, Error> {
        let id = receipt.ballot_id().map_err(|error| refused(&error))?;
        let leaf = leaf_hash(&receipt.ballot().to_bytes());
        Ok(Self { leaf, id, verifier: Verifier::new(poll.clone()) })
    }

    /// The ballot of an entry if it is the one, or the same with another good proof: somebody may have sent it
    /// earlier, with its proof written in another way.
    fn in_entry(&self, entry: &[u8]) -> Option<Ballot> {
        let ballot = Ballot::from_bytes(entry).ok()?;
        let id = BallotId::new(ballot.nullifier().ok()?, ballot.content().message());
        let is_it =
            id == self.id && (leaf_hash(entry) == self.leaf || self.verifier.verify_bytes(entry).is_ok());
        is_it.then_some(ballot)
    }
}
