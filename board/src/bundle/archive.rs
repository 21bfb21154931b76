//! A bundle in one file: a tar archive (POSIX.1-1988, ustar) of its parts in their order, compressed by zstd
//! (RFC 8878).
//!
//! It is read once from front to back, so that it can be larger than memory. An archive has nothing but the
//! parts asked for: names are compared, never used as paths, and links, folders and extensions are refused.

#[cfg(feature = "unpack")]
mod frames;
#[cfg(feature = "archive")]
mod writer;

#[cfg(feature = "archive")]
use std::io::BufReader;
use std::io::{self, ErrorKind, Read};

use tar::Header;

#[cfg(feature = "unpack")]
pub use self::frames::Frames;
#[cfg(feature = "archive")]
pub use self::writer::ArchiveWriter;
use super::{PartError, Source};

/// A tar archive comes in blocks of so many bytes.
const BLOCK: u64 = 512;

/// Logarithm of the most bytes back that a compressed archive may refer to: 16 MiB, which are held in memory.
const WINDOW_LOG: u32 = 24;

/// Most bytes of zeros after the last part: what tar programs fill their last record up with, and more.
const MAX_FILLING: u64 = 1 << 20;

/// The parts of an archive, one after the other, from what its decoder `D` gives.
pub struct ArchiveReader<D> {
    unpacked: Unpacked<D>,
    /// Bytes of the present part that were not read yet.
    left: u64,
    /// Bytes that fill up its last block.
    filling: u64,
}

/// The archive without its compression.
struct Unpacked<D>(D);

impl<D: Read> Read for Unpacked<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            // What the decoder itself finds wrong.
            ErrorKind::Other => io::Error::new(ErrorKind::InvalidData, error),
            _ => error,
        })
    }
}

#[cfg(feature = "archive")]
impl<R: Read> ArchiveReader<zstd::stream::read::Decoder<'static, BufReader<R>>> {
    /// An archive from its compressed bytes.
    ///
    /// # Errors
    /// The system's, if there is no memory for it.
    pub fn new(compressed: R) -> io::Result<Self> {
        let mut decoder = zstd::stream::read::Decoder::new(compressed)?;
        decoder.window_log_max(WINDOW_LOG)?;
        Ok(Self::of(decoder))
    }
}

#[cfg(feature = "unpack")]
impl<'a> ArchiveReader<Frames<'a>> {
    /// An archive from its compressed bytes, by a decoder that is Rust alone, and slower.
    #[must_use]
    pub const fn of_bytes(compressed: &'a [u8]) -> Self {
        Self::of(Frames::new(compressed))
    }
}

impl<D> ArchiveReader<D> {
    const fn of(decoder: D) -> Self {
        Self { unpacked: Unpacked(decoder), left: 0, filling: 0 }
    }
}

impl<D: Read> ArchiveReader<D> {
    /// The next header, after what is left of the present part; none at the archive's end.
    fn next(&mut self, name: &str) -> Result<Option<Header>, PartError> {
        let failed = |error: io::Error| PartError::in_part(name, &error);
        let rest = std::mem::take(&mut self.left).saturating_add(std::mem::take(&mut self.filling));
        let skipped = io::copy(&mut (&mut self.unpacked).take(rest), &mut io::sink()).map_err(failed)?;
        if skipped < rest {
            return Err(PartError::CutShort(name.to_owned()));
        }
        let mut header = Header::new_old();
        self.unpacked.read_exact(header.as_mut_bytes()).map_err(failed)?;
        if header.as_bytes().iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let mut summed = header.clone();
        summed.set_cksum();
        match (summed.cksum(), header.cksum()) {
            (Ok(sum), Ok(stated)) if sum == stated => Ok(Some(header)),
            _ => {
                Err(PartError::Damaged { name: name.to_owned(), reason: "no header of a tar archive".into() })
            }
        }
    }
}

impl<D: Read> Source for ArchiveReader<D> {
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError> {
        let header = self.next(name)?.ok_or_else(|| PartError::Missing(name.to_owned()))?;
        let found = String::from_utf8_lossy(&header.path_bytes()).into_owned();
        if !header.entry_type().is_file() {
            return Err(PartError::Kind(found));
        }
        if found != name {
            return Err(PartError::Order { expected: name.to_owned(), found });
        }
        let size = header
            .entry_size()
            .map_err(|error| PartError::Damaged { name: name.to_owned(), reason: error.to_string() })?;
        self.left = size;
        self.filling = size.wrapping_neg() % BLOCK;
        Ok(Box::new(Part(self)))
    }

    fn end(&mut self) -> Result<(), PartError> {
        if self.next("the archive")?.is_some() {
            return Err(PartError::Trailing);
        }
        let mut filling = (&mut self.unpacked).take(MAX_FILLING + 1);
        let mut buffer = [0; 4096];
        loop {
            let read =
                filling.read(&mut buffer).map_err(|error| PartError::in_part("the archive", &error))?;
            if read == 0 {
                return Ok(());
            }
            let is_zero = buffer.iter().take(read).all(|byte| *byte == 0);
            if !is_zero || filling.limit() == 0 {
                return Err(PartError::Trailing);
            }
        }
    }
}

/// The present part of an archive.
struct Part<'a, D>(&'a mut ArchiveReader<D>);

impl<D: Read> Read for Part<'_, D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.0.left == 0 {
            return Ok(0);
        }
        let mut part = (&mut self.0.unpacked).take(self.0.left);
        let read = part.read(buffer)?;
        self.0.left = part.limit();
        if read == 0 { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(read) }
    }
}
