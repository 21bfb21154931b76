//! How many casts and reads a server answers: real ballots, a store in a file, connections from the same machine.
//!
//!     cargo bench -p ostrakon-server --bench load -- [BALLOTS [CONNECTIONS]]

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops where it fails"
)]

#[path = "../tests/server/common.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod common;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ostrakon_board::store::redb::RedbStore;
use ostrakon_core::ballot::Ballot;
use ostrakon_server::Limits;
use ostrakon_verifier::Verifier;
use rand_core::OsRng;
use ureq::Agent;

use common::{Election, Server};

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (ballots, connections) = (*numbers.first().unwrap_or(&2000), *numbers.get(1).unwrap_or(&128));
    let election = Election::of(ballots);
    let began = Instant::now();
    let bodies: Vec<_> = election.ballots("a").iter().map(Ballot::to_bytes).collect();
    println!("{ballots} ballots made in {:.1} s", began.elapsed().as_secs_f64());

    let verifier = Verifier::new(election.poll.clone());
    let began = Instant::now();
    assert!(verifier.verify_all(&bodies, &mut OsRng).iter().all(Result::is_ok));
    let alone = began.elapsed();
    let rate = |time: Duration| ballots as f64 / time.as_secs_f64();
    println!("verified as one batch: {:.0} a second", rate(alone));

    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = runtime.block_on(RedbStore::open(&folder.path().join("board.redb"))).unwrap();
    let server = Server::with(Arc::new(store), Limits::default());
    server.add(&election);
    let before = resident();
    let (time, latencies) = all(connections, bodies.len(), |agent, place| {
        let url = format!("http://{}{}", server.address, election.path("/ballots"));
        assert_eq!(agent.post(url).send(&bodies[place]).unwrap().status(), 200);
    });
    println!(
        "cast by {connections} connections: {:.0} a second, {:.0} % of verification alone; {}",
        rate(time),
        100.0 * alone.as_secs_f64() / time.as_secs_f64(),
        told(latencies)
    );
    println!("memory of server and clients: {} MB before, {} MB after", before >> 20, resident() >> 20);

    let (time, latencies) = all(connections, bodies.len(), |agent, place| {
        let url = format!("http://{}{}", server.address, election.path("/ballots"));
        assert_eq!(agent.post(url).send(&bodies[place]).unwrap().status(), 200);
    });
    println!("cast again: {:.0} a second; {}", rate(time), told(latencies));
    let reads = 20_000;
    let (time, latencies) = all(connections, reads, |agent, _| {
        let url = format!("http://{}{}", server.address, election.path("/tile/0/000"));
        assert_eq!(agent.get(url).call().unwrap().body_mut().read_to_vec().unwrap().len(), 8192);
    });
    println!("tiles read: {:.0} a second; {}", reads as f64 / time.as_secs_f64(), told(latencies));
}

/// Does something so many times over, from so many connections at once; the whole time, and each one's.
fn all(connections: usize, count: usize, work: impl Fn(&Agent, usize) + Sync) -> (Duration, Vec<Duration>) {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let times = std::thread::scope(|scope| {
        let connection = || {
            let agent = Agent::new_with_defaults();
            let places = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
            let time = |place| {
                let start = Instant::now();
                work(&agent, place);
                start.elapsed()
            };
            places.take_while(|place| *place < count).map(time).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(connection)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    (began.elapsed(), times)
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    format!("half within {:.0} ms, 99 % within {:.0} ms", at(50), at(99))
}

/// Bytes of memory that this process has, where the system tells.
fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0) * 4096
}
