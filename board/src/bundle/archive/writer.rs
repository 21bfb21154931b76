//! Writes a bundle into one file.

use std::io::{self, Write};

use tar::Header;
use zstd::stream::write::Encoder;

use crate::bundle::Sink;

/// How much work is put into compressing.
const LEVEL: i32 = 3;

/// Writes an archive. The same parts give the same bytes.
pub struct ArchiveWriter<W: Write>(tar::Builder<Encoder<'static, W>>);

impl<W: Write> ArchiveWriter<W> {
    /// An archive without parts.
    ///
    /// # Errors
    /// The system's.
    pub fn new(compressed: W) -> io::Result<Self> {
        Ok(Self(tar::Builder::new(Encoder::new(compressed, LEVEL)?)))
    }

    /// Writes the end, without which the archive is none.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner()?.finish()
    }
}

impl<W: Write> Sink for ArchiveWriter<W> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(name)?;
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        self.0.append(&header, bytes)
    }
}
