//! Notes, checkpoints and cosignatures, with signed_note and tlog_tiles as the other readers.

use ostrakon_board::checkpoint::{CheckpointError, SignedCheckpoint};
use ostrakon_board::cosignature::{cosign, times};
use ostrakon_board::note::{
    KeyError, KeyName, MAX_SIGNATURES, NoteError, NoteSignature, Purpose, SignedNote, Signer, VerifierKey,
};
use ostrakon_board::tree::leaf_hash;
use ostrakon_core::time::Timestamp;
use proptest::prelude::*;
use signed_note::{Note, StandardVerifier, VerifierList};

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn signer(text: &str, purpose: Purpose, seed: u8) -> Signer {
    Signer::new(name(text), purpose, &[seed; 32])
}

fn board() -> Signer {
    signer("votes.example/log", Purpose::Note, 1)
}

fn checkpoint() -> SignedCheckpoint {
    SignedCheckpoint::sign(20_852_163, leaf_hash(b"root"), &board()).unwrap()
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

fn add(signed: &mut SignedCheckpoint, cosigner: &Signer) {
    let line = cosign(signed.note().text(), time(5), cosigner).unwrap();
    signed.note_mut().add(line).unwrap();
}

/// The note and key that Go's documentation of signed notes gives.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn the_note_of_gos_documentation_is_read_and_written() {
    let key: VerifierKey = GO_KEY.parse().unwrap();
    let note = SignedNote::from_bytes(GO_NOTE.as_bytes()).unwrap();
    assert!(note.verify(&key).unwrap().ends_with("what your problem is.\n"));
    assert_eq!((note.to_string().as_str(), key.to_string().as_str()), (GO_NOTE, GO_KEY));
    let changed = GO_NOTE.replace("answer", "Answer");
    let changed = SignedNote::from_bytes(changed.as_bytes()).unwrap();
    assert_eq!(changed.verify(&key), Err(NoteError::Signature(name("PeterNeumann"))));
}

#[test]
fn another_reader_believes_our_checkpoints() {
    let signed = checkpoint();
    let note = Note::from_bytes(&signed.to_bytes()).unwrap();
    let key = StandardVerifier::new(&board().verifier_key().to_string()).unwrap();
    let (good, other) = note.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((good.len(), other.len()), (1, 0));
    let theirs = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((theirs.origin(), theirs.size()), ("votes.example/log", 20_852_163));
    assert_eq!(theirs.hash().0, leaf_hash(b"root").to_bytes());
    assert_eq!(SignedCheckpoint::from_bytes(&signed.to_bytes()), Ok(signed));
}

/// Checks a cosignature by the words of tlog-cosignature, with signed_note's parts.
struct TheirCosigner(ed25519_dalek::VerifyingKey, u32);

impl signed_note::Verifier for TheirCosigner {
    fn name(&self) -> &str {
        "alice.example"
    }

    fn key_id(&self) -> u32 {
        self.1
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let (seconds, signature) = signature.split_at(8);
        let seconds = u64::from_be_bytes(seconds.try_into().unwrap());
        let message = [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), text].concat();
        let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
        self.0.verify_strict(&message, &signature).is_ok()
    }
}

#[test]
fn another_reader_believes_our_cosignatures() {
    let alice = signer("alice.example", Purpose::Cosignature, 2);
    let mut signed = checkpoint();
    let line = cosign(signed.note().text(), time(1_679_315_147), &alice).unwrap();
    signed.note_mut().add(line.clone()).unwrap();
    signed.note_mut().add(line).unwrap();
    assert_eq!(signed.note().signatures().len(), 2, "the same signature stands once");
    assert_eq!(times(signed.note(), alice.verifier_key()), Ok(vec![time(1_679_315_147)]));
    signed.verify(board().verifier_key()).unwrap();

    let public = alice.verifier_key().to_bytes();
    let id = signed_note::key_id("alice.example", &[&[4], public.as_slice()].concat());
    let theirs = TheirCosigner(ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap(), id);
    let note = Note::from_bytes(&signed.to_bytes()).unwrap();
    let (good, other) = note.verify(&VerifierList::new(vec![Box::new(theirs)])).unwrap();
    assert_eq!((good.len(), other.len()), (1, 1));
}

