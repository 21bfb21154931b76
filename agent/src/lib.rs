//! An agent that votes on its owner's behalf.
//!
//! There is a wall in the middle. A [decider](decider::Decider), which may be a model that somebody else runs,
//! gets to read a poll and proposes a ballot. The signer holds the identity; it checks every proposal against the
//! mandate that the owner has given, and casts, asks the owner, or refuses.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod address;
pub mod boards;
pub mod briefing;
pub mod decider;
pub mod decision;
pub mod digest;
pub mod folder;
pub mod journal;
mod likeness;
pub mod mandate;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod percent;
pub mod preferences;
pub mod record;
pub mod rules;
pub mod run;
pub mod schedule;
pub mod signer;
pub mod span;
pub mod state;
pub mod topics;
