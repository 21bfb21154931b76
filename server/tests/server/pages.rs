//! The voting page and the keys that it needs.

use std::borrow::Cow;

use ostrakon_core::path::Depth;
use ostrakon_server::{Keys, Pages};

use crate::common::{Answer, Server};

/// A page with a script, a module and a service worker.
fn server() -> Server {
    let script = "export const text = \"again and again\";\n".repeat(50);
    let files = [
        ("index.html", b"<!doctype html><title>Vote</title>".to_vec()),
        ("sw.js", b"self;".to_vec()),
        ("assets/main-0a1b2c3d.js", script.into_bytes()),
        ("assets/module-0a1b2c3d.wasm", b"\0asm".to_vec()),
        ("polls", b"never seen: the path is the board's".to_vec()),
    ];
    let pages: Pages = files.into_iter().map(|(path, bytes)| (Cow::from(path), Cow::from(bytes))).collect();
    let keys: Keys = [(Depth::new(2).unwrap(), Cow::from(&b"zkey of depth 2"[..]))].into_iter().collect();
    Server::with_pages(pages, keys)
}

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy")
}

#[test]
fn the_page_is_served_with_all_its_files() {
    let server = server();
    for (path, kind, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/assets/main-0a1b2c3d.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/module-0a1b2c3d.wasm", "application/wasm", "public, max-age=31536000, immutable"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        // A worker runs under the policy that comes with its script: each file has it.
        let policy = policy(&answer);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{path}: {policy}");
        assert!(policy.contains("connect-src 'self';") && policy.starts_with("default-src 'none';"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert_eq!(server.get("/").body, server.get("/index.html").body);
}

#[test]
fn the_paths_of_the_board_come_before_files_of_the_page() {
    let server = server();
    assert_eq!(server.get("/polls").json()["polls"].as_array().unwrap().len(), 0);
    assert!(!policy(&server.get("/polls")).contains("script-src"));
    for path in ["/assets/", "/assets", "/index", "/assets/../index.html", "//index.html", "/assets%2fmain"] {
        assert_eq!(server.get(path).problem(), (404, "route".to_owned()), "{path}");
    }
    assert_eq!(server.post("/index.html", b"").problem(), (405, "method".to_owned()));
    assert_eq!(server.post("/nowhere", b"").problem(), (404, "route".to_owned()));
}

#[test]
fn files_are_compressed_for_whoever_takes_it() {
    let server = server();
    let script = "/assets/main-0a1b2c3d.js";
    let plain = server.get(script);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    for takes in ["gzip", "br, gzip;q=0.5", "GZIP"] {
        let packed = server.get_with(script, "accept-encoding", takes);
        assert_eq!(packed.header("content-encoding"), "gzip", "{takes}");
        assert!(packed.body.len() < plain.body.len() / 4);
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*packed.body), &mut unpacked).unwrap();
        assert_eq!(unpacked, plain.body);
    }
    for leaves in ["gzip;q=0", "gzip; q=0.000, br", "identity", "x-gzip2"] {
        assert_eq!(server.get_with(script, "accept-encoding", leaves).body, plain.body, "{leaves}");
    }
    // What would grow is left as it is.
    assert_eq!(server.get_with("/sw.js", "accept-encoding", "gzip").header("content-encoding"), "");
}

#[test]
fn the_page_without_scripts_is_always_there_and_stands_in_for_the_other() {
    let (with, without) = (server(), Server::start());
    assert!(!with.get("/").text().contains("public board"));
    for (server, path) in [(&with, "/plain"), (&without, "/plain"), (&without, "/")] {
        let answer = server.get(path);
        assert!(answer.text().contains("public board of anonymous polls"), "{path}");
        assert!(!policy(&answer).contains("script-src"));
    }
}

#[test]
fn proving_keys_that_are_there_can_be_kept_for_ever() {
    let server = server();
    let key = server.get("/keys/semaphore-4.13.0/2.zkey");
    assert_eq!((key.status, key.body.as_slice()), (200, &b"zkey of depth 2"[..]));
    assert_eq!(key.header("content-type"), "application/octet-stream");
    assert_eq!(key.header("cache-control"), "public, max-age=31536000, immutable");
    for name in ["3.zkey", "33.zkey", "02.zkey", "2", "2.ZKEY", "%32.zkey.", "2.zkey%00"] {
        let answer = server.get(&format!("/keys/semaphore-4.13.0/{name}"));
        assert_eq!(answer.problem(), (404, "key-absent".to_owned()), "{name}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
