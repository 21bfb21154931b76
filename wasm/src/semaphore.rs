//! Proofs of Semaphore V4 that need not be ballots.

use std::str::FromStr;

use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::compatibility::SemaphoreProofError;
use ostrakon_core::field::FieldError;
use ostrakon_core::json;
use ostrakon_core::path::Depth;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;
use ostrakon_verifier::VerifyError;
use ostrakon_verifier::groth16::PreparedKey;
use wasm_bindgen::prelude::*;

use crate::refusal::Refusal;

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

/// Reads a number of a proof object.
pub(crate) fn read<T: FromStr<Err = FieldError>>(name: &'static str, text: &str) -> Result<T, Refusal> {
    Ok(text.parse().map_err(|reason| SemaphoreProofError::Field { name, reason })?)
}
