//! Promises and the close.

use ostrakon_board::entry::Close;
use ostrakon_board::note::{Purpose, SignedNote, Signer};
use ostrakon_board::promise::{PromiseError, SignedPromise};
use ostrakon_core::ballot::BallotId;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;

const BALLOT: &str = "\"5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02\"";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name.parse().unwrap(), Purpose::Note, &[seed; 32])
}

fn deadline() -> Timestamp {
    "2026-01-02T00:05:00Z".parse().unwrap()
}

fn ballot(text: &str) -> BallotId {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_promise_is_the_same_whenever_it_is_given_and_binds_all_it_says() {
    let board = signer("votes.example/log", 1);
    let promise = SignedPromise::sign(ballot(BALLOT), deadline(), &board).unwrap();
    assert_eq!(SignedPromise::sign(ballot(BALLOT), deadline(), &board).as_ref(), Ok(&promise));
    let bytes = promise.to_bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let digest = BALLOT.trim_matches('"');
    assert!(text.starts_with(&format!(
        "ostrakon/promise/1\nvotes.example/log\n{digest}\n2026-01-02T00:05:00Z\n\n— votes.example/log "
    )));
    let read = SignedPromise::from_bytes(&bytes).unwrap();
    let said = read.verify(board.verifier_key()).unwrap();
    assert!(said.is_about(ballot(BALLOT)) && !said.is_about(ballot(&BALLOT.replace("5f", "00"))));
    assert_eq!(said.deadline(), deadline());

    let code =
        |promise: &SignedPromise, signer: &Signer| promise.verify(signer.verifier_key()).unwrap_err().code();
    assert_eq!(code(&read, &signer("votes.example/other", 1)), "promise-origin");
    assert_eq!(code(&read, &signer("votes.example/log", 2)), "note-unsigned");
    for (from, to) in [("5f16", "5f17"), ("00:05:00", "00:06:00")] {
        let changed = SignedPromise::from_bytes(text.replace(from, to).as_bytes()).unwrap();
        assert_eq!(code(&changed, &board), "note-signature");
    }
}

#[test]
fn malformed_promises_are_refused() {
    let board = signer("votes.example/log", 1);
    let digest = BALLOT.trim_matches('"');
    let good = format!("ostrakon/promise/1\nvotes.example/log\n{digest}\n2026-01-02T00:05:00Z\n");
    let read =
        |text: &str| SignedPromise::from_bytes(&SignedNote::sign(text.into(), &board).unwrap().to_bytes());
    assert!(read(&good).is_ok());
    for text in [
        "\n".to_owned(),
        good.replace("promise/1", "promise/2"),
        good.replace("votes.example/log", "votes example"),
        good.replace("5f16", "5F16"),
        good.replace("2026-01-02T00:05:00Z", "2026-01-02 00:05:00Z"),
        good.replace("2026-01-02T00:05:00Z\n", ""),
        format!("{good}more\n"),
        format!("{good}\n"),
        format!("votes.example/log\n1\n{digest}\n"),
    ] {
        assert_eq!(read(&text), Err(PromiseError::Form), "{text}");
    }
}

#[test]
fn a_close_has_one_spelling() {
    let poll: PollId = "00".repeat(32).parse().unwrap();
    let close = Close::new(poll, 3);
    let text = format!(r#"{{"ballots":3,"format":"ostrakon/close/1","poll":"{poll}"}}"#);
    assert_eq!(String::from_utf8(close.to_bytes()).unwrap(), text);
    assert_eq!(Close::from_bytes(text.as_bytes()), Ok(close));
    assert_eq!((close.poll(), close.ballots()), (poll, 3));
    for other in [
        text.replace(":3", ":-3"),
        text.replace(":3", ":3.0"),
        text.replace("close/1", "close/2"),
        text.replace("{", "{\"a\":1,"),
        text.clone() + "\n",
        text.replace(":3", ": 3"),
    ] {
        assert!(Close::from_bytes(other.as_bytes()).is_err(), "{other}");
    }
}
