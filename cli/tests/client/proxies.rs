//! A proxy between client and board.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::desk::Desk;

/// A proxy that knows one host, `votes.test`, and counts what it passes on. Returns its URL.
fn proxy(board: &str, passed: &Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (board, passed) = (board.strip_prefix("http://").unwrap().to_owned(), passed.clone());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            reader.read_line(&mut request).unwrap();
            assert!(request.starts_with("CONNECT votes.test:80 "), "{request}");
            let mut line = String::new();
            while line != "\r\n" {
                line.clear();
                reader.read_line(&mut line).unwrap();
            }
            stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
            passed.fetch_add(1, Ordering::Relaxed);
            let mut upstream = TcpStream::connect(&board).unwrap();
            let mut back = (upstream.try_clone().unwrap(), stream);
            // Whoever goes away first ends both.
            thread::spawn(move || std::io::copy(&mut back.0, &mut back.1));
            thread::spawn(move || std::io::copy(&mut reader, &mut upstream));
        }
    });
    url
}

#[test]
fn all_goes_through_the_proxy_which_looks_up_the_name() {
    let (desk, board, id) = Desk::with_poll();
    let passed = Arc::new(AtomicUsize::new(0));
    let proxy = proxy(&board.url, &passed);
    let vote =
        ["--json", "vote", "--server", "http://votes.test", "--poll", &id, "-i", "ann.id", "-a", "thai"];
    // Nothing else knows this name.
    assert_eq!(desk.run(&vote).error(), "server-unreachable");
    let done = desk.run_with(("ALL_PROXY", &proxy), &vote);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(passed.load(Ordering::Relaxed) > 0);
    assert!(done.stderr.contains("is not encrypted"), "{}", done.stderr);
    let check = ["--json", "receipt", "check", "--server", "http://votes.test"];
    assert_eq!(desk.run_with(("http_proxy", &proxy), &check).code, 0);
    let bundle = format!("http://votes.test/polls/{id}");
    let done = desk.run_with(("ALL_PROXY", &proxy), &["--json", "audit", &bundle]);
    assert_eq!((done.code, done.error().as_str()), (2, "part-read"));
    // The log is open.
    assert!(
        done.stdout.contains("votes.test") && done.stdout.contains("the server refuses"),
        "{}",
        done.stdout
    );
    assert!(done.stderr.contains("is not encrypted"), "{}", done.stderr);
}

#[test]
fn without_the_proxy_that_was_asked_for_nothing_is_sent() {
    let desk = Desk::new();
    let arguments =
        ["--json", "vote", "--server", "http://127.0.0.1:1", "--poll", &"00".repeat(32), "-a", "thai"];
    let done = desk.run_with(("ALL_PROXY", "gopher://127.0.0.1:70"), &arguments);
    assert_eq!((done.code, done.error().as_str()), (2, "server-proxy"));
    let onion =
        arguments.map(|argument| if argument.starts_with("http") { "http://abc.onion" } else { argument });
    assert_eq!(desk.run(&onion).error(), "server-proxy");
    let bundle = desk.run(&["--json", "audit", "http://abc.onion/polls/1"]);
    assert_eq!((bundle.code, bundle.error().as_str()), (2, "server-proxy"));
    // Tor's proxy, where there is none.
    let done = desk.run_with(("ALL_PROXY", "socks5://127.0.0.1:1"), &onion);
    assert_eq!((done.code, done.error().as_str()), (2, "server-unreachable"));
}

#[test]
fn a_token_is_not_sent_where_others_can_read_it() {
    let (desk, board) = Desk::with_board();
    desk.group(&["ann", "bob"]);
    desk.poll("+1d");
    let passed = Arc::new(AtomicUsize::new(0));
    let proxy = proxy(&board.url, &passed);
    let publish =
        ["--json", "poll", "publish", "--server", "http://votes.test", "--token-file", "organiser.token"];
    let done = desk.run_with(("ALL_PROXY", &proxy), &publish);
    assert_eq!((done.code, done.error().as_str()), (2, "server-not-encrypted"));
    assert_eq!(passed.load(Ordering::Relaxed), 0);
}
