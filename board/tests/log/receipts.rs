//! Receipts: what they show, and what they are refused for.

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::promise::SignedPromise;
use ostrakon_board::proof::ProofPlan;
use ostrakon_board::receipt::{Inclusion, Receipt, ReceiptVerdict};
use ostrakon_board::tile::Edge;
use ostrakon_board::tree::leaf_hash;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::json::to_canonical;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::{Question, RuleBook, Setting};
use ostrakon_core::time::Timestamp;
use serde_json::{Value, json};

pub(crate) struct AnyRule;

impl RuleBook for AnyRule {
    fn check(&self, _: &Question, _: Setting) -> Result<(), String> {
        Ok(())
    }

    fn draws_lots(&self, _: &Question) -> bool {
        false
    }
}

fn key(salt: &str) -> Signer {
    let origin = format!("votes.example.org/{}", salt.repeat(32));
    Signer::new(origin.parse().unwrap(), Purpose::Note, &[1; 32])
}

pub(crate) fn manifest(salt: &str) -> Value {
    json!({
        "format": "ostrakon/poll/1",
        "title": "A poll",
        "questions": [{
            "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        }],
        "electorate": {
            "circuit": "semaphore-4.13.0", "depth": 10, "root": "1", "places": 3, "members": 2,
            "digest": "00".repeat(32),
        },
        "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-02T00:00:00Z", "privacy": "open", "revisions": 0,
        "board": {
            "host": "votes.example.org", "key": hex::encode(key(salt).verifier_key().to_bytes()), "grace": 300,
        },
        "salt": salt.repeat(32),
    })
}

fn poll(salt: &str) -> Poll {
    Poll::from_bytes(&to_canonical(&manifest(salt)), &AnyRule).unwrap()
}

/// A ballot that no receipt asks for a good proof of.
fn ballot(poll: &Poll, nullifier: &str, proof: &str) -> Ballot {
    let ballot = json!({
        "format": "ostrakon/ballot/1",
        "content": {"poll": poll.id(), "revision": 0, "body": {"answers": {"q": {"pick": ["a"]}}}},
        "nullifier": nullifier,
        "proof": [proof, "0", "0", "0", "0", "0", "0", "0"],
    });
    Ballot::from_bytes(&to_canonical(&ballot)).unwrap()
}

fn id(ballot: &Ballot) -> BallotId {
    BallotId::new(ballot.nullifier().unwrap(), ballot.content().message())
}

fn promise(ballot: &Ballot, signer: &Signer) -> SignedPromise {
    SignedPromise::sign(id(ballot), "2026-01-02T00:05:00Z".parse().unwrap(), signer).unwrap()
}

/// The log of a manifest and these ballots, and the proof of one of them.
fn inclusion(poll: &Poll, ballots: &[&Ballot], at: usize, signer: &Signer) -> Inclusion {
    let mut edge = Edge::new();
    edge.push(leaf_hash(poll.to_bytes())).unwrap();
    for ballot in ballots {
        edge.push(leaf_hash(&ballot.to_bytes())).unwrap();
    }
    let tiles = edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())).collect();
    let index = at as u64 + 1;
    let proof = ProofPlan::inclusion(index, edge.size()).unwrap().make(&tiles).unwrap();
    Inclusion::new(index, proof, &SignedCheckpoint::sign(edge.size(), edge.root(), signer).unwrap())
}

fn code(receipt: &Receipt, poll: &Poll) -> &'static str {
    receipt.check(poll).unwrap_err().code()
}

#[test]
fn a_receipt_says_whether_the_ballot_is_in_the_log_or_only_promised() {
    let (poll, signer) = (poll("11"), key("11"));
    let [one, two] = ["1", "2"].map(|nullifier| ballot(&poll, nullifier, "0"));
    let promised = Receipt::new(poll.id(), two.clone(), &promise(&two, &signer), None);
    let deadline: Timestamp = "2026-01-02T00:05:00Z".parse().unwrap();
    assert_eq!(promised.check(&poll), Ok(ReceiptVerdict::Promised { deadline }));
    let included = inclusion(&poll, &[&one, &two], 1, &signer);
    let receipt = Receipt::new(poll.id(), two.clone(), &promise(&two, &signer), Some(included));
    let Ok(ReceiptVerdict::Included { index, checkpoint }) = receipt.check(&poll) else {
        panic!("{receipt:?}")
    };
    assert_eq!((index, checkpoint.size()), (2, 3));
    for receipt in [promised, receipt] {
        assert_eq!(Receipt::from_bytes(&receipt.to_bytes()), Ok(receipt.clone()));
        assert_eq!(receipt.expect_ballot(id(&two)), Ok(()));
        assert_eq!(receipt.expect_ballot(id(&one)).unwrap_err().code(), "receipt-ballot");
    }
}

