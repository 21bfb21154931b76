//! `ostrakon serve`, from its start to its end.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use serde_json::Value;

fn ostrakon(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ostrakon"));
    command.current_dir(folder).args(arguments);
    command
}

fn secrets(folder: &Path) {
    for (what, file) in [("key", "board.key"), ("token", "organiser.token")] {
        assert!(ostrakon(folder, &["board", what, file]).output().unwrap().status.success());
    }
}

fn serve(folder: &Path, store: &str) -> Child {
    let mut serve = ostrakon(folder, &["--json", "serve", "--listen", "127.0.0.1:0", "--host", "localhost"]);
    serve.args(["--store", store, "--key", "board.key", "--token-file", "organiser.token"]);
    serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The first line of what a server logs, which tells that it serves.
fn first_line(log: &mut BufReader<ChildStderr>) -> Value {
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

/// Tells a server to stop, and checks that it does in order.
fn stop(server: Child) {
    let id = server.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let Output { status, stdout, .. } = server.wait_with_output().unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(serde_json::from_slice::<Value>(&stdout).unwrap(), serde_json::json!({"stopped": true}));
}

#[test]
fn a_board_answers_until_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    secrets(folder.path());
    let mut server = serve(folder.path(), "redb:board.redb");
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let started = first_line(&mut log);
    let address = started.pointer("/fields/address").unwrap().as_str().unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok\n"), "{answer}");

    stop(server);
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("127.0.0.1"), "{rest}");
}

#[test]
fn a_board_whose_log_nobody_reads_any_more_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    secrets(folder.path());
    let mut server = serve(folder.path(), "redb:board.redb");
    let mut log = BufReader::new(server.stderr.take().unwrap());
    first_line(&mut log);
    drop(log);
    // It has a last thing to log.
    stop(server);
}

#[test]
fn a_store_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    secrets(folder.path());
    for (store, code) in [("board.redb", "store-url"), ("redb:no/such/folder/board.redb", "store")] {
        let output = serve(folder.path(), store).wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{store}");
        let refused: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(refused.pointer("/error/code").unwrap(), code);
    }
}
