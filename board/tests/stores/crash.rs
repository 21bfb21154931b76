//! A store whose process is killed at any moment has lost nothing that it said was in, and holds nothing
//! twice or in halves.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ostrakon_board::store::{self, Store};
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_verifier::nullifier_set::Claim;

use crate::common::{ballot, poll, poll_id};

/// How often the process is killed.
const ROUNDS: u64 = 200;

/// Names the store for the process that is to be killed.
pub(crate) const STORE: &str = "OSTRAKON_TEST_STORE";

/// Not a test of its own: what the process does that is killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test below, in a process of its own"]
async fn appends_until_it_is_killed() {
    let Ok(url) = std::env::var(STORE) else { return };
    let store = store::open(&url).await.unwrap();
    store.add_poll(poll(1)).await.unwrap();
    let mut voter = store.head(poll_id(1)).await.unwrap().unwrap().ballots();
    loop {
        let batch: Vec<_> = (voter..voter + 1 + voter % 7).map(|voter| ballot(voter, 0, 0)).collect();
        voter += batch.len() as u64;
        let claims = store.append(poll_id(1), batch).await.unwrap();
        assert!(claims.iter().all(|claim| *claim == Claim::New));
        // Straight to the pipe: what is said here has been promised.
        let mut pipe = std::io::stderr();
        writeln!(pipe, "in: {voter}").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_said_was_in_is_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("redb:{}", folder.path().join("board.redb").display());
    kill_processes(&url, async || ()).await;
}

/// Kills processes that use a store; `settle` waits until the store has noticed.
pub(crate) async fn kill_processes(url: &str, mut settle: impl AsyncFnMut()) {
    // From before the store is open to many commits later, however long that takes here.
    let (mut longest, mut most) = (Duration::ZERO, 0);
    for round in 0..ROUNDS {
        let mut child = start(url);
        std::thread::sleep(longest * (round * 79 % ROUNDS) as u32 / ROUNDS as u32);
        child.kill().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let promised = said.filter_map(|line| promise(&line)).max();
        child.wait().unwrap();
        settle().await;
        if promised.is_none() {
            longest += Duration::from_millis(2);
        }

        let store = store::open(url).await.unwrap();
        let Some(head) = store.head(poll_id(1)).await.unwrap() else {
            assert_eq!((promised, most), (None, 0));
            continue;
        };
        assert!(head.ballots() >= promised.unwrap_or(0).max(most), "round {round}");
        most = head.ballots();
        if round % 20 == 19 {
            assert_whole(store.as_ref()).await;
        }
    }
    assert!(most > ROUNDS, "the process was killed before it did anything: {most}");
    assert_whole(store::open(url).await.unwrap().as_ref()).await;
}

fn start(url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::appends_until_it_is_killed", "--ignored", "--nocapture"])
        .env(STORE, url)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// How many ballots were in, by a line of the process.
fn promise(line: &str) -> Option<u64> {
    line.strip_prefix("in: ")?.parse().ok()
}

/// Entries, tree and nullifiers tell the same.
pub(crate) async fn assert_whole(store: &dyn Store) {
    let head = store.head(poll_id(1)).await.unwrap().unwrap();
    let (mut frontier, mut seen) = (Frontier::new(), BTreeSet::new());
    while frontier.size() < head.size {
        for entry in store.entries(poll_id(1), frontier.size(), 1000).await.unwrap() {
            frontier.push(leaf_hash(&entry));
            assert!(seen.insert(entry));
        }
    }
    assert_eq!((frontier.size(), frontier.root()), (head.size, head.root));
    for voter in 0..head.ballots() {
        assert!(seen.contains(&ballot(voter, 0, 0).bytes));
    }
    for voter in (0..head.ballots()).step_by(7) {
        let found = store.find(poll_id(1), ballot(voter, 0, 0).key.id).await.unwrap();
        assert_eq!(found, Some(voter + 1));
    }
    let keys = (0..=head.ballots()).map(|voter| ballot(voter, 0, 0).key).collect();
    let claims = store.look(poll_id(1), keys).await.unwrap();
    let (next, all) = claims.split_last().unwrap();
    assert!(all.iter().all(|claim| *claim == Claim::Repeated) && *next == Claim::New);
}
