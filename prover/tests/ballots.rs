//! From an identity and an answer to a ballot that a verifier accepts, or to a reason why not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use std::fs;

use ark_bn254::{Bn254, Fr};
use ark_ff::One;
use ark_groth16::Groth16;
use ark_std::rand::{SeedableRng, rngs::StdRng};
use ostrakon_circuits::key::{ProvingKey, VerifyingKey};
use ostrakon_circuits::witness::Unsatisfied;
use ostrakon_core::answer::Answers;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poll::Poll;
use ostrakon_core::proof::Proof;
use ostrakon_core::scope::{Message, Scope};
use ostrakon_core::statement::BallotStatement;
use ostrakon_prover::{ProveError, Prover};
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use serde_json::json;

fn depth(number: u8) -> Depth {
    Depth::new(number).unwrap()
}

fn prover(number: u8) -> Prover {
    let file = format!("{}/../circuits/keys/semaphore-{number}.zkey", env!("CARGO_MANIFEST_DIR"));
    Prover::new(ProvingKey::from_bytes(depth(number), &fs::read(file).unwrap()).unwrap())
}

fn voter(number: u8) -> IdentitySecret {
    IdentitySecret::from_private_key(&[number; 32]).unwrap()
}

fn group(members: u8) -> Group {
    Group::from_members((0..members).map(|number| voter(number).commitment())).unwrap()
}

fn poll(group: &Group, depth: Depth) -> Poll {
    let manifest = json!({
        "format": "ostrakon/poll/1",
        "title": "Lunch",
        "questions": [{
            "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
            "options": [{"id": "soup", "label": "Soup"}, {"id": "salad", "label": "Salad"}],
        }],
        "electorate": Electorate::new(group, depth).unwrap(),
        "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-02T00:00:00Z", "privacy": "open", "revisions": 1,
        "salt": "11".repeat(32),
    });
    Poll::from_bytes(&json::to_canonical(&manifest), &Rules).unwrap()
}

