//! `ostrakon watch` and `cosign`: the arguments.

use std::path::PathBuf;

use clap::Args;
use ostrakon_core::poll::PollId;

use super::Address;
use super::server::PROXY_HELP;

/// Follow the log of a poll as it grows, and check everything in it
///
/// Every ballot is verified, every checkpoint has to go on from the one before. It ends when the log is closed. If
/// the log is rewritten, or holds what it may not, that is evidence against the board: what it signed is kept.
#[derive(Debug, Args)]
#[command(after_help = PROXY_HELP)]
pub(crate) struct Watch {
    /// The board's address, such as https://votes.example.org
    #[arg(value_name = "URL")]
    pub(crate) server: Address,
    /// The poll's id, as you got it from somewhere else than the server
    #[arg(long, value_name = "ID")]
    pub(crate) poll: PollId,
    /// Check what is there now, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// How often to look, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) every: u64,
    /// Where to keep what the board has signed, should it be caught
    #[arg(long, value_name = "DIR", default_value = "evidence")]
    pub(crate) evidence: PathBuf,
}

/// Sign what a board shows of a poll's log, after checking that it only grew
///
/// Cosigners keep the operator from showing different people different logs: run it on a machine of your own. The
/// state file says what was signed last; keep it, and use one for each poll. It is written before a signature
/// leaves. Without --every it signs once; with it, until the log is closed and signed.
#[derive(Debug, Args)]
#[command(after_help = PROXY_HELP)]
pub(crate) struct Cosign {
    /// The board's address, such as https://votes.example.org
    #[arg(value_name = "URL")]
    pub(crate) server: Address,
    /// The poll's id, as you got it from somewhere else than the server
    #[arg(long, value_name = "ID")]
    pub(crate) poll: PollId,
    /// The cosigner's key, from `ostrakon board cosigner-key`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// What was signed last. Made if it is missing
    #[arg(long, value_name = "FILE")]
    pub(crate) state: PathBuf,
    /// Go on, and look so often, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) every: Option<u64>,
    /// Where to keep what the board has signed, should it be caught
    #[arg(long, value_name = "DIR", default_value = "evidence")]
    pub(crate) evidence: PathBuf,
}
