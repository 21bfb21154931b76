//! Plain ballot files are read as their formats say, and whatever is wrong with one is found by line and
//! column.

mod blt;
mod csv;
mod mutated;
mod notation;
mod pabulib;
mod preflib;
mod questions;
