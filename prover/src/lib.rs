//! Makes ballots: from an identity, its path in the group and an answer to a proof that says nothing
//! else.
//!
//! [`Prover`] holds the proving key of one depth and is good for any number of ballots, polls and
//! identities. Whoever votes in many polls of one group has a [`Session`] make the ballots, each in a
//! fraction of the time. Every proof is checked as a verifier would before it leaves.
//!
//! ```
//! use ostrakon_circuits::key::ProvingKey;
//! use ostrakon_core::group::Group;
//! use ostrakon_core::identity::IdentitySecret;
//! use ostrakon_core::path::Depth;
//! use ostrakon_core::scope::{Message, Scope};
//! use ostrakon_prover::Prover;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
//! # use ark_std::rand::{SeedableRng, rngs::StdRng};
//! # let rng = &mut StdRng::seed_from_u64(1);
//! let prover = Prover::new(ProvingKey::from_bytes(Depth::new(10)?, &std::fs::read(file)?)?);
//!
//! let voter = IdentitySecret::generate(rng);
//! let group = Group::from_members([voter.commitment()])?;
//! let path = group.path(0)?;
//! let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
//! let (statement, _proof) = prover.prove_statement(&voter, &path, message, scope, rng)?;
//! assert_eq!(Some(statement.root), group.root());
//! # Ok(())
//! # }
//! ```
//!
//! The time that a proof takes depends on the secret. Do not let others measure it closely.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod blinding;
mod groth16;
mod parallel;
mod prover;
mod quotient;
mod session;

pub use prover::{ProveError, Prover};
pub use session::Session;
