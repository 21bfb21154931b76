//! Polls that are final only with the word of a cosigner.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{Desk, Done};

/// The code of an audit's check of the checkpoint, and what the audit found.
fn audited(done: &Done) -> (Value, Value) {
    let verdict: Value = serde_json::from_str(&done.stdout).unwrap();
    let checks = verdict["checks"].as_array().unwrap();
    let checkpoint = checks.iter().find(|check| check["check"] == "checkpoint").unwrap();
    (checkpoint["code"].clone(), verdict["verdict"].clone())
}

#[test]
fn a_closed_poll_is_final_where_its_cosigner_signed_in_time_and_nowhere_else() {
    let (desk, board) = Desk::with_board();
    let url = board.url.as_str();
    desk.group(&["ann", "bob"]);
    let id = desk.poll_with_alice("+20s");
    desk.publish(url);
    let missed = desk.poll_with_alice("+20s");
    let begun = Instant::now();
    desk.publish(url);
    let service = desk.begin(&[
        "--json",
        "cosign",
        url,
        "--poll",
        &id,
        "--key",
        "alice.key",
        "--state",
        "state",
        "--every",
        "1",
    ]);
    assert_eq!(desk.vote(url, &id, "ann", "thai", &[]).code, 0);
    assert_eq!(desk.vote(url, &missed, "bob", "soup", &[]).code, 0);

    // The cosigner goes on until it has signed the close.
    let done = desk.end(service);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_eq!(serde_json::from_str::<Value>(&done.stdout).unwrap()["size"], 3);
    let end = |found: &Value| json!([found["verdict"], found["closed"], found["final"]]);
    assert_eq!(end(&desk.closed("ann.receipt", url)), json!(["included", true, true]));
    // Of the other poll, the cosigner has time left.
    assert_eq!(end(&desk.closed("bob.receipt", url)), json!(["included", true, false]));

    let address = format!("{url}/polls/{id}");
    for into in ["copy", "copy.tar.zst"] {
        let copied = desk.json(&["bundle", &address, "--into", into, "--poll", &id]);
        assert_eq!((&copied["entries"], &copied["final"]), (&3.into(), &true.into()));
    }
    let mut verdicts = Vec::new();
    for place in ["copy", "copy.tar.zst", &address] {
        let done = desk.fine(&["--json", "audit", place, "--poll", &id, "--receipt", "ann.receipt"]);
        assert_eq!(audited(&done), (Value::Null, "accepted".into()), "{place}: {}", done.stdout);
        verdicts.push(done.stdout);
        let found = desk.json(&["receipt", "check", "ann.receipt", "--bundle", place, "--id", &id]);
        assert_eq!(end(&found), json!(["included", true, true]), "{place}");
    }
    assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "{verdicts:?}");

    // Ten seconds after the close it is too late.
    let other = format!("{url}/polls/{missed}");
    sleep(Duration::from_secs(32).saturating_sub(begun.elapsed()));
    let done = desk.run(&["cosign", url, "--poll", &missed, "--key", "alice.key", "--state", "late"]);
    assert!(done.code == 0 && done.stderr.contains("does not count"), "{}{}", done.stdout, done.stderr);
    let done = desk.run(&["--json", "audit", &other, "--poll", &missed]);
    assert_eq!(audited(&done), ("cosigners-missing".into(), "rejected".into()), "{}", done.stdout);
    assert!(done.code == 1 && done.stdout.contains("1 signed later"), "{}", done.stdout);
    let done = desk.run(&["--json", "receipt", "check", "bob.receipt", "--server", url]);
    let found: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((end(&found), done.code), (json!(["included", true, false]), 1));
    let done = desk.fine(&["--json", "bundle", &other, "--into", "missed.tar.zst"]);
    assert!(done.stderr.contains("cosigners-missing"), "{}", done.stderr);
}
