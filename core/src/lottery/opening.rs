//! The [`LotteryOpening`]: what a poll's lottery source gave, published after the close.

use serde::{Deserialize, Serialize};

use super::beacon::BeaconSignature;
use crate::hash::Digest;
use crate::json::{self, JsonError};
use crate::poll::PollId;

/// Most bytes that an opening may have.
pub const MAX_OPENING_BYTES: usize = 16 * 1024;

/// What a poll's source gave, as a document. Whether it is the source's is for the verifier to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotteryOpening {
    format: Format,
    poll: PollId,
    opened: Opened,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/lottery/1")]
    V1,
}

/// What a source gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opened {
    /// The secrets of all parties, in the order of the poll.
    Secrets(Vec<Digest>),
    /// The beacon's signature of the round.
    Signature(BeaconSignature),
}

impl LotteryOpening {
    /// The opening of a poll's source.
    #[must_use]
    pub const fn new(poll: PollId, opened: Opened) -> Self {
        Self { format: Format::V1, poll, opened }
    }

    /// Reads an opening from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of an opening.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_OPENING_BYTES)
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

    /// What the source gave.
    #[must_use]
    pub const fn opened(&self) -> &Opened {
        &self.opened
    }
}
