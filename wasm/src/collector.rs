//! A [`Collector`]: takes ballots as they arrive.

use ostrakon_core::time::Timestamp;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::admission::Admission;
use ostrakon_verifier::nullifier_set::MemoryNullifierSet;
use wasm_bindgen::prelude::*;

use crate::ballot::VerifiedBallot;
use crate::poll::Poll;
use crate::refusal::Refusal;

/// Takes ballots of one poll as they arrive, one of each voter and revision, and remembers them as
/// long as it lives.
#[wasm_bindgen]
pub struct Collector {
    verifier: Verifier,
    set: MemoryNullifierSet,
}

#[wasm_bindgen]
impl Collector {
    /// A collector that has no ballots yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self { verifier: Verifier::new(poll.0.clone()), set: MemoryNullifierSet::new() }
    }

    /// Checks a ballot's bytes, whether the poll is open at `now` (`2026-12-01T09:00:00Z`), and whether
    /// the voter may still cast it. Nothing comes back for a ballot that is in already, which is fine.
    pub fn admit(&self, ballot: &[u8], now: &str) -> Result<Option<VerifiedBallot>, Refusal> {
        let now: Timestamp = now.parse().map_err(|error| Refusal::new("time", error))?;
        Ok(match self.verifier.admit(ballot, now, &self.set)? {
            Admission::New(ballot) => Some(VerifiedBallot(ballot)),
            Admission::Repeated => None,
        })
    }
}
