//! What a server or an auditor embeds: from a ballot's bytes to a [`VerifiedBallot`], and from
//! verified ballots to the result of a poll.
//!
//! | Module | What |
//! |---|---|
//! | [`verifier`] | all checks of one ballot, in the protocol's order |
//! | [`batch`] | the same for many at once, naming the bad ones |
//! | [`admission`] | the checks of whoever collects ballots: the window, and second ballots |
//! | [`nullifier_set`] | which ballots are in, as a trait with a set in memory |
//! | [`result`] | the counted ballots and the result |
//! | [`lottery`] | whether what parties or a beacon gave for a draw is theirs |
//! | [`groth16`] | the pairing equation |
//!
//! Nothing here makes proofs or knows how they are made.
//!
//! ```no_run
//! use ostrakon_core::poll::Poll;
//! use ostrakon_tally::rule::Rules;
//! use ostrakon_verifier::{result::Tally, verifier::Verifier};
//!
//! # fn example(manifest: &[u8], ballots: Vec<Vec<u8>>) -> Result<(), Box<dyn std::error::Error>> {
//! let poll = Poll::from_bytes(manifest, &Rules)?;
//! let verifier = Verifier::new(poll);
//! let mut tally = Tally::new(verifier.poll().clone());
//! for bytes in &ballots {
//!     match verifier.verify_bytes(bytes) {
//!         Ok(ballot) => drop(tally.add(ballot)?),
//!         Err(error) => println!("refused: {} ({})", error, error.code()),
//!     }
//! }
//! println!("{:?}", tally.result()?);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod admission;
pub mod batch;
pub mod groth16;
pub mod lottery;
pub mod nullifier_set;
mod pairing;
pub mod result;
pub mod verifier;

pub use verifier::{VerifiedBallot, Verifier, VerifyError};
