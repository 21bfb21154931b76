//! Final checkpoints: the board's signature, and enough distinct cosigners by the deadline.

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::cosignature::cosign;
use ostrakon_board::final_checkpoint::{FinalCheckpoint, FinalError};
use ostrakon_board::note::{Purpose, SignedNote, Signer};
use ostrakon_board::tree::leaf_hash;
use ostrakon_core::json::to_canonical;
use ostrakon_core::poll::Poll;
use serde_json::json;

use crate::receipts::{AnyRule, manifest};

const SALT: &str = "5a";

fn cosigner(seed: u8) -> Signer {
    Signer::new(format!("witness.example/{seed}").parse().unwrap(), Purpose::Cosignature, &[seed; 32])
}

/// A poll whose log two of the cosigners 2, 3 and 4 have to cosign, by 00:05:00.
fn poll() -> Poll {
    let named = |seed: u8| {
        let signer = cosigner(seed);
        let key = signer.verifier_key();
        json!({"name": key.name().as_str(), "key": hex::encode(key.to_bytes())})
    };
    let mut manifest = manifest(SALT);
    manifest["board"]["cosigners"] = json!({"keys": [named(2), named(3), named(4)], "threshold": 2});
    Poll::from_bytes(&to_canonical(&manifest), &AnyRule).unwrap()
}

fn signed(origin: &str) -> SignedCheckpoint {
    let board = Signer::new(origin.parse().unwrap(), Purpose::Note, &[1; 32]);
    SignedCheckpoint::sign(7, leaf_hash(b"root"), &board).unwrap()
}

/// The log's checkpoint, cosigned by these at these times of the day after the close.
fn cosigned(by: &[(u8, &str)]) -> SignedCheckpoint {
    let mut checkpoint = signed(&poll().origin().unwrap());
    for (seed, time) in by {
        let time = format!("2026-01-02T{time}Z").parse().unwrap();
        let line = cosign(checkpoint.note().text(), time, &cosigner(*seed)).unwrap();
        checkpoint.note_mut().add(line).unwrap();
    }
    checkpoint
}

#[test]
fn the_threshold_of_distinct_cosigners_signs_by_the_deadline() {
    let check = |by: &[(u8, &str)]| FinalCheckpoint::check(&cosigned(by), &poll());
    let missing = |in_time, late| Err(FinalError::Cosigners { threshold: 2, in_time, late });
    let last = check(&[(4, "00:05:00"), (2, "00:00:01"), (9, "00:00:01")]).unwrap();
    assert_eq!(last.checkpoint().size(), 7);
    let names: Vec<_> = last.cosigners().iter().map(|(name, time)| format!("{name} {time}")).collect();
    assert_eq!(
        names,
        ["witness.example/2 2026-01-02T00:00:01Z", "witness.example/4 2026-01-02T00:05:00Z"],
        "the poll's, in the poll's order"
    );
    // Whoever signs again later has signed in time.
    assert!(check(&[(2, "00:00:01"), (2, "00:06:00"), (3, "00:00:01")]).is_ok());
    for (by, expected) in [
        (&[][..], missing(0, 0)),
        (&[(2, "00:00:01")], missing(1, 0)),
        (&[(2, "00:00:01"), (2, "00:00:02")], missing(1, 0)),
        (&[(2, "00:00:01"), (9, "00:00:01")], missing(1, 0)),
        (&[(2, "00:00:01"), (3, "00:05:01")], missing(1, 1)),
        (&[(2, "00:05:01"), (3, "12:00:00"), (4, "00:05:01")], missing(0, 3)),
    ] {
        assert_eq!(check(by), expected, "{by:?}");
        assert_eq!(expected.unwrap_err().code(), "cosigners-missing");
    }
}

#[test]
fn a_signature_that_is_not_good_is_worse_than_none() {
    let good = cosigned(&[(2, "00:00:01"), (3, "00:00:01"), (4, "00:00:01")]);
    let code =
        |checkpoint: &SignedCheckpoint| FinalCheckpoint::check(checkpoint, &poll()).unwrap_err().code();
    let text = String::from_utf8(good.to_bytes()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let read = |text: String| SignedCheckpoint::from_bytes(text.as_bytes()).unwrap();
    // The cosignature of another text, the board's own, and one under another's name.
    let resized = read(text.replacen("\n7\n", "\n8\n", 1));
    assert_eq!(code(&resized), "note-signature");
    let mut mixed = cosigned(&[(2, "00:00:01"), (3, "00:00:01")]);
    let other = SignedNote::from_bytes(signed("votes.example.org/other").to_bytes().as_slice()).unwrap();
    let stray = cosign(other.text(), "2026-01-02T00:00:01Z".parse().unwrap(), &cosigner(4)).unwrap();
    mixed.note_mut().add(stray).unwrap();
    assert_eq!(code(&mixed), "note-signature");
    let unsigned = lines.iter().filter(|line| !line.starts_with("— votes")).map(|line| format!("{line}\n"));
    assert_eq!(code(&read(unsigned.collect())), "note-unsigned");
    assert_eq!(code(&signed("votes.example.org/other")), "checkpoint-origin");
    let mut without = manifest(SALT);
    without.as_object_mut().unwrap().remove("board");
    let without = Poll::from_bytes(&to_canonical(&without), &AnyRule).unwrap();
    assert_eq!(FinalCheckpoint::check(&good, &without).unwrap_err().code(), "poll-no-board");
    // A poll that names none needs none.
    let alone = Poll::from_bytes(&to_canonical(&manifest(SALT)), &AnyRule).unwrap();
    assert_eq!(FinalCheckpoint::check(&signed(&alone.origin().unwrap()), &alone).unwrap().cosigners(), []);
}
