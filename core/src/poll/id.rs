//! A [`PollId`] names a poll.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hash::{Digest, DigestError, TaggedHash};
use crate::scope::Scope;

/// `H("ostrakon/poll/1", JCS(manifest))`, which names a poll wherever it is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PollId(Digest);

impl PollId {
    /// The id of the poll with these canonical bytes.
    pub(super) fn of(manifest: &[u8]) -> Self {
        Self(TaggedHash::new("ostrakon/poll/1").part(manifest).finish())
    }

    /// An id from its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Digest::from_bytes(bytes))
    }

    /// The id as 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The scope of all proofs in the poll: the id as an integer.
    #[must_use]
    pub const fn scope(self) -> Scope {
        Scope::from_bytes(self.0.to_bytes())
    }
}

impl FromStr for PollId {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for PollId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PollId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PollId({self})")
    }
}
