//! A [`VerifiedBallot`]: a ballot with a proof that holds.

use ostrakon_core::counted::Countable;
use ostrakon_verifier as verifier;
use wasm_bindgen::prelude::*;

/// A ballot that a verifier or collector of this module accepted.
#[wasm_bindgen]
pub struct VerifiedBallot(pub(crate) verifier::VerifiedBallot);

#[wasm_bindgen]
impl VerifiedBallot {
    /// The id: the same for whoever says the same in the same poll, with the same identity.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn id(&self) -> String {
        self.0.id().to_string()
    }

    /// The same for all ballots of one voter in the poll, in decimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn nullifier(&self) -> String {
        self.0.nullifier().to_string()
    }

    /// The revision; of one voter's ballots the highest counts.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn revision(&self) -> u8 {
        self.0.revision()
    }

    /// The ballot's bytes, which are JSON.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.ballot().to_bytes()
    }
}
