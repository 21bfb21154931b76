//! The log of a poll as a server shows it. What the board has signed is the measure of everything else.

use std::collections::BTreeMap;
use std::ops::Range;

use ostrakon_board::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use ostrakon_board::entry::Close;
use ostrakon_board::note::{MAX_NOTE_BYTES, VerifierKey};
use ostrakon_board::proof::{ProofError, ProofPlan, verify_consistency, verify_inclusion};
use ostrakon_board::tile::entries::{BundleId, MAX_BUNDLE_BYTES};
use ostrakon_board::tile::{Edge, TILE_WIDTH, TileId};
use ostrakon_board::tree::{Frontier, TreeHash, leaf_hash};
use ostrakon_core::poll::Poll;

use crate::error::Error;
use crate::remote::Remote;

/// Most entries of a log that is read as a whole: half a gigabyte of hashes.
const MOST_ENTRIES: u64 = 1 << 24;

/// A poll's log as a server shows it.
pub(crate) struct ShownLog<'a> {
    remote: &'a Remote,
    poll: &'a Poll,
    key: VerifierKey,
}

impl<'a> ShownLog<'a> {
    /// The log on a server.
    pub(crate) fn new(remote: &'a Remote, poll: &'a Poll) -> Result<Self, Error> {
        Ok(Self { remote, poll, key: board_key(poll)? })
    }

