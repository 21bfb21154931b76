//! Whole polls through the program, as people would run it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder to work in, which remembers all that the program printed.
struct Desk {
    folder: TempDir,
    printed: RefCell<String>,
}

/// What a command did.
struct Done {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), printed: RefCell::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn with_input(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ostrakon"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("OSTRAKON_KEYS", self.path("keys"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let done = Done {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        *self.printed.borrow_mut() += &format!("{}{}", done.stdout, done.stderr);
        done
    }

    fn run(&self, arguments: &[&str]) -> Done {
        self.with_input(arguments, "")
    }

    /// Runs a command that has to succeed, and returns what it printed.
    fn fine(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {}", done.stderr);
        done.stdout
    }

    /// Runs a command with `--json`, which has to print exactly one object.
    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let done = self.run(&[&["--json"], arguments].concat());
        let json: Value = serde_json::from_str(&done.stdout).unwrap();
        assert!(json.is_object() && done.stdout.matches('\n').count() == 1, "{}", done.stdout);
        (done.code, json)
    }

    fn field(&self, arguments: &[&str], field: &str) -> String {
        let (code, json) = self.json(arguments);
        assert_eq!(code, 0, "{arguments:?}: {json}");
        json[field].as_str().unwrap().to_owned()
    }

    /// Makes identities, a group and a poll; returns the poll's id.
    fn poll(&self, voters: &[&str], draft: &str) -> String {
        let mut list = "name,commitment\n".to_owned();
        for voter in voters {
            let file = format!("{voter}.ostrakon");
            self.fine(&["identity", "new", "-o", &file]);
            list += &format!("{voter},{}\n", self.field(&["identity", "show", &file], "commitment"));
        }
        assert_eq!(self.with_input(&["group", "new", "--from", "-"], &list).code, 0);
        assert_eq!(self.with_input(&["poll", "new", "-"], draft).code, 0);
        self.field(&["poll", "show"], "id")
    }
}

const DRAFT: &str = r#"
title = "A poll"
revisions = 1
[[questions]]
id = "place"
prompt = "Where?"
options = ["Lake", "Hut", "City"]
rule = "irv"
[[questions]]
id = "fee"
prompt = "Raise the fee?"
options = ["Yes", "No"]
abstain = true
"#;

#[test]
fn a_poll_goes_from_identities_to_an_accepted_audit_and_no_secret_is_printed() {
    let desk = Desk::new();
    let id = desk.poll(&["ann", "bob", "cem"], DRAFT);
    let vote = |voter: &str, place: &str, fee: &str, revision: &str| {
        let identity = format!("{voter}.ostrakon");
        let arguments = [
            "vote",
            "poll.json",
            "--id",
            &id,
            "-i",
            &identity,
            "-a",
            place,
            "-a",
            fee,
            "--revision",
            revision,
            "-o",
            "-",
        ];
        desk.fine(&arguments)
    };
    let ballots = [
        vote("ann", "place=lake>hut", "fee=yes", "0"),
        vote("bob", "place=city", "fee=abstain!", "0"),
        vote("cem", "place=hut>city", "fee=no", "0"),
        vote("ann", "place=city>lake", "fee=yes", "1"),
    ]
    .concat();
    let verified = desk.with_input(&["verify", "poll.json", "-", "--id", &id], &ballots);
    assert_eq!(verified.code, 0);
    assert!(verified.stdout.contains("4 of 4 ballots are good; 3 count"), "{}", verified.stdout);

    let arguments =
        ["tally", "poll.json", "-", "--id", &id, "-g", "group.json", "--bundle", "audit", "-o", "-"];
    let tally = desk.with_input(&arguments, &ballots);
    assert_eq!(tally.code, 0, "{}", tally.stderr);
    assert!(tally.stderr.contains("City wins"), "{}", tally.stderr);
    assert_eq!(tally.stdout, desk.read("audit/result.json") + "\n");
    assert_eq!(desk.read("audit/ballots.jsonl"), ballots);
    assert_eq!(desk.read("audit/poll.json"), desk.read("poll.json"));

    assert_eq!(desk.field(&["audit", "audit", "--poll", &id], "verdict"), "accepted");
    assert_eq!(desk.field(&["audit", "audit"], "verdict"), "self-consistent");
    fs::write(desk.path("audit/ballots.jsonl"), ballots.lines().next().unwrap()).unwrap();
    let (code, json) = desk.json(&["audit", "audit", "--poll", &id]);
    assert_eq!((code, json["verdict"].as_str()), (1, Some("rejected")));

    for voter in ["ann", "bob", "cem"] {
        let printed = desk.printed.borrow().clone();
        let key = desk.fine(&["identity", "export", &format!("{voter}.ostrakon")]);
        assert!(key.trim().len() == 44 && desk.read(&format!("{voter}.ostrakon")).contains(key.trim()));
        assert!(!printed.contains(key.trim()));
    }
}

