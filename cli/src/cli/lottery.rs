//! `ostrakon lottery`: the arguments.

use clap::{Args, Subcommand};
use ostrakon_core::text::Label;

use super::Overwrite;
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Lottery {
    /// Commit to a secret for a poll that draws lots
    ///
    /// Writes a secret file that only you may read, and shows the commitment that the organiser puts
    /// into the draft of the poll. Give the file away when the poll has closed and the ballots are
    /// public, not before: who has the secrets of all parties knows the draw. Each poll needs a new one.
    Commit(LotteryCommit),
    /// Put together, after the close, what a poll's lottery source gave
    ///
    /// From the secret files of all parties, or from the beacon's round. The result is a public
    /// document, which `ostrakon tally --lottery` needs.
    Open(LotteryOpen),
}

#[derive(Debug, Args)]
pub(crate) struct LotteryCommit {
    /// Your name, as the poll will show it
    #[arg(value_name = "NAME")]
    pub(crate) name: Label,
    /// Where to write the secret
    #[arg(short, long, value_name = "FILE", default_value = "lottery-secret.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct LotteryOpen {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// The secret files of the parties, in any order
    #[arg(value_name = "SECRETS", conflicts_with = "beacon")]
    pub(crate) secrets: Vec<Source>,
    /// The beacon's round, as its web interface gives it
    #[arg(long, value_name = "FILE")]
    pub(crate) beacon: Option<Source>,
    /// Where to write the opening
    #[arg(short, long, value_name = "FILE", default_value = "lottery.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
