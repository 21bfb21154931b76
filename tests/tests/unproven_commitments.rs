//! A commitment that is no identity's but the root of a tree of identities lets each of them vote: the
//! circuit takes paths of any length. Verification cannot see it; more ballots than members can be seen.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answers;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret};
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poll::Poll;
use ostrakon_core::poseidon::hash2;
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;
use serde_json::json;

#[test]
fn a_poll_with_more_counted_ballots_than_members_has_no_result() {
    let [one, other, honest] = std::array::from_fn(|_| IdentitySecret::generate(&mut OsRng));
    let [one_leaf, other_leaf] = [&one, &other].map(|secret| secret.commitment().to_field());
    let hidden = IdentityCommitment::from_field(hash2(one_leaf, other_leaf)).unwrap();
    let group = Group::from_members([hidden, honest.commitment()]).unwrap();

    let depth = Depth::new(10).unwrap();
    let manifest = json!({
        "format": "ostrakon/poll/1", "title": "Two members", "privacy": "open", "revisions": 0,
        "questions": [{
            "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        }],
        "electorate": serde_json::to_value(Electorate::new(&group, depth).unwrap()).unwrap(),
        "opens": "2026-01-01T00:00:00Z", "closes": "2027-01-01T00:00:00Z", "salt": "5a".repeat(32),
    });
    let poll = Poll::new(serde_json::from_value(manifest).unwrap(), &Rules).unwrap();
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
    let prover = Prover::new(ProvingKey::from_bytes(depth, &std::fs::read(key).unwrap()).unwrap());
    let (verifier, mut tally) = (Verifier::new(poll.clone()), Tally::new(poll.clone()));
    let mut cast = |secret: &IdentitySecret, path: &MerklePath| {
        let answers: Answers = serde_json::from_value(json!({"q": {"pick": ["a"]}})).unwrap();
        let content = Content::new(&poll, 0, answers).unwrap();
        let ballot = prover.prove(&poll, secret, path, content, &mut OsRng).unwrap();
        tally.add(verifier.verify(ballot).unwrap()).unwrap();
        tally.result().is_ok()
    };

    let above = honest.commitment().to_field();
    assert!(cast(&one, &MerklePath::new(0b00, vec![other_leaf, above]).unwrap()));
    assert!(cast(&other, &MerklePath::new(0b01, vec![one_leaf, above]).unwrap()));
    assert!(!cast(&honest, &group.path(1).unwrap()));
}
