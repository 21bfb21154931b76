//! `ostrakon verify`, `audit` and `bundle`: the arguments.

use std::path::PathBuf;

use clap::Args;
use ostrakon_core::poll::PollId;

use super::Overwrite;
use crate::io::{Source, Target};
use crate::parts::BundleSource;

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
    /// The bundle: a folder, a .tar.zst file, or the address of a poll on a server
    #[arg(value_name = "PATH|URL", default_value = ".")]
    pub(crate) bundle: BundleSource,
    /// The poll's id, as you got it from somewhere else than the bundle
    #[arg(long, value_name = "ID")]
    pub(crate) poll: Option<PollId>,
    /// A receipt or promise of a voter, to see whether it was kept
    #[arg(long, value_name = "FILE")]
    pub(crate) receipt: Vec<Source>,
    /// Write the verdict as a page to this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<Target>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct Bundle {
    /// The closed poll: its address on a server, or another bundle
    #[arg(value_name = "URL|PATH")]
    pub(crate) from: BundleSource,
    /// The folder to make, or the file where its name ends in .tar.zst
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) into: PathBuf,
    /// The poll's id, as you got it from somewhere else than the server
    #[arg(long, value_name = "ID")]
    pub(crate) poll: Option<PollId>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
