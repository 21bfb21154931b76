//! Tiles: the hashes of a log in files of 256 that never change once they are full
//! ([tlog-tiles](https://c2sp.org/tlog-tiles)).
//!
//! Hash `i` of tile `n` at level `l` is the root over the entries `(256·n + i)·256^l` to
//! `(256·n + i + 1)·256^l − 1`; level 0 holds the leaves.

pub mod edge;
pub mod entries;
mod path;

use std::str::FromStr;

pub use edge::Edge;

use crate::tree::TreeHash;

/// Levels of the hash tree in one tile.
pub const TILE_HEIGHT: u32 = 8;

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// Levels of tiles: no log has more than 2⁶⁴ entries.
pub const TILE_LEVELS: u8 = 8;

/// Why something is no tile, or no tile of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TileError {
    /// There is no such tile in any log.
    #[error("there is no tile {index} of {width} hashes at level {level}")]
    Coordinates {
        /// The level.
        level: u8,
        /// The index in the level.
        index: u64,
        /// The number of hashes.
        width: u16,
    },
    /// The number of bytes is not that of so many hashes.
    #[error("{} has {} bytes, and {found} were given", .tile.path(), .tile.byte_len())]
    Length {
        /// The tile.
        tile: TileId,
        /// Bytes received.
        found: usize,
    },
    /// A tile at the log's edge is missing, or too short.
    #[error("{} is missing, or too short", .0.path())]
    Missing(TileId),
    /// Text that is no path of a tile.
    #[error("not the path of a tile: it looks like tile/0/x001/067, or tile/0/x001/067.p/12")]
    Path,
    /// A log of more entries than any has.
    #[error("a log of {0} entries is too long")]
    TooLong(u64),
}

impl TileError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Coordinates { .. } => "tile-coordinates",
            Self::Length { .. } => "tile-length",
            Self::Missing(_) => "log-tile-missing",
            Self::Path => "tile-path",
            Self::TooLong(_) => "log-size",
        }
    }
}

/// Which tile: level, index in the level, and how many hashes it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// A tile that some log has.
    ///
    /// # Errors
    /// [`TileError::Coordinates`] for a level past 7, an index past the level's last, or a width that is
    /// not 1 to 256.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        let last = u64::MAX.checked_shr(TILE_HEIGHT * (u32::from(level) + 1)).unwrap_or(0);
        if level >= TILE_LEVELS || index > last || !(1..=TILE_WIDTH).contains(&width) {
            return Err(TileError::Coordinates { level, index, width });
        }
        Ok(Self { level, index, width })
    }

    /// The tile as it is in a log of `size` entries; none where such a log has none there.
    #[must_use]
    pub fn of_log(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = hashes_at(level, size).checked_sub(index.checked_mul(TILE_WIDTH.into())?)?;
        let width = u16::try_from(hashes.min(TILE_WIDTH.into())).ok()?;
        Self::new(level, index, width).ok()
    }

    /// The tiles at the right edge of a log of `size` entries: those that are not full, from level 0 up.
    pub fn edge(size: u64) -> impl Iterator<Item = Self> {
        (0..TILE_LEVELS).filter_map(move |level| {
            let tile = Self::of_log(level, hashes_at(level, size) / u64::from(TILE_WIDTH), size)?;
            (!tile.is_full()).then_some(tile)
        })
    }

    /// The level, 0 for leaves.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }

    /// The index in the level, from 0.
    #[must_use]
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds, 1 to 256.
    #[must_use]
    pub const fn width(self) -> u16 {
        self.width
    }

    /// Whether it will never change.
    #[must_use]
    pub const fn is_full(self) -> bool {
        self.width == TILE_WIDTH
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn byte_len(self) -> usize {
        self.width as usize * TreeHash::LEN
    }

    /// Where it is served, below the log's prefix: `tile/0/x001/067`, or `tile/0/x001/067.p/12` with 12 hashes.
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, path::encode(self.index, self.width))
    }

    /// The tile's hashes from its bytes.
    ///
    /// # Errors
    /// [`TileError::Length`] unless there are exactly 32 bytes for each hash.
    pub fn read(self, bytes: &[u8]) -> Result<Vec<TreeHash>, TileError> {
        if bytes.len() != self.byte_len() {
            return Err(TileError::Length { tile: self, found: bytes.len() });
        }
        let (hashes, _) = bytes.as_chunks();
        Ok(hashes.iter().copied().map(TreeHash::from_bytes).collect())
    }
}

impl FromStr for TileId {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let rest = text.strip_prefix("tile/").ok_or(TileError::Path)?;
        let (level, rest) = rest.split_once('/').ok_or(TileError::Path)?;
        let level = path::number(level).and_then(|level| u8::try_from(level).ok()).ok_or(TileError::Path)?;
        let (index, width) = path::decode(rest).ok_or(TileError::Path)?;
        Self::new(level, index, width)
    }
}

/// A tile's bytes: its hashes, one after the other.
#[must_use]
pub fn to_bytes(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_bytes()).collect()
}

/// How many hashes a level has in a log of `size` entries, in all its tiles.
const fn hashes_at(level: u8, size: u64) -> u64 {
    match size.checked_shr(TILE_HEIGHT * level as u32) {
        Some(hashes) => hashes,
        None => 0,
    }
}
