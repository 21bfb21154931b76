//! `ostrakon identity`: the arguments.

use clap::{Args, Subcommand};

use super::{Overwrite, PassphraseFrom};
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Make a new identity
    ///
    /// Writes a secret file that only you may read, and shows its commitment: a public number that
    /// the registrar of a group needs. The same identity can vote in any number of polls; its ballots
    /// in different polls cannot be linked.
    New(IdentityNew),
    /// Show the commitment of an identity, never its secret
    Show(IdentityFile),
    /// Make an identity file from a private key that Semaphore V4 exported
    Import(IdentityImport),
    /// Print the private key, for Semaphore's JavaScript client. Whoever sees it can vote as you
    Export(IdentityFile),
}

#[derive(Debug, Args)]
pub(crate) struct IdentityNew {
    /// Where to write the identity
    #[arg(short, long, value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) protection: Protection,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Whether a new identity file is encrypted.
#[derive(Debug, Args)]
pub(crate) struct Protection {
    /// Encrypt the file with a passphrase (age), asked for twice
    #[arg(long)]
    pub(crate) passphrase: bool,
    #[command(flatten)]
    pub(crate) from: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityFile {
    /// The identity file
    #[arg(value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) file: Source,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityImport {
    /// The file with the private key in base64. Keys are not taken as arguments: others can see those
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) file: Source,
    #[command(flatten)]
    pub(crate) new: IdentityNew,
}
