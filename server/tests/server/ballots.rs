//! Ballots are taken once, promised, and proven to be in.

use std::sync::Arc;

use ostrakon_board::note::VerifierKey;
use ostrakon_board::promise::SignedPromise;
use ostrakon_board::receipt::{Receipt, ReceiptVerdict};
use ostrakon_board::store::redb::RedbStore;
use ostrakon_board::tile::entries::BundleId;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_server::Limits;
use ostrakon_verifier::result::PollResult;
use serde_json::json;

use crate::common::{Answer, CLOSES, Election, Server, id_of};

#[test]
fn a_ballot_is_promised_and_a_second_time_alike() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballot = election.ballot(0, "a");
    let first = server.post(&election.path("/ballots"), &ballot.to_bytes());
    assert_eq!((first.status, first.header("cache-control")), (200, "no-store"));
    let again = server.post(&election.path("/ballots"), &ballot.to_bytes());
    assert_eq!((again.status, &again.body), (200, &first.body));
    let mut padded = ballot.to_bytes();
    padded.resize(4096, b'\n');
    let padded = server.post(&election.path("/ballots"), &padded);
    assert_eq!((padded.status, &padded.body), (200, &first.body));
    assert_eq!(server.ballots(&election), 1);

    let promise = SignedPromise::from_bytes(&first.body).unwrap();
    let promise = promise.verify(&VerifierKey::of_board(&election.poll).unwrap()).unwrap();
    assert!(promise.is_about(id_of(&ballot)));
    assert_eq!(Some(promise.deadline()), election.poll.deadline());
}

#[test]
fn a_receipt_proves_that_a_ballot_is_in() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballots = [election.ballot(0, "a"), election.ballot(1, "b")];
    let receipt = |at: usize| server.get(&election.path(&format!("/receipts/{}", id_of(&ballots[at]))));
    server.post(&election.path("/ballots"), &ballots[0].to_bytes());
    assert_eq!(receipt(1).problem(), (404, "not-in-log".to_owned()));
    server.post(&election.path("/ballots"), &ballots[1].to_bytes());
    for (at, ballot) in ballots.iter().enumerate() {
        let receipt = Receipt::from_bytes(&receipt(at).body).unwrap();
        receipt.expect_ballot(id_of(ballot)).unwrap();
        let ReceiptVerdict::Included { index, checkpoint } = receipt.check(&election.poll).unwrap() else {
            panic!("no proof of inclusion");
        };
        assert_eq!((index, checkpoint.size()), (at as u64 + 1, 3));
    }
}

#[test]
fn a_second_ballot_of_a_voter_is_refused() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    assert_eq!(server.post(&election.path("/ballots"), &election.ballot(0, "a").to_bytes()).status, 200);
    let second = server.post(&election.path("/ballots"), &election.ballot(0, "b").to_bytes());
    assert_eq!(second.problem(), (409, "already-voted".to_owned()));
    assert_eq!(server.ballots(&election), 1);
}

#[test]
fn ballots_of_outsiders_and_forgers_are_refused() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let cast = |bytes: &[u8]| server.post(&election.path("/ballots"), bytes).problem();
    assert_eq!(cast(&election.outsiders_ballot().to_bytes()), (422, "proof-invalid".to_owned()));

    let ballot = election.ballot(0, "a");
    let mut forged = serde_json::to_value(&ballot).unwrap();
    let other = Nullifier::from_field(ballot.nullifier().unwrap().to_field() + id_field()).unwrap();
    forged["nullifier"] = json!(other);
    assert_eq!(cast(&serde_json::to_vec(&forged).unwrap()), (422, "proof-invalid".to_owned()));

    let turned =
        String::from_utf8(ballot.to_bytes()).unwrap().replace("\"pick\":[\"a\"]", "\"pick\":[\"b\"]");
    assert_eq!(cast(turned.as_bytes()), (422, "proof-invalid".to_owned()));
    let elsewhere = Election::new().ballot(0, "a");
    assert_eq!(cast(&elsewhere.to_bytes()), (422, "content-poll".to_owned()));
    assert_eq!(cast(b"nonsense"), (422, "json-syntax".to_owned()));
    assert_eq!(server.ballots(&election), 0);
    // And what was refused claims nothing.
    assert_eq!(server.post(&election.path("/ballots"), &ballot.to_bytes()).status, 200);
}

