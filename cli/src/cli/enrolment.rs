//! `ostrakon enrolment` and `enrol`: the arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ostrakon_core::enrolment::EnrolmentId;

use super::server::PROXY_HELP;
use super::{OrganiserToken, Overwrite, PassphraseFrom, Server};
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Enrolment {
    /// Open an enrolment on a board: people in, one-time codes out
    ///
    /// The table of people has a first row with the names of its columns, such as name,email. What is written is
    /// the same table with a column `code`, for you to send each person theirs. The board gets a digest of each
    /// code and the title, and nothing about people.
    New(EnrolmentNew),
    /// Show whether an enrolment is closed, and how many of its codes are used
    Show(EnrolmentShow),
    /// Close an enrolment: nobody else is let in, and the group is fetched
    Close(EnrolmentClose),
}

#[derive(Debug, Args)]
pub(crate) struct EnrolmentNew {
    /// What people enrol in, such as "Members of 2026". It is public
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: String,
    /// The people, one a row, as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Source,
    /// Where to write people with their codes. It is secret: who has a code can enrol
    #[arg(long, value_name = "FILE", default_value = "codes.csv")]
    pub(crate) codes: PathBuf,
    #[command(flatten)]
    pub(crate) server: Server,
    #[command(flatten)]
    pub(crate) token: OrganiserToken,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct EnrolmentShow {
    /// The enrolment's id
    #[arg(value_name = "ID")]
    pub(crate) id: EnrolmentId,
    #[command(flatten)]
    pub(crate) server: Server,
}

#[derive(Debug, Args)]
pub(crate) struct EnrolmentClose {
    /// The enrolment's id
    #[arg(value_name = "ID")]
    pub(crate) id: EnrolmentId,
    #[command(flatten)]
    pub(crate) server: Server,
    #[command(flatten)]
    pub(crate) token: OrganiserToken,
    /// Where to write the group
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Get into a group with a one-time code
///
/// Signs for the code with your identity, so that nobody can enrol a commitment that is not theirs. The board
/// keeps the commitment, not which code it came with; but who runs it could look. Do not vote soon afterwards: the
/// two moments would tell who you are.
#[derive(Debug, Args)]
#[command(after_help = PROXY_HELP)]
pub(crate) struct Enrol {
    #[command(flatten)]
    pub(crate) server: Server,
    /// The enrolment's id, as the registrar told it
    #[arg(long, value_name = "ID")]
    pub(crate) enrolment: EnrolmentId,
    /// Your identity file
    #[arg(short, long, value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) identity: Source,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
    /// Read your code from this file, - for standard input, and not the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) code_file: Option<Source>,
}
