//! The libraries for browsers and Node, by wasm-bindgen: identities, groups and polls; proving,
//! verifying and counting ballots; receipts, logs and audits.
//!
//! Documents come and go as bytes, in the one spelling that `docs/format.md` tells. What is wrong is
//! thrown as an `Error` with the stable `code` of that page. Nothing here should ever panic; where it
//! does, or memory runs out, JavaScript gets a `WebAssembly.RuntimeError`, and the module must not be
//! used any more.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]
#![allow(unreachable_pub, reason = "JavaScript reaches what is public in a private module")]

#[cfg(feature = "all")]
mod audit;
mod ballot;
#[cfg(feature = "all")]
mod collector;
mod follower;
mod group;
mod identity;
mod number;
mod object;
mod parts;
mod poll;
mod progress;
mod prover;
#[cfg(feature = "all")]
mod question;
mod receipt;
mod refusal;
#[cfg(feature = "all")]
mod semaphore;
#[cfg(feature = "all")]
mod tally;
mod verifier;
