//! `docs/rules.md` is what the program knows about its rules.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::process::Command;

#[test]
fn the_page_of_rules_is_up_to_date() {
    let done = Command::new(env!("CARGO_BIN_EXE_ostrakon")).args(["rules", "--markdown"]).output().unwrap();
    let page = String::from_utf8(done.stdout).unwrap();
    let written = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md")).unwrap();
    assert!(page == written, "write it again: cargo run -- rules --markdown > docs/rules.md");
}
