//! What is too large, too slow or too much is refused, and leaves no trace.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use ostrakon_board::store::redb::RedbStore;
use ostrakon_server::Limits;

use crate::common::{Election, Server, TOKEN};

fn with(limits: Limits) -> Server {
    Server::with(Arc::new(RedbStore::in_memory().unwrap()), limits)
}

/// What comes back for these bytes, after which nothing more is sent.
fn talk(server: &Server, bytes: &[u8], end: bool) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(bytes).unwrap();
    if end {
        stream.shutdown(Shutdown::Write).unwrap();
    }
    let mut answer = Vec::new();
    // Ends in an error where the server closes on bytes that it has not read.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// The head of a cast, which says how long the body is.
fn head(election: &Election, length: usize) -> Vec<u8> {
    let path = election.path("/ballots");
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n").into()
}

#[test]
fn bodies_that_are_too_large_are_refused() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let large = server.post(&election.path("/ballots"), &[b'x'; 65_537]);
    assert_eq!(large.problem(), (413, "body-size".to_owned()));
    assert_eq!(server.post(&election.path("/ballots"), &[b'x'; 65_536]).problem().0, 422);
    // Where the length is not said beforehand, what is read is counted.
    let path = election.path("/ballots");
    let mut chunked =
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
    chunked.push_str(&format!("10001\r\n{}\r\n0\r\n\r\n", "x".repeat(0x10001)));
    let answer = talk(&server, chunked.as_bytes(), false);
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains(r#""code":"body-size""#), "{answer}");
    // And a large one is not read from who has no token.
    let head = b"POST /polls HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n";
    assert!(talk(&server, head, false).starts_with("HTTP/1.1 401 "));
    assert_eq!(server.post_as(TOKEN, "/polls", b"{}").problem().0, 422);
}

#[test]
fn a_body_that_comes_too_slowly_is_given_up() {
    let server = with(Limits { request: Duration::from_millis(500), ..Limits::default() });
    let election = Election::new();
    server.add(&election);
    let mut bytes = head(&election, 5000);
    bytes.extend_from_slice(b"{\"content\"");
    let answer = talk(&server, &bytes, false);
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains(r#""code":"timeout""#), "{answer}");
    assert_eq!(server.ballots(&election), 0);
}

#[test]
fn a_head_that_comes_too_slowly_is_given_up() {
    let server = with(Limits { head: Duration::from_millis(500), ..Limits::default() });
    talk(&server, b"GET /health HTTP/1.1\r\nHost:", false);
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn answers_that_nobody_reads_hold_no_connection() {
    let server = with(Limits { connections: 1, unread: Duration::from_millis(500), ..Limits::default() });
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    // So many requests that neither they nor their answers find room, or the connection ends.
    while stream.write_all(b"GET /api HTTP/1.1\r\nHost: x\r\n\r\n").is_ok() {}
    assert!(
        talk(&server, b"GET /style.css HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false)
            .starts_with("HTTP/1.1 200 ")
    );
    drop(stream);
}

#[test]
fn bodies_that_come_slowly_keep_no_other_request_from_being_served() {
    let server = with(Limits { requests: 1, bodies: 2, ..Limits::default() });
    let election = Election::new();
    server.add(&election);
    let slow = || {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(&head(&election, 5000)).unwrap();
        stream.write_all(b"{").unwrap();
        stream
    };
    let ballot = |voter| election.ballot(voter, "a").to_bytes();
    let first = slow();
    for voter in 0..2 {
        assert_eq!(server.post(&election.path("/ballots"), &ballot(voter)).status, 200);
        assert_eq!(server.get("/health").status, 200);
    }
    // When two come slowly, others that bring something are told to try again, and nobody else.
    let second = slow();
    let refused = (0..600).find_map(|_| {
        let answer = server.post(&election.path("/ballots"), &ballot(0));
        std::thread::sleep(Duration::from_millis(if answer.status == 200 { 50 } else { 0 }));
        (answer.status != 200).then(|| answer.problem())
    });
    assert_eq!(refused, Some((503, "overloaded".to_owned())));
    assert_eq!(server.get("/health").status, 200);
    drop((first, second));
}

#[test]
fn a_body_that_is_cut_off_leaves_no_trace() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballot = election.ballot(0, "a").to_bytes();
    let other = election.ballot(0, "b").to_bytes();
    for cut in [0, 1, ballot.len() / 2, ballot.len() - 1] {
        let answer = talk(&server, &[&head(&election, ballot.len()), &ballot[..cut]].concat(), true);
        assert!(!answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    assert_eq!(server.ballots(&election), 0);
    assert_eq!(server.post(&election.path("/ballots"), &other).status, 200);
}

#[test]
fn more_requests_than_may_be_are_told_to_try_again() {
    let server = with(Limits { requests: 0, ..Limits::default() });
    let refused = server.get("/health");
    assert_eq!(refused.problem(), (503, "overloaded".to_owned()));
    assert_eq!(refused.header("retry-after"), "5");
}

#[test]
fn a_request_that_is_under_way_is_answered_before_the_server_stops() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballot = election.ballot(0, "a").to_bytes();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(&head(&election, ballot.len())).unwrap();
    stream.write_all(&ballot[..100]).unwrap();
    // The server has taken the connection once it answers one that came later.
    assert_eq!(server.get("/health").status, 200);
    let address = server.address;
    std::thread::scope(|scope| {
        let stopping = scope.spawn(move || server.stop());
        while TcpStream::connect(address).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
        stream.write_all(&ballot[100..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("ostrakon/promise/1"), "{answer}");
        stopping.join().unwrap();
    });
}
