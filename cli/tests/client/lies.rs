//! Servers that lie to voters.

use ostrakon_board::entry::Close;
use ostrakon_board::note::{Purpose, SignedNote, Signer};
use ostrakon_board::tile;
use ostrakon_board::tree::{TreeHash, leaf_hash};
use serde_json::Value;

use crate::desk::Desk;
use crate::liar::{Log, lie};

fn ends(path: &str, end: &str, answer: &str) -> Option<(u16, Vec<u8>)> {
    path.ends_with(end).then(|| (200, answer.as_bytes().to_vec()))
}

#[test]
fn a_server_that_shows_something_else_than_the_poll_is_refused() {
    let (desk, board) = Desk::with_board();
    desk.group(&["ann", "bob"]);
    let other = (desk.poll("+2d"), desk.read("poll.json")).1;
    let id = desk.poll("+1d");
    desk.publish(&board.url);
    let refused = |url: &str, voter: &str| {
        let done = desk.vote(url, &id, voter, "thai", &["--force"]);
        (done.code, done.error())
    };
    let code = |code: &str| (1, code.to_owned());

    let (poll, group) = (desk.read("poll.json"), desk.read("group.json"));
    let text = other.clone();
    let liar = lie(&board.url, move |path| ends(path, "/poll.json", &text));
    assert_eq!(refused(&liar, "ann"), code("poll-id"));
    let text = poll.replacen(':', ": ", 1);
    let liar = lie(&board.url, move |path| ends(path, "/poll.json", &text));
    assert_eq!(refused(&liar, "ann"), code("json-not-canonical"));

    // Somebody is taken out of the group, and put in again at the end.
    let mut members: Value = serde_json::from_str(&group).unwrap();
    members["places"].as_array_mut().unwrap().reverse();
    let text = members.to_string();
    let liar = lie(&board.url, move |path| ends(path, "/group.json", &text));
    assert!(refused(&liar, "ann").1.starts_with("electorate-"));

    let liar = lie(&board.url, |path| ends(path, "/poll.json", &"x".repeat(2_000_000)));
    assert_eq!(refused(&liar, "ann"), code("server-answer"));
    let liar = lie(&board.url, |_| Some((302, Vec::new())));
    assert_eq!(refused(&liar, "ann"), (2, "server-answer".to_owned()));
    assert_eq!(refused("http://127.0.0.1:1", "ann"), (2, "server-unreachable".to_owned()));
    // Nobody has made a ballot so far.
    assert!(!desk.path("ann.ballot").exists());

    desk.fine(&["identity", "new", "-o", "eve.id"]);
    assert_eq!(refused(&board.url, "eve"), code("not-a-member"));
}

#[test]
fn a_promise_by_another_key_or_for_another_ballot_is_refused() {
    let (desk, board, id) = Desk::with_poll();
    assert_eq!(desk.vote(&board.url, &id, "bob", "soup", &[]).code, 0);
    let receipt: Value = serde_json::from_str(&desk.read("bob.receipt")).unwrap();
    let promise = receipt["promise"].as_str().unwrap().to_owned();

    let text = promise.clone();
    let liar = lie(&board.url, move |path| ends(path, "/ballots", &text));
    let done = desk.vote(&liar, &id, "ann", "thai", &[]);
    assert_eq!((done.code, done.error().as_str()), (1, "receipt-ballot"));
    assert!(!desk.path("ann.receipt").exists());

    // A signature by another key, and one of another text.
    let (text, key) = promise.split_once("\n\n").unwrap();
    let seed = [7; 32];
    let origin = text.lines().nth(1).unwrap();
    let signer = Signer::new(origin.parse().unwrap(), Purpose::Note, &seed);
    let note = SignedNote::sign(format!("{text}\n"), &signer).unwrap().to_string();
    let changed = format!("{}\n\n{key}", text.replace("Z", "z"));
    for (note, code) in [(note, "note-unsigned"), (changed, "promise-form"), ("fine".into(), "note-form")] {
        let liar = lie(&board.url, move |path| ends(path, "/ballots", &note));
        let done = desk.run(&["--json", "ballot", "cast", "ann.ballot", "--server", &liar]);
        assert_eq!((done.code, done.error().as_str()), (1, code));
    }
    // The ballot was written before it was sent, and the board takes it from the file.
    desk.fine(&["ballot", "cast", "ann.ballot", "--server", &board.url]);
}

#[test]
fn a_promised_ballot_that_the_closed_log_does_not_have_is_evidence() {
    let (desk, board, id) = Desk::with_poll();
    assert_eq!(desk.vote(&board.url, &id, "ann", "thai", &[]).code, 0);

    // The board closes a log without the ballot, and signs it.
    let poll = desk.read("poll.json");
    let close = String::from_utf8(Close::new(id.parse().unwrap(), 0).to_bytes()).unwrap();
    let log = Log::sign(&desk, &[&poll, &close]);
    let liar = log.served(&board.url);
    let arguments = ["receipt", "check", "ann.receipt", "--poll", "poll.json", "--server", &liar];
    let done = desk.run(&[&["--json"], &arguments[..]].concat());
    assert_eq!(done.code, 1, "{}", done.stdout);
    let found: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(found["verdict"], "dropped");
    assert_eq!(desk.read(found["checkpoint_file"].as_str().unwrap()).into_bytes(), log.checkpoint);
    assert!(desk.run(&arguments).stdout.contains("Evidence against the board"));

    // One that is still open may yet get it.
    let log = Log::sign(&desk, &[&poll]);
    let found = desk.json(&["receipt", "check", "ann.receipt", "--server", &log.served(&board.url)]);
    assert_eq!((&found["verdict"], &found["size"]), (&"promised".into(), &1.into()));

    // What is shown has to be what was signed.
    let mut log = Log::sign(&desk, &[&poll, &close]);
    log.tile = tile::to_bytes(&[leaf_hash(poll.as_bytes()), TreeHash::of_nothing()]);
    let (code, error) =
        desk.refused(&["receipt", "check", "ann.receipt", "--server", &log.served(&board.url)]);
    assert_eq!((code, error.as_str()), (1, "log-root"));

    // A log that is shorter than the receipt's own is an old copy, and none is made of the receipt.
    desk.fine(&["receipt", "check", "ann.receipt", "--server", &board.url, "--update"]);
    let receipt = desk.read("ann.receipt");
    let old = Log::sign(&desk, &[&poll]).served(&board.url);
    let (code, error) = desk.refused(&["receipt", "check", "ann.receipt", "--server", &old, "--update"]);
    assert_eq!((code, error.as_str(), desk.read("ann.receipt")), (1, "log-shrunk", receipt));
}