#[test]
fn a_signature_serves_one_key_one_name_and_one_purpose() {
    let signed = checkpoint();
    let note = signed.note();
    let unsigned = |signer: &Signer| note.verify(signer.verifier_key()).unwrap_err().code();
    assert_eq!(unsigned(&signer("votes.example/log", Purpose::Note, 9)), "note-unsigned");
    assert_eq!(unsigned(&signer("votes.example/other", Purpose::Note, 1)), "note-unsigned");
    let cosigner = signer("votes.example/log", Purpose::Cosignature, 1);
    assert_eq!(unsigned(&cosigner), "note-purpose");
    assert_eq!(times(note, cosigner.verifier_key()), Ok(vec![]));
    assert_eq!(times(note, board().verifier_key()).unwrap_err().code(), "note-purpose");
    assert_eq!(cosign(note.text(), time(1), &board()).unwrap_err().code(), "note-purpose");
    assert_eq!(SignedNote::sign("x\n".into(), &cosigner).unwrap_err().code(), "note-purpose");
    assert_eq!(cosign(note.text(), time(-1), &cosigner).unwrap_err().code(), "note-signature");
    let error = signed.verify(signer("votes.example/other", Purpose::Note, 1).verifier_key()).unwrap_err();
    assert_eq!(error.code(), "checkpoint-origin");
}

#[test]
fn a_wrong_signature_of_a_known_key_is_refused_beside_a_good_one() {
    let alice = signer("alice.example", Purpose::Cosignature, 2);
    let mut signed = checkpoint();
    let other = SignedCheckpoint::sign(3, leaf_hash(b""), &board()).unwrap();
    signed.note_mut().add(other.note().signatures()[0].clone()).unwrap();
    assert_eq!(
        signed.verify(board().verifier_key()),
        Err(CheckpointError::Note(NoteError::Signature(name("votes.example/log"))))
    );
    let mut signed = checkpoint();
    add(&mut signed, &alice);
    signed.note_mut().add(cosign(other.note().text(), time(5), &alice).unwrap()).unwrap();
    assert_eq!(times(signed.note(), alice.verifier_key()).unwrap_err().code(), "note-signature");
}

#[test]
fn signatures_of_strangers_are_ignored_and_few() {
    let mut signed = checkpoint();
    for seed in 2..=MAX_SIGNATURES {
        let stranger = signer(&format!("stranger-{seed}"), Purpose::Cosignature, seed as u8);
        add(&mut signed, &stranger);
    }
    signed.verify(board().verifier_key()).unwrap();
    let bytes = signed.to_bytes();
    assert_eq!(SignedCheckpoint::from_bytes(&bytes).as_ref(), Ok(&signed));
    let line = "— more.example AAAAAAAA";
    let before = signed.clone();
    let signature = NoteSignature::from_line(line).unwrap();
    assert_eq!(signed.note_mut().add(signature), Err(NoteError::Signatures));
    assert_eq!(signed, before);
    let more = [bytes.as_slice(), line.as_bytes(), b"\n"].concat();
    assert_eq!(SignedNote::from_bytes(&more), Err(NoteError::Signatures));
}

#[test]
fn malformed_notes_are_refused() {
    let good = checkpoint().note().to_string();
    let (text, line) = good.split_once("\n\n").unwrap();
    let line = line.trim_end();
    let code = |note: &str| SignedNote::from_bytes(note.as_bytes()).unwrap_err().code();
    assert_eq!(code(""), "note-form");
    assert_eq!(code(&format!("{text}\n{line}\n")), "note-form");
    assert_eq!(code(&format!("{text}\n\n{line}")), "note-form");
    assert_eq!(code(&format!("{text}\n\n")), "note-form");
    assert_eq!(code(&format!("{good}\n")), "note-form");
    assert_eq!(code(&format!("{good} ")), "note-form");
    assert_eq!(code(&format!("{good}x\n")), "note-signature-line");
    assert_eq!(code(&format!("{good}{line} \n")), "note-signature-line");
    assert_eq!(code(&good.replace('\n', "\r\n")), "note-form");
    assert_eq!(code(&good.replace("20852163", "2085\t2163")), "note-encoding");
    assert_eq!(SignedNote::from_bytes(b"\xff\n\n").unwrap_err().code(), "note-encoding");
    assert_eq!(code(&"x".repeat(16 * 1024 + 1)), "note-size");
    for line in [
        "",
        "— ",
        "— a",
        "— a ",
        "- a AAAAAAAA",
        "—  AAAAAAAA",
        "— a+b AAAAAAAA",
        "— a\u{a0}b AAAAAAAA",
        "— a AAAAAA==",
        "— a AAAAAAA",
        "— a AAAAAAB=",
        "— a AAAA AAAA",
        "— a b AAAAAAAA",
        " — a AAAAAAAA",
    ] {
        assert_eq!(NoteSignature::from_line(line), Err(NoteError::SignatureLine), "{line}");
    }
    assert_eq!(SignedNote::sign("no end".into(), &board()).unwrap_err().code(), "note-form");
    assert_eq!(SignedNote::sign("a\0\n".into(), &board()).unwrap_err().code(), "note-encoding");
    let long = "x".repeat(16 * 1024 - 100) + "\n";
    assert_eq!(SignedNote::sign(long, &board()).unwrap_err().code(), "note-size");
}

