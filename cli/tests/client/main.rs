//! Voters and organisers with the program, against a board that the program serves, and against servers that lie.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod desk;
mod liar;

mod cosigners;
mod enrolments;
mod lies;
mod polls;
mod postgres;
mod proxies;
mod watching;
