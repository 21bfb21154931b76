//! The voters of the kit, their provers and their ballots, forged ones among them.

use ark_std::rand::SeedableRng;
use ark_std::rand::rngs::StdRng;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::Group;
use ostrakon_core::hash::TaggedHash;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json::to_canonical;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::proof::Proof;
use ostrakon_core::scope::{Message, Scope};
use ostrakon_prover::Prover;
use serde_json::{Value, json};

/// A voter by number.
pub(super) fn voter(number: u32) -> IdentitySecret {
    IdentitySecret::from_private_key(format!("Ostrakon test kit, voter {number}").as_bytes()).unwrap()
}

/// A prover with the repository's key.
pub(super) fn prover(depth: u8) -> Prover {
    let file = super::super::case::folder().join(format!("../../circuits/keys/semaphore-{depth}.zkey"));
    Prover::new(ProvingKey::from_bytes(Depth::new(depth).unwrap(), &std::fs::read(file).unwrap()).unwrap())
}

/// Proves for whoever asks, whatever is said. Equal questions have equal answers.
pub(super) fn prove(
    prover: &Prover,
    group: &Group,
    secret: &IdentitySecret,
    message: Message,
    scope: Scope,
) -> (Nullifier, Proof) {
    let path = group.path(group.place_of(secret.commitment()).unwrap()).unwrap();
    let seed = TaggedHash::new("ostrakon/testkit/1")
        .part(secret.commitment().to_bytes())
        .part(message.to_bytes())
        .part(scope.to_bytes())
        .part(group.root().unwrap().to_bytes())
        .finish();
    let mut rng = StdRng::from_seed(seed.to_bytes());
    let (statement, proof) = prover.prove_statement(secret, &path, message, scope, &mut rng).unwrap();
    (statement.nullifier, proof)
}

/// A content, whether the poll allows it or not.
pub(super) fn content(poll: PollId, revision: u8, answers: &Value) -> Content {
    let id = serde_json::to_value(poll).unwrap();
    serde_json::from_value(json!({"poll": id, "revision": revision, "body": {"answers": answers}})).unwrap()
}

/// What a voter does to make a ballot; forgers take other parts than the poll's.
pub(super) struct Cast<'a> {
    pub(super) prover: &'a Prover,
    pub(super) group: &'a Group,
    pub(super) scope: Scope,
    pub(super) content: Content,
}

impl<'a> Cast<'a> {
    pub(super) fn new(
        prover: &'a Prover,
        group: &'a Group,
        poll: &Poll,
        revision: u8,
        answers: &Value,
    ) -> Self {
        Self { prover, group, scope: poll.id().scope(), content: content(poll.id(), revision, answers) }
    }

    pub(super) fn by(self, secret: &IdentitySecret) -> Value {
        let Self { prover, group, scope, content } = self;
        let (nullifier, proof) = prove(prover, group, secret, content.message(), scope);
        to_value(&Ballot::new(content, nullifier, &proof))
    }
}

/// A ballot as JSON, to be changed.
pub(super) fn to_value(ballot: &Ballot) -> Value {
    serde_json::from_slice(&ballot.to_bytes()).unwrap()
}

/// A changed copy, in canonical bytes.
pub(super) fn changed(document: &Value, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document = document.clone();
    change(&mut document);
    to_canonical(&document)
}

/// The proof of a ballot.
pub(super) fn proof_of(ballot: &Value) -> Proof {
    let coordinates: Vec<&str> =
        ballot["proof"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    Proof::from_coordinates(&coordinates).unwrap()
}

/// The ballot with another proof.
pub(super) fn with_proof(ballot: &Value, proof: &Proof) -> Vec<u8> {
    changed(ballot, |ballot| ballot["proof"] = json!(proof.to_coordinates()))
}
