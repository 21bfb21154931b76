//! How many casts and reads a server answers: real ballots, a store in a file, connections from the same machine.
//!
//!     cargo bench -p ostrakon-server --bench load -- [VOTERS [CONNECTIONS [BALLOTS-OF-EACH]]]
//!
//! Ballots are kept in the target folder for the next time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops where it fails"
)]

mod ballots;
mod client;
#[path = "../../tests/server/common.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod common;
mod usage;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ostrakon_board::store::redb::RedbStore;
use ostrakon_core::poll::Poll;
use ostrakon_server::Limits;
use ostrakon_verifier::Verifier;
use rand_core::OsRng;

use ballots::Ballots;
use client::{Request, Run};
use common::{Server, TOKEN};

/// Casts that are timed. Where there are fewer ballots they are cast to several boards, one after the other.
const CASTS: usize = 20_000;

/// Other requests that are timed.
const REQUESTS: usize = 50_000;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let number = |place: usize, default| numbers.get(place).copied().unwrap_or(default);
    let (voters, connections, each) = (number(0, 4000), number(1, 512), number(2, 1));
    let Ballots { poll, body, ballots: bodies } = Ballots::of(voters, u8::try_from(each).unwrap());
    let ballots = bodies.len();
    let rounds = CASTS.div_ceil(ballots);

    let (alone, busy) = (0..rounds).map(|_| verified(&poll, &bodies)).min().unwrap();
    println!("ballots verified, {BATCH} at a time: {:.0} a second", ballots as f64 / alone.as_secs_f64());
    println!("    processor time of each: {:.0} µs", busy.as_secs_f64() * 1e6 / ballots as f64);

    let path = |rest: &str| format!("/polls/{}{rest}", poll.id());
    let head = format!("POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ", path("/ballots"));
    let cast: Request = Arc::new(move |number| {
        let body: &Vec<u8> = &bodies[number];
        [head.as_bytes(), body.len().to_string().as_bytes(), b"\r\n\r\n", body].concat()
    });
    let mut memory = vec![usage::memory() >> 20];
    let round = |_| {
        let board = Running::new(&body);
        let first = Run::of(board.server.address, connections, ballots, &cast);
        memory.push(usage::memory() >> 20);
        let again = Run::of(board.server.address, connections, ballots, &cast);
        (first, again)
    };
    let both = (0..rounds).map(round).reduce(|(a, b), (c, d)| (a.and(c), b.and(d)));
    let (first, again) = both.unwrap();
    told("ballots cast", &first);
    let share = first.rate() * alone.as_secs_f64() / ballots as f64;
    println!("    {:.0} % of verification alone", 100.0 * share);
    println!("    memory of client and server, before and after each board: {memory:?} MB");
    told("ballots cast again", &again);

    let board = Running::new(&body);
    Run::of(board.server.address, connections, ballots, &cast);
    let get = |path: String| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes();
        Run::of(board.server.address, connections, REQUESTS, &(Arc::new(move |_| request.clone()) as Request))
    };
    told("tiles read", &get(path("/tile/0/000")));
    // There can be no more than client and server can exchange.
    told("a page from memory", &get("/style.css".to_owned()));
}

/// A server with the poll, on a store in a file that is gone with it.
struct Running {
    server: Server,
    _folder: tempfile::TempDir,
}

impl Running {
    fn new(body: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = runtime.block_on(RedbStore::open(&folder.path().join("board.redb"))).unwrap();
        let server = Server::with(Arc::new(store), Limits::default());
        assert_eq!(server.post_as(TOKEN, "/polls", body).status, 201);
        Self { server, _folder: folder }
    }
}

/// Ballots that are verified at a time, as many as a board takes at most.
const BATCH: usize = 1024;

/// Time to verify ballots, and processor time.
fn verified(poll: &Poll, bodies: &[Vec<u8>]) -> (Duration, Duration) {
    let verifier = Verifier::new(poll.clone());
    let (start, busy) = (Instant::now(), usage::of_process());
    let good = |batch: &[Vec<u8>]| verifier.verify_all(batch, &mut OsRng).iter().all(Result::is_ok);
    assert!(bodies.chunks(BATCH).all(good));
    (start.elapsed(), usage::of_process() - busy)
}

fn told(what: &str, run: &Run) {
    let [half, most] = [50, 99].map(|percent| run.within(percent));
    println!("{what}: {:.0} a second; half within {half:.0} ms, 99 % within {most:.0} ms", run.rate());
    println!(
        "    processor time of each: {:.0} µs, {:.0} of them the client's; {:.2} processors busy",
        run.each(run.both),
        run.each(run.client),
        run.both.as_secs_f64() / run.time.as_secs_f64()
    );
}
