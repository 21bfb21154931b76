//! The log of a poll as it is shown by a server, or by the folder of a bundle. What the board has signed is the
//! measure of everything else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ostrakon_board::checkpoint::{Checkpoint, SignedCheckpoint};
use ostrakon_board::entry::Close;
use ostrakon_board::note::{MAX_NOTE_BYTES, VerifierKey};
use ostrakon_board::proof::{ProofError, ProofPlan, verify_consistency};
use ostrakon_board::tile::entries::{BundleId, MAX_BUNDLE_BYTES};
use ostrakon_board::tile::{Edge, TILE_WIDTH, TileId};
use ostrakon_board::tree::{Frontier, TreeHash, leaf_hash};
use ostrakon_core::poll::Poll;

use crate::error::Error;
use crate::io::Source;
use crate::remote::Remote;

/// Most entries of a log that is read as a whole: half a gigabyte of hashes.
const MOST_ENTRIES: u64 = 1 << 24;

/// Where a log is shown.
enum Place<'a> {
    Server(&'a Remote),
    Folder(PathBuf),
}

/// A poll's log as it is shown somewhere.
pub(crate) struct ShownLog<'a> {
    place: Place<'a>,
    poll: &'a Poll,
    key: VerifierKey,
}

impl<'a> ShownLog<'a> {
    /// The log on a server.
    pub(crate) fn on_server(remote: &'a Remote, poll: &'a Poll) -> Result<Self, Error> {
        Self::new(Place::Server(remote), poll)
    }

    /// The log in a bundle's folder.
    pub(crate) fn in_folder(folder: &Path, poll: &'a Poll) -> Result<Self, Error> {
        Self::new(Place::Folder(folder.to_owned()), poll)
    }

    fn new(place: Place<'a>, poll: &'a Poll) -> Result<Self, Error> {
        let key = board_key(poll)?;
        Ok(Self { place, poll, key })
    }

    /// The poll.
    pub(crate) const fn poll(&self) -> &'a Poll {
        self.poll
    }

    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, Error> {
        match &self.place {
            Place::Server(remote) => remote.get(&format!("/polls/{}/{path}", self.poll.id()), limit),
            Place::Folder(folder) => {
                let bytes = Source::from(folder.join(path)).read(limit, "server-answer")?;
                Ok(bytes.to_vec())
            }
        }
    }

    /// The latest checkpoint, if the poll's board has signed it.
    pub(crate) fn checkpoint(&self) -> Result<SignedCheckpoint, Error> {
        let bytes = self.read("checkpoint", MAX_NOTE_BYTES)?;
        let wrong = |error: ostrakon_board::checkpoint::CheckpointError| {
            Error::rejected(error.code(), &error).about("checkpoint")
        };
        let checkpoint = SignedCheckpoint::from_bytes(&bytes).map_err(wrong)?;
        let size = checkpoint.verify(&self.key).map_err(wrong)?.size();
        if size > MOST_ENTRIES {
            return Err(Error::rejected(
                "log-long",
                format!("a log of {size} entries is too long to be read"),
            )
            .hint("the board is broken, or dishonest: tell the organiser"));
        }
        Ok(checkpoint)
    }

    /// The hashes of all entries of a checkpoint, which have to lead to its root.
    pub(crate) fn leaves(&self, checkpoint: &Checkpoint) -> Result<Vec<TreeHash>, Error> {
        let mut leaves = Vec::new();
        if matches!(self.place, Place::Folder(_)) {
            // A bundle has the entries alone.
            self.entries(0..checkpoint.size(), |_, entry| {
                leaves.push(leaf_hash(entry));
                Ok(())
            })?;
        } else {
            let tiles = checkpoint.size().div_ceil(TILE_WIDTH.into());
            for tile in (0..tiles).filter_map(|index| TileId::of_log(0, index, checkpoint.size())) {
                leaves.extend(self.tile(tile)?);
            }
        }
        let mut frontier = Frontier::new();
        leaves.iter().for_each(|leaf| frontier.push(*leaf));
        if (frontier.size(), frontier.root()) == (checkpoint.size(), checkpoint.root()) {
            Ok(leaves)
        } else {
            Err(other_root())
        }
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

    /// Whether the last entry of a log is its close.
    pub(crate) fn is_closed(&self, leaves: &[TreeHash]) -> Result<bool, Error> {
        let Some((last, before)) = leaves.split_last() else { return Ok(false) };
        let mut closed = false;
        self.entries(before.len() as u64..leaves.len() as u64, |_, entry| {
            if leaf_hash(entry) != *last {
                return Err(other_root());
            }
            closed = Close::from_bytes(entry).is_ok_and(|close| close.poll() == self.poll.id());
            Ok(())
        })?;
        Ok(closed)
    }

    /// Checks that a log goes on from an older checkpoint of it, with a proof made of the tiles shown.
    pub(crate) fn goes_on(&self, old: &Checkpoint, new: &Checkpoint) -> Result<(), Error> {
        let prove = || -> Result<Result<(), ProofError>, Error> {
            let plan = match ProofPlan::consistency(old.size(), new.size()) {
                Ok(plan) => plan,
                Err(error) => return Ok(Err(error)),
            };
            let mut tiles = BTreeMap::new();
            for tile in plan.tiles() {
                tiles.insert(tile, self.tile(tile)?);
            }
            Ok(plan
                .make(&tiles)
                .and_then(|proof| verify_consistency(old.size(), old.root(), new.size(), new.root(), &proof)))
        };
        prove()?.map_err(|error| Error::rejected(error.code(), error))
    }

    /// Whether the last of so many entries is a close, by the word of whoever shows it.
    pub(crate) fn ends_in_close(&self, size: u64) -> Result<bool, Error> {
        let mut closed = false;
        self.entries(size.saturating_sub(1)..size, |_, entry| {
            closed = Close::from_bytes(entry).is_ok();
            Ok(())
        })?;
        Ok(closed)
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
