//! An [`Enrolment`] is how people get into a group: each hands in a one-time [`Code`] with the commitment of an
//! identity, and proves that the identity is theirs.
//!
//! The proof is a signature, since a proof of membership is none: a commitment may be the root of a tree of
//! identities, and each of them can prove a path from it. Nobody has a public key whose hash is such a root,
//! and the commitment is computed from the public key here, never taken from the request.

mod code;
mod request;

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

pub use self::code::{Code, CodeDigest, CodeError};
pub use self::request::{EnrolmentError, EnrolmentRequest, MAX_REQUEST_BYTES};
use crate::hash::{Digest, DigestError, TaggedHash};
use crate::json::{self, JsonError};
use crate::scope::Message;
use crate::text::Label;

/// Most bytes that an enrolment may have.
pub const MAX_ENROLMENT_BYTES: usize = 1024;

/// What people enrol in, as a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    format: Format,
    title: Label,
    salt: Digest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/enrolment/1")]
    V1,
}

/// `H("ostrakon/enrolment/1", JCS(enrolment))`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnrolmentId(Digest);

impl EnrolmentId {
    /// The id as 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

impl FromStr for EnrolmentId {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for EnrolmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for EnrolmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolmentId({self})")
    }
}

impl Enrolment {
    /// A new enrolment, with a salt of 32 random bytes: no two have one id.
    #[must_use]
    pub fn generate(title: Label, rng: &mut impl CryptoRngCore) -> Self {
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        Self { format: Format::V1, title, salt: Digest::from_bytes(salt) }
    }

    /// Reads an enrolment from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of an enrolment.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_ENROLMENT_BYTES)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_canonical(self)
    }

    /// The enrolment's id.
    #[must_use]
    pub fn id(&self) -> EnrolmentId {
        EnrolmentId(TaggedHash::new("ostrakon/enrolment/1").part(self.to_bytes()).finish())
    }

    /// What people enrol in.
    #[must_use]
    pub const fn title(&self) -> &Label {
        &self.title
    }

    /// What a code's owner signs: `H("ostrakon/enrol/1", EnrolmentId, CodeDigest)` as an integer, which is
    /// hashed into the field as Semaphore hashes messages before it is signed.
    #[must_use]
    pub fn message(&self, code: CodeDigest) -> Message {
        let hash = TaggedHash::new("ostrakon/enrol/1").part(self.id().to_bytes()).part(code.to_bytes());
        Message::from_bytes(hash.finish().to_bytes())
    }
}
