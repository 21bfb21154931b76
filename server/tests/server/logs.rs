//! A log is read and checked from its static files alone.

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::cosignature::{cosign, times};
use ostrakon_board::note::{Purpose, Signer, VerifierKey};
use ostrakon_board::proof::{ProofPlan, verify_inclusion};
use ostrakon_board::tile::TileId;
use ostrakon_board::tile::entries::BundleId;
use ostrakon_board::tree::{Frontier, leaf_hash};
use serde_json::json;

use crate::common::{Election, Server};

fn checkpoint(server: &Server, election: &Election) -> SignedCheckpoint {
    let answer = server.get(&election.path("/checkpoint"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    let checkpoint = SignedCheckpoint::from_bytes(&answer.body).unwrap();
    checkpoint.verify(&VerifierKey::of_board(&election.poll).unwrap()).unwrap();
    checkpoint
}

#[test]
fn entries_and_tiles_are_those_of_the_checkpoint() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballots = [election.ballot(0, "a"), election.ballot(1, "b"), election.ballot(2, "a")];
    for ballot in &ballots {
        assert_eq!(server.post(&election.path("/ballots"), &ballot.to_bytes()).status, 200);
    }
    server.close(&election);
    let checkpoint = checkpoint(&server, &election).unverified().clone();
    assert_eq!(checkpoint.size(), 5);

    let bundle = BundleId::of_log(0, 5).unwrap();
    let answer = server.get(&election.path(&format!("/{}", bundle.path())));
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    let entries = bundle.read(&answer.body).unwrap();
    assert_eq!(entries[0], election.poll.to_bytes());
    let mut cast: Vec<_> = ballots.iter().map(|ballot| ballot.to_bytes()).collect();
    let mut logged: Vec<_> = entries[1..4].iter().map(|entry| entry.to_vec()).collect();
    cast.sort();
    logged.sort();
    assert_eq!(cast, logged);
    assert!(std::str::from_utf8(entries[4]).unwrap().contains("ostrakon/close/1"));
    let mut frontier = Frontier::new();
    entries.iter().for_each(|entry| frontier.push(leaf_hash(entry)));
    assert_eq!(frontier.root(), checkpoint.root());

    for (index, entry) in (0..5).zip(&entries) {
        let plan = ProofPlan::inclusion(index, 5).unwrap();
        let read = |tile: TileId| {
            let bytes = server.get(&election.path(&format!("/{}", tile.path()))).body;
            (tile, tile.read(&bytes).unwrap())
        };
        let proof = plan.make(&plan.tiles().into_iter().map(read).collect()).unwrap();
        verify_inclusion(leaf_hash(entry), index, 5, &proof, checkpoint.root()).unwrap();
    }
}

#[test]
fn what_the_log_does_not_have_is_not_there() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    for path in [
        "/tile/0/000",
        "/tile/0/000.p/2",
        "/tile/0/001.p/1",
        "/tile/1/000.p/1",
        "/tile/0/0.p/1",
        "/tile/9/000",
        "/tile/entries/000",
        "/tile/entries/000.p/2",
        "/tile/entries/x000/000.p/1",
        "/tile/../poll.json",
    ] {
        assert_eq!(server.get(&election.path(path)).problem(), (404, "not-in-log".to_owned()), "{path}");
    }
    assert_eq!(server.get(&election.path("/tile/0/000.p/1")).status, 200);
}

#[test]
fn cosignatures_of_the_polls_cosigners_stand_under_the_checkpoint() {
    let signer = Signer::new("alice.example".parse().unwrap(), Purpose::Cosignature, &[7; 32]);
    let stranger = Signer::new("alice.example".parse().unwrap(), Purpose::Cosignature, &[8; 32]);
    let key = ostrakon_core::board::NoteKey::from_bytes(signer.verifier_key().to_bytes());
    let election = Election::with(|manifest| {
        manifest["board"]["cosigners"] =
            json!({"threshold": 1, "keys": [{"name": "alice.example", "key": key}]});
    });
    let server = Server::start();
    server.add(&election);
    let time = "2026-01-01T12:00:00Z".parse().unwrap();
    let cosigned = |signer: &Signer| {
        let mut checkpoint = checkpoint(&server, &election);
        let line = cosign(checkpoint.note().text(), time, signer).unwrap();
        checkpoint.note_mut().add(line).unwrap();
        checkpoint.to_bytes()
    };
    let send = |note: &[u8]| server.post(&election.path("/cosignatures"), note);
    assert_eq!(send(&cosigned(&stranger)).problem(), (422, "cosign-nobody".to_owned()));
    let first = cosigned(&signer);
    assert_eq!(send(&first).json(), json!({"taken": 1}));
    let checkpoint = checkpoint(&server, &election);
    assert_eq!(times(checkpoint.note(), signer.verifier_key()).unwrap(), [time]);

    server.post(&election.path("/ballots"), &election.ballot(0, "a").to_bytes());
    assert_eq!(send(&first).problem(), (409, "cosign-outdated".to_owned()));
}
