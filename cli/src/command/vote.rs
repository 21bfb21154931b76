//! `ostrakon vote`.

use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::content::Content;
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret};
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::MerklePath;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_prover::ProveError;
use rand_core::OsRng;
use serde_json::json;

use super::ballot::{self, Promised};
use crate::cli::{AnswerArgs, Vote};
use crate::clock::now;
use crate::error::Error;
use crate::io::{Existing, Source, Target};
use crate::progress::Steps;
use crate::remote::Remote;
use crate::report::Report;
use crate::shown_log::board_key;
use crate::style::{BOLD, note, warn};
use crate::{answer, document, identity_file, interview, keys};

pub(super) fn run(arguments: &Vote) -> Result<Report, Error> {
    let Vote { identity, passphrase, answers, output, receipt, time, overwrite, .. } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let mut steps = Steps::begin();
    let from = PollFrom::of(arguments)?;
    if let PollFrom::Server(..) = from {
        receipt.check(existing)?;
    }
    let poll = from.poll()?;
    warn_of_window(&poll);
    steps.done("read the poll");
    let content = content(&poll, answers)?;
    steps.done("read the answers");
    let secret = identity_file::read(identity, passphrase)?;
    steps.done("read the identity");
    let path = from.path(&poll, secret.commitment())?;
    steps.done("read and check the group");
    let prover = keys::prover(poll.electorate().depth)?;
    steps.done("check and read the key");
    let ballot = prover.prove(&poll, &secret, &path, content, &mut OsRng).map_err(|error| refused(&error))?;
    steps.done("prove and check the proof");
    output.write_line(&ballot.to_bytes(), existing)?;
    steps.done("write the ballot");
    let promised = match from {
        PollFrom::Files { .. } => None,
        PollFrom::Server(remote, _) => {
            let promised = ballot::cast(&remote, &poll, &ballot, receipt, existing, output)?;
            steps.done("cast the ballot");
            Some(promised)
        }
    };
    if *time {
        eprint!("{steps}");
    }
    let report = report(&poll, &secret, &ballot, output, promised.as_ref());
    Ok(if promised.is_some() { report.beside(receipt) } else { report })
}

/// Where poll and group come from.
enum PollFrom<'a> {
    Files { poll: &'a Source, id: Option<PollId>, group: &'a Source },
    Server(Remote, PollId),
}

impl<'a> PollFrom<'a> {
    fn of(arguments: &'a Vote) -> Result<Self, Error> {
        let Vote { poll, id, group, server, .. } = arguments;
        match (server, id, poll) {
            (Some(server), Some(id), _) => Ok(Self::Server(Remote::new(server)?, *id)),
            (None, id, Some(poll)) => Ok(Self::Files { poll, id: *id, group }),
            _ => Err(Error::usage("usage", "the poll is missing")
                .hint("give a poll file, or --server URL with --id ID")),
        }
    }

    fn poll(&self) -> Result<Poll, Error> {
        match self {
            Self::Files { poll, id, .. } => document::poll_of(poll, *id),
            Self::Server(remote, id) => {
                let poll = remote.poll(*id)?;
                board_key(&poll)?;
                note(&format!(
                    "whoever runs {remote} sees from which address the ballot comes, and when. If you enrolled\n      \
                     there, do not vote soon after it: the two moments would tell who you are."
                ));
                Ok(poll)
            }
        }
    }

    fn path(&self, poll: &Poll, member: IdentityCommitment) -> Result<MerklePath, Error> {
        match self {
            Self::Files { group, .. } => document::path(group, poll, member),
            Self::Server(remote, _) => document::path_in_group(&remote.group(poll)?, member),
        }
    }
}

fn report(
    poll: &Poll,
    secret: &IdentitySecret,
    ballot: &Ballot,
    output: &Target,
    promised: Option<&Promised>,
) -> Report {
    let content = ballot.content();
    let nullifier = Nullifier::derive(poll.id().scope(), secret);
    let id = BallotId::new(nullifier, content.message());
    let next = match promised {
        Some(promised) => promised.to_text(),
        None => {
            "Hand it to whoever collects the ballots. Keep the id to find your ballot again; showing it to\n\
                 others shows them how you voted.\n"
                .to_owned()
        }
    };
    let text = format!(
        "{}. It says, for everyone to see, but not from whom:\n{}\n{BOLD}ballot id{BOLD:#}  {id}\n{next}",
        output.wrote(),
        poll.tell(content.answers())
    );
    let json = json!({
        "ballot_id": id,
        "file": output.to_string(),
        "nullifier": nullifier.to_string(),
        "poll": poll.id(),
        "revision": content.revision(),
    });
    let report = Report::new(text, json).beside(output);
    match promised {
        Some(promised) => promised.add_to(report),
        None => report,
    }
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
