//! Semaphore's JavaScript client and ours understand each other, both ways: it proves a ballot that
//! our verifier accepts, and accepts the ballots that we prove.
//!
//! Needs node and the packages of `tests/js`, which `./test` brings; so these tests are ignored
//! unless asked for.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use ark_ff::Zero as _;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answers;
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::enrolment::{Code, Enrolment, EnrolmentRequest};
use ostrakon_core::field::to_decimal;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json::to_canonical;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::Poll;
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::{Verifier, VerifyError};
use rand_core::OsRng;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Runs the client once for all requests: `mode` is `prove`, `verify` or `sign`.
fn client<T: DeserializeOwned>(mode: &str, requests: &[Value]) -> Vec<T> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/js/interop.mjs");
    let mut node = Command::new("node")
        .args([script, mode])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let input = serde_json::to_vec(requests).unwrap();
    node.stdin.take().unwrap().write_all(&input).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A group of `size` with a voter in it, and with a removed place where it has room for one.
fn group_with(voter: &IdentitySecret, size: usize) -> Group {
    let mut group = Group::new();
    for place in 0..size {
        let member = if place == size / 2 {
            voter.commitment()
        } else {
            IdentitySecret::generate(&mut OsRng).commitment()
        };
        group.append(member).unwrap();
    }
    if size > 3 {
        group.remove(size - 1).unwrap();
    }
    group
}

fn poll(group: &Group, depth: u8) -> Poll {
    let electorate = Electorate::new(group, Depth::new(depth).unwrap()).unwrap();
    let manifest = json!({
        "format": "ostrakon/poll/1", "title": "Where to?", "privacy": "open", "revisions": 0,
        "questions": [{
            "id": "where", "prompt": "Where to?", "form": {"rank": {"max": 3, "ties": false}}, "rule": {"irv": {}},
            "options": [{"id": "sea", "label": "Sea"}, {"id": "hills", "label": "Hills"}, {"id": "home", "label": "Home"}],
        }],
        "electorate": serde_json::to_value(electorate).unwrap(),
        "opens": "2026-01-01T00:00:00Z", "closes": "2027-01-01T00:00:00Z", "salt": "5a".repeat(32),
    });
    Poll::new(serde_json::from_value(manifest).unwrap(), &Rules).unwrap()
}

fn content(poll: &Poll) -> Content {
    let answers: Answers = serde_json::from_value(json!({"where": {"rank": [["sea"], ["home"]]}})).unwrap();
    Content::new(poll, 0, answers).unwrap()
}

const CASES: [(usize, u8); 5] = [(1, 10), (2, 10), (7, 16), (33, 20), (12, 32)];

#[test]
#[ignore = "needs node and the packages of tests/js"]
fn a_proof_of_the_javascript_client_is_a_ballot_here() {
    let mut polls = Vec::new();
    let mut requests = Vec::new();
    for (size, depth) in CASES {
        let voter = IdentitySecret::generate(&mut OsRng);
        let group = group_with(&voter, size);
        let poll = poll(&group, depth);
        let places =
            group.iter().map(|place| place.map_or_else(|| "0".to_owned(), |member| member.to_string()));
        requests.push(json!({
            "privateKey": *voter.export(),
            "members": places.collect::<Vec<_>>(),
            "message": content(&poll).message().to_string(),
            "scope": poll.id().scope().to_string(),
            "merkleTreeDepth": depth,
        }));
        polls.push(poll);
    }
    let proofs: Vec<SemaphoreProof> = client("prove", &requests);
    assert_eq!(proofs.len(), CASES.len());
    for (poll, proof) in polls.into_iter().zip(proofs) {
        let content = content(&poll);
        let ballot = proof.into_ballot(&poll, content).unwrap();
        Verifier::new(poll).verify_bytes(&ballot.to_bytes()).unwrap();
    }
}

