//! The key with which a board signs the checkpoints and promises of all its polls.

use std::fmt;
use std::str::FromStr;

use ostrakon_core::board::NoteKey;
use ostrakon_core::hash::Digest;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use crate::note::{KeyName, Purpose, Signer};

/// A board's key: the seed of an Ed25519 key (RFC 8032). Cleared from memory when dropped.
///
/// Whoever has it can sign promises that the board does not keep, and a second log.
#[derive(Clone)]
pub struct BoardKey(Zeroizing<[u8; 32]>);

/// Text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the key of a board: 64 lowercase hexadecimal digits are needed")]
pub struct BoardKeyError;

impl BoardKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        Self(Signer::generate_seed(rng))
    }

    /// The key as a line of text, which has to stay secret.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(*self.0))
    }

    /// What polls name.
    #[must_use]
    pub fn public(&self) -> NoteKey {
        // The public key does not depend on a name.
        let name = "board".parse().expect("a name of letters");
        NoteKey::from_bytes(self.signer(name).verifier_key().to_bytes())
    }

    /// The key for the log with a name.
    pub(crate) fn signer(&self, origin: KeyName) -> Signer {
        Signer::new(origin, Purpose::Note, &self.0)
    }
}

impl FromStr for BoardKey {
    type Err = BoardKeyError;

    fn from_str(text: &str) -> Result<Self, BoardKeyError> {
        let seed: Digest = text.parse().map_err(|_| BoardKeyError)?;
        Ok(Self(Zeroizing::new(seed.to_bytes())))
    }
}

impl fmt::Debug for BoardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoardKey(<redacted>)")
    }
}
