//! The program reaches the outcome that each file of the test kit demands: the code in its one JSON
//! object, and exit code 0 or 1. See `tests/testkit/README.md`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ostrakon_tests::testkit::case::{Case, Input, Kit, folder, read};
use ostrakon_tests::testkit::verdict::key_bytes;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with the files that a case needs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program; its exit code and its JSON object.
    fn run(&self, arguments: &[&str]) -> (i32, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_ostrakon"))
            .arg("--json")
            .args(arguments)
            .current_dir(self.0.path())
            .env("OSTRAKON_KEYS", self.path("keys"))
            .output()
            .unwrap();
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?} prints no JSON: {error}: {output:?}"));
        (output.status.code().unwrap(), json)
    }
}

/// What the program says of a case; none where it has no such input.
fn outcome(kit: &Kit, case: &Case) -> Option<Vec<String>> {
    let desk = Desk::new();
    // One newline at the end of a file is no part of a document.
    let write = |name: &str, bytes: &[u8]| fs::write(desk.path(name), [bytes, b"\n"].concat()).unwrap();
    for role in ["poll", "group"] {
        if let Some(name) = case.header(role) {
            write(role, &kit[name].bytes().unwrap());
        }
    }
    let beside = |role: &'static str, option: &'static str| -> Vec<&str> {
        if case.header(role).is_some() { vec![option, role] } else { Vec::new() }
    };
    let one = |arguments: &[&str]| {
        write("input", &case.bytes().unwrap());
        let (code, json) = desk.run(arguments);
        let result = json["error"]["code"].as_str().unwrap_or("accept").to_owned();
        assert_eq!(code, i32::from(result != "accept"), "{}: {json}", case.name());
        if result == "accept" && case.header("commitment").is_some() {
            assert_eq!(json["commitment"].as_str(), case.header("commitment"), "{}", case.name());
        }
        Some(vec![result])
    };
    match case.input().unwrap() {
        Input::Admissions | Input::Answer => None,
        Input::Ballot => {
            write("input", &case.bytes().unwrap());
            let (code, json) = desk.run(&["verify", "poll", "input"]);
            let found = json["error"]["code"].as_str().or_else(|| json["bad"][0]["code"].as_str());
            let result = found.unwrap_or("accept").to_owned();
            assert_eq!(code, i32::from(result != "accept"), "{}: {json}", case.name());
            Some(vec![result])
        }
        Input::Ballots => Some(ballots(&desk, case)),
        Input::Group => one(&[&["group", "verify", "input"], &*beside("poll", "--poll")].concat()),
        Input::Identity => one(&["identity", "import", "input", "--output", "identity"]),
        Input::IdentityFile => one(&["identity", "show", "input"]),
        Input::Poll => {
            let id: Vec<&str> = case.header("id").map_or_else(Vec::new, |id| vec!["--id", id]);
            one(&[&["poll", "check", "input"], id.as_slice(), &*beside("group", "--group")].concat())
        }
        Input::ProvingKey => {
            let depth = case.needs("depth").unwrap();
            fs::create_dir(desk.path("package")).unwrap();
            fs::write(desk.path(&format!("package/semaphore-{depth}.zkey")), key_bytes(case).unwrap())
                .unwrap();
            let result = one(&["keys", "import", "package", "--depth", depth]);
            let kept = desk.path(&format!("keys/semaphore-{depth}.zkey")).exists();
            assert_eq!(kept, case.expect().unwrap() == ["accept"], "{}", case.name());
            result
        }
        Input::SemaphoreProof => {
            write("content", case.needs("content").unwrap().as_bytes());
            one(&["ballot", "import", "poll", "content", "input", "--output", "ballot"])
        }
    }
}

/// The outcome of each line of a batch; how many count is checked here.
fn ballots(desk: &Desk, case: &Case) -> Vec<String> {
    let (lines, batch) = (case.lines(), case.batch().unwrap());
    let file: Vec<u8> = batch.iter().flat_map(|&line| [lines[line], b"\n"].concat()).collect();
    fs::write(desk.path("input"), file).unwrap();
    let (code, json) = desk.run(&["verify", "poll", "input"]);
    assert_eq!(json["ballots"], batch.len(), "{}", case.name());
    let counted = match case.needs("counted").unwrap() {
        "none" => 0,
        lines => lines.split(' ').count(),
    };
    assert_eq!(json["counted"], counted, "{}", case.name());
    let mut found = vec![None; lines.len()];
    let mut verdicts = vec!["accept"; batch.len()];
    for bad in json["bad"].as_array().unwrap() {
        let number = usize::try_from(bad["number"].as_u64().unwrap()).unwrap();
        verdicts[number - 1] = bad["code"].as_str().unwrap();
    }
    assert_eq!(code, i32::from(verdicts.iter().any(|verdict| *verdict != "accept")), "{}", case.name());
    for (&line, verdict) in batch.iter().zip(verdicts) {
        let first = found[line].get_or_insert(verdict);
        assert_eq!(*first, verdict, "{}: line {line}", case.name());
    }
    found.into_iter().map(|verdict| verdict.unwrap_or("accept").to_owned()).collect()
}

#[test]
fn every_file_has_its_outcome() {
    let kit = read(&folder()).unwrap();
    let mut wrong = Vec::new();
    let mut run = 0;
    for (name, case) in &kit {
        let Some(found) = outcome(&kit, case) else { continue };
        run += 1;
        let expected = case.expect().unwrap();
        if found != expected {
            wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {run}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(run > 500, "only {run} cases were run");
}
