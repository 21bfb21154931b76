//! `ostrakon vote`.

use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::content::Content;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::Poll;
use ostrakon_prover::ProveError;
use rand_core::OsRng;
use serde_json::json;

use crate::cli::{AnswerArgs, Vote};
use crate::clock::now;
use crate::error::Error;
use crate::io::Existing;
use crate::progress::Steps;
use crate::report::Report;
use crate::style::{BOLD, warn};
use crate::{answer, document, identity_file, interview, keys};

pub(super) fn run(arguments: &Vote) -> Result<Report, Error> {
    let Vote { poll, id, group, identity, passphrase, answers, output, time, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let mut steps = Steps::begin();
    let poll = document::poll_of(poll, *id)?;
    warn_of_window(&poll);
    steps.done("read the poll");
    let content = content(&poll, answers)?;
    steps.done("read the answers");
    let secret = identity_file::read(identity, passphrase)?;
    steps.done("read the identity");
    let path = document::path(group, &poll, secret.commitment())?;
    steps.done("read and check the group");
    let prover = keys::prover(poll.electorate().depth)?;
    steps.done("check and read the key");
    let ballot = prover.prove(&poll, &secret, &path, content, &mut OsRng).map_err(|error| refused(&error))?;
    steps.done("prove and check the proof");
    output.write_line(&ballot.to_bytes(), existing)?;
    steps.done("write the ballot");
    if *time {
        eprint!("{steps}");
    }
    Ok(report(&poll, &secret, &ballot, output))
}

fn report(poll: &Poll, secret: &IdentitySecret, ballot: &Ballot, output: &crate::io::Target) -> Report {
    let content = ballot.content();
    let nullifier = Nullifier::derive(poll.id().scope(), secret);
    let id = BallotId::new(nullifier, content.message());
    let text = format!(
        "{}. It says, for everyone to see, but not from whom:\n{}\n{BOLD}ballot id{BOLD:#}  {id}\n\
         Hand it to whoever collects the ballots. Keep the id to find your ballot again; showing it to\n\
         others shows them how you voted.\n",
        output.wrote(),
        answer::describe_all(poll, content.answers())
    );
    let json = json!({
        "ballot_id": id,
        "file": output.to_string(),
        "nullifier": nullifier.to_string(),
        "poll": poll.id(),
        "revision": content.revision(),
    });
    Report::new(text, json).beside(output)
}

/// The content that answers from the command line, or from the terminal, make.
pub(super) fn content(poll: &Poll, arguments: &AnswerArgs) -> Result<Content, Error> {
    let AnswerArgs { answers, revision } = arguments;
    let answers =
        if answers.is_empty() { interview::answers(poll)? } else { answer::read_all(poll, answers)? };
    Content::new(poll, *revision, answers).map_err(|error| Error::rejected(error.code(), &error))
}

/// The clock here may be wrong, so this is for whoever collects the ballots to decide.
fn warn_of_window(poll: &Poll) {
    let now = now();
    if now < poll.opens() {
        warn(&format!(
            "the poll opens at {}; whoever collects ballots has to refuse one handed in before",
            poll.opens()
        ));
    } else if now >= poll.closes() {
        warn(&format!(
            "the poll closed at {}; whoever collects ballots has to refuse one handed in now",
            poll.closes()
        ));
    }
}

/// Why there is no ballot.
pub(super) fn refused(error: &ProveError) -> Error {
    Error::rejected(error.code(), error).hint("check that group and identity are those of the poll")
}
