//! A [`BoardSpec`] says where a poll's public log is kept, whose signatures it carries, and until when
//! it takes what was cast before the close.
//!
//! It is part of the manifest, so whoever has the poll's id knows the keys: an operator cannot show one
//! voter a log under one key and the next voter another.

mod cosigner;
mod host;
mod key;

use serde::{Deserialize, Serialize};

pub use self::cosigner::{Cosigner, CosignerName, CosignerNameError, Cosigners, MAX_COSIGNERS};
pub use self::host::{Host, HostError};
pub use self::key::NoteKey;
use crate::time::Timestamp;

/// Fewest seconds that a log may stay open after the close.
pub const MIN_GRACE: u32 = 10;

/// Most seconds that a log may stay open after the close: a day.
pub const MAX_GRACE: u32 = 86_400;

/// The board of a poll, as its manifest states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoardSpec {
    /// Where the log is served.
    pub host: Host,
    /// The key that signs the log's checkpoints and the promises given to voters.
    pub key: NoteKey,
    /// Seconds after the close until which what was cast in time may enter the log, and by which it is
    /// final: [`MIN_GRACE`] to [`MAX_GRACE`].
    pub grace: u32,
    /// Who has to see the same log as everybody else. Without them the operator is trusted not to show
    /// two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cosigners: Option<Cosigners>,
}

/// Why a board makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BoardError {
    /// No cosigner, or more than [`MAX_COSIGNERS`].
    #[error("{0} cosigners, 1 to {MAX_COSIGNERS} are needed where any are named")]
    Cosigners(usize),
    /// The grace ends later than a time can be written.
    #[error("the board's grace ends after the year 9999")]
    Deadline,
    /// The grace is not [`MIN_GRACE`] to [`MAX_GRACE`] seconds.
    #[error("a grace of {0} seconds, {MIN_GRACE} to {MAX_GRACE} are needed")]
    Grace(u32),
    /// A cosigner has the key of the board itself.
    #[error("the cosigner {0} has the board's own key")]
    OwnKey(CosignerName),
    /// Two cosigners have one key: one of them would count twice.
    #[error("the cosigners {first} and {second} have the same key")]
    RepeatedKey {
        /// The first of them.
        first: CosignerName,
        /// The other.
        second: CosignerName,
    },
    /// Two cosigners have one name.
    #[error("two cosigners are named {0}")]
    RepeatedName(CosignerName),
    /// The threshold is none, or more than there are cosigners.
    #[error("a threshold of {threshold} for {cosigners} cosigners")]
    Threshold {
        /// The stated threshold.
        threshold: u8,
        /// How many there are.
        cosigners: usize,
    },
}

impl BoardError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cosigners(_) => "board-cosigners",
            Self::Deadline => "board-deadline",
            Self::Grace(_) => "board-grace",
            Self::OwnKey(_) => "board-own-key",
            Self::RepeatedKey { .. } => "board-repeated-key",
            Self::RepeatedName(_) => "board-repeated-name",
            Self::Threshold { .. } => "board-threshold",
        }
    }
}

impl BoardSpec {
    /// Checks that the board makes sense for a poll that closes at a time. Whether keys are points of
    /// their curve is for those to say who check signatures.
    ///
    /// # Errors
    /// One [`BoardError`] per cause.
    pub fn check(&self, closes: Timestamp) -> Result<(), BoardError> {
        if !(MIN_GRACE..=MAX_GRACE).contains(&self.grace) {
            return Err(BoardError::Grace(self.grace));
        }
        self.deadline(closes).ok_or(BoardError::Deadline)?;
        match &self.cosigners {
            Some(cosigners) => cosigners.check(self.key),
            None => Ok(()),
        }
    }

    /// The second by which the log of a poll that closes at a time is final, if it can be written.
    pub(crate) fn deadline(&self, closes: Timestamp) -> Option<Timestamp> {
        Timestamp::from_unix_seconds(closes.unix_seconds().checked_add(self.grace.into())?).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn board() -> Value {
        let cosigner = |name: &str, key: &str| json!({"name": name, "key": key.repeat(32)});
        json!({
            "host": "votes.example.org", "key": "01".repeat(32), "grace": 300,
            "cosigners": {"threshold": 2, "keys": [cosigner("alice.example", "02"), cosigner("bob/1", "03")]},
        })
    }

    fn check_at(closes: &str, change: impl Fn(&mut Value)) -> Option<&'static str> {
        let mut board = board();
        change(&mut board);
        let board: BoardSpec = serde_json::from_value(board).unwrap();
        board.check(closes.parse().unwrap()).err().map(|error| error.code())
    }

    fn check(change: impl Fn(&mut Value)) -> Option<&'static str> {
        check_at("2026-01-01T00:00:00Z", change)
    }

    #[test]
    fn a_board_needs_no_cosigners() {
        assert_eq!(check(|_| ()), None);
        assert_eq!(check(|board| drop(board.as_object_mut().unwrap().remove("cosigners"))), None);
    }

    #[test]
    fn the_grace_is_neither_too_short_nor_endless() {
        for (grace, code) in
            [(9, Some("board-grace")), (10, None), (86_400, None), (86_401, Some("board-grace"))]
        {
            assert_eq!(check(|board| board["grace"] = json!(grace)), code, "{grace}");
        }
        assert_eq!(check_at("9999-12-31T23:54:00Z", |_| ()), None);
        assert_eq!(check_at("9999-12-31T23:59:00Z", |_| ()), Some("board-deadline"));
    }

    #[test]
    fn cosigners_are_different_and_enough() {
        assert_eq!(
            check(|board| board["cosigners"]["keys"][1]["name"] = json!("alice.example")),
            Some("board-repeated-name")
        );
        assert_eq!(
            check(|board| board["cosigners"]["keys"][1]["key"] = json!("02".repeat(32))),
            Some("board-repeated-key")
        );
        assert_eq!(
            check(|board| board["cosigners"]["keys"][1]["key"] = json!("01".repeat(32))),
            Some("board-own-key")
        );
        assert_eq!(check(|board| board["cosigners"]["keys"] = json!([])), Some("board-cosigners"));
        for (threshold, code) in
            [(0, Some("board-threshold")), (1, None), (2, None), (3, Some("board-threshold"))]
        {
            assert_eq!(
                check(|board| board["cosigners"]["threshold"] = json!(threshold)),
                code,
                "{threshold}"
            );
        }
        for (many, code) in [(20, None), (21, Some("board-cosigners"))] {
            let cosigner = |at: u8| json!({"name": format!("c{at}"), "key": format!("{at:02x}").repeat(32)});
            let keys: Vec<_> = (2..2 + many).map(cosigner).collect();
            assert_eq!(check(|board| board["cosigners"]["keys"] = json!(keys)), code, "{many}");
        }
    }

    #[test]
    fn other_boards_are_not_read() {
        let change = |pointer: &str, value: Value| {
            let mut board = board();
            *board.pointer_mut(pointer).unwrap() = value;
            board
        };
        let mut more = board();
        more["url"] = json!("https://votes.example.org");
        for other in [
            more,
            change("/host", json!("https://votes.example.org")),
            change("/key", json!("AA".repeat(32))),
            change("/grace", json!("5m")),
            change("/grace", json!(-1)),
            change("/cosigners/threshold", json!(256)),
            change("/cosigners/keys/0/name", json!("Alice")),
            change("/cosigners/keys/0", json!("alice.example")),
        ] {
            assert!(serde_json::from_value::<BoardSpec>(other.clone()).is_err(), "{other}");
        }
    }
}
