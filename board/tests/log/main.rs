//! What the board writes is what others read: tiles, roots and proofs, against independent readers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod proofs;
mod tiles;
