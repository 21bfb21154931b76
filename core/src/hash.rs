//! Tagged hashing: `H(tag, x1, x2, …)` of the protocol.
//!
//! Every part is preceded by its length, so two different lists of parts never give the same input.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest, written as 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Text that is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a digest: 64 lowercase hexadecimal digits are needed")]
pub struct DigestError;

impl Digest {
    /// A digest from its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, first byte first.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        if text.len() != 64 || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(DigestError);
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| DigestError)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// `H(tag, x1, x2, …)`: SHA-256 over the tag and every part, each preceded by its length as eight
/// bytes, big-endian. Text goes in as UTF-8, an integer as 32 bytes, big-endian.
#[derive(Clone)]
pub struct TaggedHash(Sha256);

impl TaggedHash {
    /// Starts a hash under `tag`, which names its purpose.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        Self(Sha256::new()).part(tag)
    }

    /// Adds one part.
    #[must_use]
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    /// The digest of everything added.
    #[must_use]
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_framed_by_their_length() {
        let joined = TaggedHash::new("t").part("ab").finish();
        let split = TaggedHash::new("t").part("a").part("b").finish();
        assert_ne!(joined, split);
        // SHA-256 of 00…01 't' 00…02 'a' 'b'
        let by_hand = Sha256::digest(b"\0\0\0\0\0\0\0\x01t\0\0\0\0\0\0\0\x02ab");
        assert_eq!(joined.to_bytes().as_slice(), by_hand.as_slice());
    }

    #[test]
    fn digest_text_has_one_spelling() {
        let digest = TaggedHash::new("t").finish();
        let text = digest.to_string();
        assert_eq!(text.parse(), Ok(digest));
        assert_eq!(text.to_uppercase().parse::<Digest>(), Err(DigestError));
        assert_eq!(format!("0x{text}").parse::<Digest>(), Err(DigestError));
        assert_eq!(text[1..].parse::<Digest>(), Err(DigestError));
    }
}
