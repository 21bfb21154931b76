//! Checkpoints ([tlog-checkpoint](https://c2sp.org/tlog-checkpoint)): the board's word on how long its log is
//! and what its root is.
//!
//! Two checkpoints of one board that do not go on from each other are proof that it lied.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::note::{KeyName, NoteError, SignedNote, Signer, VerifierKey};
use crate::tree::TreeHash;

/// Why a note is no checkpoint of the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The text is not origin, size and root.
    #[error("not a checkpoint: lines with origin, size and root in base64, and no more, are needed")]
    Form,
    /// The note is damaged, or not signed as it has to be.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The checkpoint is another log's.
    #[error("a checkpoint of the log {found}, not of {expected}")]
    Origin {
        /// The log it should be of.
        expected: KeyName,
        /// The log it is of.
        found: KeyName,
    },
}

impl CheckpointError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "checkpoint-form",
            Self::Note(error) => error.code(),
            Self::Origin { .. } => "checkpoint-origin",
        }
    }
}

/// What a checkpoint says: which log, how long, which root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    size: u64,
    root: TreeHash,
}

impl Checkpoint {
    /// A checkpoint of the log with this origin. A log is named as its key is.
    #[must_use]
    pub const fn new(origin: KeyName, size: u64, root: TreeHash) -> Self {
        Self { origin, size, root }
    }

    /// Which log.
    #[must_use]
    pub const fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// How many entries it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over all entries.
    #[must_use]
    pub const fn root(&self) -> TreeHash {
        self.root
    }
}

/// The text that is signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, BASE64.encode(self.root.as_bytes()))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Form);
        };
        let origin = origin.parse().map_err(|_| CheckpointError::Form)?;
        let size = size.parse().map_err(|_| CheckpointError::Form)?;
        let root =
            BASE64.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointError::Form)?;
        let checkpoint = Self::new(origin, size, TreeHash::from_bytes(root));
        // Extension lines, and numbers spelled in another way, are refused here.
        if checkpoint.to_string() == text { Ok(checkpoint) } else { Err(CheckpointError::Form) }
    }
}

/// A checkpoint as a note: signed by whom is for [`Self::verify`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Signs a checkpoint under the signer's name. The signer must never sign two checkpoints that do not
    /// go on from each other.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] where the signer is not the log's.
    pub fn sign(size: u64, root: TreeHash, signer: &Signer) -> Result<Self, CheckpointError> {
        let checkpoint = Checkpoint::new(signer.verifier_key().name().clone(), size, root);
        let note = SignedNote::sign(checkpoint.to_string(), signer)?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] or [`CheckpointError::Form`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = SignedNote::from_bytes(bytes)?;
        Ok(Self { checkpoint: note.text().parse()?, note })
    }

    /// The note as it is served and kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// The note, to look for cosignatures in or to add some.
    #[must_use]
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }

    /// The note, to add cosignatures to.
    pub const fn note_mut(&mut self) -> &mut SignedNote {
        &mut self.note
    }

    /// What the checkpoint says, whoever says it.
    #[must_use]
    pub const fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What the checkpoint says, if the log's key says it.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] for another log's, [`CheckpointError::Note`] where the key's signature is
    /// missing or wrong.
    pub fn verify(&self, key: &VerifierKey) -> Result<&Checkpoint, CheckpointError> {
        if self.checkpoint.origin != *key.name() {
            let (expected, found) = (key.name().clone(), self.checkpoint.origin.clone());
            return Err(CheckpointError::Origin { expected, found });
        }
        self.note.verify(key)?;
        Ok(&self.checkpoint)
    }
}
