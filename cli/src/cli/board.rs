//! `ostrakon board`: the arguments.

use clap::{Args, Subcommand};

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
}

#[derive(Debug, Args)]
pub(crate) struct BoardSecret {
    /// Where to write it
    #[arg(value_name = "FILE")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
