//! Plain ballot files are read as their formats say, and whatever is wrong with one is found by line and
//! column.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod ballot_files {
    mod blt;
    mod csv;
    mod mutated;
    mod notation;
    mod pabulib;
    mod preflib;
    mod questions;
}
