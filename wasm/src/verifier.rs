//! A [`Verifier`] and a [`Tally`]: whether ballots are good, and what they come to.

use js_sys::{Array, Uint8Array};
use ostrakon_core::ballot::{Ballot, MAX_BALLOT_BYTES};
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::counted::Countable;
use ostrakon_core::json;
use ostrakon_verifier as verifier;
use ostrakon_verifier::result;
use rand_core::OsRng;
use wasm_bindgen::prelude::*;

use crate::ballot::VerifiedBallot;
use crate::poll::Poll;
use crate::refusal::Refusal;

#[wasm_bindgen(typescript_custom_section)]
const VERDICTS: &str = r"
/** What `verifyAll` finds of a ballot. */
export type Verdict = VerifiedBallot | OstrakonError;
";

#[wasm_bindgen]
extern "C" {
    /// `VerifiedBallot` or `OstrakonError`, one for each ballot.
    #[wasm_bindgen(typescript_type = "Verdict[]")]
    pub type Verdicts;
}

/// Checks the ballots of one poll.
#[wasm_bindgen]
pub struct Verifier(verifier::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// A verifier for a poll.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self(verifier::Verifier::new(poll.0.clone()))
    }

    /// Checks a ballot's bytes.
    pub fn verify(&self, ballot: &[u8]) -> Result<VerifiedBallot, Refusal> {
        Ok(VerifiedBallot(self.0.verify_bytes(ballot)?))
    }

    /// Checks many ballots at once, in less time than one by one, with the same verdicts in order.
    #[wasm_bindgen(js_name = verifyAll)]
    #[must_use]
    pub fn verify_all(&self, ballots: Vec<Uint8Array>) -> Verdicts {
        let ballots: Vec<Vec<u8>> = ballots.iter().map(Uint8Array::to_vec).collect();
        let verdict = |verdict| match verdict {
            Ok(ballot) => JsValue::from(VerifiedBallot(ballot)),
            Err(error) => Refusal::from(error).into(),
        };
        let verdicts: Array = self.0.verify_all(&ballots, &mut OsRng).into_iter().map(verdict).collect();
        verdicts.unchecked_into()
    }

    /// Checks a proof object of Semaphore's JavaScript client as a ballot with this content. Both are JSON.
    #[wasm_bindgen(js_name = verifySemaphoreProof)]
    pub fn verify_semaphore_proof(&self, proof: &[u8], content: &[u8]) -> Result<VerifiedBallot, Refusal> {
        let content: Content = json::from_json(content, MAX_BALLOT_BYTES)?;
        let proof: SemaphoreProof = json::from_json(proof, MAX_BALLOT_BYTES)?;
        let ballot: Ballot = proof.into_ballot(self.0.poll(), content)?;
        Ok(VerifiedBallot(self.0.verify(ballot)?))
    }
}

/// Counts the ballots of one poll.
#[wasm_bindgen]
pub struct Tally(result::Tally);

#[wasm_bindgen]
impl Tally {
    /// A tally without ballots.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self(result::Tally::new(poll.0.clone()))
    }

    /// Takes in a ballot. Of each voter one counts: that of the highest revision.
    pub fn add(&mut self, ballot: &VerifiedBallot) -> Result<(), Refusal> {
        let added = self.0.add(ballot.0.clone());
        added.map(drop).map_err(|error| Refusal::new("content-poll", error))
    }

    /// The ids of the ballots that count.
    #[must_use]
    pub fn counted(&self) -> Vec<String> {
        self.0.ballots().iter().map(|ballot| ballot.id().to_string()).collect()
    }

    /// Counts, and gives the bytes of the result, which are JSON.
    pub fn result(&self) -> Result<Vec<u8>, Refusal> {
        Ok(self.0.result()?.to_bytes())
    }
}
