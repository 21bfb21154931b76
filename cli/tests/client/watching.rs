//! Following a log, and cosigning it.

use std::sync::atomic::{AtomicBool, Ordering};

use ostrakon_board::entry::Close;
use serde_json::Value;

use crate::desk::Desk;
use crate::liar::{Log, lie};

/// The arguments that watch a poll once.
fn watch<'a>(url: &'a str, id: &'a str) -> [&'a str; 5] {
    ["watch", url, "--poll", id, "--once"]
}

#[test]
fn whoever_watches_checks_every_ballot_and_sees_how_the_vote_stands() {
    let (desk, board, id) = Desk::with_poll();
    for (voter, answer) in [("ann", "thai"), ("bob", "thai")] {
        assert_eq!(desk.vote(&board.url, &id, voter, answer, &[]).code, 0);
    }
    assert_eq!(desk.vote(&board.url, &id, "bob", "soup", &["--force", "--revision", "1"]).code, 0);
    let seen = desk.json(&watch(&board.url, &id));
    assert_eq!((&seen["ballots"], &seen["voters"], &seen["closed"]), (&3.into(), &2.into(), &false.into()));
    let told = desk.fine(&watch(&board.url, &id)).stdout;
    assert!(told.contains("this is not the result"), "{told}");
}

#[test]
fn a_log_with_what_may_not_be_in_it_is_evidence() {
    let (desk, board, id) = Desk::with_poll();
    assert_eq!(desk.vote(&board.url, &id, "ann", "thai", &[]).code, 0);
    let (poll, ballot) = (desk.read("poll.json"), desk.read("ann.ballot"));
    // Another one of hers, which the board refuses, has the same revision.
    assert_eq!(desk.vote(&board.url, &id, "ann", "soup", &["--force"]).error(), "already-voted");
    let other = desk.read("ann.ballot");
    let (ballot, other) = (ballot.trim(), other.trim());
    let forged = ballot.replace("thai", "soup");
    let close = |poll: &str, ballots| {
        String::from_utf8(Close::new(poll.parse().unwrap(), ballots).to_bytes()).unwrap()
    };
    let (right, more, elsewhere) = (close(&id, 1), close(&id, 2), close(&"00".repeat(32), 1));
    for (entries, code) in [
        (vec![ballot], "log-manifest"),
        (vec![&poll, &forged], "proof-invalid"),
        (vec![&poll, ballot, ballot], "log-second-ballot"),
        (vec![&poll, ballot, other], "log-second-ballot"),
        (vec![&poll, other, ballot], "log-second-ballot"),
        (vec![&poll, "{}"], "json-shape"),
        (vec![&poll, ballot, &more], "log-close-number"),
        (vec![&poll, ballot, &elsewhere], "log-close-poll"),
        (vec![&poll, ballot, &right, ballot], "log-after-close"),
    ] {
        let log = Log::sign(&desk, &entries);
        let done = desk.run(&[&["--json"], &watch(&log.served(&board.url), &id)[..]].concat());
        assert_eq!((done.code, done.error().as_str()), (1, code));
        let kept = desk.read(&format!("evidence/1-of-size-{}.checkpoint", entries.len()));
        assert_eq!(kept.into_bytes(), log.checkpoint);
    }
}

#[test]
fn what_was_read_before_the_connection_broke_is_checked_too() {
    let (desk, board, id) = Desk::with_poll();
    assert_eq!(desk.vote(&board.url, &id, "ann", "thai", &[]).code, 0);
    let (poll, ballot) = (desk.read("poll.json"), desk.read("ann.ballot"));
    // What is wrong stands in the first part of the log, and the second comes at the second try.
    let mut entries = vec![poll.as_str(), "{}"];
    entries.resize(300, ballot.trim());
    let log = Log::sign(&desk, &entries);
    let broken = AtomicBool::new(false);
    let url = lie(&board.url, move |path| {
        if path.ends_with(".p/44") && !broken.swap(true, Ordering::Relaxed) {
            return Some((503, Vec::new()));
        }
        log.answer(path)
    });
    let done = desk.run(&["--json", "watch", &url, "--poll", &id, "--every", "1"]);
    assert_eq!((done.code, done.error().as_str()), (1, "json-shape"), "{}", done.stderr);
    assert!(done.stderr.contains("503"), "{}", done.stderr);
}

