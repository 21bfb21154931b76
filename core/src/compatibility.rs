//! Named bridges to the JavaScript client of Semaphore V4: its conversion of texts to integers, and
//! its proof object.
//!
//! Nothing else in this crate takes text for an integer.

use serde::{Deserialize, Serialize};

use crate::ballot::Ballot;
use crate::content::{Content, ContentError};
use crate::field::FieldError;
use crate::group::GroupRoot;
use crate::nullifier::Nullifier;
use crate::path::Depth;
use crate::poll::Poll;
use crate::proof::{Proof, ProofError};
use crate::scope::{Message, Scope, bytes_from_limbs};

/// Why the JavaScript client makes no hashable integer of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextToIntegerError {
    /// The text is not a number and has more than 31 bytes.
    #[error("a text of more than 31 bytes that is not a number has no integer")]
    Length,
    /// The text is a negative number.
    #[error("a negative number cannot be hashed")]
    Negative,
    /// The text is a number of 2²⁵⁶ or more.
    #[error("a number of 2^256 or more cannot be hashed")]
    TooLarge,
}

/// The integer, as 32 bytes, big-endian, that `@semaphore-protocol/core` 4 makes of a text given as
/// message or scope.
///
/// Text that JavaScript's `BigInt()` reads as a number is that number: with white space around it,
/// leading zeros or a plus sign, in hexadecimal, octal or binary with a prefix, and empty text is
/// zero. Any other text of at most 31 bytes is its UTF-8 bytes, padded with zeros on the right. So
/// `"7"`, `"007"` and `"0x7"` are one integer, and one voter's nullifiers for them are equal.
///
/// # Errors
/// [`TextToIntegerError`] where that client fails too.
pub fn integer_from_text(text: &str) -> Result<[u8; 32], TextToIntegerError> {
    // The client takes a first minus off by itself, once, and reads the rest anew.
    let negated = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    let number = match negated {
        // An empty rest, or a sign before it, is refused by neither: it is read as zero or negated back.
        Some(rest) => read_big_int(rest).map(|(negative, digits)| (!negative, digits)),
        // Empty text is not a number to the client, but its padded bytes are zero all the same.
        None => read_big_int(text),
    };
    let Some((negative, magnitude)) = number else {
        let mut bytes = [0; 32];
        let padded =
            bytes.get_mut(..text.len()).filter(|_| text.len() <= 31).ok_or(TextToIntegerError::Length)?;
        padded.copy_from_slice(text.as_bytes());
        return Ok(bytes);
    };
    let limbs = magnitude.ok_or(TextToIntegerError::TooLarge)?;
    if negative && limbs != [0; 4] {
        return Err(TextToIntegerError::Negative);
    }
    Ok(bytes_from_limbs(limbs))
}

/// A sign, and four limbs, the lowest first, unless the number needs more.
type BigInt = (bool, Option<[u64; 4]>);

/// What `BigInt(text)` reads, or none where it throws.
fn read_big_int(text: &str) -> Option<BigInt> {
    let text = text.trim_matches(is_javascript_space);
    if text.is_empty() {
        return Some((false, Some([0; 4])));
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return read_digits(digits, radix).map(|number| (false, number));
        }
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    read_digits(digits, 10).map(|number| (negative, number))
}

fn read_digits(digits: &str, radix: u32) -> Option<Option<[u64; 4]>> {
    let mut number = (!digits.is_empty()).then_some(Some([0u64; 4]))?;
    for digit in digits.chars() {
        let mut carry = u128::from(digit.to_digit(radix)?);
        number = number.and_then(|mut limbs| {
            for limb in &mut limbs {
                carry += u128::from(*limb) * u128::from(radix);
                *limb = (carry & u128::from(u64::MAX)) as u64;
                carry >>= 64;
            }
            (carry == 0).then_some(limbs)
        });
    }
    Some(number)
}

/// White space and line terminators of ECMAScript (12.2, 12.3).
fn is_javascript_space(c: char) -> bool {
    c == '\u{FEFF}' || (c.is_whitespace() && c != '\u{85}')
}

