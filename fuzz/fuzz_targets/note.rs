//! Signed notes: any, and those that are checkpoints or promises.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::note::{SignedNote, VerifierKey};
use ostrakon_board::promise::SignedPromise;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = SignedNote::from_bytes(bytes) {
        assert_eq!(SignedNote::from_bytes(&note.to_bytes()), Ok(note));
    }
    if let Ok(checkpoint) = SignedCheckpoint::from_bytes(bytes) {
        let said = checkpoint.unverified();
        assert_eq!(said.to_string().parse().as_ref(), Ok(said));
        assert_eq!(SignedCheckpoint::from_bytes(&checkpoint.to_bytes()), Ok(checkpoint));
    }
    if let Ok(promise) = SignedPromise::from_bytes(bytes) {
        assert_eq!(SignedPromise::from_bytes(&promise.to_bytes()), Ok(promise));
    }
    if let Some(key) = str::from_utf8(bytes).ok().and_then(|text| text.parse::<VerifierKey>().ok()) {
        assert_eq!(key.to_string().parse(), Ok(key));
    }
});
