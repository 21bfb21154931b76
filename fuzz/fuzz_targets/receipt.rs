//! Receipts, checked against the poll of the vectors.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ostrakon_board::receipt::Receipt;
use ostrakon_core::poll::Poll;
use ostrakon_tally::rule::Rules;

static POLL: LazyLock<Poll> = LazyLock::new(|| {
    Poll::from_bytes(include_bytes!("../../docs/vectors/board/poll.json"), &Rules).expect("a poll with a board")
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(receipt) = Receipt::from_bytes(bytes) {
        assert_eq!(receipt.to_bytes(), bytes);
        // The vector's board has given no receipt.
        assert!(receipt.check(&POLL).is_err());
    }
});