#[test]
fn a_log_that_forks_or_shrinks_between_two_looks_is_evidence() {
    let (desk, board, id) = Desk::with_poll();
    for voter in ["ann", "bob"] {
        assert_eq!(desk.vote(&board.url, &id, voter, "thai", &[]).code, 0);
    }
    let (poll, ann, bob) = (desk.read("poll.json"), desk.read("ann.ballot"), desk.read("bob.ballot"));
    let (ann, bob) = (ann.trim(), bob.trim());
    let log = |entries: &[&str]| Log::sign(&desk, entries);
    let watch = |first: Log, second: Log| {
        let url = first.served_before(second, &board.url);
        let done = desk.run(&["--json", "watch", &url, "--poll", &id, "--every", "1"]);
        (done.code, done.error())
    };
    let code = |code: &str| (1, code.to_owned());
    // A mirror that shows other entries than the board signed says nothing about the board.
    let mirrored = log(&[&poll, ann, bob]).showing(&log(&[&poll, bob, ann]));
    assert_eq!(watch(log(&[&poll, ann]), mirrored), code("log-root"));
    assert!(!desk.path("evidence").exists());
    assert_eq!(watch(log(&[&poll, ann]), log(&[&poll, bob])), code("log-forked"));
    assert_eq!(watch(log(&[&poll, ann]), log(&[&poll, bob, ann])), code("log-forked"));
    assert!(desk.path("evidence/2-of-size-3.checkpoint").exists());
    assert_eq!(watch(log(&[&poll, ann]), log(&[&poll])), code("log-shrunk"));
    assert!(desk.path("evidence/2-of-size-1.checkpoint").exists());
}

#[test]
fn a_cosigner_signs_a_log_that_goes_on_and_no_other() {
    let (desk, board) = Desk::with_board();
    desk.group(&["ann", "bob"]);
    desk.fine(&["board", "cosigner-key", "mallory.example", "mallory.key"]);
    let id = desk.poll_with_alice("+1d");
    desk.publish(&board.url);
    let cosign = |url: &str, key: &str, state: &str| {
        desk.run(&["--json", "cosign", url, "--poll", &id, "--key", key, "--state", state])
    };
    let done = cosign(&board.url, "mallory.key", "mallory.state");
    assert_eq!((done.code, done.error().as_str()), (1, "cosign-nobody"));
    for (voter, size) in [("ann", 2), ("bob", 3)] {
        assert_eq!(desk.vote(&board.url, &id, voter, "thai", &[]).code, 0);
        // Again changes nothing.
        for _ in 0..2 {
            let done = cosign(&board.url, "alice.key", "alice.state");
            assert_eq!(done.code, 0, "{}", done.stdout);
            assert_eq!(serde_json::from_str::<Value>(&done.stdout).unwrap()["size"], size);
        }
        let state = desk.read("alice.state");
        assert!(state.contains("— alice.example "), "{state}");
    }
    let state = desk.read("alice.state");
    let (poll, ann) = (desk.read("poll.json"), desk.read("ann.ballot"));
    for (entries, code) in [
        (vec![poll.as_str()], "log-shrunk"),
        (vec![&poll, ann.trim(), ann.trim(), ann.trim()], "log-proof-root"),
    ] {
        let done = cosign(&Log::sign(&desk, &entries).served(&board.url), "alice.key", "alice.state");
        assert_eq!((done.code, done.error().as_str()), (1, code));
        assert!(desk.path(&format!("evidence/2-of-size-{}.checkpoint", entries.len())).exists());
    }
    assert_eq!(desk.read("alice.state"), state);
    assert!(!desk.printed().contains(desk.read("alice.key").trim().split(' ').nth(1).unwrap()));
    desk.write("alice.state", "gone");
    assert_eq!(cosign(&board.url, "alice.key", "alice.state").error(), "cosign-state");
}
