//! `ostrakon agent`: the arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ostrakon_agent::address::Address;

use super::server::PROXY_HELP;
use super::vote::ANSWER_HELP;
use super::{Overwrite, PassphraseFrom};
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Agent {
    /// Make an agent's folder, with a mandate to edit
    ///
    /// The mandate says in which polls the agent may vote in your name, when it has to ask you, and until when. It
    /// casts nothing as it is written. Edit it, then accept it.
    New(AgentNew),
    /// Put the mandate in force, after it is shown in plain words
    Accept(AgentAccept),
    /// Take the mandate back at once: nothing leaves any more
    Revoke(AgentArgs),
    /// Give a model in an agent host tools to vote within the mandate
    ///
    /// Speaks the Model Context Protocol on standard input and output: a host, such as an assistant on your desktop,
    /// starts it. It casts what is planned while it runs. A sealed identity needs --passphrase-file.
    #[command(after_help = PROXY_HELP)]
    Mcp(AgentArgs),
    /// List what waits for your answer
    Pending(AgentArgs),
    /// Cast what was proposed in a poll
    #[command(after_help = PROXY_HELP)]
    Approve(AgentPoll),
    /// Cast nothing in a poll. A ballot that is in is replaced by one that abstains, where the poll allows it
    #[command(after_help = PROXY_HELP)]
    Deny(AgentPoll),
    /// Cast other answers than those proposed, or replace the ballot that is in
    #[command(after_help = format!("{ANSWER_HELP}\n\n{PROXY_HELP}"))]
    Change(AgentChange),
    /// Follow the boards, decide by your preferences, ask you, and send what is due
    ///
    /// It looks at the boards of the mandate, decides by the weights in preferences.toml, and writes what it did and
    /// what waits for you to digest.txt, in the agent's folder. It ends with Ctrl-C; what is planned leaves when it
    /// runs again.
    #[command(after_help = PROXY_HELP)]
    Run(AgentRun),
    /// Send the ballots whose moment has come, and look after those in polls that are over
    #[command(after_help = PROXY_HELP)]
    Send(AgentArgs),
    /// List everything that was decided
    Decisions(AgentArgs),
    /// Write the receipt of a ballot. Who has it can see how you voted
    Receipt(AgentReceipt),
    /// Show why a ballot says what it says, with what lets others check that it was written with the ballot
    Rationale(AgentRationale),
}

/// Where the agent is, and who it votes for.
#[derive(Debug, Args)]
pub(crate) struct AgentArgs {
    /// The agent's folder
    #[arg(long, value_name = "DIR", default_value = "agent")]
    pub(crate) folder: PathBuf,
    /// Your identity file
    #[arg(short, long, value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) identity: Source,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct AgentRun {
    #[command(flatten)]
    pub(crate) agent: AgentArgs,
    /// Go one round, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// Look at the boards each so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) every: u32,
}

#[derive(Debug, Args)]
pub(crate) struct AgentNew {
    /// The board to vote on, such as https://votes.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) server: Address,
    /// The agent's folder
    #[arg(long, value_name = "DIR", default_value = "agent")]
    pub(crate) folder: PathBuf,
    /// When the mandate ends
    #[arg(long, value_name = "TIME", default_value = "+90d")]
    pub(crate) expires: String,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct AgentAccept {
    #[command(flatten)]
    pub(crate) agent: AgentArgs,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AgentPoll {
    /// The poll's id, or how it begins
    #[arg(value_name = "POLL")]
    pub(crate) poll: String,
    #[command(flatten)]
    pub(crate) agent: AgentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct AgentChange {
    #[command(flatten)]
    pub(crate) poll: AgentPoll,
    /// An answer, once for each question: QUESTION=…, see below
    #[arg(short, long = "answer", value_name = "ANSWER")]
    pub(crate) answers: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AgentReceipt {
    #[command(flatten)]
    pub(crate) poll: AgentPoll,
    /// Where to write it
    #[arg(short, long, value_name = "FILE", default_value = "receipt.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct AgentRationale {
    /// The poll's id, or how it begins
    #[arg(value_name = "POLL", required_unless_present = "check", conflicts_with = "check")]
    pub(crate) poll: Option<String>,
    /// Check one that was shown with --json
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<Source>,
    #[command(flatten)]
    pub(crate) agent: AgentArgs,
}
