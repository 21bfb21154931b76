//! A store whose disk is full refuses, loses nothing that it said was in, and goes on once there is room: in the
//! same process, and in the next one.
#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use ostrakon_board::store;
use ostrakon_verifier::nullifier_set::Claim;

use crate::common::{ballot, poll, poll_id};

/// Names the store for the process that has no room.
const STORE: &str = "OSTRAKON_TEST_FULL_STORE";

/// Ballots that come together.
const BATCH: usize = 20;

/// Not a test of its own: what the process does that has no room.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below, in a process of its own"]
async fn appends_until_it_is_refused() {
    let Ok(url) = std::env::var(STORE) else { return };
    let store = store::open(&url).await.unwrap();
    store.add_poll(poll(1)).await.unwrap();
    for first in (0..1_000_000).step_by(BATCH) {
        let batch = || (first..).take(BATCH).map(|voter| ballot(voter, 0, 0)).collect();
        match store.append(poll_id(1), batch()).await {
            Ok(claims) => assert_eq!(claims, [Claim::New; BATCH]),
            Err(error) => {
                assert_eq!(error.code(), "store", "{error}");
                // Once more: it stays refused, and does not panic. What is in can be read.
                assert!(store.append(poll_id(1), batch()).await.is_err());
                let ballots = store.head(poll_id(1)).await.unwrap().unwrap().ballots();
                // What failed is in whole, or not at all.
                assert!([first, first + BATCH as u64].contains(&ballots), "{ballots} {first}");
                // There is room again, while this process goes on.
                let id = std::process::id().to_string();
                let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited:"]).status();
                assert!(lifted.unwrap().success());
                let expected = if ballots == first { Claim::New } else { Claim::Repeated };
                assert_eq!(store.append(poll_id(1), batch()).await.unwrap(), [expected; BATCH]);
                crate::crash::assert_whole(store.as_ref()).await;
                println!("in: {}", first + BATCH as u64);
                return;
            }
        }
    }
    panic!("the disk was never full");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_to_be_in_is_in_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("redb:{}", folder.path().join("board.redb").display());
    // A limit to the size of files, in blocks of 512 or 1,024 bytes, which is refused as a full disk is.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 8192; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "full::appends_until_it_is_refused", "--ignored", "--nocapture"])
        .env(STORE, &url)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    let promised: u64 = said.lines().find_map(|line| line.strip_prefix("in: ")?.parse().ok()).unwrap();
    assert!(promised > BATCH as u64);

    let store = store::open(&url).await.unwrap();
    let head = store.head(poll_id(1)).await.unwrap().unwrap();
    assert_eq!(head.ballots(), promised);
    crate::crash::assert_whole(store.as_ref()).await;
    let next = ballot(head.ballots(), 0, 0);
    assert_eq!(store.append(poll_id(1), vec![next]).await.unwrap(), [Claim::New]);
    crate::crash::assert_whole(store.as_ref()).await;
}