/// The proof object of `@semaphore-protocol/core` 4, as `generateProof` returns it and
/// `verifyProof` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SemaphoreProof {
    /// The depth of the circuit.
    pub merkle_tree_depth: u8,
    /// The group's root, decimal.
    pub merkle_tree_root: String,
    /// The message before hashing, decimal.
    pub message: String,
    /// The nullifier, decimal.
    pub nullifier: String,
    /// The scope before hashing, decimal.
    pub scope: String,
    /// The proof's coordinates, decimal.
    pub points: Vec<String>,
}

/// Why a proof object is not a ballot's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SemaphoreProofError {
    /// The content is not one of the poll.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The proof was made with another depth than the poll's.
    #[error("the proof has depth {found}, the poll {expected}: set merkleTreeDepth")]
    Depth {
        /// The poll's depth.
        expected: Depth,
        /// The proof's depth.
        found: u8,
    },
    /// A number is not canonical.
    #[error("{name} is {reason}")]
    Field {
        /// The name of the number.
        name: &'static str,
        /// What is wrong.
        reason: FieldError,
    },
    /// The proof is about another message.
    #[error("the proof's message is not that of the content")]
    Message,
    /// The points are not a proof's.
    #[error(transparent)]
    Points(#[from] ProofError),
    /// The proof is about another group.
    #[error("the proof's root is not that of the poll")]
    Root,
    /// The proof is about another scope.
    #[error("the proof's scope is not that of the poll")]
    Scope,
}

impl SemaphoreProofError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Content(error) => error.code(),
            Self::Depth { .. } => "semaphore-depth",
            Self::Field { .. } => "semaphore-field",
            Self::Message => "semaphore-message",
            Self::Points(error) => error.code(),
            Self::Root => "semaphore-root",
            Self::Scope => "semaphore-scope",
        }
    }
}

impl SemaphoreProof {
    /// The proof object of a ballot, for `verifyProof`.
    #[must_use]
    pub fn from_ballot(poll: &Poll, ballot: &Ballot, nullifier: Nullifier, proof: &Proof) -> Self {
        Self {
            merkle_tree_depth: poll.electorate().depth.get(),
            merkle_tree_root: poll.electorate().root.to_string(),
            message: ballot.content().message().to_string(),
            nullifier: nullifier.to_string(),
            scope: poll.id().scope().to_string(),
            points: proof.to_coordinates().into(),
        }
    }

    /// The ballot that this proof makes of a content, if it is about it.
    ///
    /// The client must have been called with the content's [`Content::message`] and the poll's
    /// scope as integers, and with `merkleTreeDepth` set to the poll's depth.
    ///
    /// # Errors
    /// [`SemaphoreProofError`] for a proof that is about something else or not spelled canonically.
    pub fn into_ballot(self, poll: &Poll, content: Content) -> Result<Ballot, SemaphoreProofError> {
        content.check(poll)?;
        let electorate = poll.electorate();
        if self.merkle_tree_depth != electorate.depth.get() {
            let (expected, found) = (electorate.depth, self.merkle_tree_depth);
            return Err(SemaphoreProofError::Depth { expected, found });
        }
        let root: GroupRoot = read("merkleTreeRoot", &self.merkle_tree_root)?;
        if root != electorate.root {
            return Err(SemaphoreProofError::Root);
        }
        let scope: Scope = read("scope", &self.scope)?;
        if scope != poll.id().scope() {
            return Err(SemaphoreProofError::Scope);
        }
        let message: Message = read("message", &self.message)?;
        if message != content.message() {
            return Err(SemaphoreProofError::Message);
        }
        let nullifier = read("nullifier", &self.nullifier)?;
        let proof = Proof::from_coordinates(&self.points)?;
        Ok(Ballot::new(content, nullifier, &proof))
    }
}

fn read<T: std::str::FromStr<Err = FieldError>>(
    name: &'static str,
    text: &str,
) -> Result<T, SemaphoreProofError> {
    text.parse().map_err(|reason| SemaphoreProofError::Field { name, reason })
}
