//! Domain types of Ostrakon: what a poll, a group, an identity and a ballot are, how they are
//! hashed and how they are written.
//!
//! Nothing here does I/O, reads a clock, starts a thread or knows how a proof is made. Randomness
//! comes in as an argument, time comes in as a value.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod answer;
pub mod field;
pub mod form;
pub mod hash;
pub mod json;
pub mod poseidon;
pub mod question;
pub mod text;