fn answers(option: &str) -> Answers {
    serde_json::from_value(json!({"q": {"pick": [option]}})).unwrap()
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

/// What another implementation says of the pairing equation.
fn oracle_accepts(depth: Depth, inputs: &[Fr; 4], proof: &Proof) -> bool {
    let key = VerifyingKey::of(depth);
    let key = ark_groth16::VerifyingKey::<Bn254> {
        alpha_g1: key.alpha_g1,
        beta_g2: key.beta_g2,
        gamma_g2: key.gamma_g2,
        delta_g2: key.delta_g2,
        gamma_abc_g1: key.ic.to_vec(),
    };
    let proof = ark_groth16::Proof { a: *proof.a(), b: *proof.b(), c: *proof.c() };
    Groth16::<Bn254>::verify_proof(&key.into(), &proof, inputs).unwrap()
}

fn statement_at(number: u8, length: usize) -> (BallotStatement, Proof) {
    let path = MerklePath::new(0, vec![Fr::one(); length]).unwrap();
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    prover(number).prove_statement(&voter(1), &path, message, scope, &mut rng()).unwrap()
}

#[test]
fn a_ballot_is_accepted_and_says_what_was_said() {
    let group = group(5);
    let poll = poll(&group, depth(10));
    let content = Content::new(&poll, 0, answers("soup")).unwrap();
    let path = group.path(3).unwrap();
    let ballot = prover(10).prove(&poll, &voter(3), &path, content.clone(), &mut rng()).unwrap();
    assert_eq!(ballot.nullifier(), Ok(Nullifier::derive(poll.id().scope(), &voter(3))));
    let verified = Verifier::new(poll).verify_bytes(&ballot.to_bytes()).unwrap();
    assert_eq!(verified.content(), &content);
}

#[test]
fn another_implementation_accepts_the_proof_and_no_other_statement() {
    let (statement, proof) = statement_at(10, 4);
    let inputs = statement.to_public_inputs();
    assert!(oracle_accepts(depth(10), &inputs, &proof));
    for at in 0..4 {
        let mut changed = inputs;
        changed[at] += Fr::one();
        assert!(!oracle_accepts(depth(10), &changed, &proof), "public input {at}");
    }
    assert!(!oracle_accepts(depth(11), &inputs, &proof), "another depth's key");
}

#[test]
fn every_length_of_path_is_proven() {
    for length in [0, 1, 9, 10] {
        let (statement, proof) = statement_at(10, length);
        assert!(oracle_accepts(depth(10), &statement.to_public_inputs(), &proof), "{length} siblings");
    }
}

#[test]
fn every_kept_key_proves() {
    for number in [16, 20, 32] {
        let (statement, proof) = statement_at(number, usize::from(number));
        assert!(oracle_accepts(depth(number), &statement.to_public_inputs(), &proof), "depth {number}");
    }
}

#[test]
fn two_proofs_of_one_statement_share_nothing() {
    let prover = prover(10);
    let path = group(2).path(1).unwrap();
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    let rng = &mut rng();
    let (first, one) = prover.prove_statement(&voter(1), &path, message, scope, rng).unwrap();
    let (second, other) = prover.prove_statement(&voter(1), &path, message, scope, rng).unwrap();
    assert_eq!(first, second);
    assert!(one.a() != other.a() && one.b() != other.b() && one.c() != other.c());
}

#[test]
fn an_outsider_gets_no_ballot() {
    let group = group(5);
    let poll = poll(&group, depth(10));
    let content = Content::new(&poll, 0, answers("soup")).unwrap();
    let path = group.path(3).unwrap();
    let outsider = voter(9);
    let found = path.root(outsider.commitment()).unwrap();
    let expected = group.root().unwrap();
    let error = prover(10).prove(&poll, &outsider, &path, content, &mut rng()).unwrap_err();
    assert_eq!(error, ProveError::Root { expected, found });
}

#[test]
fn a_path_from_an_older_group_gets_no_ballot() {
    let (old, new) = (group(4), group(5));
    let poll = poll(&new, depth(10));
    let content = Content::new(&poll, 0, answers("soup")).unwrap();
    let path = old.path(3).unwrap();
    let error = prover(10).prove(&poll, &voter(3), &path, content, &mut rng()).unwrap_err();
    assert!(matches!(error, ProveError::Root { found, .. } if Some(found) == old.root()));
}

#[test]
fn a_key_of_another_depth_gets_no_ballot() {
    let group = group(5);
    let poll = poll(&group, depth(11));
    let content = Content::new(&poll, 0, answers("soup")).unwrap();
    let error = prover(10).prove(&poll, &voter(3), &group.path(3).unwrap(), content, &mut rng()).unwrap_err();
    assert_eq!(error, ProveError::Depth { key: depth(10), poll: depth(11) });
}

#[test]
fn content_of_another_poll_gets_no_ballot() {
    let group = group(5);
    let (poll, other) = (poll(&group, depth(10)), poll(&group, depth(16)));
    let content = Content::new(&other, 0, answers("soup")).unwrap();
    let error = prover(10).prove(&poll, &voter(3), &group.path(3).unwrap(), content, &mut rng()).unwrap_err();
    assert!(matches!(error, ProveError::Content(_)));
}

#[test]
fn a_path_past_the_circuit_s_depth_gets_no_proof() {
    let path = MerklePath::new(0, vec![Fr::one(); 11]).unwrap();
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    let error = prover(10).prove_statement(&voter(1), &path, message, scope, &mut rng()).unwrap_err();
    let expected = Unsatisfied::PathTooLong { length: 11, depth: depth(10) };
    assert_eq!(error, ProveError::Unsatisfied(expected));
}

#[test]
fn a_session_makes_ballots_for_polls_of_its_group() {
    let group = group(5);
    let (prover, path) = (prover(10), group.path(3).unwrap());
    let session = prover.session(&voter(3), &path).unwrap();
    assert_eq!(Some(session.root()), group.root());
    let poll = poll(&group, depth(10));
    for option in ["soup", "salad", "soup"] {
        let content = Content::new(&poll, 0, answers(option)).unwrap();
        let ballot = session.prove(&poll, content.clone(), &mut rng()).unwrap();
        assert_eq!(ballot.nullifier(), Ok(Nullifier::derive(poll.id().scope(), &voter(3))));
        let verified = Verifier::new(poll.clone()).verify_bytes(&ballot.to_bytes()).unwrap();
        assert_eq!(verified.content(), &content);
    }
}

#[test]
fn a_session_makes_no_ballot_for_another_group_or_depth_or_an_outsider() {
    let (old, new) = (group(4), group(5));
    let prover = prover(10);
    let session = prover.session(&voter(3), &old.path(3).unwrap()).unwrap();
    let ballot = |poll: &Poll| {
        session.prove(poll, Content::new(poll, 0, answers("soup")).unwrap(), &mut rng()).unwrap_err()
    };
    assert!(
        matches!(ballot(&poll(&new, depth(10))), ProveError::Root { found, .. } if found == session.root())
    );
    assert!(matches!(ballot(&poll(&old, depth(11))), ProveError::Depth { .. }));
    let outsider = prover.session(&voter(9), &old.path(3).unwrap()).unwrap();
    let poll = poll(&old, depth(10));
    let content = Content::new(&poll, 0, answers("soup")).unwrap();
    let error = outsider.prove(&poll, content, &mut rng()).unwrap_err();
    assert!(matches!(error, ProveError::Root { .. }));
}

#[test]
fn two_proofs_of_a_session_share_nothing() {
    let prover = prover(10);
    let session = prover.session(&voter(1), &group(2).path(1).unwrap()).unwrap();
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    let rng = &mut rng();
    let (first, one) = session.prove_statement(message, scope, rng).unwrap();
    let (second, other) = session.prove_statement(message, scope, rng).unwrap();
    assert_eq!(first, second);
    assert!(one.a() != other.a() && one.b() != other.b() && one.c() != other.c());
}
