//! A [`Verifier`]: whether ballots are good.

use js_sys::{Array, Uint8Array};
use ostrakon_verifier as verifier;
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
pub struct Verifier(pub(crate) verifier::Verifier);

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
}
