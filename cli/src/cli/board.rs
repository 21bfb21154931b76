//! `ostrakon board`: the arguments.

use clap::{Args, Subcommand};

use ostrakon_core::board::CosignerName;

use super::Overwrite;
use crate::io::Target;

#[derive(Debug, Subcommand)]
pub(crate) enum Board {
    /// Make the key with which a board signs, and show what polls name of it
    ///
    /// Writes a secret file that only you may read. Who has it can sign promises that nobody keeps.
    Key(BoardSecret),
    /// Make the token that organisers show to bring polls and enrolments to a board
    ///
    /// Writes a secret file that only you may read. Give it to organisers, and to nobody else.
    Token(BoardSecret),
    /// Make the key with which somebody else signs what a board shows, and show what polls name of it
    ///
    /// Writes a secret file that only you may read, for `ostrakon cosign`.
    CosignerKey(CosignerKey),
}

#[derive(Debug, Args)]
pub(crate) struct BoardSecret {
    /// Where to write it
    #[arg(value_name = "FILE")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct CosignerKey {
    /// The name under which to sign, by custom a domain of yours, such as alice.example
    #[arg(value_name = "NAME")]
    pub(crate) name: CosignerName,
    /// Where to write the key
    #[arg(value_name = "FILE")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
