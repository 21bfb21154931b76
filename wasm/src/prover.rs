//! A [`Prover`]: makes ballots.

use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::path::Depth;
use ostrakon_prover as prover;
use rand_core::OsRng;
use wasm_bindgen::prelude::*;

use crate::group::Group;
use crate::identity::Identity;
use crate::poll::Poll;
use crate::refusal::Refusal;

/// Makes ballots with the key of one depth.
#[wasm_bindgen]
pub struct Prover(prover::Prover);

#[wasm_bindgen]
impl Prover {
    /// A prover for a depth, from the bytes of its proving key (`semaphore-20.zkey`), which are checked.
    #[wasm_bindgen(constructor)]
    pub fn new(depth: u8, key: &[u8]) -> Result<Self, Refusal> {
        let depth = Depth::new(depth).map_err(|error| Refusal::new("key-size", error))?;
        Ok(Self(prover::Prover::new(ProvingKey::from_bytes(depth, key)?)))
    }

    /// The ballot of a member of the poll's group. `answers` is JSON, as a ballot has it.
    /// Returns the ballot's bytes. After an identity's first ballot in a group, others take a fraction of the time.
    pub fn prove(
        &self,
        poll: &Poll,
        group: &Group,
        identity: &Identity,
        revision: u8,
        answers: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        poll.check_group(group)?;
        let content = poll.content(revision, answers)?;
        let session = identity.session(&self.0, &group.0)?;
        let ballot = session.prove(&poll.0, content, &mut OsRng)?;
        Ok(ballot.to_bytes())
    }
}
