//! A [`Prover`]: makes ballots.

use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::nullifier::Nullifier;
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

    /// Does ahead what all ballots of an identity in a group share, which is most of the work for the first one. It is
    /// kept with the identity until that has a ballot in another group or of another depth.
    pub fn prepare(&self, group: &Group, identity: &Identity) -> Result<(), Refusal> {
        identity.session(&self.0, &group.0).map(drop)
    }

    /// The ballot of a member of the poll's group, whose proof was checked. `answers` is JSON, as a ballot has it.
    pub fn prove(
        &self,
        poll: &Poll,
        group: &Group,
        identity: &Identity,
        revision: u8,
        answers: &[u8],
    ) -> Result<ProvenBallot, Refusal> {
        poll.check_group(group)?;
        let content = poll.content(revision, answers)?;
        let session = identity.session(&self.0, &group.0)?;
        let (message, revision) = (content.message(), content.revision());
        let nullifier = identity.nullifier_in(&poll.0);
        let ballot = session.prove(&poll.0, content, &mut OsRng)?;
        Ok(ProvenBallot { id: BallotId::new(nullifier, message), nullifier, revision, ballot })
    }
}

/// A ballot that was made here.
#[wasm_bindgen]
pub struct ProvenBallot {
    ballot: Ballot,
    id: BallotId,
    nullifier: Nullifier,
    revision: u8,
}

#[wasm_bindgen]
impl ProvenBallot {
    /// The id: the same for whoever says the same in the same poll, with the same identity.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// The same for all ballots of the voter in the poll, in decimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn nullifier(&self) -> String {
        self.nullifier.to_string()
    }

    /// The revision; of one voter's ballots the highest counts.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn revision(&self) -> u8 {
        self.revision
    }

    /// The ballot's bytes, which are JSON.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.ballot.to_bytes()
    }
}
