//! Named parties who commit to a secret before the poll and open it after the close.
//!
//! As long as one of them keeps theirs until then, nobody can know the seed before. Each can refuse
//! to open, though, and the last one to open sees the draw first: choose people who answer for it.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::hash::{Digest, DigestError, TaggedHash};
use crate::json::{self, JsonError};
use crate::text::Label;

/// Most bytes that the file of a party's secret may have.
pub const MAX_PARTY_SECRET_BYTES: usize = 4096;

/// Who contributes to the seed, and what they committed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Who it is, for people.
    pub name: Label,
    /// What their secret has to fit.
    pub commitment: PartyCommitment,
}

impl Party {
    /// Whether a secret is the one that the party committed to.
    #[must_use]
    pub fn is_opened_by(&self, secret: &Digest) -> bool {
        PartyCommitment::new(&self.name, secret) == self.commitment
    }
}

/// `H("ostrakon/lottery-commitment/1", name, secret)`.
///
/// Binding: nobody finds a second secret that fits. Hiding: 32 random bytes are not guessed. The name is
/// part of it, so that nobody can copy another's commitment and open it as their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyCommitment(Digest);

impl PartyCommitment {
    fn new(name: &Label, secret: &Digest) -> Self {
        let hash = TaggedHash::new("ostrakon/lottery-commitment/1");
        Self(hash.part(name.as_str()).part(secret.to_bytes()).finish())
    }
}

impl FromStr for PartyCommitment {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for PartyCommitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for PartyCommitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartyCommitment({self})")
    }
}

/// A party's secret with its name: kept until the poll has closed, then published.
///
/// For one poll only: in a second one everybody would know it beforehand. Zeroized on drop.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartySecret {
    format: Format,
    name: Label,
    secret: SecretBytes,
}

#[derive(Clone, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/lottery-secret/1")]
    V1,
}

impl PartySecret {
    /// A new secret from 32 random bytes.
    #[must_use]
    pub fn generate(name: Label, rng: &mut impl CryptoRngCore) -> Self {
        let mut secret = SecretBytes(Zeroizing::new([0; 32]));
        rng.fill_bytes(secret.0.as_mut());
        Self { format: Format::V1, name, secret }
    }

    /// Reads a secret from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of a secret.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_PARTY_SECRET_BYTES)
    }

    /// The canonical bytes. A secret, until the poll has closed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(json::to_canonical(self))
    }

    /// The party, as a manifest names it.
    #[must_use]
    pub fn party(&self) -> Party {
        let name = self.name.clone();
        Party { commitment: PartyCommitment::new(&name, &self.reveal()), name }
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> Digest {
        Digest::from_bytes(*self.secret.0)
    }
}

impl fmt::Debug for PartySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartySecret").field("name", &self.name).field("secret", &"<redacted>").finish()
    }
}

#[derive(Clone)]
struct SecretBytes(Zeroizing<[u8; 32]>);

impl Serialize for SecretBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(hex::encode(*self.0)))
    }
}

impl<'de> Deserialize<'de> for SecretBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let digest: Digest = text.parse().map_err(serde::de::Error::custom)?;
        Ok(Self(Zeroizing::new(digest.to_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use ark_std::rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn secret(name: &str, seed: u64) -> PartySecret {
        PartySecret::generate(name.parse().unwrap(), &mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn a_commitment_is_opened_by_its_own_secret_only() {
        let (ann, other) = (secret("Ann", 1), secret("Ann", 2));
        let party = ann.party();
        assert!(party.is_opened_by(&ann.reveal()));
        assert!(!party.is_opened_by(&other.reveal()));
        let by_hand =
            TaggedHash::new("ostrakon/lottery-commitment/1").part("Ann").part(*ann.secret.0).finish();
        assert_eq!(party.commitment.to_string(), by_hand.to_string());
    }

    #[test]
    fn a_copied_commitment_cannot_be_opened() {
        let ann = secret("Ann", 1);
        let copy = Party { name: "Bob".parse().unwrap(), commitment: ann.party().commitment };
        assert!(!copy.is_opened_by(&ann.reveal()));
    }

    #[test]
    fn a_secret_is_a_canonical_document_and_stays_out_of_debug_output() {
        let ann = secret("Ann", 1);
        let bytes = ann.to_bytes();
        assert_eq!(PartySecret::from_bytes(&bytes).unwrap().party(), ann.party());
        assert_eq!(PartySecret::from_bytes(&bytes[1..]).unwrap_err().code(), "json-syntax");
        let spaced = [&bytes[..], b" "].concat();
        assert_eq!(PartySecret::from_bytes(&spaced).unwrap_err().code(), "json-not-canonical");
        assert!(!format!("{ann:?}").contains(&ann.reveal().to_string()));
    }
}
