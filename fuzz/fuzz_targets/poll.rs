//! Polls: canonical JSON that makes sense, with rules that fit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::poll::Poll;
use ostrakon_tally::rule::Rules;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(poll) = Poll::from_bytes(bytes, &Rules) {
        assert_eq!(poll.to_bytes(), bytes);
    }
});
