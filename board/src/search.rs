//! A [`SearchedLog`]: the log of a receipt's poll, gone through for the receipt's ballot, and what the two show
//! together.

mod fate;

use std::collections::BTreeMap;

use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;

pub use self::fate::{End, Fate};
use crate::bundle::entries::{Place, entries};
use crate::bundle::{CHECKPOINT, GROUP, LOTTERY, PartError, Source, read};
use crate::checkpoint::SignedCheckpoint;
use crate::note::{MAX_NOTE_BYTES, VerifierKey};
use crate::proof::ProofPlan;
use crate::receipt::{Inclusion, Receipt, ReceiptError};
use crate::shown::{Parts, ShownError, ShownLog, Trouble, expect_root, is_close_of, signed_checkpoint};
use crate::tile::{Edge, TileId};
use crate::tree::{TreeHash, leaf_hash};

/// A log that its board has signed, and what was looked for in it.
#[derive(Debug)]
pub struct SearchedLog {
    /// What the board signed.
    checkpoint: SignedCheckpoint,
    /// The hashes of all entries. They lead to the root that was signed.
    leaves: Vec<TreeHash>,
    /// The entry with the ballot, and the ballot as it is logged.
    found: Option<(u64, Ballot)>,
    /// Whether the last entry is the close.
    is_closed: bool,
}

impl SearchedLog {
    /// Searches a log that is shown. Its hashes are enough, unless the ballot is not found among them.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn of_shown<P: Parts>(
        log: &ShownLog<'_, P>,
        receipt: &Receipt,
    ) -> Result<Self, Trouble<P::Error>> {
        let sought = Sought::new(log.poll(), receipt).map_err(ShownError::Receipt)?;
        let checkpoint = log.checkpoint().await?;
        let (leaves, size) = (log.leaves(checkpoint.unverified()).await?, checkpoint.unverified().size());
        let is_closed = match leaves.last() {
            Some(last) => log.is_closed(size, *last).await?,
            None => false,
        };
        let mut found = (0..)
            .zip(&leaves)
            .find(|(_, leaf)| **leaf == sought.leaf)
            .map(|(index, _)| (index, receipt.ballot().clone()));
        if found.is_none() {
            let mut expected = leaves.iter();
            let read = log.entries(0..size, |index, entry| {
                if expected.next() != Some(&leaf_hash(entry)) {
                    return Err(ShownError::Root);
                }
                found = found.take().or_else(|| Some((index, sought.in_entry(entry)?)));
                Ok(())
            });
            read.await?;
        }
        Ok(Self { checkpoint, leaves, found, is_closed })
    }

    /// Searches the log of a bundle of which the poll has been read.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn of_bundle(
        bundle: &mut dyn Source,
        poll: &Poll,
        receipt: &Receipt,
    ) -> Result<Self, Trouble<PartError>> {
        let sought = Sought::new(poll, receipt).map_err(ShownError::Receipt)?;
        // An archive has to be asked for these, too.
        for part in [Some(GROUP), poll.lottery().map(|_| LOTTERY)].into_iter().flatten() {
            bundle.open(part).map(drop).map_err(Trouble::Fetch)?;
        }
        let note = read(bundle, CHECKPOINT, MAX_NOTE_BYTES).map_err(Trouble::Fetch)?;
        let key = VerifierKey::of_board(poll).map_err(ShownError::Key)?;
        let checkpoint = signed_checkpoint(&note, &key)?;
        let (mut leaves, mut found, mut is_closed) = (Vec::new(), None, false);
        let mut indices = 0..;
        let mut place = Place::beginning(checkpoint.unverified().size());
        while let Some((id, bytes)) = place.next(bundle).map_err(Trouble::Fetch)? {
            let entries = entries(id, &bytes).map_err(Trouble::Fetch)?;
            for (entry, index) in entries.into_iter().zip(&mut indices) {
                found = found.take().or_else(|| Some((index, sought.in_entry(entry)?)));
                is_closed = is_close_of(entry, poll);
                leaves.push(leaf_hash(entry));
            }
        }
        expect_root(&leaves, checkpoint.unverified())?;
        Ok(Self { checkpoint, leaves, found, is_closed })
    }

    /// How many entries the log has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.checkpoint.unverified().size()
    }

    /// The receipt with the proof that its ballot is in this log; none where it is not.
    fn prove(&self, receipt: &Receipt, poll: &Poll) -> Result<Option<Receipt>, ShownError> {
        let Some((index, logged)) = &self.found else { return Ok(None) };
        let proof = ProofPlan::inclusion(*index, self.size()).and_then(|plan| plan.make(&self.tiles()));
        let inclusion = Inclusion::new(*index, proof.map_err(ShownError::Proof)?, &self.checkpoint);
        let proven = receipt.clone().included(logged.clone(), inclusion)?;
        proven.check(poll)?;
        Ok(Some(proven))
    }

    /// Every tile of the log.
    fn tiles(&self) -> BTreeMap<TileId, Vec<TreeHash>> {
        let mut edge = Edge::new();
        for leaf in &self.leaves {
            edge.push(*leaf).expect("a list in memory is shorter than the longest log");
        }
        let mut tiles = BTreeMap::new();
        tiles.extend(edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())));
        tiles
    }
}

/// The ballot that is looked for.
struct Sought {
    leaf: TreeHash,
    id: BallotId,
    verifier: Verifier,
}

impl Sought {
    fn new(poll: &Poll, receipt: &Receipt) -> Result<Self, ReceiptError> {
        let id = receipt.ballot_id()?;
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
