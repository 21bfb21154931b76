//! Keys of notes: what signs, and what signatures are checked with.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use ostrakon_core::board::Cosigner;
use ostrakon_core::poll::Poll;
use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{NoteError, NoteSignature};

/// Most bytes that the name of a key may have.
pub const MAX_NAME_BYTES: usize = 256;

/// Why something is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Text that is no key of a note.
    #[error("not a key: NAME+ID+BASE64 is needed")]
    Form,
    /// The id is not the one of name and key.
    #[error("the id is not the one of this name and key")]
    Id,
    /// An empty name, or one with white space, `+`, control characters or too many bytes.
    #[error("not a name: 1 to {MAX_NAME_BYTES} bytes without white space and + are needed")]
    Name,
    /// The poll names no board.
    #[error("the poll names no board")]
    NoBoard,
    /// Bytes that are no Ed25519 public key, or one for which anybody can make signatures.
    #[error("not an Ed25519 public key, or a weak one")]
    Point,
    /// A key of another kind than Ed25519 for notes or for cosignatures.
    #[error("a key of the unknown kind {0}")]
    Purpose(u8),
}

impl KeyError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "note-key-form",
            Self::Id => "note-key-id",
            Self::Name => "note-key-name",
            Self::NoBoard => "poll-no-board",
            Self::Point => "note-key-point",
            Self::Purpose(_) => "note-key-purpose",
        }
    }
}

/// The name of a key: not empty, without white space and `+`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let refused = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.len() > MAX_NAME_BYTES || text.contains(refused) {
            return Err(KeyError::Name);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key signs. It is part of the key's id, so that no signature for one purpose serves for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Checkpoints of its own log, with the time at which they were seen
    /// ([tlog-cosignature](https://c2sp.org/tlog-cosignature)): kind 4.
    Cosignature,
    /// The text of a note itself: kind 1.
    Note,
}

impl Purpose {
    const fn kind(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A public key with its name and purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    purpose: Purpose,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key from its 32 bytes (RFC 8032).
    ///
    /// # Errors
    /// [`KeyError::Point`] for bytes that are no point, or one of small order: anybody can sign for such.
    pub fn new(name: KeyName, purpose: Purpose, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        // A point has one spelling: a coordinate that was not reduced is none.
        if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::Point);
        }
        Ok(Self { name, purpose, key })
    }

    /// The key of a poll's board, which is named as its log is.
    ///
    /// # Errors
    /// [`KeyError::NoBoard`], or [`KeyError::Point`] where the poll's key is none.
    pub fn of_board(poll: &Poll) -> Result<Self, KeyError> {
        let (board, origin) = poll.board().zip(poll.origin()).ok_or(KeyError::NoBoard)?;
        Self::new(origin.parse()?, Purpose::Note, &board.key.to_bytes())
    }

    /// The keys of those who a poll says may cosign its log.
    ///
    /// # Errors
    /// [`KeyError::Point`] where one of them is none.
    pub fn of_cosigners(poll: &Poll) -> Result<Vec<Self>, KeyError> {
        let named = poll.board().and_then(|board| board.cosigners.as_ref());
        let key = |cosigner: &Cosigner| {
            Self::new(cosigner.name.as_str().parse()?, Purpose::Cosignature, &cosigner.key.to_bytes())
        };
        named.map_or(&[][..], |named| &named.keys).iter().map(key).collect()
    }

    /// The key's name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The 32 bytes of the public key.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The first four bytes of `SHA-256(name || 0x0A || kind || public key)`, big-endian.
    #[must_use]
    pub fn id(&self) -> u32 {
        let hash = Sha256::new_with_prefix(&self.name.0)
            .chain_update([b'\n', self.purpose.kind()])
            .chain_update(self.to_bytes())
            .finalize();
        let (id, _) = hash.split_first_chunk().expect("SHA-256 has 32 bytes");
        u32::from_be_bytes(*id)
    }

    /// Refuses to use the key for anything else than it is for.
    pub(crate) fn expect_purpose(&self, purpose: Purpose) -> Result<(), NoteError> {
        if self.purpose == purpose { Ok(()) } else { Err(NoteError::Purpose(self.name.clone())) }
    }

    /// Checks a signature of bytes.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), NoteError> {
        let good = Signature::from_slice(signature)
            .and_then(|signature| self.key.verify_strict(message, &signature));
        good.map_err(|_| NoteError::Signature(self.name.clone()))
    }
}

/// `NAME+ID+BASE64`, as the Go checksum database writes it: the id as eight hexadecimal digits, then kind and
/// key.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[self.purpose.kind()], self.to_bytes().as_slice()].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id(), BASE64.encode(bytes))
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        // 33 bytes in base64.
        if key.len() != 44 {
            return Err(KeyError::Form);
        }
        let bytes = BASE64.decode(key).map_err(|_| KeyError::Form)?;
        let (purpose, key) = match bytes.split_first() {
            Some((1, key)) => (Purpose::Note, key),
            Some((4, key)) => (Purpose::Cosignature, key),
            Some((kind, _)) => return Err(KeyError::Purpose(*kind)),
            None => return Err(KeyError::Form),
        };
        let key = Self::new(name.parse()?, purpose, key.try_into().map_err(|_| KeyError::Form)?)?;
        if format!("{:08x}", key.id()) == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

/// A private key with its name and purpose. Cleared from memory when dropped.
pub struct Signer {
    key: SigningKey,
    public: VerifierKey,
    id: u32,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, <redacted>)", self.public)
    }
}

impl Signer {
    /// The key of a seed of 32 random bytes (RFC 8032), which has to stay secret.
    #[must_use]
    pub fn new(name: KeyName, purpose: Purpose, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = VerifierKey { name, purpose, key: key.verifying_key() };
        let id = public.id();
        Self { key, public, id }
    }

    /// A new seed.
    pub fn generate_seed(rng: &mut (impl RngCore + CryptoRng)) -> Zeroizing<[u8; 32]> {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        seed
    }

    /// The public key.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.public
    }

    /// The line of a signature of a note's text itself.
    pub(crate) fn sign(&self, text: &str) -> NoteSignature {
        self.line(self.sign_bytes(text.as_bytes()).into())
    }

    /// Signs bytes.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The line of what was signed.
    pub(crate) fn line(&self, bytes: Vec<u8>) -> NoteSignature {
        NoteSignature::new(self.public.name.clone(), self.id, bytes)
    }
}
