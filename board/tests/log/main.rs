//! What the board writes is what others read: tiles, proofs and notes, against independent readers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod finals;
mod notes;
mod promises;
mod proofs;
mod receipts;
mod tiles;