#[test]
fn two_first_ballots_of_one_voter_count_once() {
    let desk = Desk::new();
    let id = desk.poll(&["ann", "bob"], DRAFT);
    let vote = |place| {
        desk.fine(&[
            "vote",
            "poll.json",
            "--id",
            &id,
            "-i",
            "ann.ostrakon",
            "-a",
            place,
            "-a",
            "fee=no",
            "-o",
            "-",
        ])
    };
    let ballots = vote("place=lake") + &vote("place=city");
    fs::write(desk.path("ballots.jsonl"), ballots).unwrap();
    let (code, json) = desk.json(&["verify", "poll.json", "ballots.jsonl", "--id", &id]);
    assert_eq!((code, &json["good"], &json["counted"]), (0, &2.into(), &1.into()));
}

#[test]
fn lots_are_drawn_by_secrets_that_nobody_saw_before() {
    let desk = Desk::new();
    let mut draft = r#"
title = "Who goes"
opens = "2020-01-01T00:00:00Z"
closes = "2020-01-02T00:00:00Z"
[[questions]]
id = "who"
prompt = "Who goes?"
options = ["Ann", "Bob", "Cem"]
rule = "sortition"
"#
    .to_owned();
    for name in ["Ann", "The notary"] {
        let commitment =
            desk.field(&["lottery", "commit", name, "-o", &format!("{name}.json")], "commitment");
        draft += &format!("[[lottery.parties]]\nname = \"{name}\"\ncommitment = \"{commitment}\"\n");
    }
    let id = desk.poll(&["ann", "bob"], &draft);
    for (voter, who) in [("ann", "who=bob"), ("bob", "who=cem")] {
        let (identity, ballot) = (format!("{voter}.ostrakon"), format!("{voter}.ballot"));
        desk.fine(&["vote", "poll.json", "--id", &id, "-i", &identity, "-a", who, "-o", &ballot]);
    }
    let printed = desk.printed.borrow().clone();
    for name in ["Ann", "The notary"] {
        let secret: Value = serde_json::from_str(&desk.read(&format!("{name}.json"))).unwrap();
        assert!(!printed.contains(secret["secret"].as_str().unwrap()));
    }

    let tally = [
        "tally",
        "poll.json",
        "ann.ballot",
        "bob.ballot",
        "--id",
        &id,
        "-g",
        "group.json",
        "--bundle",
        "audit",
    ];
    let (code, json) = desk.json(&tally);
    assert_eq!((code, json["error"]["code"].as_str()), (1, Some("lottery-missing")));
    desk.fine(&["lottery", "open", "poll.json", "The notary.json", "Ann.json"]);
    desk.fine(&[&tally[..], &["--lottery", "lottery.json"]].concat());
    assert_eq!(desk.field(&["audit", "audit", "--poll", &id], "verdict"), "accepted");

    let result = desk.read("audit/result.json");
    let secret: Value = serde_json::from_str(&desk.read("Ann.json")).unwrap();
    let altered = result.replace(secret["secret"].as_str().unwrap(), &"00".repeat(32));
    fs::write(desk.path("audit/result.json"), altered).unwrap();
    let (code, json) = desk.json(&["audit", "audit", "--poll", &id]);
    assert_eq!((code, json["verdict"].as_str()), (1, Some("rejected")));
}

#[cfg(unix)]
#[test]
fn secrets_are_in_files_that_their_owner_alone_reads() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    fs::write(desk.path("passphrase"), "correct horse\nbattery").unwrap();
    let plain = desk.field(&["identity", "new", "-o", "plain"], "commitment");
    let locked =
        desk.field(&["identity", "new", "-o", "locked", "--passphrase-file", "passphrase"], "commitment");
    let key = desk.fine(&["identity", "export", "plain"]);
    let imported = desk.with_input(&["identity", "import", "-o", "imported"], &key);
    assert!(imported.code == 0 && imported.stdout.contains(&plain));
    desk.fine(&["group", "new", "group.json"]);
    desk.fine(&["lottery", "commit", "Ann", "-o", "lottery"]);
    assert_eq!(["plain", "locked", "imported", "lottery"].map(mode), [0o600; 4]);
    assert_ne!(mode("group.json"), 0o600);

    let text = desk.read("locked");
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") && !text.contains(&locked));
    let shown = desk.field(&["identity", "show", "locked", "--passphrase-file", "passphrase"], "commitment");
    assert_eq!(shown, locked);
}

#[test]
fn a_file_that_is_there_stays_unless_told_otherwise() {
    let desk = Desk::new();
    desk.fine(&["identity", "new"]);
    let before = desk.read("identity.ostrakon");
    assert_eq!(desk.run(&["identity", "new"]).code, 2);
    assert_eq!(desk.read("identity.ostrakon"), before);
    desk.fine(&["identity", "new", "--force"]);
    assert_ne!(desk.read("identity.ostrakon"), before);
}

