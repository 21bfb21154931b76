//! The command line: types that clap fills, and what `--help` says.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::PollId;

use crate::io::{Source, Target};

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
    /// What is asked, of whom, and how it is counted
    #[command(subcommand)]
    Poll(Poll),
    /// Make an anonymous ballot
    Vote(Vote),
    /// Look into ballots, and exchange them with Semaphore's JavaScript client
    #[command(subcommand)]
    Ballot(Ballot),
    /// Check ballots, many at once
    Verify(Verify),
    /// Check ballots and count them
    Tally(Tally),
    /// Check a whole poll from its public files, result included
    Audit(Audit),
    /// The proving keys of Semaphore's public ceremony
    #[command(subcommand)]
    Keys(Keys),
    /// Cast a recorded ranked election again, as real anonymous ballots
    Replay(Replay),
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

#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Make a new identity
    ///
    /// Writes a secret file that only you may read, and shows its commitment: a public number that
    /// the registrar of a group needs. The same identity can vote in any number of polls; its ballots
    /// in different polls cannot be linked.
    New(IdentityNew),
    /// Show the commitment of an identity, never its secret
    Show(IdentityFile),
    /// Make an identity file from a private key that Semaphore V4 exported
    Import(IdentityImport),
    /// Print the private key, for Semaphore's JavaScript client. Whoever sees it can vote as you
    Export(IdentityFile),
}

#[derive(Debug, Args)]
pub(crate) struct IdentityNew {
    /// Where to write the identity
    #[arg(short, long, value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) protection: Protection,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

/// Whether a new identity file is encrypted.
#[derive(Debug, Args)]
pub(crate) struct Protection {
    /// Encrypt the file with a passphrase (age), asked for twice
    #[arg(long)]
    pub(crate) passphrase: bool,
    #[command(flatten)]
    pub(crate) from: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityFile {
    /// The identity file
    #[arg(value_name = "FILE", default_value = "identity.ostrakon")]
    pub(crate) file: Source,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct IdentityImport {
    /// The file with the private key in base64. Keys are not taken as arguments: others can see those
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) file: Source,
    #[command(flatten)]
    pub(crate) new: IdentityNew,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Make a group file, empty or from a list
    New(GroupNew),
    /// Add members to a group file
    Add(GroupAdd),
    /// Make a group file from a list of members
    ///
    /// A list is CSV with one commitment a row (or in the column `commitment`; other columns are not
    /// kept), a JSON array of commitments, a group that Semaphore's JavaScript client exported, or a
    /// group file. Every bad row is named, and nothing is written if there is one.
    Import(GroupImport),
    /// Remove a member from a group file. The place stays, empty
    Remove(GroupRemove),
    /// Show places, members, root and digest of a group
    Show(GroupShow),
    /// Check a group file, and whether it is a poll's
    Verify(GroupVerify),
}

#[derive(Debug, Args)]
pub(crate) struct GroupNew {
    /// Where to write the group
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Target,
    /// A list of members, CSV or JSON
    #[arg(long, value_name = "LIST")]
    pub(crate) from: Option<Source>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct GroupAdd {
    /// The group file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Commitments to add
    #[arg(value_name = "COMMITMENT", required_unless_present = "from")]
    pub(crate) members: Vec<IdentityCommitment>,
    /// A list of members to add, CSV or JSON
    #[arg(long, value_name = "LIST")]
    pub(crate) from: Option<Source>,
}

#[derive(Debug, Args)]
pub(crate) struct GroupImport {
    /// The list, CSV or JSON
    #[arg(value_name = "LIST")]
    pub(crate) list: Source,
    /// Where to write the group
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct GroupRemove {
    /// The group file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The member to remove
    #[arg(value_name = "COMMITMENT")]
    pub(crate) member: IdentityCommitment,
}

#[derive(Debug, Args)]
pub(crate) struct GroupShow {
    /// The group file
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Source,
    /// List every place, too
    #[arg(long)]
    pub(crate) members: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GroupVerify {
    /// The group file
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Source,
    /// The poll whose electorate this should be
    #[arg(long, value_name = "POLL")]
    pub(crate) poll: Option<Source>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Poll {
    /// Make a poll from a draft, or ask for everything
    New(PollNew),
    /// Show what a poll asks, of whom, and what becomes public
    Show(PollShow),
    /// Check a poll file, its id and its group
    Check(PollCheck),
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
    /// Depth of the circuit, if the draft does not say: the shallowest of 16, 20 and 32 that the group
    /// fits in
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
#[command(after_help = ANSWER_HELP)]
pub(crate) struct Vote {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// The poll's id, as you got it from somewhere else than the file
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PollId>,
    /// The group file that the poll was made with
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) group: Source,
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
    /// Tell on standard error how long each step took
    #[arg(long)]
    pub(crate) time: bool,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

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
pub(crate) struct Tally {
    /// The poll file
    #[arg(value_name = "POLL")]
    pub(crate) poll: Source,
    /// Files with a ballot each, or with one ballot a line
    #[arg(value_name = "BALLOTS", required = true)]
    pub(crate) ballots: Vec<Source>,
    /// The poll's id, as you got it from somewhere else than the file
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PollId>,
    /// Count the good ballots although others are bad
    #[arg(long)]
    pub(crate) skip_bad: bool,
    /// Where to write the result
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<Target>,
    /// Write a folder that anyone can audit: poll, group, ballots, result
    #[arg(long, value_name = "DIR", requires = "group")]
    pub(crate) bundle: Option<PathBuf>,
    /// The group file that the poll was made with, for the bundle
    #[arg(short, long, value_name = "FILE")]
    pub(crate) group: Option<Source>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
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

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// List the keys of all depths: which are here, and which bytes they have to be
    List,
    /// Check key files against the ceremony's pins; without files, those in the keys folder
    Check(KeysCheck),
    /// Copy keys into the keys folder, each checked against its pin
    ///
    /// Semaphore's npm package has them all:
    ///   npm pack @zk-kit/semaphore-artifacts@4.13.0
    ///   ostrakon keys import zk-kit-semaphore-artifacts-4.13.0.tgz --depth 24
    #[command(verbatim_doc_comment)]
    Import(KeysImport),
}

#[derive(Debug, Args)]
pub(crate) struct KeysCheck {
    /// Key files (semaphore-N.zkey)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeysImport {
    /// A folder or npm package (.tgz) that holds semaphore-N.zkey files, or one such file
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,
    /// Only these depths
    #[arg(long, value_name = "N", num_args = 1.., value_parser = depth)]
    pub(crate) depth: Vec<Depth>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A CSV file with a header: a row for each voter, a column for each rank
    #[arg(value_name = "VOTES")]
    pub(crate) votes: PathBuf,
    /// Cast only so many rows, spread evenly over the file
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Depth of the circuit; otherwise the shallowest of 16, 20 and 32 that has room
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
