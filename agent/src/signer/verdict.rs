//! A [`Verdict`]: what becomes of a decision.

use ostrakon_board::receipt::Receipt;
use ostrakon_core::time::Timestamp;
use serde::Serialize;

/// What becomes of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The ballot is in.
    Cast {
        /// What the board promised.
        receipt: Box<Receipt>,
    },
    /// What is proposed is kept for the owner to read, and nothing is cast.
    Kept {},
    /// The ballot leaves at some moment.
    Planned {
        /// Not before this one.
        from: Timestamp,
        /// Before this one.
        to: Timestamp,
    },
    /// Nothing is done.
    Refused {
        /// Why, for programs.
        code: String,
        /// Why, for people.
        message: String,
    },
    /// The owner is asked.
    Waiting {
        /// Why.
        reason: String,
    },
}
