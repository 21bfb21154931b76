//! Domain types of Ostrakon: what a poll, a group, an identity and a ballot are, how they are
//! hashed and how they are written.
//!
//! Nothing here does I/O, reads a clock, starts a thread or knows how a proof is made. Randomness
//! comes in as an argument, time comes in as a value.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod answer;
pub mod ballot;
mod blake512;
pub mod board;
pub mod compatibility;
pub mod content;
pub mod counted;
pub mod eddsa;
pub mod electorate;
pub mod enrolment;
pub mod field;
pub mod form;
pub mod group;
pub mod hash;
pub mod identity;
pub mod json;
pub mod lottery;
pub mod nullifier;
pub mod path;
pub mod poll;
pub mod poseidon;
pub mod proof;
pub mod question;
pub mod scope;
pub mod statement;
pub mod text;
pub mod time;
