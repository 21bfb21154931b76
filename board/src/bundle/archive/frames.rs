//! What compressed [`Frames`] unpack to, found in Rust alone.

use std::io::{self, ErrorKind, Read};

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::WINDOW_LOG;

/// What a frame begins with.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// The bytes that zstd frames, one after the other, unpack to.
pub struct Frames<'a> {
    compressed: &'a [u8],
    /// The frame that is being read.
    frame: Option<FrameDecoder>,
}

impl<'a> Frames<'a> {
    pub(super) const fn new(compressed: &'a [u8]) -> Self {
        Self { compressed, frame: None }
    }

    /// Begins the next frame where one is read to its end. Says whether there is anything to read.
    fn is_at_frame(&mut self) -> io::Result<bool> {
        if let Some(frame) = &self.frame {
            if !frame.is_finished() || frame.can_collect() > 0 {
                return Ok(true);
            }
            let stated = frame.get_checksum_from_data();
            if stated.is_some() && stated != frame.get_calculated_checksum() {
                return Err(io::Error::other("a checksum is wrong"));
            }
        }
        if self.compressed.is_empty() {
            return Ok(false);
        }
        if self.compressed.iter().zip(MAGIC).any(|(byte, magic)| *byte != magic) {
            return Err(io::Error::other("what follows is not compressed"));
        }
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(1 << WINDOW_LOG);
        let begun = frame.init(&mut self.compressed);
        begun.map_err(|error| failed(self.compressed, error))?;
        self.frame = Some(frame);
        Ok(true)
    }
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() && self.is_at_frame()? {
            let Self { compressed, frame: Some(frame) } = self else { break };
            if frame.can_collect() == 0 {
                let read = frame.decode_blocks(&mut *compressed, BlockDecodingStrategy::UptoBlocks(1));
                read.map_err(|error| failed(compressed, error))?;
            }
            let read = frame.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
        }
        Ok(0)
    }
}

/// What a decoder's error means where these bytes are left.
fn failed(left: &[u8], error: FrameDecoderError) -> io::Error {
    if left.is_empty() { ErrorKind::UnexpectedEof.into() } else { io::Error::other(error) }
}
