//! The identity file: the private key in base64 under two lines that tell what it is, in plain text or
//! encrypted with a passphrase by age.

use age::scrypt;
use ostrakon_core::identity::{IdentityCommitment, IdentityError, IdentitySecret};
use zeroize::Zeroizing;

use crate::cli::PassphraseFrom;
use crate::error::Error;
use crate::io::Source;
use crate::passphrase;

/// Most bytes of an identity file, encrypted or not.
const LIMIT: usize = 16 * 1024;

/// The logarithm of what a guess of the passphrase costs: 256 MB and about a second. It is that of age's client for
/// browsers, where a costlier file takes long to open, or cannot be.
const WORK_FACTOR: u8 = 18;

const TITLE: &str =
    "# Ostrakon identity: keep this file secret. Whoever has it can vote as you and see how you voted.";
const COMMITMENT: &str = "# commitment: ";
const ARMOR: &str = "-----BEGIN AGE ENCRYPTED FILE-----";

/// The text of an identity's file.
pub(crate) fn to_text(secret: &IdentitySecret) -> Zeroizing<String> {
    // Written in one piece, so that no part of the key stays behind where a text grew.
    let (commitment, key) = (secret.commitment().to_string(), secret.export());
    let mut text = Zeroizing::new(String::with_capacity(
        TITLE.len() + COMMITMENT.len() + commitment.len() + key.len() + 3,
    ));
    for part in [TITLE, "\n", COMMITMENT, &commitment, "\n", &key, "\n"] {
        text.push_str(part);
    }
    text
}

/// The text of an identity's file, encrypted.
pub(crate) fn encrypt(secret: &IdentitySecret, from: &PassphraseFrom) -> Result<String, Error> {
    let mut recipient = scrypt::Recipient::new(passphrase::choose(from)?);
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt_and_armor(&recipient, to_text(secret).as_bytes())
        .map_err(|error| Error::usage("identity-encrypt", error).hint("try again, or leave --passphrase out"))
}

/// Reads an identity file; asks for the passphrase if there is one.
pub(crate) fn read(source: &Source, from: &PassphraseFrom) -> Result<IdentitySecret, Error> {
    let text = source.read_text(LIMIT, "identity-size")?;
    let is_encrypted = text.trim_start().starts_with(ARMOR);
    let secret = if is_encrypted { decrypt(&text, from).and_then(|text| parse(&text)) } else { parse(&text) };
    secret.map_err(|error| error.about(source))
}

/// The identity of an exported private key.
pub(crate) fn import(source: &Source) -> Result<IdentitySecret, Error> {
    let text = source.read_text(LIMIT, "identity-size")?;
    secret(text.trim()).map_err(|error| {
        error
            .about(source)
            .hint("give the text that identity.export() of Semaphore V4 returns, and nothing else")
    })
}

fn decrypt(text: &str, from: &PassphraseFrom) -> Result<Zeroizing<String>, Error> {
    let identity = scrypt::Identity::new(passphrase::ask(from)?);
    let plain =
        age::decrypt(&identity, text.trim_start().as_bytes()).map(Zeroizing::new).map_err(|error| {
            let wrong = matches!(
                error,
                age::DecryptError::DecryptionFailed
                    | age::DecryptError::KeyDecryptionFailed
                    | age::DecryptError::NoMatchingKeys
            );
            let message = if wrong { "the passphrase is wrong".to_owned() } else { error.to_string() };
            Error::rejected("identity-passphrase", message)
                .hint("try again; without the passphrase the identity cannot be read by anyone")
        })?;
    std::str::from_utf8(&plain)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| Error::rejected("identity-file", "what is encrypted here is not an identity"))
}

fn parse(text: &str) -> Result<IdentitySecret, Error> {
    let mut keys = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return Err(Error::rejected(
            "identity-file",
            "this is not an identity file: one line with a key is needed",
        ));
    };
    let secret = secret(key)?;
    let stated = text.lines().find_map(|line| line.strip_prefix(COMMITMENT));
    if stated.is_some_and(|stated| stated.trim().parse::<IdentityCommitment>() != Ok(secret.commitment())) {
        return Err(Error::rejected("identity-file", "the key is not that of the commitment in the file")
            .hint("the file was changed or damaged: use a copy, or make a new identity"));
    }
    Ok(secret)
}

/// The identity of a key in base64. No text at all is a valid key for Semaphore, and never a voter's.
fn secret(key: &str) -> Result<IdentitySecret, Error> {
    if key.is_empty() {
        return Err(Error::rejected("identity-empty", "there is no private key"));
    }
    IdentitySecret::import(key).map_err(|error| {
        let code = match error {
            IdentityError::Base64 => "identity-base64",
            IdentityError::Size => "identity-size",
            IdentityError::Zero => "identity-zero",
            _ => "identity",
        };
        Error::rejected(code, error)
    })
}