    /// The poll.
    pub(crate) const fn poll(&self) -> &'a Poll {
        self.poll
    }

    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, Error> {
        self.remote.get(&format!("/polls/{}/{path}", self.poll.id()), limit)
    }

    /// The latest checkpoint, if the poll's board has signed it.
    pub(crate) fn checkpoint(&self) -> Result<SignedCheckpoint, Error> {
        signed_checkpoint(&self.read("checkpoint", MAX_NOTE_BYTES)?, &self.key)
    }

    /// The hashes of all entries of a checkpoint, which have to lead to its root.
    pub(crate) fn leaves(&self, checkpoint: &Checkpoint) -> Result<Vec<TreeHash>, Error> {
        let mut leaves = Vec::new();
        let tiles = checkpoint.size().div_ceil(TILE_WIDTH.into());
        for tile in (0..tiles).filter_map(|index| TileId::of_log(0, index, checkpoint.size())) {
            leaves.extend(self.tile(tile)?);
        }
        expect_root(&leaves, checkpoint)?;
        Ok(leaves)
    }

    /// Goes through entries, in their order. They are not checked against any root.
    pub(crate) fn entries(
        &self,
        range: Range<u64>,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let width = u64::from(TILE_WIDTH);
        let bundles = range.start / width..range.end.div_ceil(width);
        for bundle in bundles.filter_map(|index| BundleId::of_log(index, range.end)) {
            let bytes = self.read(&bundle.path(), MAX_BUNDLE_BYTES)?;
            let entries = bundle
                .read(&bytes)
                .map_err(|error| Error::rejected(error.code(), &error).about(bundle.path()))?;
            for (index, entry) in (bundle.index() * width..).zip(entries) {
                if range.contains(&index) {
                    each(index, entry)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the last of so many entries, which has this hash, is the close.
    pub(crate) fn is_closed(&self, size: u64, last: TreeHash) -> Result<bool, Error> {
        let mut closed = false;
        self.entries(size.saturating_sub(1)..size, |_, entry| {
            closed = is_close_of(entry, self.poll);
            if leaf_hash(entry) == last { Ok(()) } else { Err(other_root()) }
        })?;
        Ok(closed)
    }

    /// The hash of the last entry of a checkpoint that is not empty, proven with the tiles shown.
    pub(crate) fn last(&self, checkpoint: &Checkpoint) -> Result<TreeHash, Error> {
        let (size, index) = (checkpoint.size(), checkpoint.size().saturating_sub(1));
        let tile = TileId::of_log(0, index / u64::from(TILE_WIDTH), size).ok_or_else(other_root)?;
        let leaf = self.tile(tile)?.pop().ok_or_else(other_root)?;
        let proof = self.prove(ProofPlan::inclusion(index, size))?;
        proof
            .and_then(|proof| verify_inclusion(leaf, index, size, &proof, checkpoint.root()))
            .map_err(|_| other_root())?;
        Ok(leaf)
    }

    /// Checks that a log goes on from an older checkpoint of it, with a proof made of the tiles shown.
    pub(crate) fn goes_on(&self, old: &Checkpoint, new: &Checkpoint) -> Result<(), Error> {
        let proven = self
            .prove(ProofPlan::consistency(old.size(), new.size()))?
            .and_then(|proof| verify_consistency(old.size(), old.root(), new.size(), new.root(), &proof));
        match proven {
            // Tiles of something else prove nothing. All hashes of the log do, as they have to lead to its root.
            Err(ProofError::Root) if old.size() < new.size() && is_prefix(old, &self.leaves(new)?) => Ok(()),
            proven => proven.map_err(|error| Error::rejected(error.code(), error)),
        }
    }

    /// Makes a proof of the tiles shown.
    fn prove(&self, plan: Result<ProofPlan, ProofError>) -> Result<Result<Vec<TreeHash>, ProofError>, Error> {
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => return Ok(Err(error)),
        };
        let mut tiles = BTreeMap::new();
        for tile in plan.tiles() {
            tiles.insert(tile, self.tile(tile)?);
        }
        Ok(plan.make(&tiles))
    }

    /// Refuses a checkpoint of another log, or one that the board has not signed.
    pub(crate) fn expect_mine(&self, checkpoint: &SignedCheckpoint) -> Result<(), Error> {
        checkpoint.verify(&self.key).map_err(|error| {
            Error::rejected("cosign-state", format!("what was signed last is of another log: {error}"))
                .hint("use another --state for each poll, and the one of this poll here")
        })?;
        Ok(())
    }

    fn tile(&self, tile: TileId) -> Result<Vec<TreeHash>, Error> {
        let bytes = self.read(&tile.path(), tile.byte_len())?;
        tile.read(&bytes).map_err(|error| Error::rejected(error.code(), error))
    }
}

/// The key with which the board of a poll signs.
pub(crate) fn board_key(poll: &Poll) -> Result<VerifierKey, Error> {
    VerifierKey::of_board(poll).map_err(|error| {
        Error::rejected(error.code(), error)
            .hint("this poll has no public log: its ballots are collected by hand")
    })
}

/// What the board with this key has signed of a log, if it did.
pub(crate) fn signed_checkpoint(note: &[u8], key: &VerifierKey) -> Result<SignedCheckpoint, Error> {
    let wrong = |error: CheckpointError| Error::rejected(error.code(), &error).about("checkpoint");
    let checkpoint = SignedCheckpoint::from_bytes(note).map_err(wrong)?;
    let size = checkpoint.verify(key).map_err(wrong)?.size();
    if size > MOST_ENTRIES {
        return Err(Error::rejected("log-long", format!("a log of {size} entries is too long to be read"))
            .hint("the board is broken, or dishonest: tell the organiser"));
    }
    Ok(checkpoint)
}

/// Refuses hashes of entries that do not lead to the root that was signed.
pub(crate) fn expect_root(leaves: &[TreeHash], checkpoint: &Checkpoint) -> Result<(), Error> {
    if lead_to(leaves, checkpoint) { Ok(()) } else { Err(other_root()) }
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

/// Every tile of a log with these leaves.
pub(crate) fn tiles(leaves: &[TreeHash]) -> BTreeMap<TileId, Vec<TreeHash>> {
    let mut edge = Edge::new();
    for leaf in leaves {
        edge.push(*leaf).expect("a list in memory is shorter than the longest log");
    }
    edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())).collect()
}

/// The error of entries that are not those signed.
pub(crate) fn other_root() -> Error {
    Error::rejected("log-root", "what is shown is not the log that the board has signed")
        .hint("try again; if it stays so, the server is broken or dishonest: tell the organiser")
}
