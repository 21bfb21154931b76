//! A [`Ballot`] is content with a proof, as submitted: nothing in it is believed before a verifier
//! has checked it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::field::FieldError;
use crate::hash::{Digest, TaggedHash};
use crate::json::{self, JsonError};
use crate::nullifier::Nullifier;
use crate::proof::{Points, Proof, ProofError};
use crate::scope::Message;

/// Most bytes that a ballot may have.
pub const MAX_BALLOT_BYTES: usize = 128 * 1024;

/// A ballot as it travels and as it is logged.
///
/// It carries no root, depth, scope or message: the verifier has them from the poll and the
/// content, so that what is shown and what is proven cannot differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    format: Format,
    content: Content,
    nullifier: String,
    proof: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/ballot/1")]
    V1,
}

/// Names what a ballot says and whose nullifier says it, however its proof is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BallotId(Digest);

impl BallotId {
    /// `H("ostrakon/ballot-id/1", nullifier, message)`. Never a hash of proof bytes: anyone can
    /// re-randomise a proof.
    #[must_use]
    pub fn new(nullifier: Nullifier, message: Message) -> Self {
        Self(
            TaggedHash::new("ostrakon/ballot-id/1")
                .part(nullifier.to_bytes())
                .part(message.to_bytes())
                .finish(),
        )
    }

    /// An id from its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Digest::from_bytes(bytes))
    }

    /// The digest as 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

impl fmt::Display for BallotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for BallotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BallotId({self})")
    }
}

impl Ballot {
    /// A ballot from its parts.
    #[must_use]
    pub fn new(content: Content, nullifier: Nullifier, proof: &Proof) -> Self {
        Self {
            format: Format::V1,
            content,
            nullifier: nullifier.to_string(),
            proof: proof.to_coordinates().into(),
        }
    }

    /// Reads a ballot from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of a ballot.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_BALLOT_BYTES)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_canonical(self)
    }

    /// What the ballot says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// What the ballot says, without its proof.
    #[must_use]
    pub fn into_content(self) -> Content {
        self.content
    }

    /// The nullifier, if it is spelled canonically.
    ///
    /// # Errors
    /// [`FieldError`] for any other spelling.
    pub fn nullifier(&self) -> Result<Nullifier, FieldError> {
        self.nullifier.parse()
    }

    /// The proof, if its points are valid and spelled canonically.
    ///
    /// # Errors
    /// [`ProofError`] for anything else.
    pub fn proof(&self) -> Result<Proof, ProofError> {
        Proof::from_coordinates(&self.proof)
    }

    /// The proof's points, if they are valid and spelled canonically, but for B outside its group.
    ///
    /// # Errors
    /// [`ProofError`] for anything else.
    pub fn points(&self) -> Result<Points, ProofError> {
        Points::from_coordinates(&self.proof)
    }
}
