//! What a mandate says to what deciders say, and what the deciders of this crate say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod mandate;
mod polls;
mod rules;
mod timing;
