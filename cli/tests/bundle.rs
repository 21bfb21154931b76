//! A bundle is fetched from a mirror, packed and audited, wherever it is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::entry::Close;
use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::tile::entries::{BundleId, push_entry};
use ostrakon_board::tree::{Frontier, leaf_hash};
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

/// Serves the files below a folder, as any web server does, and below `/broken` only the first half of each
/// before the connection ends. Returns the address.
fn mirror(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            while !lines.next().unwrap().unwrap().is_empty() {}
            let path = first.split(' ').nth(1).unwrap().trim_start_matches('/');
            let (path, parts) = path.strip_prefix("broken/").map_or((path, 1), |path| (path, 2));
            let (status, body) = match fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body[..body.len() / parts]].concat()).unwrap();
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
    for address in ["http://127.0.0.1:1/polls", &format!("{address}/broken")] {
        let (said, exit) = run(here, &["audit", address]);
        assert_eq!((code(&said).as_str(), exit), ("part-read", 2));
    }
    assert_eq!(fs::read_dir(here).unwrap().count(), 1);
    assert_eq!(fs::read(here.join("there.tar.zst")).unwrap(), b"mine");
    assert_eq!(run(here, &["bundle", &address, "--into", "there.tar.zst", "--force"]).1, 0);
}

#[test]
fn a_receipt_is_checked_with_a_bundle_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (here, address) = (folder.path(), mirror(vector()));
    assert_eq!(run(here, &["bundle", &address, "--into", "copy.tar.zst"]).1, 0);
    let receipt = vector().join("receipt/receipt.json");
    for place in ["copy.tar.zst", &address, vector().to_str().unwrap()] {
        let (said, code) =
            run(here, &["receipt", "check", receipt.to_str().unwrap(), "--bundle", place, "--id", ID]);
        let found = ["verdict", "index", "size", "closed", "final"].map(|field| said[field].clone());
        assert_eq!((found, code), (["included".into(), 2.into(), 6.into(), true.into(), true.into()], 0));
    }
    let (said, code) = run(here, &["receipt", "check", receipt.to_str().unwrap(), "--bundle", "nowhere"]);
    assert_eq!((&said["error"]["code"], code), (&"file-read".into(), 2));
}

/// Makes the bundle of a log that the board of the vector signs, and nobody cosigns.
fn sign(folder: &Path, entries: &[Vec<u8>]) {
    let (mut frontier, mut bundle) = (Frontier::new(), Vec::new());
    for entry in entries {
        frontier.push(leaf_hash(entry));
        push_entry(&mut bundle, entry).unwrap();
    }
    // The first key of RFC 8032.
    let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
    let origin = format!("votes.example.org/{}", "5c".repeat(32));
    let signer = Signer::new(origin.parse().unwrap(), Purpose::Note, &seed.try_into().unwrap());
    let checkpoint = SignedCheckpoint::sign(frontier.size(), frontier.root(), &signer).unwrap();
    let part = folder.join(BundleId::of_log(0, frontier.size()).unwrap().path());
    fs::create_dir_all(part.parent().unwrap()).unwrap();
    fs::write(part, bundle).unwrap();
    fs::write(folder.join("checkpoint"), checkpoint.to_bytes()).unwrap();
    for name in ["poll.json", "group.json"] {
        fs::copy(vector().join(name), folder.join(name)).unwrap();
    }
}

#[test]
fn a_receipt_speaks_against_a_board_only_where_no_old_copy_explains_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let bytes = fs::read(vector().join("tile/entries/000.p/6")).unwrap();
    let entries: Vec<Vec<u8>> =
        BundleId::of_log(0, 6).unwrap().read(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    let close = Close::new(ID.parse().unwrap(), 0).to_bytes();
    let mut swapped = entries.clone();
    swapped.swap(1, 3);
    let closed_without = vec![entries[0].clone(), close];
    fs::copy(vector().join("receipt/receipt.json"), here.join("included")).unwrap();
    let mut promised: Value = serde_json::from_slice(&fs::read(here.join("included")).unwrap()).unwrap();
    promised.as_object_mut().unwrap().remove("inclusion");
    fs::write(here.join("promised"), promised.to_string()).unwrap();

    // By now the deadline is over.
    for (number, (log, receipt, found)) in [
        (entries.clone(), "included", "included"),
        (entries[..3].to_vec(), "included", "log-shrunk"),
        (closed_without.clone(), "included", "forked"),
        (swapped.clone(), "included", "forked"),
        (swapped, "promised", "included"),
        (entries[..2].to_vec(), "promised", "log-not-closed"),
        (closed_without, "promised", "dropped"),
    ]
    .into_iter()
    .enumerate()
    {
        let bundle = format!("bundle{number}");
        sign(&here.join(&bundle), &log);
        let (said, code) = run(here, &["receipt", "check", receipt, "--bundle", &bundle]);
        let verdict = said.pointer("/error/code").or_else(|| said.get("verdict")).unwrap();
        assert_eq!((verdict, code), (&found.into(), 1), "{number}: {said}");
        assert!(said["final"] != true, "{number}");
        let evidence = here.join(format!("{receipt}.checkpoint"));
        assert_eq!(evidence.exists(), matches!(found, "forked" | "dropped"), "{number}");
        let _ = fs::remove_file(evidence);
    }
    let said = ostrakon(here, &["receipt", "check", "included", "--bundle", "bundle0"]).stdout;
    assert!(String::from_utf8(said).unwrap().contains("cosigners-missing"));
    sign(&here.join("open"), &entries[..3]);
    let (said, code) = run(here, &["receipt", "check", "promised", "--bundle", "open", "--update"]);
    assert_eq!((&said["verdict"], &said["closed"], code), (&"included".into(), &false.into(), 0));
    // Now the receipt has the proof.
    let (said, code) = run(here, &["receipt", "check", "promised", "--poll", "open/poll.json"]);
    assert_eq!((&said["verdict"], &said["size"], code), (&"included".into(), &3.into(), 0));
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
