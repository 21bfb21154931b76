//! A [`ShownLog`]: the log of a poll as somebody shows it, part by part. What the board has signed is the measure
//! of everything else.
//!
//! How parts are fetched is for [`Parts`] to say: over a network, waiting or not, from a mirror as well as from the
//! board. Whoever shows them does not learn what is looked for in them.

mod error;

use std::collections::BTreeMap;
use std::ops::Range;

use ostrakon_core::poll::Poll;

pub use self::error::{ShownError, Trouble};
use crate::bundle::CHECKPOINT;
use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::entry::Close;
use crate::note::{MAX_NOTE_BYTES, VerifierKey};
use crate::proof::{ProofError, ProofPlan, verify_consistency, verify_inclusion};
use crate::tile::entries::{BundleId, MAX_BUNDLE_BYTES};
use crate::tile::{TILE_WIDTH, TileId};
use crate::tree::{Frontier, TreeHash, leaf_hash};

/// Most entries of a log that is read as a whole: half a gigabyte of hashes.
const MOST_ENTRIES: u64 = 1 << 24;

/// Whoever shows a log.
pub trait Parts {
    /// Why a part cannot be had. It may be nobody's fault.
    type Error;

    /// A part by its name below the poll's path, such as `checkpoint`, of at most `limit` bytes.
    fn part(&self, name: &str, limit: usize) -> impl Future<Output = Result<Vec<u8>, Self::Error>>;
}

/// A poll's log as it is shown.
#[derive(Debug)]
pub struct ShownLog<'a, P> {
    parts: &'a P,
    poll: &'a Poll,
    key: VerifierKey,
}

impl<'a, P: Parts> ShownLog<'a, P> {
    /// The log of a poll that has a board.
    ///
    /// # Errors
    /// [`ShownError::Key`].
    pub fn new(parts: &'a P, poll: &'a Poll) -> Result<Self, ShownError> {
        Ok(Self { parts, poll, key: VerifierKey::of_board(poll)? })
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> &'a Poll {
        self.poll
    }

    async fn read(&self, name: &str, limit: usize) -> Result<Vec<u8>, Trouble<P::Error>> {
        self.parts.part(name, limit).await.map_err(Trouble::Fetch)
    }

