//! A bundle is fetched from a mirror, packed and audited, wherever it is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;

const ID: &str = "67f4a92f03c4b39fdb5b3dbfcf3f3a361b0936abf11fe26adeaef824cd3cbe53";

fn vector() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vectors/board"))
}

fn ostrakon(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ostrakon")).current_dir(folder).args(arguments).output().unwrap()
}

/// What a command says, and its exit code.
fn run(folder: &Path, arguments: &[&str]) -> (Value, i32) {
    let output = ostrakon(folder, &[&["--json"], arguments].concat());
    let said = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (said, output.status.code().unwrap())
}

/// Serves the files below a folder, as any web server does. Returns the address.
fn mirror(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            while !lines.next().unwrap().unwrap().is_empty() {}
            let path = first.split(' ').nth(1).unwrap();
            let (status, body) = match fs::read(folder.join(path.trim_start_matches('/'))) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    });
    format!("http://{address}")
}

#[test]
fn a_bundle_comes_from_a_mirror_and_is_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let (here, address) = (folder.path(), mirror(vector()));
    for into in ["copy", "copy.tar.zst"] {
        let (said, code) = run(here, &["bundle", &address, "--into", into, "--poll", ID]);
        assert_eq!((&said["entries"], &said["final"], code), (&6.into(), &true.into(), 0), "{said}");
    }
    let expected = run(here, &["audit", &address, "--poll", ID]);
    assert_eq!((&expected.0["verdict"], expected.1), (&"accepted".into(), 0), "{}", expected.0);
    for place in ["copy", "copy.tar.zst", vector().to_str().unwrap()] {
        assert_eq!(run(here, &["audit", place, "--poll", ID]), expected, "{place}");
    }
    // From a folder to an archive it is the same archive, and nothing is left lying about.
    assert_eq!(run(here, &["bundle", "copy", "--into", "again.tar.zst"]).1, 0);
    assert_eq!(fs::read(here.join("again.tar.zst")).unwrap(), fs::read(here.join("copy.tar.zst")).unwrap());
    assert_eq!(fs::read_dir(here).unwrap().count(), 3);
}

#[test]
fn what_is_there_is_not_replaced_and_what_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (here, address) = (folder.path(), mirror(vector()));
    fs::write(here.join("there.tar.zst"), "mine").unwrap();
    let code = |said: &Value| said["error"]["code"].as_str().unwrap().to_owned();
    let (said, exit) = run(here, &["bundle", &address, "--into", "there.tar.zst"]);
    assert_eq!((code(&said).as_str(), exit), ("file-exists", 2));
    let (said, exit) = run(here, &["bundle", &address, "--into", "new", "--poll", &"00".repeat(32)]);
    assert_eq!((code(&said).as_str(), exit), ("poll-id", 1));
    let (said, exit) = run(here, &["bundle", &format!("{address}/no"), "--into", "new.tar.zst"]);
    assert_eq!((code(&said).as_str(), exit), ("part-missing", 1));
    let (said, exit) = run(here, &["audit", "http://127.0.0.1:1/polls"]);
    assert_eq!((code(&said).as_str(), exit), ("part-read", 2));
    assert_eq!(fs::read_dir(here).unwrap().count(), 1);
    assert_eq!(fs::read(here.join("there.tar.zst")).unwrap(), b"mine");
    assert_eq!(run(here, &["bundle", &address, "--into", "there.tar.zst", "--force"]).1, 0);
}

#[test]
fn an_auditor_brings_receipts_and_takes_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = vector();
    let (bundle, receipts) = (bundle.to_str().unwrap(), vector().join("receipt"));
    let receipt = receipts.join("receipt.json");
    let promise = receipts.join("promise");
    let arguments = ["audit", bundle, "--poll", ID, "--html", "verdict.html"];
    let brought = ["--receipt", receipt.to_str().unwrap(), "--receipt", promise.to_str().unwrap()];
    let output = ostrakon(folder.path(), &[arguments.as_slice(), &brought].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert_eq!(text.matches("the promise was kept, entry 2 is the ballot").count(), 2, "{text}");
    let page = fs::read_to_string(folder.path().join("verdict.html")).unwrap();
    assert!(page.contains("<strong>Accepted.</strong>") && page.contains("entry 2 is the ballot"));
}
