//! A group as a document: `{"format":"ostrakon/group/1","places":[…]}`, each place a commitment in
//! decimal or `"0"` for an empty one.

use std::fmt;

use ark_bn254::Fr;
use ark_ff::Zero;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::{Group, GroupError};
use crate::field::FieldError;
use crate::identity::IdentityCommitment;
use crate::json::{self, JsonError};

/// Most bytes that a group's document may have: room for 1,600,000 places.
pub const MAX_GROUP_BYTES: usize = 128 * 1024 * 1024;

/// The bytes before and after the places.
const HEAD: &str = r#"{"format":"ostrakon/group/1","places":["#;
const TAIL: &str = "]}";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "format")]
    _format: Format,
    places: Places,
}

#[derive(Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/group/1")]
    V1,
}

/// Places as they are read, without a text for each.
#[derive(Default)]
struct Places {
    leaves: Vec<Fr>,
    /// How many bytes the canonical spelling of all of them takes, quotes and commas included.
    bytes: usize,
    /// The first that is no commitment.
    bad: Option<(usize, FieldError)>,
}

/// Why bytes are not a group's document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupDocumentError {
    /// The same member stands twice.
    #[error(transparent)]
    Group(#[from] GroupError),
    /// The bytes are not the canonical spelling of such a document.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A place holds something that is no commitment.
    #[error("place {place}: {reason}")]
    Place {
        /// The place, from 0.
        place: usize,
        /// What is wrong.
        reason: FieldError,
    },
}

impl GroupDocumentError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Group(GroupError::Duplicate(_)) => "group-duplicate",
            Self::Group(GroupError::EmptyPlace(_)) => "group-empty-place",
            Self::Group(GroupError::NoPlace(_)) => "group-no-place",
            Self::Json(error) => error.code(),
            Self::Place { .. } => "group-place",
        }
    }
}

impl Group {
    /// Reads a group from its canonical bytes and builds its tree. Bytes that are given away are freed before
    /// that, so that a large group takes less memory.
    ///
    /// # Errors
    /// One [`GroupDocumentError`] per cause.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Result<Self, GroupDocumentError> {
        let leaves = read_leaves(bytes.as_ref())?;
        drop(bytes);
        Ok(Self::from_leaves(leaves)?)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.spelling().to_string().into_bytes()
    }

    /// The canonical bytes as text, to write without holding all of it.
    pub fn spelling(&self) -> impl fmt::Display {
        Spelling(self)
    }
}

struct Spelling<'g>(&'g Group);

impl fmt::Display for Spelling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for (at, place) in self.0.iter().enumerate() {
            f.write_str(if at == 0 { "\"" } else { ",\"" })?;
            match place {
                Some(member) => member.fmt(f)?,
                None => f.write_str("0")?,
            }
            f.write_str("\"")?;
        }
        f.write_str(TAIL)
    }
}

fn read_leaves(bytes: &[u8]) -> Result<Vec<Fr>, GroupDocumentError> {
    json::check_size(bytes, MAX_GROUP_BYTES)?;
    let document: Document = serde_json::from_slice(bytes).map_err(|error| {
        let is_json = serde_json::from_slice::<IgnoredAny>(bytes);
        is_json.map_or_else(|error| JsonError::from_parser(&error), |_| JsonError::from_shape(&error))
    })?;
    let Places { leaves, bytes: spelled, bad } = document.places;
    if let Some((place, reason)) = bad {
        return Err(GroupDocumentError::Place { place, reason });
    }
    // Only the canonical spelling of what was read begins so and is as short.
    if !bytes.starts_with(HEAD.as_bytes()) || bytes.len() != HEAD.len() + spelled + TAIL.len() {
        return Err(JsonError::NotCanonical.into());
    }
    Ok(leaves)
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Self::default())
    }
}

impl<'de> Visitor<'de> for Places {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of commitments in decimal")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut places: A) -> Result<Self, A::Error> {
        while let Some(Text(text)) = places.next_element()? {
            self.bytes += text.len() + if self.leaves.is_empty() { 2 } else { 3 };
            let leaf = match text.as_ref() {
                "0" => Ok(Fr::zero()),
                text => text.parse::<IdentityCommitment>().map(|member| member.to_field()),
            };
            match leaf {
                Ok(leaf) => self.leaves.push(leaf),
                Err(reason) => {
                    self.bad.get_or_insert((self.leaves.len(), reason));
                }
            }
        }
        Ok(self)
    }
}

/// Text that is borrowed where it can be.
#[derive(Deserialize)]
struct Text<'t>(#[serde(borrow)] std::borrow::Cow<'t, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn code(places: &str) -> &'static str {
        let bytes = format!(r#"{{"format":"ostrakon/group/1","places":[{places}]}}"#);
        Group::from_bytes(bytes.as_bytes()).unwrap_err().code()
    }

    #[test]
    fn a_document_round_trips() {
        let bytes = br#"{"format":"ostrakon/group/1","places":["5","0","7"]}"#;
        let group = Group::from_bytes(bytes).unwrap();
        assert_eq!((group.places(), group.members()), (3, 2));
        assert_eq!(group.to_bytes(), bytes);
        let empty = br#"{"format":"ostrakon/group/1","places":[]}"#;
        assert_eq!(Group::from_bytes(empty).unwrap().to_bytes(), empty);
    }

    #[test]
    fn only_one_spelling_is_read() {
        for other in [
            r#"{"places":["5"],"format":"ostrakon/group/1"}"#,
            r#"{"format":"ostrakon/group/1","places":["5" ]}"#,
            r#"{"format":"ostrakon/group/1","places":["\u0035"]}"#,
            r#"{"format": "ostrakon/group/1","places":["5"]}"#,
            r#"{"format":"ostrakon/group/1","places":[]} "#,
        ] {
            assert_eq!(
                Group::from_bytes(other.as_bytes()).unwrap_err().code(),
                "json-not-canonical",
                "{other}"
            );
        }
        for (other, code) in [
            (r#"{"format":"ostrakon/group/1","places":["5"],"places":["5"]}"#, "json-shape"),
            (r#"{"format":"ostrakon/group/2","places":["5"]}"#, "json-shape"),
            (r#"{"format":"ostrakon/group/1","places":["5"]"#, "json-syntax"),
        ] {
            assert_eq!(Group::from_bytes(other.as_bytes()).unwrap_err().code(), code, "{other}");
        }
    }

    #[test]
    fn what_is_no_commitment_is_refused() {
        assert_eq!(code(r#""5","5""#), "group-duplicate");
        assert_eq!(code(r#""05""#), "group-place");
        assert_eq!(code(r#""0x5""#), "group-place");
        assert_eq!(
            code(r#""21888242871839275222246405745257275088548364400416034343698204186575808495617""#),
            "group-place"
        );
        assert_eq!(code("5"), "json-shape");
    }
}
