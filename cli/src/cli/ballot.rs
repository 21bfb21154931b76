//! `ostrakon ballot`: the arguments.

use clap::{Args, Subcommand};

use super::server::PROXY_HELP;
use super::vote::{ANSWER_HELP, AnswerArgs};
use super::{Overwrite, Server};
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Ballot {
    /// Show what a ballot says, after checking it
    Show(BallotShow),
    /// Write the content for a ballot, and the integers that the JavaScript client is called with
    ///
    /// Call generateProof(identity, group, message, scope, merkleTreeDepth) with the integers shown,
    /// then turn its proof into a ballot with `ostrakon ballot import`.
    Content(BallotContent),
    /// Make a ballot of a proof by Semaphore's JavaScript client
    Import(BallotImport),
    /// Cast a ballot on a server, or cast it again after a lost connection
    ///
    /// The same ballot again changes nothing, and gets the same promise.
    Cast(BallotCast),
    /// Write the proof object of a ballot, for verifyProof of Semaphore's JavaScript client
    Export(BallotExport),
}

#[derive(Debug, Args)]
pub(crate) struct BallotShow {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// The ballot file
    #[arg(value_name = "BALLOT", default_value = "ballot.json")]
    pub(crate) ballot: Source,
}

#[derive(Debug, Args)]
#[command(after_help = ANSWER_HELP)]
pub(crate) struct BallotContent {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Where to write the content
    #[arg(short, long, value_name = "FILE", default_value = "content.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct BallotImport {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// The content that the proof is about, as `ostrakon ballot content` wrote it
    #[arg(value_name = "CONTENT")]
    pub(crate) content: Source,
    /// The proof object, as generateProof returned it
    #[arg(value_name = "PROOF")]
    pub(crate) proof: Source,
    /// Where to write the ballot
    #[arg(short, long, value_name = "FILE", default_value = "ballot.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
#[command(after_help = PROXY_HELP)]
pub(crate) struct BallotCast {
    /// The ballot file
    #[arg(value_name = "BALLOT", default_value = "ballot.json")]
    pub(crate) ballot: Source,
    #[command(flatten)]
    pub(crate) server: Server,
    /// Where to write the receipt
    #[arg(long, value_name = "FILE", default_value = "receipt.json")]
    pub(crate) receipt: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct BallotExport {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// The ballot file
    #[arg(value_name = "BALLOT", default_value = "ballot.json")]
    pub(crate) ballot: Source,
    /// Where to write the proof object
    #[arg(short, long, value_name = "FILE", default_value = "proof.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
