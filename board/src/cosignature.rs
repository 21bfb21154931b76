//! Cosignatures ([tlog-cosignature](https://c2sp.org/tlog-cosignature), the kind with Ed25519): others say at
//! which time they saw a checkpoint that goes on from all they saw before.
//!
//! An operator who shows different logs to different people needs the cosigners' help for it.

use ostrakon_core::time::Timestamp;

use crate::note::{NoteError, NoteSignature, Purpose, SignedNote, Signer, VerifierKey};

/// Signs the text of a checkpoint, seen at a time. The signer has to have seen that the checkpoint goes on
/// from the last one it signed for this log.
///
/// # Errors
/// [`NoteError::Purpose`] for a key of another kind, [`NoteError::Signature`] for a time before 1970, which
/// cannot be written.
pub fn cosign(text: &str, time: Timestamp, signer: &Signer) -> Result<NoteSignature, NoteError> {
    signer.verifier_key().expect_purpose(Purpose::Cosignature)?;
    let name = signer.verifier_key().name();
    let seconds = u64::try_from(time.unix_seconds()).map_err(|_| NoteError::Signature(name.clone()))?;
    let signature = signer.sign_bytes(message(text, seconds).as_bytes());
    Ok(signer.line([seconds.to_be_bytes().as_slice(), &signature].concat()))
}

/// When the key's owner saw the checkpoint: a time for each cosignature, none where there is none.
///
/// # Errors
/// [`NoteError::Purpose`] for a key of another kind, [`NoteError::Signature`] where one of them is wrong.
pub fn times(note: &SignedNote, key: &VerifierKey) -> Result<Vec<Timestamp>, NoteError> {
    key.expect_purpose(Purpose::Cosignature)?;
    let check = |line: &NoteSignature| {
        let wrong = || NoteError::Signature(key.name().clone());
        let (seconds, signature) = line.bytes().split_first_chunk().ok_or_else(wrong)?;
        let seconds = u64::from_be_bytes(*seconds);
        key.verify(message(note.text(), seconds).as_bytes(), signature)?;
        let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok());
        time.ok_or_else(wrong)
    };
    note.signatures_of(key).map(check).collect()
}

/// What a cosigner signs.
fn message(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}
