//! Polls to decide on.

use ostrakon_core::json::to_canonical;
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use serde_json::{Value, json};

/// A manifest on a board with one question, which a pick of yes or no answers.
pub(crate) fn manifest() -> Value {
    let mut manifest: Value =
        serde_json::from_str(include_str!("../../../docs/vectors/board/poll.json")).unwrap();
    manifest["electorate"]["members"] = json!(100);
    manifest["electorate"]["places"] = json!(100);
    manifest["questions"][0]["rule"] = json!({"plurality": {}});
    manifest
}

/// The poll that a manifest is.
pub(crate) fn poll(manifest: &Value) -> Poll {
    Poll::from_bytes(&to_canonical(manifest), &Rules).unwrap()
}

/// A time.
pub(crate) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}