#[test]
fn a_receipt_serves_one_ballot_of_one_log() {
    let (poll, other, signer) = (poll("11"), poll("22"), key("11"));
    let [one, two] = ["1", "2"].map(|nullifier| ballot(&poll, nullifier, "0"));
    let included = |at| Some(inclusion(&poll, &[&one, &two], at, &signer));
    let of = |ballot: &Ballot, promise: &SignedPromise, inclusion| {
        Receipt::new(poll.id(), ballot.clone(), promise, inclusion)
    };
    // Another voter's promise, and another voter's place in the log.
    assert_eq!(code(&of(&two, &promise(&one, &signer), included(1)), &poll), "receipt-ballot");
    assert_eq!(code(&of(&two, &promise(&two, &signer), included(0)), &poll), "log-proof-root");
    // The same vote with a proof written in another way is another entry.
    let again = ballot(&poll, "2", "5");
    assert_eq!(id(&again), id(&two));
    assert_eq!(code(&of(&again, &promise(&two, &signer), included(1)), &poll), "log-proof-root");
    // Another log, another key, another poll.
    assert_eq!(code(&of(&two, &promise(&two, &key("22")), included(1)), &poll), "promise-origin");
    let elsewhere = Some(inclusion(&poll, &[&one, &two], 1, &key("22")));
    assert_eq!(code(&of(&two, &promise(&two, &signer), elsewhere), &poll), "checkpoint-origin");
    let forger = Signer::new(signer.verifier_key().name().clone(), Purpose::Note, &[2; 32]);
    assert_eq!(code(&of(&two, &promise(&two, &forger), None), &poll), "note-unsigned");
    let forged = Some(inclusion(&poll, &[&one, &two], 1, &forger));
    assert_eq!(code(&of(&two, &promise(&two, &signer), forged), &poll), "note-unsigned");
    assert_eq!(code(&of(&two, &promise(&two, &signer), included(1)), &other), "receipt-poll");
    let foreign = Receipt::new(other.id(), two.clone(), &promise(&two, &signer), None);
    assert_eq!(code(&foreign, &other), "receipt-poll");
    // Another deadline than the poll's.
    let late = SignedPromise::sign(id(&two), "2026-01-03T00:00:00Z".parse().unwrap(), &signer).unwrap();
    assert_eq!(code(&of(&two, &late, None), &poll), "promise-deadline");
    let odd = ballot(&poll, "02", "0");
    assert_eq!(code(&of(&odd, &promise(&two, &signer), None), &poll), "nullifier");
}

#[test]
fn a_poll_without_a_board_has_no_receipts() {
    let mut manifest = manifest("11");
    manifest.as_object_mut().unwrap().remove("board");
    let poll = Poll::from_bytes(&to_canonical(&manifest), &AnyRule).unwrap();
    let ballot = ballot(&poll, "1", "0");
    let receipt = Receipt::new(poll.id(), ballot.clone(), &promise(&ballot, &key("11")), None);
    assert_eq!(code(&receipt, &poll), "poll-no-board");
}

#[test]
fn malformed_receipts_are_refused() {
    let (poll, signer) = (poll("11"), key("11"));
    let ballot = ballot(&poll, "1", "0");
    let included = Some(inclusion(&poll, &[&ballot], 0, &signer));
    let receipt = Receipt::new(poll.id(), ballot.clone(), &promise(&ballot, &signer), included);
    let good: Value = serde_json::from_slice(&receipt.to_bytes()).unwrap();
    let read = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        Receipt::from_bytes(&to_canonical(&value))
            .map(|receipt| code(&receipt, &poll))
            .map_err(|error| error.code())
    };
    assert_eq!(read(&|r| r["format"] = json!("ostrakon/receipt/2")), Err("json-shape"));
    assert_eq!(read(&|r| r["more"] = json!(1)), Err("json-shape"));
    assert_eq!(read(&|r| r["inclusion"] = json!(null)), Err("json-not-canonical"));
    assert_eq!(read(&|r| r["inclusion"]["index"] = json!(-1)), Err("json-shape"));
    assert_eq!(read(&|r| r["inclusion"]["index"] = json!(0)), Ok("log-proof-root"));
    assert_eq!(read(&|r| r["inclusion"]["index"] = json!(2)), Ok("log-index"));
    assert_eq!(read(&|r| r["inclusion"]["proof"] = json!([])), Ok("log-proof-length"));
    assert_eq!(read(&|r| r["inclusion"]["proof"][0] = json!("00")), Err("json-shape"));
    assert_eq!(read(&|r| r["inclusion"]["checkpoint"] = json!("x")), Ok("note-form"));
    assert_eq!(read(&|r| r["inclusion"]["checkpoint"] = r["promise"].clone()), Ok("checkpoint-form"));
    assert_eq!(read(&|r| r["promise"] = r["inclusion"]["checkpoint"].clone()), Ok("promise-form"));
    assert_eq!(read(&|r| r["promise"] = json!("")), Ok("note-form"));
    let trailing = [receipt.to_bytes().as_slice(), b"\n"].concat();
    assert_eq!(Receipt::from_bytes(&trailing).unwrap_err().code(), "json-not-canonical");
    assert_eq!(Receipt::from_bytes(&[b' '; 128 * 1024 + 1]).unwrap_err().code(), "json-size");
}
