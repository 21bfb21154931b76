//! `ostrakon poll`: the arguments.

use clap::{Args, Subcommand};
use ostrakon_core::path::Depth;
use ostrakon_core::poll::PollId;

use super::{OrganiserToken, Overwrite, Server, depth};
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Poll {
    /// Make a poll from a draft, or ask for everything
    New(PollNew),
    /// Show what a poll asks, of whom, and what becomes public
    Show(PollShow),
    /// Check a poll file, its id and its group
    Check(PollCheck),
    /// Bring a poll to the board that it names
    Publish(PollPublish),
    /// Print a draft with comments to start from
    Example,
}

#[derive(Debug, Args)]
pub(crate) struct PollNew {
    /// The draft, TOML or JSON: see `ostrakon poll example`. Without it you are asked
    #[arg(value_name = "DRAFT")]
    pub(crate) draft: Option<Source>,
    /// Where to write the poll
    #[arg(short, long, value_name = "FILE", default_value = "poll.json")]
    pub(crate) output: Target,
    /// The group that may vote
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) group: Source,
    /// Depth of the circuit, if not the draft's: otherwise 16 or 20 where the group fits in
    #[arg(long, value_parser = depth)]
    pub(crate) depth: Option<Depth>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct PollShow {
    /// The poll file
    #[arg(value_name = "POLL", default_value = "poll.json")]
    pub(crate) poll: Source,
}

#[derive(Debug, Args)]
pub(crate) struct PollCheck {
    /// The poll file
    #[arg(value_name = "POLL", default_value = "poll.json")]
    pub(crate) poll: Source,
    /// The poll's id, as you got it from somewhere else than the file
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PollId>,
    /// The group that should be the poll's electorate
    #[arg(long, value_name = "FILE")]
    pub(crate) group: Option<Source>,
}

#[derive(Debug, Args)]
pub(crate) struct PollPublish {
    /// The poll file
    #[arg(value_name = "POLL", default_value = "poll.json")]
    pub(crate) poll: Source,
    /// The group file that the poll was made with
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) group: Source,
    #[command(flatten)]
    pub(crate) server: Server,
    #[command(flatten)]
    pub(crate) token: OrganiserToken,
}
