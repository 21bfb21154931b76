//! A [`Promise`]: the board's signature that a ballot will be in the final log.
//!
//! With a final log that does not hold the ballot, it is evidence against the board that anyone can check.

use std::fmt;
use std::str::FromStr;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::hash::Digest;
use ostrakon_core::time::Timestamp;

use crate::note::{KeyName, NoteError, SignedNote, Signer, VerifierKey};

/// Why a note is no promise of the board.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PromiseError {
    /// The text is not that of a promise.
    #[error("not a promise: lines with ostrakon/promise/1, origin, ballot id and deadline are needed")]
    Form,
    /// The note is damaged, or not signed as it has to be.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The promise is another log's.
    #[error("a promise about the log {found}, not about {expected}")]
    Origin {
        /// The log it should be about.
        expected: KeyName,
        /// The log it is about.
        found: KeyName,
    },
}

impl PromiseError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "promise-form",
            Self::Note(error) => error.code(),
            Self::Origin { .. } => "promise-origin",
        }
    }
}

/// Which ballot will be in which log, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    origin: KeyName,
    ballot: Digest,
    deadline: Timestamp,
}

impl Promise {
    /// The log's origin.
    #[must_use]
    pub const fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// Whether it is about this ballot.
    #[must_use]
    pub fn is_about(&self, ballot: BallotId) -> bool {
        self.ballot() == ballot
    }

    /// The ballot's id.
    #[must_use]
    pub const fn ballot(&self) -> BallotId {
        BallotId::from_bytes(self.ballot.to_bytes())
    }

    /// The second by which the final log holds the ballot.
    #[must_use]
    pub const fn deadline(&self) -> Timestamp {
        self.deadline
    }
}

/// The text that is signed.
impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FORMAT}\n{}\n{}\n{}", self.origin, self.ballot, self.deadline)
    }
}

impl FromStr for Promise {
    type Err = PromiseError;

    fn from_str(text: &str) -> Result<Self, PromiseError> {
        let mut lines = text.strip_suffix('\n').ok_or(PromiseError::Form)?.split('\n');
        let mut line = || lines.next().ok_or(PromiseError::Form);
        if line()? != FORMAT {
            return Err(PromiseError::Form);
        }
        let origin = line()?.parse().map_err(|_| PromiseError::Form)?;
        let ballot = line()?.parse().map_err(|_| PromiseError::Form)?;
        let deadline = line()?.parse().map_err(|_| PromiseError::Form)?;
        if lines.next().is_some() { Err(PromiseError::Form) } else { Ok(Self { origin, ballot, deadline }) }
    }
}

const FORMAT: &str = "ostrakon/promise/1";

/// A promise as a note: signed by whom is for [`Self::verify`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPromise {
    promise: Promise,
    note: SignedNote,
}

impl SignedPromise {
    /// Promises a ballot, in the log that is named as the signer is. Signing again gives the same bytes.
    ///
    /// # Errors
    /// [`PromiseError::Note`] where the signer is not one of notes.
    pub fn sign(ballot: BallotId, deadline: Timestamp, signer: &Signer) -> Result<Self, PromiseError> {
        let origin = signer.verifier_key().name().clone();
        let promise = Promise { origin, ballot: Digest::from_bytes(ballot.to_bytes()), deadline };
        let note = SignedNote::sign(promise.to_string(), signer)?;
        Ok(Self { promise, note })
    }

    /// Reads a signed promise.
    ///
    /// # Errors
    /// [`PromiseError::Note`] or [`PromiseError::Form`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PromiseError> {
        let note = SignedNote::from_bytes(bytes)?;
        Ok(Self { promise: note.text().parse()?, note })
    }

    /// The note as it is given to the voter.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// The note.
    #[must_use]
    pub const fn note(&self) -> &SignedNote {
        &self.note
    }

    /// What is promised, if the log's key promises it.
    ///
    /// # Errors
    /// [`PromiseError::Origin`] for another log's, [`PromiseError::Note`] where the key's signature is missing
    /// or wrong.
    pub fn verify(&self, key: &VerifierKey) -> Result<&Promise, PromiseError> {
        if self.promise.origin != *key.name() {
            let (expected, found) = (key.name().clone(), self.promise.origin.clone());
            return Err(PromiseError::Origin { expected, found });
        }
        self.note.verify(key)?;
        Ok(&self.promise)
    }
}
