//! A group as a document: `{"format":"ostrakon/group/1","places":[…]}`, each place a commitment in
//! decimal or `"0"` for an empty one.

use serde::{Deserialize, Serialize};

use super::{Group, GroupError};
use crate::field::FieldError;
use crate::identity::IdentityCommitment;
use crate::json::{self, JsonError};

/// Most bytes that a group's document may have: room for 1,600,000 places.
pub const MAX_GROUP_BYTES: usize = 128 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: Format,
    places: Vec<String>,
}

#[derive(Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/group/1")]
    V1,
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
    /// Reads a group from its canonical bytes and builds its tree.
    ///
    /// # Errors
    /// One [`GroupDocumentError`] per cause.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GroupDocumentError> {
        let document: Document = json::from_canonical(bytes, MAX_GROUP_BYTES)?;
        let read = |(place, text): (usize, &String)| match text.as_str() {
            "0" => Ok(None),
            text => text
                .parse::<IdentityCommitment>()
                .map(Some)
                .map_err(|reason| GroupDocumentError::Place { place, reason }),
        };
        let places: Result<Vec<_>, _> = document.places.iter().enumerate().map(read).collect();
        Ok(Self::from_places(places?)?)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = |place: Option<IdentityCommitment>| {
            place.map_or_else(|| "0".to_owned(), |member| member.to_string())
        };
        json::to_canonical(&Document { format: Format::V1, places: self.iter().map(text).collect() })
    }
}

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
