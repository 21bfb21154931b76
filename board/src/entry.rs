//! The entries of a log: first the manifest, then ballots, last the close. Each is the canonical bytes of its
//! document.

use ostrakon_core::json::{self, JsonError};
use ostrakon_core::poll::PollId;
use serde::{Deserialize, Serialize};

/// Most bytes that a close may have.
pub const MAX_CLOSE_BYTES: usize = 256;

/// The last entry of a log: after it, nothing is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    format: Format,
    poll: PollId,
    ballots: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/close/1")]
    V1,
}

impl Close {
    /// The close of a poll's log with so many ballots.
    #[must_use]
    pub const fn new(poll: PollId, ballots: u64) -> Self {
        Self { format: Format::V1, poll, ballots }
    }

    /// Reads a close from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of a close.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_CLOSE_BYTES)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_canonical(self)
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> PollId {
        self.poll
    }

    /// How many ballots stand between the manifest and the close.
    #[must_use]
    pub const fn ballots(&self) -> u64 {
        self.ballots
    }
}
