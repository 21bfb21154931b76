//! A board over HTTP, from the outside: a server that listens, and clients that know only its documents.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod common;

mod api;
mod ballots;
mod enrolments;
mod limits;
mod logs;
mod metrics;
mod pages;
mod polls;
mod tls;
