//! A mandate to start from.

use ostrakon_core::time::Timestamp;

use super::Mandate;
use crate::address::Address;

const TEMPLATE: &str = include_str!("template.toml");

impl Mandate {
    /// A mandate for one board with a comment on each line, in which the agent casts nothing yet.
    #[must_use]
    pub fn template(board: &Address, expires: Timestamp) -> String {
        let board = toml::Value::String(board.to_string()).to_string();
        TEMPLATE.replace("\"BOARD\"", &board).replace("EXPIRES", &expires.to_string())
    }
}