/// One, as a field element.
fn id_field() -> ark_bn254::Fr {
    ark_bn254::Fr::from(1)
}

#[test]
fn of_64_connections_with_ballots_of_one_voter_one_ballot_gets_in() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballots = [election.ballot(0, "a").to_bytes(), election.ballot(0, "b").to_bytes()];
    let cast = |at: usize| server.post(&election.path("/ballots"), &ballots[at % 2]);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64).map(|at| scope.spawn(move || cast(at))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (taken, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((taken.len(), refused.len()), (32, 32));
    assert!(taken.iter().all(|answer| answer.body == taken[0].body));
    assert!(refused.iter().all(|answer| answer.problem() == (409, "already-voted".to_owned())));
    assert_eq!(server.ballots(&election), 1);
}

#[test]
fn of_10_000_ballots_cast_twice_each_at_once_each_is_in_once() {
    let (server, election) = (Server::start(), Election::of(100, 100));
    server.add(&election);
    let mut ballots: Vec<_> = election.ballots("b").iter().map(Ballot::to_bytes).collect();
    let cast = |part: &[Vec<u8>]| {
        for ballot in part {
            assert_eq!(server.post(&election.path("/ballots"), ballot).status, 200);
        }
    };
    std::thread::scope(|scope| {
        // Each voter's come over two connections, in the order of their revisions: an older one after a newer
        // one is refused.
        for of_voter in ballots.chunks(100).chain(ballots.chunks(100)) {
            scope.spawn(move || cast(of_voter));
        }
    });
    assert_eq!(server.ballots(&election), 10_000);
    server.close(&election);
    let result = server.get(&election.path("/result.json")).json();
    assert_eq!(result["counted"], 100, "{result}");

    let mut logged: Vec<Vec<u8>> = (0..)
        .map_while(|index| BundleId::of_log(index, 10_002))
        .flat_map(|part| {
            let bytes = server.get(&election.path(&format!("/{}", part.path()))).body;
            part.read(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(logged.remove(0), election.poll.to_bytes());
    assert!(logged.pop().unwrap().starts_with(b"{\"ballots\":10000,"));
    logged.sort();
    ballots.sort();
    assert!(logged == ballots);
}

#[test]
fn a_poll_takes_ballots_while_it_is_open_and_then_has_a_result() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let (early, late) = (election.ballot(0, "a"), election.ballot(1, "b"));
    let result = || server.get(&election.path("/result.json"));
    server.set_time("2025-12-31T23:59:59Z");
    let refused = server.post(&election.path("/ballots"), &early.to_bytes());
    assert_eq!(refused.problem(), (409, "not-open".to_owned()));
    server.set_time("2026-01-01T00:00:00Z");
    assert_eq!(server.post(&election.path("/ballots"), &early.to_bytes()).status, 200);
    assert_eq!(result().problem(), (409, "not-closed".to_owned()));
    server.set_time(CLOSES);
    let refused = server.post(&election.path("/ballots"), &late.to_bytes());
    assert_eq!(refused.problem(), (409, "closed".to_owned()));
    server.close(&election);
    let counted = PollResult::from_bytes(&result().body).unwrap();
    assert_eq!(counted.to_bytes(), result().body);
    assert_eq!(result().json()["counted"], 1);
    assert_eq!(server.ballots(&election), 1);
}

#[test]
fn a_server_that_starts_again_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("board.redb");
    let open = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        // The tasks of the server before may hold the file for a moment longer.
        let store = (0..100).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            runtime.block_on(RedbStore::open(&file)).ok()
        });
        Server::with(Arc::new(store.unwrap()), Limits::default())
    };
    let election = Election::new();
    let ballot = election.ballot(0, "a").to_bytes();
    let server = open();
    server.add(&election);
    let promise = server.post(&election.path("/ballots"), &ballot).body;
    let checkpoint = server.get(&election.path("/checkpoint")).body;
    server.stop();
    let server = open();
    assert_eq!(server.get(&election.path("/checkpoint")).body, checkpoint);
    assert_eq!(server.post(&election.path("/ballots"), &ballot).body, promise);
    let second = server.post(&election.path("/ballots"), &election.ballot(0, "b").to_bytes());
    assert_eq!(second.problem(), (409, "already-voted".to_owned()));
}
