//! What tests of several crates share: the test kit's files, what the libraries say about them, the generator
//! that makes them, and a PostgreSQL server.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod cluster;
pub mod testkit;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