    /// The latest checkpoint, if the poll's board has signed it.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn checkpoint(&self) -> Result<SignedCheckpoint, Trouble<P::Error>> {
        Ok(signed_checkpoint(&self.read(CHECKPOINT, MAX_NOTE_BYTES).await?, &self.key)?)
    }

    /// The hashes of all entries of a checkpoint, which have to lead to its root.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn leaves(&self, checkpoint: &Checkpoint) -> Result<Vec<TreeHash>, Trouble<P::Error>> {
        let mut leaves = Vec::new();
        let tiles = checkpoint.size().div_ceil(TILE_WIDTH.into());
        for tile in (0..tiles).filter_map(|index| TileId::of_log(0, index, checkpoint.size())) {
            leaves.extend(self.tile(tile).await?);
        }
        expect_root(&leaves, checkpoint)?;
        Ok(leaves)
    }

    /// Goes through entries, in their order. They are not checked against any root.
    ///
    /// # Errors
    /// [`Trouble`], or what `each` returns.
    pub async fn entries(
        &self,
        range: Range<u64>,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), ShownError>,
    ) -> Result<(), Trouble<P::Error>> {
        let width = u64::from(TILE_WIDTH);
        let bundles = range.start / width..range.end.div_ceil(width);
        for bundle in bundles.filter_map(|index| BundleId::of_log(index, range.end)) {
            let bytes = self.read(&bundle.path(), MAX_BUNDLE_BYTES).await?;
            let entries =
                bundle.read(&bytes).map_err(|error| ShownError::Bundle { part: bundle.path(), error })?;
            for (index, entry) in (bundle.index() * width..).zip(entries) {
                if range.contains(&index) {
                    each(index, entry)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the last of so many entries, which has this hash, is the close.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn is_closed(&self, size: u64, last: TreeHash) -> Result<bool, Trouble<P::Error>> {
        let mut closed = false;
        self.entries(size.saturating_sub(1)..size, |_, entry| {
            closed = is_close_of(entry, self.poll);
            if leaf_hash(entry) == last { Ok(()) } else { Err(ShownError::Root) }
        })
        .await?;
        Ok(closed)
    }

    /// The hash of the last entry of a checkpoint that is not empty, proven with the tiles shown.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn last(&self, checkpoint: &Checkpoint) -> Result<TreeHash, Trouble<P::Error>> {
        let (size, index) = (checkpoint.size(), checkpoint.size().saturating_sub(1));
        let tile = TileId::of_log(0, index / u64::from(TILE_WIDTH), size).ok_or(ShownError::Root)?;
        let leaf = self.tile(tile).await?.pop().ok_or(ShownError::Root)?;
        let proof = self.prove(ProofPlan::inclusion(index, size)).await?;
        proof
            .and_then(|proof| verify_inclusion(leaf, index, size, &proof, checkpoint.root()))
            .map_err(|_| ShownError::Root)?;
        Ok(leaf)
    }

    /// Checks that a log goes on from an older checkpoint of it, with a proof made of the tiles shown.
    ///
    /// # Errors
    /// [`ShownError::Proof`] with [`ProofError::Root`] or [`ProofError::Shrunk`] where it does not; [`Trouble`].
    pub async fn goes_on(&self, old: &Checkpoint, new: &Checkpoint) -> Result<(), Trouble<P::Error>> {
        let proven = self
            .prove(ProofPlan::consistency(old.size(), new.size()))
            .await?
            .and_then(|proof| verify_consistency(old.size(), old.root(), new.size(), new.root(), &proof));
        match proven {
            // Tiles of something else prove nothing. All hashes of the log do, as they have to lead to its root.
            Err(ProofError::Root) if old.size() < new.size() && is_prefix(old, &self.leaves(new).await?) => {
                Ok(())
            }
            proven => Ok(proven.map_err(ShownError::Proof)?),
        }
    }

    /// Makes a proof of the tiles shown.
    async fn prove(
        &self,
        plan: Result<ProofPlan, ProofError>,
    ) -> Result<Result<Vec<TreeHash>, ProofError>, Trouble<P::Error>> {
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => return Ok(Err(error)),
        };
        let mut tiles = BTreeMap::new();
        for tile in plan.tiles() {
            tiles.insert(tile, self.tile(tile).await?);
        }
        Ok(plan.make(&tiles))
    }

    /// Refuses a checkpoint of another log, or one that the board has not signed.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn expect_mine(&self, checkpoint: &SignedCheckpoint) -> Result<(), CheckpointError> {
        checkpoint.verify(&self.key)?;
        Ok(())
    }

    async fn tile(&self, tile: TileId) -> Result<Vec<TreeHash>, Trouble<P::Error>> {
        let bytes = self.read(&tile.path(), tile.byte_len()).await?;
        Ok(tile.read(&bytes).map_err(ShownError::Tile)?)
    }
}

/// What the board with this key has signed of a log, if it did.
pub(crate) fn signed_checkpoint(note: &[u8], key: &VerifierKey) -> Result<SignedCheckpoint, ShownError> {
    let checkpoint = SignedCheckpoint::from_bytes(note)?;
    let size = checkpoint.verify(key)?.size();
    if size > MOST_ENTRIES { Err(ShownError::Long(size)) } else { Ok(checkpoint) }
}

/// Refuses hashes of entries that do not lead to the root that was signed.
pub(crate) fn expect_root(leaves: &[TreeHash], checkpoint: &Checkpoint) -> Result<(), ShownError> {
    if lead_to(leaves, checkpoint) { Ok(()) } else { Err(ShownError::Root) }
}

/// Whether a log with these hashes of entries goes on from a checkpoint.
pub(crate) fn is_prefix(checkpoint: &Checkpoint, leaves: &[TreeHash]) -> bool {
    lead_to((0..checkpoint.size()).zip(leaves).map(|(_, leaf)| leaf), checkpoint)
}

fn lead_to<'a>(leaves: impl IntoIterator<Item = &'a TreeHash>, checkpoint: &Checkpoint) -> bool {
    let mut frontier = Frontier::new();
    leaves.into_iter().for_each(|leaf| frontier.push(*leaf));
    (frontier.size(), frontier.root()) == (checkpoint.size(), checkpoint.root())
}

/// Whether an entry is the close of a poll's log.
pub(crate) fn is_close_of(entry: &[u8], poll: &Poll) -> bool {
    Close::from_bytes(entry).is_ok_and(|close| close.poll() == poll.id())
}
