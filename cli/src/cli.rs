//! The command line: types that clap fills, and what `--help` says.

mod agent;
mod ballot;
mod bench;
mod board;
mod check;
mod conformance;
mod enrolment;
mod group;
mod identity;
mod keys;
mod lottery;
mod poll;
mod receipt;
mod rules;
mod serve;
mod server;
mod tally;
mod vote;
mod watch;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use ostrakon_core::path::Depth;
use ostrakon_tally::file::format::Format;

pub(crate) use agent::{
    Agent, AgentAccept, AgentArgs, AgentChange, AgentNew, AgentPoll, AgentRationale, AgentReceipt, AgentRun,
};
pub(crate) use ballot::{Ballot, BallotCast, BallotContent, BallotExport, BallotImport, BallotShow};
pub(crate) use bench::Bench;
pub(crate) use board::{Board, BoardSecret, CosignerKey};
pub(crate) use check::{Audit, Bundle, Verify};
pub(crate) use conformance::Conformance;
pub(crate) use enrolment::{Enrol, Enrolment, EnrolmentClose, EnrolmentNew, EnrolmentShow};
pub(crate) use group::{Group, GroupAdd, GroupRemove, GroupShow, GroupTree, GroupVerify};
pub(crate) use identity::{Identity, IdentityFile, IdentityNew};
pub(crate) use keys::{Keys, KeysCheck, KeysImport};
pub(crate) use lottery::{Lottery, LotteryCommit, LotteryOpen};
pub(crate) use poll::{Poll, PollCheck, PollNew, PollPublish};
pub(crate) use receipt::{Receipt, ReceiptCheck};
pub(crate) use rules::Rules;
pub(crate) use serve::Serve;
pub(crate) use server::{Address, OrganiserToken, Server};
pub(crate) use tally::{Proven, RuleArgument, Tally, Telling};
pub(crate) use vote::{AnswerArgs, Vote};
pub(crate) use watch::{Cosign, Watch};

use crate::io::Source;

/// Anonymous ballots from the command line.
///
/// Members of a group vote in a poll. Each ballot carries a zero-knowledge proof that says "I am in
/// this group and this is my one ballot", and nothing about who: nobody learns whose ballot it is.
/// Anyone can check every ballot and count again.
#[derive(Debug, Parser)]
#[command(name = "ostrakon", version, max_term_width = 100, after_long_help = AFTER_HELP)]
pub(crate) struct Cli {
    /// Print exactly one JSON object on standard output, errors included
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
From nothing to a result:
  Every voter makes an identity, and gives its commitment to the registrar:
    ostrakon identity new
  The registrar lists the commitments:
    ostrakon group new group.json --from members.csv
  The organiser edits a draft, makes the poll of it, and tells everyone its id:
    ostrakon poll example > draft.toml
    ostrakon poll new draft.toml --group group.json
  Every voter makes a ballot, and hands it in:
    ostrakon vote poll.json --group group.json --identity identity.ostrakon --id ID
  Whoever collects the ballots counts them, and publishes a folder:
    ostrakon tally poll.json ballot*.json --group group.json --bundle audit
  Anyone checks it:
    ostrakon audit audit --poll ID

See it all at work: ostrakon demo

A file called - is standard input or output. Exit codes: 0 all is fine; 1 a ballot, poll, group, key
or bundle is bad; 2 the command cannot be carried out as given, or a file not read or written.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What a voter holds: make, show, import and export it
    #[command(subcommand)]
    Identity(Identity),
    /// Who may vote: lists of commitments
    #[command(subcommand)]
    Group(Group),
    /// Get people into a group by one-time codes
    #[command(subcommand)]
    Enrolment(Enrolment),
    /// Get into a group with a one-time code
    #[command(visible_alias = "enroll")]
    Enrol(Enrol),
    /// What is asked, of whom, and how it is counted
    #[command(subcommand)]
    Poll(Poll),
    /// What lots are drawn by: commit to it before a poll, open it afterwards
    #[command(subcommand)]
    Lottery(Lottery),
    /// Make an anonymous ballot
    Vote(Vote),
    /// Let a program vote in your name, within limits that you set
    #[command(subcommand)]
    Agent(Agent),
    /// Look into ballots, and exchange them with Semaphore's JavaScript client
    #[command(subcommand)]
    Ballot(Ballot),
    /// What a board promised about a ballot, and whether it kept it
    #[command(subcommand)]
    Receipt(Receipt),
    /// Check ballots, many at once
    Verify(Verify),
    /// Check ballots and count them, or count a plain ballot file
    Tally(Tally),
    /// Check a whole poll from its public files, result included
    Audit(Audit),
    /// Fetch everything that an audit of a closed poll needs
    Bundle(Bundle),
    /// Follow the log of a poll as it grows, and check everything in it
    Watch(Watch),
    /// Sign what a board shows of a poll's log, after checking that it only grew
    Cosign(Cosign),
    /// What a board needs before it is served: its key, and the organisers' token
    #[command(subcommand)]
    Board(Board),
    /// Run polls over the network: take ballots, promise them, and keep their public logs
    Serve(Serve),
    /// The rules by which answers can be counted: what each is for and what it guarantees
    Rules(Rules),
    /// Hold the count against the outcomes that other programs found
    Conformance(Conformance),
    /// The proving keys of Semaphore's public ceremony
    #[command(subcommand)]
    Keys(Keys),
    /// Cast a recorded election again, as real anonymous ballots
    Replay(Replay),
    /// Measure on this machine how long ballots take to make and to check
    Bench(Bench),
    /// Show everything at work: a whole poll in under a minute
    Demo(Demo),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page, or write all of them to a folder
    Man(Man),
}

/// How a document is written.
#[derive(Debug, Args)]
pub(crate) struct Overwrite {
    /// Replace a file that is there already
    #[arg(long)]
    pub(crate) force: bool,
}

/// Where the passphrase of an identity comes from, if not from the terminal.
#[derive(Debug, Args)]
pub(crate) struct PassphraseFrom {
    /// Read the passphrase from the first line of this file (such as /dev/fd/3), not the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A ballot file: a table, or one of OpenSTV, OpaVote, PrefLib or Pabulib
    #[arg(value_name = "VOTES")]
    pub(crate) votes: Source,
    /// What format it is, where its name does not tell: csv, csv-ranks, blt, soi, pb, ...
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Cast only so many ballots, spread evenly over the file
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Depth of the circuit; otherwise 16 or 20 where the voters fit in
    #[arg(long, value_name = "D", value_parser = depth)]
    pub(crate) depth: Option<Depth>,
    /// Write a folder that anyone can audit
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep everything the demo makes in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write a page for every command here; without it the main page is printed
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

/// A depth from the command line.
fn depth(text: &str) -> Result<Depth, String> {
    let number: u8 = text.parse().map_err(|_| "a number from 1 to 32 is needed".to_owned())?;
    Depth::new(number).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
