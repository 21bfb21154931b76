//! `ostrakon identity`.

use ostrakon_core::identity::IdentitySecret;
use rand_core::OsRng;
use serde_json::json;

use crate::cli::{Identity, IdentityFile, IdentityNew};
use crate::error::Error;
use crate::identity_file;
use crate::io::{Access, Existing};
use crate::report::Report;
use crate::style::{BOLD, warn};

pub(super) fn run(command: &Identity, as_json: bool) -> Result<Report, Error> {
    match command {
        Identity::New(arguments) => {
            let write = || write(arguments, &IdentitySecret::generate(&mut OsRng), as_json);
            arguments.output.check(Existing::from_force(arguments.overwrite.force)).and_then(|()| write())
        }
        Identity::Show(arguments) => show(arguments),
        Identity::Import(arguments) => {
            write(&arguments.new, &identity_file::import(&arguments.file)?, as_json)
        }
        Identity::Export(arguments) => export(arguments),
    }
}

fn write(arguments: &IdentityNew, secret: &IdentitySecret, as_json: bool) -> Result<Report, Error> {
    let IdentityNew { output, protection, overwrite } = arguments;
    if output.is_stdout() && as_json {
        return Err(Error::usage(
            "usage",
            "an identity is not JSON, so it cannot go to standard output here",
        )
        .hint("name a file with --output, or leave --json out"));
    }
    let existing = Existing::from_force(overwrite.force);
    let encrypted = protection.passphrase || protection.from.passphrase_file.is_some();
    if encrypted {
        let text = identity_file::encrypt(secret, &protection.from)?;
        output.write(text.as_bytes(), Access::Owner, existing)?;
    } else {
        output.write(identity_file::to_text(secret).as_bytes(), Access::Owner, existing)?;
    }
    let commitment = secret.commitment().to_string();
    let kind = if encrypted { "encrypted with your passphrase" } else { "not encrypted" };
    let text = format!(
        "{} ({kind}). Keep it secret, and keep a copy: nobody can restore it.\n\n\
         Give this commitment to the registrar of a group. It is public:\n{BOLD}{commitment}{BOLD:#}\n",
        output.wrote()
    );
    let json = json!({"commitment": commitment, "encrypted": encrypted, "file": output.to_string()});
    Ok(Report::new(text, json).beside(output))
}

fn show(arguments: &IdentityFile) -> Result<Report, Error> {
    let commitment = identity_file::read(&arguments.file, &arguments.passphrase)?.commitment().to_string();
    Ok(Report::new(commitment.as_str(), json!({ "commitment": commitment })))
}

fn export(arguments: &IdentityFile) -> Result<Report, Error> {
    let secret = identity_file::read(&arguments.file, &arguments.passphrase)?;
    warn("this is your private key: whoever sees it can vote as you and see how you voted");
    let key = secret.export();
    Ok(Report::new(key.as_str(), json!({ "privateKey": key.as_str() })))
}