#[test]
fn malformed_checkpoints_are_refused() {
    let good = checkpoint().note().text().to_owned();
    let signed = |text: String| SignedNote::sign(text, &board()).unwrap().to_bytes();
    SignedCheckpoint::from_bytes(&signed(good.clone())).unwrap();
    let root = good.lines().nth(2).unwrap();
    for text in [
        "\n".to_owned(),
        "votes.example/log\n".into(),
        "votes.example/log\n1\n".into(),
        format!("votes.example/log\n1\n{root}\nextension\n"),
        format!("votes.example/log\n1\n{root}\n\n"),
        format!("\n1\n{root}\n"),
        format!("votes example\n1\n{root}\n"),
        format!("votes.example/log\n01\n{root}\n"),
        format!("votes.example/log\n+1\n{root}\n"),
        format!("votes.example/log\n-1\n{root}\n"),
        format!("votes.example/log\n\n{root}\n"),
        format!("votes.example/log\n18446744073709551616\n{root}\n"),
        format!("votes.example/log\n1\n{}\n", &root[4..]),
        format!("votes.example/log\n1\n{}\n", root.trim_end_matches('=')),
        format!("votes.example/log\n1\n{root} \n"),
    ] {
        assert_eq!(SignedCheckpoint::from_bytes(&signed(text.clone())), Err(CheckpointError::Form), "{text}");
    }
}

#[test]
fn keys_have_one_spelling_and_are_no_weak_points() {
    let alice = signer("alice.example", Purpose::Cosignature, 2);
    let text = alice.verifier_key().to_string();
    assert_eq!(text.parse().as_ref(), Ok(alice.verifier_key()));
    let parse = |text: &str| text.parse::<VerifierKey>().unwrap_err();
    let (start, key) = text.rsplit_once('+').unwrap();
    assert_eq!(parse(&text.replace("alice", "carol")), KeyError::Id);
    assert_eq!(parse(&format!("{start}+Aw{}", "A".repeat(42))), KeyError::Purpose(3));
    assert_eq!(parse(&format!("{start}+{}", &key[4..])), KeyError::Form);
    assert_eq!(parse(start), KeyError::Form);
    assert_eq!(parse(""), KeyError::Form);
    let point = |bytes: [u8; 32]| VerifierKey::new(name("a"), Purpose::Note, &bytes);
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(point(identity), Err(KeyError::Point));
    assert_eq!(point([0; 32]), Err(KeyError::Point));
    assert_eq!(point([2; 32]), Err(KeyError::Point));
    assert_eq!(point([255; 32]), Err(KeyError::Point));
    for bad in ["", "a b", "a+b", "a\u{2003}b", "a\nb", "\u{9b}", &"a".repeat(257)] {
        assert_eq!(bad.parse::<KeyName>(), Err(KeyError::Name), "{bad}");
    }
    let shown = format!("{:?}", Signer::new(name("a"), Purpose::Note, &[7; 32]));
    assert!(shown.contains("redacted") && !shown.contains("7, 7"), "{shown}");
}

proptest! {
    #[test]
    fn whatever_is_a_note_is_written_the_same(text in "[a\\n]{0,6}\\n\\n(— [ab+ ]{0,3} (AAAAA[AB][AQ=]=|AAAAAAAA)\\n){0,3}[\\n ]?") {
        if let Ok(note) = SignedNote::from_bytes(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text);
        }
    }

    #[test]
    fn no_changed_byte_passes(at in 0..200_usize, change in 1..=255_u8) {
        let signed = checkpoint();
        let mut bytes = signed.to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= change;
        if let Ok(read) = SignedCheckpoint::from_bytes(&bytes) {
            prop_assert!(read.verify(board().verifier_key()).is_err());
        }
    }
}
