//! The right [`Edge`] of a log's tiles: all that is needed to add entries, at most 255 hashes a level.

use std::collections::BTreeMap;

use super::{TILE_LEVELS, TILE_WIDTH, TileError, TileId, hashes_at};
use crate::proof::full_root;
use crate::tree::{TreeHash, fold};

/// Most entries that a log may have: 2⁵³ − 1, so that every index is exact in JSON.
pub const MAX_LOG_SIZE: u64 = (1 << 53) - 1;

/// The tiles of a log that are not full yet, and those that were filled since they were last saved.
///
/// After a save that failed, the edge has to be loaded anew: it holds entries that the log does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    /// The hashes of each level's last tile, less than 256 of them.
    levels: [Vec<TreeHash>; TILE_LEVELS as usize],
    /// How large the log was when its tiles were last saved.
    saved: u64,
    /// Tiles that became full since then.
    filled: Vec<(TileId, Vec<TreeHash>)>,
}

impl Edge {
    /// The edge of a log without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a log of `size` entries, from the tiles that [`TileId::edge`] names. More hashes do no harm.
    /// Whether they are the log's shows when [`Self::root`] is compared with its checkpoint.
    ///
    /// # Errors
    /// [`TileError::Missing`] or [`TileError::TooLong`].
    pub fn load(size: u64, tiles: &BTreeMap<TileId, Vec<TreeHash>>) -> Result<Self, TileError> {
        if size > MAX_LOG_SIZE {
            return Err(TileError::TooLong(size));
        }
        let mut edge = Self { size, saved: size, ..Self::default() };
        for tile in TileId::edge(size) {
            let hashes = tiles.get(&tile).and_then(|hashes| hashes.get(..tile.width().into()));
            let level =
                edge.levels.get_mut(usize::from(tile.level())).expect("a tile's level is one of eight");
            *level = hashes.ok_or(TileError::Missing(tile))?.to_vec();
        }
        Ok(edge)
    }

    /// Adds an entry by its leaf hash.
    ///
    /// # Errors
    /// [`TileError::TooLong`] past [`MAX_LOG_SIZE`] entries.
    pub fn push(&mut self, leaf: TreeHash) -> Result<(), TileError> {
        let size = self.size + 1;
        if size > MAX_LOG_SIZE {
            return Err(TileError::TooLong(size));
        }
        let mut hash = leaf;
        for (level, hashes) in (0..).zip(&mut self.levels) {
            hashes.push(hash);
            if hashes.len() < TILE_WIDTH.into() {
                break;
            }
            let index = hashes_at(level, size) / u64::from(TILE_WIDTH) - 1;
            let tile = TileId::of_log(level, index, size).expect("the log has just filled this tile");
            hash = full_root(hashes);
            self.filled.push((tile, std::mem::take(hashes)));
        }
        self.size = size;
        Ok(())
    }

    /// How many entries the log has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over all entries.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        let mut subtrees = Vec::new();
        for hashes in self.levels.iter().rev() {
            let mut rest = hashes.as_slice();
            while let Some(height) = rest.len().checked_ilog2() {
                let (full, after) = rest.split_at(1 << height);
                subtrees.push(full_root(full));
                rest = after;
            }
        }
        fold(subtrees.into_iter())
    }

    /// The tiles that are not as they were when last saved: those filled since, then the last one of each
    /// level that has grown.
    pub fn changed(&self) -> impl Iterator<Item = (TileId, &[TreeHash])> {
        let filled = self.filled.iter().map(|(tile, hashes)| (*tile, hashes.as_slice()));
        let last = TileId::edge(self.size).zip(self.levels.iter().filter(|hashes| !hashes.is_empty()));
        let grown = last
            .filter(|(tile, _)| hashes_at(tile.level(), self.size) != hashes_at(tile.level(), self.saved));
        filled.chain(grown.map(|(tile, hashes)| (tile, hashes.as_slice())))
    }

    /// Takes note that all of [`Self::changed`] is saved.
    pub fn saved(&mut self) {
        self.saved = self.size;
        self.filled.clear();
    }
}
