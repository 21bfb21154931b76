//! The README's poll by hand is what the program does: its commands run, and print what it shows.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

#[test]
fn the_poll_by_hand_prints_what_the_readme_shows() {
    let section = README.split("## ").find(|section| section.starts_with("One poll by hand")).unwrap();
    let blocks = |kind| section.split(kind).skip(1).map(|rest| rest.split("```").next().unwrap());
    let script: String = blocks("```sh\n").filter(|block| !block.contains("cargo install")).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_ostrakon")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new("bash")
        .args(["-euc", &script])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{printed}{}", String::from_utf8_lossy(&done.stderr));
    let shown = blocks("```text\n").next().unwrap();
    for line in shown.lines().filter(|line| !line.contains('…')) {
        assert!(printed.contains(line), "the README shows {line:?}, printed was:\n{printed}");
    }
}
