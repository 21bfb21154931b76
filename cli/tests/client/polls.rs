//! A poll from its publication to the receipts after its close.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::desk::Desk;

#[test]
fn a_ballot_is_cast_promised_and_found_in_the_final_log() {
    let (desk, board) = Desk::with_board();
    let url = board.url.as_str();
    desk.group(&["ann", "bob"]);
    let id = desk.poll("+20s");
    desk.publish(url);
    // Bringing it again changes nothing.
    desk.publish(url);

    let done = desk.vote(url, &id, "ann", "thai", &[]);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert!(done.stderr.contains("do not vote soon after"), "{}", done.stderr);
    let voted: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(voted["receipt"], "ann.receipt");
    let mode = fs::metadata(desk.path("ann.receipt")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // The file alone shows the promise, wherever one is.
    let alone = desk.json(&["receipt", "check", "ann.receipt", "--poll", "poll.json", "--id", &id]);
    assert_eq!(alone["verdict"], "promised");
    assert_eq!(alone["ballot_id"], voted["ballot_id"]);
    let (code, error) =
        desk.refused(&["receipt", "check", "ann.receipt", "--poll", "poll.json", "--id", &"00".repeat(32)]);
    assert_eq!((code, error.as_str()), (1, "poll-id"));

    // The same ballot again gets the same promise.
    desk.fine(&["ballot", "cast", "ann.ballot", "--server", url, "--receipt", "again.receipt"]);
    assert_eq!(desk.read("ann.receipt"), desk.read("again.receipt"));
    // Another one of hers does not go in without a higher revision.
    let second = desk.vote(url, &id, "ann", "soup", &["--force"]);
    assert_eq!((second.code, second.error().as_str()), (1, "already-voted"));
    // The receipt of the first is kept: the second was refused.
    assert_eq!(desk.read("ann.receipt"), desk.read("again.receipt"));
    assert_eq!(desk.vote(url, &id, "bob", "soup", &[]).code, 0);

    let included = desk.json(&["receipt", "check", "ann.receipt", "--server", url, "-o", "included.receipt"]);
    assert_eq!(included["verdict"], "included");
    let alone = desk.json(&["receipt", "check", "included.receipt", "--poll", "poll.json"]);
    assert_eq!((&alone["verdict"], &alone["index"]), (&included["verdict"], &included["index"]));

    let closed = desk.closed("ann.receipt", url);
    assert_eq!((&closed["verdict"], &closed["final"]), (&"included".into(), &true.into()));
    desk.fine(&["receipt", "check", "bob.receipt", "--server", url, "--update"]);
    assert_eq!(desk.json(&["receipt", "check", "bob.receipt", "--poll", "poll.json"])["verdict"], "included");
    let late = desk.vote(url, &id, "ann", "soup", &["--force", "--revision", "1"]);
    assert_eq!((late.code, late.error().as_str()), (1, "closed"));

    let printed = desk.printed();
    for secret in ["board.key", "organiser.token"] {
        assert!(!printed.contains(desk.read(secret).trim()), "{secret}");
    }
    for voter in ["ann", "bob"] {
        let key = desk.fine(&["identity", "export", &format!("{voter}.id")]).stdout;
        assert!(!printed.contains(key.trim()), "{voter}");
    }
}

#[test]
fn a_poll_is_brought_by_organisers_to_the_board_that_it_names() {
    let (desk, board) = Desk::with_board();
    desk.group(&["ann", "bob"]);
    let publish =
        |token: &str| desk.refused(&["poll", "publish", "--server", &board.url, "--token-file", token]);
    desk.poll("+1d");
    desk.fine(&["board", "token", "other.token"]);
    assert_eq!(publish("other.token"), (2, "token".to_owned()));
    let ours = desk.read("board.public");
    let other = desk.json(&["board", "key", "other.key"])["key"].as_str().unwrap().to_owned();
    desk.write("board.public", &other);
    desk.poll("+1d");
    assert_eq!(publish("organiser.token"), (1, "poll-other-board".to_owned()));
    desk.write("board.public", &ours);
    let done = desk.with_input(
        &["poll", "new", "-", "--force"],
        "title = \"Lunch\"\n[[questions]]\nprompt = \"Where?\"\noptions = [\"Thai\", \"Soup\"]\n",
    );
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(publish("organiser.token"), (1, "poll-no-board".to_owned()));
}