#[test]
#[ignore = "needs node and the packages of tests/js"]
fn a_ballot_made_here_holds_in_the_javascript_client() {
    let mut requests = Vec::new();
    let mut expected = Vec::new();
    for (size, depth) in CASES {
        let voter = IdentitySecret::generate(&mut OsRng);
        let group = group_with(&voter, size);
        let poll = poll(&group, depth);
        let key = format!("{}/../circuits/keys/semaphore-{depth}.zkey", env!("CARGO_MANIFEST_DIR"));
        let depth = Depth::new(depth).unwrap();
        let prover = Prover::new(ProvingKey::from_bytes(depth, &std::fs::read(key).unwrap()).unwrap());
        let path = group.path(group.place_of(voter.commitment()).unwrap()).unwrap();
        let ballot = prover.prove(&poll, &voter, &path, content(&poll), &mut OsRng).unwrap();
        let (nullifier, proof) = (ballot.nullifier().unwrap(), ballot.proof().unwrap());
        let good = SemaphoreProof::from_ballot(&poll, &ballot, nullifier, &proof);

        let mut other_message = good.clone();
        other_message.message = "1".into();
        for (proof, holds) in [(good, true), (other_message, false)] {
            requests.push(serde_json::to_value(proof).unwrap());
            expected.push(holds);
        }
    }
    assert_eq!(client::<bool>("verify", &requests), expected);
}

#[test]
#[ignore = "needs node and the packages of tests/js"]
fn a_proof_of_the_javascript_client_counts_for_nothing_else() {
    let voter = IdentitySecret::generate(&mut OsRng);
    let (group, other_group) = (group_with(&voter, 3), group_with(&voter, 3));
    let (poll, other_poll) = (poll(&group, 10), poll(&other_group, 10));
    let proofs: Vec<SemaphoreProof> = client(
        "prove",
        &[json!({
            "privateKey": *voter.export(),
            "members": other_group.iter().flatten().map(|member| member.to_string()).collect::<Vec<_>>(),
            "message": content(&poll).message().to_string(),
            "scope": poll.id().scope().to_string(),
            "merkleTreeDepth": 10,
        })],
    );
    let [proof] = &proofs[..] else { panic!("one request has one answer") };
    assert_eq!(proof.clone().into_ballot(&poll, content(&poll)).unwrap_err().code(), "semaphore-root");
    assert_eq!(
        proof.clone().into_ballot(&other_poll, content(&other_poll)).unwrap_err().code(),
        "semaphore-scope"
    );
    // Whoever writes the right root over it has a ballot whose proof does not hold.
    let root = poll.electorate().root;
    assert!(!root.to_field().is_zero());
    let forged = SemaphoreProof { merkle_tree_root: to_decimal(&root.to_field()), ..proof.clone() };
    let ballot = forged.into_ballot(&poll, content(&poll)).unwrap();
    assert_eq!(Verifier::new(poll).verify_bytes(&ballot.to_bytes()), Err(VerifyError::InvalidProof));
}

#[test]
#[ignore = "needs node and the packages of tests/js"]
fn a_signature_of_the_javascript_client_enrols_here() {
    let enrolment = Enrolment::generate("Members".parse().unwrap(), &mut OsRng);
    let (voter, code) = (IdentitySecret::generate(&mut OsRng), Code::generate(&mut OsRng));
    let digest = code.digest(enrolment.id());
    let message = to_decimal(&enrolment.message(digest).to_field());
    let signed: Vec<Value> = client("sign", &[json!({"privateKey": *voter.export(), "message": message})]);
    let [signed] = &signed[..] else { panic!("one request has one answer") };
    let request = json!({
        "format": "ostrakon/enrolment-request/1", "enrolment": enrolment.id(), "code": *code.to_text(),
        "public_key": {"x": signed["publicKey"][0], "y": signed["publicKey"][1]}, "signature": signed["signature"],
    });
    let theirs = EnrolmentRequest::from_bytes(&to_canonical(&request)).unwrap();
    assert_eq!(theirs.check(&enrolment), Ok((digest, voter.commitment())));
    assert_eq!(theirs.to_bytes(), EnrolmentRequest::new(&enrolment, code, &voter).to_bytes());
}
