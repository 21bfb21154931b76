//! Signed notes ([signed-note](https://c2sp.org/signed-note)): a text, an empty line, and a line for each
//! signature.
//!
//! What a note says is not believed before [`SignedNote::verify`] has found a good signature of a known key.

pub mod key;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

pub use key::{KeyError, KeyName, Purpose, Signer, VerifierKey};

/// Most bytes that a note may have.
pub const MAX_NOTE_BYTES: usize = 16 * 1024;

/// Most signatures that a note may have.
pub const MAX_SIGNATURES: usize = 64;

/// Most bytes of one signature, of whatever kind, with its key's id.
const MAX_SIGNATURE_BYTES: usize = 8 * 1024;

/// Why bytes are no note, or a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// Bytes that are not UTF-8, or with a control character that is not a line feed.
    #[error("a note is UTF-8 text without control characters other than line feeds")]
    Encoding,
    /// No text that ends a line, followed by an empty line and signatures.
    #[error("not a note: a text, an empty line, and one line for each signature are needed")]
    Form,
    /// The key signs something else: see [`Purpose`].
    #[error("the key of {0} is not one for this purpose")]
    Purpose(KeyName),
    /// A signature of a known key that is not this text's.
    #[error("the signature of {0} is not one of this text")]
    Signature(KeyName),
    /// A line that is not a signature's.
    #[error("not the line of a signature: — NAME BASE64 is needed")]
    SignatureLine,
    /// More signatures than [`MAX_SIGNATURES`].
    #[error("more than {MAX_SIGNATURES} signatures")]
    Signatures,
    /// More bytes than [`MAX_NOTE_BYTES`].
    #[error("a note of {0} bytes: the limit is {MAX_NOTE_BYTES}")]
    Size(usize),
    /// No signature of the key.
    #[error("{0} has not signed this note with the key that it should")]
    Unsigned(KeyName),
}

impl NoteError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding => "note-encoding",
            Self::Form => "note-form",
            Self::Purpose(_) => "note-purpose",
            Self::Signature(_) => "note-signature",
            Self::SignatureLine => "note-signature-line",
            Self::Signatures => "note-signatures",
            Self::Size(_) => "note-size",
            Self::Unsigned(_) => "note-unsigned",
        }
    }
}

/// One line below a note's text. It may be anybody's, and good or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    key_id: u32,
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// A signature by the key's name and id; `bytes` are what the key's kind makes.
    pub(crate) const fn new(name: KeyName, key_id: u32, bytes: Vec<u8>) -> Self {
        Self { name, key_id, bytes }
    }

    /// Who signed, by their own word.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// What follows the key's id.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A signature from its line, without the line feed.
    ///
    /// # Errors
    /// [`NoteError::SignatureLine`].
    pub fn from_line(line: &str) -> Result<Self, NoteError> {
        let (name, text) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(NoteError::SignatureLine)?;
        let name = name.parse().map_err(|_| NoteError::SignatureLine)?;
        let bytes = BASE64.decode(text).map_err(|_| NoteError::SignatureLine)?;
        match bytes.split_first_chunk() {
            Some((key_id, rest)) if !rest.is_empty() && bytes.len() <= MAX_SIGNATURE_BYTES => {
                Ok(Self::new(name, u32::from_be_bytes(*key_id), rest.to_vec()))
            }
            _ => Err(NoteError::SignatureLine),
        }
    }
}

/// The line, without the line feed.
impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(f, "— {} {}", self.name, BASE64.encode(bytes))
    }
}

/// A text with at least one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Signs a text.
    ///
    /// # Errors
    /// [`NoteError`] for a text that no note can have, or a key for cosignatures.
    pub fn sign(text: String, signer: &Signer) -> Result<Self, NoteError> {
        check_text(&text)?;
        signer.verifier_key().expect_purpose(Purpose::Note)?;
        let signature = signer.sign(&text);
        let note = Self { text, signatures: vec![signature] };
        note.check_size()?;
        Ok(note)
    }

    /// Reads a note.
    ///
    /// # Errors
    /// One [`NoteError`] per cause; signatures are not looked at further than their form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::Size(bytes.len()));
        }
        let whole = str::from_utf8(bytes).map_err(|_| NoteError::Encoding)?;
        // The last empty line divides, so that a text may have some itself.
        let at = whole.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, lines) = whole.split_at(at + 1);
        check_text(text)?;
        let lines =
            lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or(NoteError::Form)?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::Signatures);
            }
            signatures.push(NoteSignature::from_line(line)?);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The note as it is served and kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_string().into_bytes()
    }

    /// The text, which nobody may have signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, which may be bad.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The signatures that name this key.
    pub(crate) fn signatures_of(&self, key: &VerifierKey) -> impl Iterator<Item = &NoteSignature> {
        self.signatures.iter().filter(|line| line.name == *key.name() && line.key_id == key.id())
    }

    /// The text, if the key has signed it. Signatures of other keys are ignored.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`] without a signature of the key, [`NoteError::Signature`] with a wrong one.
    pub fn verify(&self, key: &VerifierKey) -> Result<&str, NoteError> {
        key.expect_purpose(Purpose::Note)?;
        let mut lines = self.signatures_of(key).peekable();
        if lines.peek().is_none() {
            return Err(NoteError::Unsigned(key.name().clone()));
        }
        for line in lines {
            key.verify(self.text.as_bytes(), &line.bytes)?;
        }
        Ok(&self.text)
    }

    /// Adds a signature, where it does not stand there already.
    ///
    /// # Errors
    /// [`NoteError::Signatures`] or [`NoteError::Size`] where there is no room for it.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::Signatures);
        }
        self.signatures.push(signature);
        self.check_size().inspect_err(|_| drop(self.signatures.pop()))
    }

    fn check_size(&self) -> Result<(), NoteError> {
        let size = self.to_string().len();
        if size > MAX_NOTE_BYTES { Err(NoteError::Size(size)) } else { Ok(()) }
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|b| b < b' ' && b != b'\n') {
        return Err(NoteError::Encoding);
    }
    if text.ends_with('\n') { Ok(()) } else { Err(NoteError::Form) }
}
