//! What a lottery source gave, the secrets of its parties, and points that claim to be a beacon's signature.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ostrakon_core::lottery::party::PartySecret;
use ostrakon_core::lottery::{LotteryOpening, Opened};
use ostrakon_core::poll::Poll;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::lottery;

/// A poll that draws lots by a beacon.
static POLL: LazyLock<Poll> = LazyLock::new(|| {
    let bytes = include_bytes!("../../cli/tests/cmd/files/lots/beacon-poll.json");
    Poll::from_bytes(bytes, &Rules).expect("the poll makes sense")
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(opening) = LotteryOpening::from_bytes(bytes) {
        assert_eq!(opening.to_bytes(), bytes);
        if let Opened::Signature(_) = opening.opened() {
            let opening = LotteryOpening::new(POLL.id(), opening.opened().clone());
            // Whatever it finds, it finds it twice.
            assert_eq!(lottery::open(&POLL, &opening), lottery::open(&POLL, &opening));
        }
    }
    if let Ok(secret) = PartySecret::from_bytes(bytes) {
        assert_eq!(secret.to_bytes().as_slice(), bytes);
        assert!(secret.party().is_opened_by(&secret.reveal()));
    }
});
