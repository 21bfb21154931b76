//! Results: canonical JSON of outcomes and transcripts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_verifier::result::PollResult;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(result) = PollResult::from_bytes(bytes) {
        assert_eq!(result.to_bytes(), bytes);
    }
});
