//! `ostrakon vote`: the arguments, and how answers are written.

use clap::Args;
use ostrakon_core::poll::PollId;

use super::server::PROXY_HELP;
use super::{Address, Overwrite, PassphraseFrom};
use crate::io::{Source, Target};

/// What a ballot says.
#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// An answer, once for each question: QUESTION=…, see below
    #[arg(short, long = "answer", value_name = "ANSWER")]
    pub(crate) answers: Vec<String>,
    /// 0 for a first ballot, more for one that replaces it
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) revision: u8,
}

pub(crate) const ANSWER_HELP: &str = "\
Answers name options by their ids, as `ostrakon poll show POLL` lists them:
  pick       lunch=thai,soup           chosen options; `lunch=` chooses none
  rank       mayor=ann>bob=cem>dan     best first; = for equal places
  score      talks=ann:3,bob:0         a score for every option
  allocate   budget=park:4,road:-2     units; options with none left out
  stance     views=a:agree,b:disagree,c:pass
  any form   lunch=abstain!            no answer, where the question allows it
In a poll with one question, `QUESTION=` may be left out.";

#[derive(Debug, Args)]
#[command(after_help = format!("{ANSWER_HELP}\n\n{PROXY_HELP}"))]
pub(crate) struct Vote {
    /// The poll file
    #[arg(value_name = "POLL", required_unless_present = "server", conflicts_with = "server")]
    pub(crate) poll: Option<Source>,
    /// The poll's id, as you got it from somewhere else than the file or server
    #[arg(long, visible_alias = "poll", value_name = "ID")]
    pub(crate) id: Option<PollId>,
    /// The group file that the poll was made with, or its tree
    #[arg(short, long, value_name = "FILE", default_value = "group.json", conflicts_with = "server")]
    pub(crate) group: Source,
    /// Fetch poll and group from a board, such as https://votes.example.org, and cast the ballot there
    #[arg(long, value_name = "URL", requires = "id")]
    pub(crate) server: Option<Address>,
    /// Your identity file
    #[arg(short, long, value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) identity: Source,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Where to write the ballot
    #[arg(short, long, value_name = "FILE", default_value = "ballot.json")]
    pub(crate) output: Target,
    /// Where to write the receipt of a ballot that is cast on a server. Who has it can see how you voted
    #[arg(long, value_name = "FILE", default_value = "receipt.json", requires = "server")]
    pub(crate) receipt: Target,
    /// Tell on standard error how long each step took
    #[arg(long)]
    pub(crate) time: bool,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
