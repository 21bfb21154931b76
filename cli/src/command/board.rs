//! `ostrakon board`.

use ostrakon_board::service::BoardKey;
use ostrakon_core::board::NoteKey;
use rand_core::{OsRng, RngCore as _};
use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::{Board, BoardSecret, CosignerKey};
use crate::cosigner_key;
use crate::error::Error;
use crate::io::{Access, Existing};
use crate::report::Report;
use crate::style::BOLD;

pub(super) fn run(command: &Board) -> Result<Report, Error> {
    match command {
        Board::Key(arguments) => key(arguments),
        Board::Token(arguments) => token(arguments),
        Board::CosignerKey(arguments) => cosigner_key(arguments),
    }
}

fn key(arguments: &BoardSecret) -> Result<Report, Error> {
    let key = BoardKey::generate(&mut OsRng);
    write(arguments, &key.to_text())?;
    let public = key.public();
    let text = format!(
        "{}. Keep it secret, and keep a copy: without it the board cannot sign.\n\n\
         Organisers put this into the drafts of polls. It is public:\n\n\
         [board]\nhost = \"...\"\nkey = {BOLD}\"{public}\"{BOLD:#}\n",
        arguments.output.wrote()
    );
    Ok(Report::new(text, json!({"key": public, "file": arguments.output.to_string()}))
        .beside(&arguments.output))
}

fn token(arguments: &BoardSecret) -> Result<Report, Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    OsRng.fill_bytes(bytes.as_mut_slice());
    write(arguments, &Zeroizing::new(hex::encode(bytes.as_slice())))?;
    let text = format!("{}. Give it to organisers, and to nobody else.\n", arguments.output.wrote());
    Ok(Report::new(text, json!({"file": arguments.output.to_string()})).beside(&arguments.output))
}

fn cosigner_key(arguments: &CosignerKey) -> Result<Report, Error> {
    let CosignerKey { name, output, overwrite } = arguments;
    let (signer, text) = cosigner_key::generate(name);
    output.write(text.as_bytes(), Access::Owner, Existing::from_force(overwrite.force))?;
    let public = NoteKey::from_bytes(signer.verifier_key().to_bytes());
    let text = format!(
        "{}. Keep it secret.\n\n\
         Organisers put this into the drafts of polls, below [board]. It is public:\n\n\
         cosigners = {{ threshold = 1, keys = [{{ name = \"{name}\", key = {BOLD}\"{public}\"{BOLD:#} }}] }}\n",
        output.wrote()
    );
    Ok(Report::new(text, json!({"name": name, "key": public, "file": output.to_string()})).beside(output))
}

fn write(arguments: &BoardSecret, text: &str) -> Result<(), Error> {
    let line = Zeroizing::new([text.as_bytes(), b"\n"].concat());
    arguments.output.write(&line, Access::Owner, Existing::from_force(arguments.overwrite.force))
}
