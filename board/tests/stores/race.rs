//! Two processes on one store cast ballots of the same voters at once.

use std::process::{Command, Stdio};

use ostrakon_board::store;
use ostrakon_verifier::nullifier_set::Claim;

use crate::common::{ballot, poll, poll_id};
use crate::crash::STORE;

const VOTERS: u64 = 10_240;
const TASKS: u64 = 64;

/// What the ballots of a process say.
const SAYS: &str = "OSTRAKON_TEST_SAYS";

/// Not a test of its own: what each of the two processes does.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below, in a process of its own"]
async fn casts_what_another_casts() {
    let (Ok(url), Ok(says)) = (std::env::var(STORE), std::env::var(SAYS)) else { return };
    let (store, says) = (store::open(&url).await.unwrap(), says.parse().unwrap());
    store.add_poll(poll(1)).await.unwrap();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                // A share of the voters, and some of the next share, in batches of several sizes.
                let share = VOTERS / TASKS;
                let mut voters = (task * share..(task + 2) * share).map(|voter| voter % VOTERS).peekable();
                let mut new = 0;
                while voters.peek().is_some() {
                    let batch = voters.by_ref().take(1 + task as usize % 40);
                    let batch = batch.map(|voter| ballot(voter, 0, says)).collect();
                    let claims = store.append(poll_id(1), batch).await.unwrap();
                    new += claims.iter().filter(|claim| **claim == Claim::New).count();
                }
                new
            })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += task.await.unwrap();
    }
    eprintln!("new: {new}");
}

/// Each voter has one ballot in the end, of the one process or of the other.
pub(crate) async fn two_processes(url: &str) {
    let start = |says: u8| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "race::casts_what_another_casts", "--ignored", "--nocapture"])
            .envs([(STORE, url), (SAYS, &says.to_string())])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children = [start(1), start(2)];
    let new = children.map(|child| {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        said.lines().find_map(|line| line.strip_prefix("new: ")?.parse::<u64>().ok()).unwrap()
    });
    assert_eq!(new.iter().sum::<u64>(), VOTERS);
    assert!(new.iter().all(|new| *new > 0), "one came too late: {new:?}");
    let store = store::open(url).await.unwrap();
    assert_eq!(store.head(poll_id(1)).await.unwrap().unwrap().ballots(), VOTERS);
    let mut of_each = [0, 0];
    for voter in 0..VOTERS {
        for (says, number) in (1..).zip(&mut of_each) {
            let found = store.find(poll_id(1), ballot(voter, 0, says).key.id).await.unwrap();
            *number += u64::from(found.is_some());
        }
    }
    assert_eq!(of_each, new);
}
