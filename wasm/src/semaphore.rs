//! Proofs of Semaphore V4's JavaScript client.

use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::{Ballot, MAX_BALLOT_BYTES};
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::json;
use ostrakon_core::path::Depth;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;
use ostrakon_verifier::VerifyError;
use ostrakon_verifier::groth16::PreparedKey;
use wasm_bindgen::prelude::*;

use crate::ballot::VerifiedBallot;
use crate::number::read;
use crate::refusal::Refusal;
use crate::verifier::Verifier;

/// Checks a proof object of Semaphore's JavaScript client, as JSON. The caller compares its root, scope
/// and message with those that it should have.
#[wasm_bindgen(js_name = checkSemaphoreProof)]
pub fn check_semaphore_proof(proof: &[u8]) -> Result<(), Refusal> {
    let proof: SemaphoreProof = json::from_json(proof, MAX_BALLOT_BYTES)?;
    let depth = Depth::new(proof.merkle_tree_depth);
    let depth = depth.map_err(|error| Refusal::new("semaphore-depth", error))?;
    let statement = BallotStatement {
        root: read("merkleTreeRoot", &proof.merkle_tree_root)?,
        nullifier: read("nullifier", &proof.nullifier)?,
        message: read("message", &proof.message)?,
        scope: read("scope", &proof.scope)?,
    };
    let points = Proof::from_coordinates(&proof.points)?;
    if PreparedKey::new(VerifyingKey::of(depth)).holds(&statement, &points) {
        Ok(())
    } else {
        Err(VerifyError::InvalidProof.into())
    }
}

#[wasm_bindgen]
impl Verifier {
    /// Checks a proof object of Semaphore's JavaScript client as a ballot with this content. Both are JSON.
    #[wasm_bindgen(js_name = verifySemaphoreProof)]
    pub fn verify_semaphore_proof(&self, proof: &[u8], content: &[u8]) -> Result<VerifiedBallot, Refusal> {
        let content: Content = json::from_json(content, MAX_BALLOT_BYTES)?;
        let proof: SemaphoreProof = json::from_json(proof, MAX_BALLOT_BYTES)?;
        let ballot: Ballot = proof.into_ballot(self.0.poll(), content)?;
        Ok(VerifiedBallot(self.0.verify(ballot)?))
    }
}
