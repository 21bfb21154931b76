//! `ostrakon verify` and `audit`: the arguments.

use std::path::PathBuf;

use clap::Args;
use ostrakon_core::poll::PollId;

use crate::io::Source;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// Files with a ballot each, or with one ballot a line
    #[arg(value_name = "BALLOTS", required = true)]
    pub(crate) ballots: Vec<Source>,
    /// The poll's id, as you got it from somewhere else than the file
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PollId>,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// The folder with poll.json, group.json, ballots.jsonl and result.json
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// The poll's id, as you got it from somewhere else than the folder
    #[arg(long, value_name = "ID")]
    pub(crate) poll: Option<PollId>,
}
