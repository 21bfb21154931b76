//! The entries of a log, read from a bundle part by part.

use super::{PartError, Source, read};
use crate::tile::entries::{BundleId, MAX_BUNDLE_BYTES};

/// Where in a log of some size reading has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    size: u64,
    bundle: u64,
}

impl Place {
    /// The beginning of a log of `size` entries.
    #[must_use]
    pub const fn beginning(size: u64) -> Self {
        Self { size, bundle: 0 }
    }

    /// Reads the next bundle of entries, of at most [`MAX_BUNDLE_BYTES`]; none at the log's end.
    ///
    /// # Errors
    /// [`PartError`].
    pub fn next(&mut self, source: &mut dyn Source) -> Result<Option<(BundleId, Vec<u8>)>, PartError> {
        let Some(id) = BundleId::of_log(self.bundle, self.size) else { return Ok(None) };
        self.bundle += 1;
        Ok(Some((id, read(source, &id.path(), MAX_BUNDLE_BYTES)?)))
    }
}

/// The entries of a bundle.
///
/// # Errors
/// [`PartError::Entries`].
pub fn entries(id: BundleId, bytes: &[u8]) -> Result<Vec<&[u8]>, PartError> {
    id.read(bytes).map_err(|error| PartError::Entries { name: id.path(), error })
}
