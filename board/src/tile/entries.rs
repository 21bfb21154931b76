//! Bundles of entries: the entries of 256 leaves in one file, each after its length as two bytes, big-endian.

use std::str::FromStr;

use super::{TILE_WIDTH, TileError, TileId, path};

/// Most bytes that an entry may have: what two bytes can count.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// Most bytes that a bundle may have.
pub const MAX_BUNDLE_BYTES: usize = TILE_WIDTH as usize * (2 + MAX_ENTRY_BYTES);

/// Why bytes are no bundle of that many entries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The bytes end within an entry, or before the last one.
    #[error("the bundle ends within entry {0} of it, counted from 0")]
    CutShort(u16),
    /// An entry is longer than an entry may be.
    #[error("an entry of {0} bytes: the limit is {MAX_ENTRY_BYTES}")]
    EntrySize(usize),
    /// Bytes follow the last entry.
    #[error("{0} bytes follow the bundle's last entry")]
    Trailing(usize),
}

impl BundleError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CutShort(_) => "bundle-cut-short",
            Self::EntrySize(_) => "entry-size",
            Self::Trailing(_) => "bundle-trailing",
        }
    }
}

/// Which bundle: the entries under the tile of level 0 with the same index and width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId(TileId);

impl BundleId {
    /// A bundle that some log has.
    ///
    /// # Errors
    /// [`TileError::Coordinates`] for an index past the last, or a width that is not 1 to 256.
    pub fn new(index: u64, width: u16) -> Result<Self, TileError> {
        TileId::new(0, index, width).map(Self)
    }

    /// The bundle as it is in a log of `size` entries; none where such a log has none there.
    #[must_use]
    pub fn of_log(index: u64, size: u64) -> Option<Self> {
        TileId::of_log(0, index, size).map(Self)
    }

    /// The index, from 0: entry `i` of the bundle is entry `256·index + i` of the log.
    #[must_use]
    pub const fn index(self) -> u64 {
        self.0.index()
    }

    /// How many entries it holds, 1 to 256.
    #[must_use]
    pub const fn width(self) -> u16 {
        self.0.width()
    }

    /// The tile with the hashes of its entries.
    #[must_use]
    pub const fn tile(self) -> TileId {
        self.0
    }

    /// Where it is served, below the log's prefix: `tile/entries/x001/067`.
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/entries/{}", path::encode(self.index(), self.width()))
    }

    /// The bundle's entries from its bytes.
    ///
    /// # Errors
    /// [`BundleError::CutShort`] or [`BundleError::Trailing`].
    pub fn read(self, bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
        let mut rest = bytes;
        let mut entries = Vec::with_capacity(self.width().into());
        for at in 0..self.width() {
            let (length, after) = rest.split_first_chunk().ok_or(BundleError::CutShort(at))?;
            let (entry, after) = after
                .split_at_checked(u16::from_be_bytes(*length).into())
                .ok_or(BundleError::CutShort(at))?;
            entries.push(entry);
            rest = after;
        }
        if rest.is_empty() { Ok(entries) } else { Err(BundleError::Trailing(rest.len())) }
    }
}

impl FromStr for BundleId {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let rest = text.strip_prefix("tile/entries/").ok_or(TileError::Path)?;
        let (index, width) = path::decode(rest).ok_or(TileError::Path)?;
        Self::new(index, width)
    }
}

/// Adds an entry to a bundle's bytes.
///
/// # Errors
/// [`BundleError::EntrySize`] for more than [`MAX_ENTRY_BYTES`].
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(entry.len()).map_err(|_| BundleError::EntrySize(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}