#[test]
fn a_list_with_a_bad_row_changes_nothing() {
    let desk = Desk::new();
    assert_eq!(desk.with_input(&["group", "new", "--from", "-"], "1\nx\n").code, 1);
    assert!(!desk.path("group.json").exists());
    assert_eq!(desk.with_input(&["group", "new", "--from", "-"], "1\n2\n").code, 0);
    let before = desk.read("group.json");
    assert_eq!(desk.with_input(&["group", "add", "group.json", "--from", "-"], "3\n2\n").code, 1);
    assert_eq!(desk.with_input(&["group", "add", "group.json", "4", "--from", "-"], "4\n").code, 1);
    assert_eq!(desk.read("group.json"), before);
    let left: Vec<_> = fs::read_dir(desk.folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn keys_come_from_a_folder_or_a_package_and_are_checked_each_time() {
    let desk = Desk::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../circuits/keys");
    let (code, json) = desk.json(&["keys", "import", shipped.to_str().unwrap(), "--depth", "10"]);
    assert_eq!((code, &json["depths"]), (0, &serde_json::json!([10])));
    let stored = desk.path("keys/semaphore-10.zkey");
    let bytes = fs::read(&stored).unwrap();
    assert_eq!(bytes, fs::read(shipped.join("semaphore-10.zkey")).unwrap());
    fs::remove_file(&stored).unwrap();

    let package = flate2::write::GzEncoder::new(
        fs::File::create(desk.path("keys.tgz")).unwrap(),
        flate2::Compression::fast(),
    );
    let mut package = tar::Builder::new(package);
    for (name, bytes) in [("package/package.json", &b"{}"[..]), ("package/semaphore-10.zkey", &bytes)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        package.append_data(&mut header, name, bytes).unwrap();
    }
    package.into_inner().unwrap().finish().unwrap();
    let (code, json) = desk.json(&["keys", "import", "keys.tgz"]);
    assert_eq!((code, &json["depths"]), (0, &serde_json::json!([10])));
    assert_eq!(fs::read(&stored).unwrap(), bytes);
    assert_eq!(desk.json(&["keys", "check"]).0, 0);
    assert_eq!(desk.json(&["keys", "import", "keys.tgz", "--depth", "11"]).1["error"]["code"], "key-absent");

    let id = desk.poll(&["ann", "bob"], &format!("depth = 10\n{DRAFT}"));
    let vote = [
        "vote",
        "poll.json",
        "--id",
        &id,
        "-i",
        "ann.ostrakon",
        "-a",
        "place=hut",
        "-a",
        "fee=no",
        "--force",
    ];
    desk.fine(&vote);
    desk.fine(&["verify", "poll.json", "ballot.json", "--id", &id]);

    let mut changed = bytes;
    changed[1_000_000] ^= 1;
    fs::write(&stored, changed).unwrap();
    assert_eq!(desk.json(&["keys", "check"]).1["keys"][0]["error"], "key-fingerprint");
    let (code, json) = desk.json(&vote);
    assert_eq!((code, json["error"]["code"].as_str()), (1, Some("key-fingerprint")));
    fs::remove_file(&stored).unwrap();
    let (code, json) = desk.json(&vote);
    assert_eq!((code, json["error"]["code"].as_str()), (2, Some("key-absent")));
    assert!(json["error"]["hint"].as_str().unwrap().contains("ostrakon keys import"));
}

#[test]
fn a_recorded_election_is_cast_again_and_audited() {
    let desk = Desk::new();
    let votes =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/elections/minneapolis-2013-mayor.csv");
    let (code, json) = desk.json(&["replay", votes.to_str().unwrap(), "--limit", "12", "--out", "audit"]);
    assert_eq!((code, &json["ballots"], &json["result"]["counted"]), (0, &12.into(), &12.into()));
    assert_eq!(
        desk.field(&["audit", "audit", "--poll", json["poll"].as_str().unwrap()], "verdict"),
        "accepted"
    );
}

#[test]
fn the_demo_refuses_what_has_to_be_refused() {
    let desk = Desk::new();
    let (code, json) = desk.json(&["demo", "--dir", "demo"]);
    assert_eq!(code, 0, "{json}");
    let refused: Vec<_> =
        json["steps"].as_array().unwrap().iter().filter_map(|step| step["refused"].as_str()).collect();
    assert_eq!(refused, ["already-voted", "prove-root", "proof-invalid", "proof-invalid"]);
    assert_eq!(desk.field(&["audit", "demo/audit"], "verdict"), "self-consistent");
}

#[test]
fn shells_and_man_get_their_pages() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(desk.fine(&["completions", shell]).contains("ostrakon"), "{shell}");
    }
    desk.fine(&["man", "pages"]);
    assert!(desk.read("pages/ostrakon-group-import.1").contains("CSV"));
    assert!(desk.fine(&["man"]).starts_with(".ie"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ostrakon"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
