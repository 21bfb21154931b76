//! People with codes become a group.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::desk::Desk;
use crate::liar::lie;

const PEOPLE: &str = "name,email\nAnn,ann@example.org\nBob,bob@example.org\nCem,cem@example.org\n";

/// Opens an enrolment of three people, and returns its id and their codes.
fn open(desk: &Desk, url: &str) -> (String, Vec<String>) {
    desk.write("people.csv", PEOPLE);
    let opened = desk.json(&[
        "enrolment",
        "new",
        "--title",
        "The club",
        "--people",
        "people.csv",
        "--server",
        url,
        "--token-file",
        "organiser.token",
    ]);
    let table = desk.read("codes.csv");
    assert_eq!(table.lines().next(), Some("name,email,code"));
    let codes = table.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect();
    (opened["enrolment"].as_str().unwrap().to_owned(), codes)
}

fn enrol<'a>(url: &'a str, id: &'a str, identity: &'a str) -> [&'a str; 10] {
    ["--json", "enrol", "--server", url, "--enrolment", id, "-i", identity, "--code-file", "-"]
}

#[test]
fn people_with_codes_become_the_group_of_a_poll() {
    let (desk, board) = Desk::with_board();
    let url = board.url.as_str();
    let (id, codes) = open(&desk, url);
    assert_eq!(fs::metadata(desk.path("codes.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    let organiser = ["--server", url, "--token-file", "organiser.token"];

    for (name, code) in ["ann", "bob"].iter().zip(&codes) {
        let identity = format!("{name}.id");
        desk.fine(&["identity", "new", "-o", &identity]);
        // As people write it.
        let typed = format!(" {}\n", code.to_lowercase().replace('-', " "));
        let done = desk.with_input(&enrol(url, &id, &identity), &typed);
        assert_eq!(done.code, 0, "{}", done.stdout);
        let enrolled: Value = serde_json::from_str(&done.stdout).unwrap();
        assert_eq!(enrolled["commitment"], desk.json(&["identity", "show", &identity])["commitment"]);
        // A lost answer does no harm.
        assert_eq!(desk.with_input(&enrol(url, &id, &identity), code).code, 0);
    }
    desk.fine(&["identity", "new", "-o", "eve.id"]);
    for (code, error) in [
        (codes[0].as_str(), (1, "enrolment-code-used")),
        ("0000-0000-0000-0000", (1, "enrolment-no-such-code")),
        ("no code", (1, "code")),
    ] {
        let done = desk.with_input(&enrol(url, &id, "eve.id"), code);
        assert_eq!((done.code, done.error().as_str()), error);
    }
    let shown = desk.json(&["enrolment", "show", &id, "--server", url]);
    assert_eq!((&shown["closed"], &shown["issued"], &shown["used"]), (&false.into(), &3.into(), &2.into()));

    let closed = desk.json(&[&["enrolment", "close", &id], &organiser[..]].concat());
    assert_eq!((&closed["issued"], &closed["used"]), (&3.into(), &2.into()));
    let done = desk.with_input(&enrol(url, &id, "eve.id"), &codes[2]);
    assert_eq!((done.code, done.error().as_str()), (1, "enrolment-closed"));
    let poll = desk.poll("+1d");
    desk.publish(url);
    assert_eq!(desk.vote(url, &poll, "ann", "thai", &[]).code, 0);
    assert_eq!(desk.vote(url, &poll, "eve", "thai", &[]).error(), "not-a-member");

    let printed = desk.printed();
    assert!(codes.iter().all(|code| !printed.contains(code)));
}

#[test]
fn codes_that_no_board_knows_are_not_left_behind() {
    let (desk, board) = Desk::with_board();
    desk.write("people.csv", PEOPLE);
    desk.fine(&["board", "token", "other.token"]);
    let open = |url: &str, token: &str| {
        let refused = desk.refused(&[
            "enrolment",
            "new",
            "--title",
            "The club",
            "--people",
            "people.csv",
            "--server",
            url,
            "--token-file",
            token,
        ]);
        assert!(!desk.path("codes.csv").exists());
        refused
    };
    assert_eq!(open(&board.url, "other.token"), (2, "token".to_owned()));
    assert_eq!(open("http://127.0.0.1:1", "organiser.token"), (2, "server-unreachable".to_owned()));
    assert_eq!(open("http://votes.test", "organiser.token"), (2, "server-not-encrypted".to_owned()));
    desk.write("people.csv", "name,email\nAnn\nAnn\n,\n");
    assert_eq!(open(&board.url, "organiser.token"), (1, "people-rows".to_owned()));
}

#[test]
fn a_server_that_shows_another_enrolment_or_enters_another_commitment_is_refused() {
    let (desk, board) = Desk::with_board();
    let (id, codes) = open(&desk, &board.url);
    let other = format!(
        r#"{{"closed":false,"enrolment":{{"format":"ostrakon/enrolment/1","salt":"{}","title":"x"}},"issued":1,"used":0}}"#,
        "00".repeat(32)
    );
    desk.fine(&["identity", "new", "-o", "ann.id"]);
    let liar = lie(&board.url, move |path| {
        path.ends_with(|c: char| c.is_ascii_hexdigit()).then(|| (200, other.clone().into()))
    });
    let done = desk.with_input(&enrol(&liar, &id, "ann.id"), &codes[0]);
    assert_eq!((done.code, done.error().as_str()), (1, "enrolment-other"));
    let liar =
        lie(&board.url, |path| path.ends_with("/requests").then(|| (200, br#"{"commitment":"1"}"#.to_vec())));
    let done = desk.with_input(&enrol(&liar, &id, "ann.id"), &codes[0]);
    assert_eq!((done.code, done.error().as_str()), (1, "enrolment-commitment"));
}
