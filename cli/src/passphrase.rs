//! Passphrases: from the terminal, or from a file that others fill.

use std::io::{IsTerminal as _, stdin};

use age::secrecy::{ExposeSecret as _, SecretString};
use inquire::{Password, PasswordDisplayMode};

use crate::cli::PassphraseFrom;
use crate::error::Error;
use crate::io::Source;

/// Most bytes of a passphrase file.
const LIMIT: usize = 4096;

/// The passphrase of a file that is encrypted already.
pub(crate) fn ask(from: &PassphraseFrom) -> Result<SecretString, Error> {
    passphrase(from, |prompt| prompt.without_confirmation())
}

/// The passphrase for a file to be encrypted, asked for twice.
pub(crate) fn choose(from: &PassphraseFrom) -> Result<SecretString, Error> {
    let passphrase = passphrase(from, |prompt| {
        prompt
            .with_custom_confirmation_message("Passphrase once more:")
            .with_custom_confirmation_error_message("The two passphrases differ.")
    })?;
    if passphrase.expose_secret().is_empty() {
        return Err(Error::usage("passphrase", "the passphrase is empty")
            .hint("choose a passphrase, or leave --passphrase out to write the file unencrypted"));
    }
    Ok(passphrase)
}

fn passphrase(
    from: &PassphraseFrom,
    prepare: impl FnOnce(Password<'static>) -> Password<'static>,
) -> Result<SecretString, Error> {
    if let Some(file) = &from.passphrase_file {
        let text = Source::File(file.clone()).read_text(LIMIT, "passphrase-size")?;
        return Ok(SecretString::from(text.lines().next().unwrap_or_default().to_owned()));
    }
    if !stdin().is_terminal() {
        return Err(Error::usage("passphrase", "a passphrase is needed, and there is no terminal to ask on")
            .hint("give it in a file: --passphrase-file FILE"));
    }
    let prompt = Password::new("Passphrase:").with_display_mode(PasswordDisplayMode::Hidden);
    prepare(prompt).prompt().map(SecretString::from).map_err(|error| {
        Error::usage("passphrase", format!("no passphrase was given: {error}"))
            .hint("run the command again, or give the passphrase in a file: --passphrase-file FILE")
    })
}
