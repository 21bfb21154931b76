//! `ostrakon ballot`: what stands in ballots, and the bridge to Semaphore's JavaScript client.

use std::fmt::Display;

use ostrakon_core::ballot::{Ballot, BallotId, MAX_BALLOT_BYTES};
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::counted::Countable as _;
use ostrakon_core::json::{self, from_json};
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use ostrakon_verifier::{VerifiedBallot, Verifier, VerifyError};
use serde_json::json;

use super::vote;
use crate::cli::{Ballot as Command, BallotCast, BallotContent, BallotExport, BallotImport, BallotShow};
use crate::document;
use crate::error::Error;
use crate::io::{Access, Existing, Target};
use crate::remote::Remote;
use crate::report::Report;
use crate::style::{BOLD, mark};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::Show(arguments) => show(arguments),
        Command::Content(arguments) => content(arguments),
        Command::Import(arguments) => import(arguments),
        Command::Export(arguments) => export(arguments),
        Command::Cast(arguments) => cast_again(arguments),
    }
}

fn show(arguments: &BallotShow) -> Result<Report, Error> {
    let poll = document::poll(&arguments.poll)?;
    let ballot = document::ballot(&arguments.ballot)?;
    let ballot = Verifier::new(poll.clone()).verify(ballot).map_err(|error| refused(&error))?;
    let content = ballot.content();
    let text = format!(
        "{} A member of the group says, in poll {}:\n{}\n{BOLD}revision{BOLD:#}   {}\n{BOLD}ballot id{BOLD:#}  {}\n{BOLD}nullifier{BOLD:#}  {}\n",
        mark(true),
        poll.id(),
        poll.tell(content.answers()),
        ballot.revision(),
        ballot.id(),
        ballot.nullifier(),
    );
    Ok(Report::new(text, to_json(&ballot)))
}

fn content(arguments: &BallotContent) -> Result<Report, Error> {
    let BallotContent { poll, answers, output, overwrite } = arguments;
    let poll = document::poll(poll)?;
    let content = vote::content(&poll, answers)?;
    output.write_document(&json::to_canonical(&content), Existing::from_force(overwrite.force))?;
    let (message, scope, depth) = (content.message(), poll.id().scope(), poll.electorate().depth);
    let text = format!(
        "{}. Call generateProof(identity, group, message, scope, merkleTreeDepth) with\n\
         {BOLD}message{BOLD:#}          {message}\n{BOLD}scope{BOLD:#}            {scope}\n{BOLD}merkleTreeDepth{BOLD:#}  {depth}\n\
         then: ostrakon ballot import POLL CONTENT PROOF\n",
        output.wrote()
    );
    let json = json!({
        "content": content,
        "merkleTreeDepth": depth,
        "merkleTreeRoot": poll.electorate().root.to_string(),
        "message": message.to_string(),
        "scope": scope.to_string(),
    });
    Ok(Report::new(text, json).beside(output))
}

fn import(arguments: &BallotImport) -> Result<Report, Error> {
    let BallotImport { poll, content, proof, output, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let poll = document::poll(poll)?;
    let content: Content = from_json(&content.read(MAX_BALLOT_BYTES, "json-size")?, MAX_BALLOT_BYTES)
        .map_err(|error| Error::rejected(error.code(), &error).about(content))?;
    let proof: SemaphoreProof = from_json(&proof.read(MAX_BALLOT_BYTES, "json-size")?, MAX_BALLOT_BYTES)
        .map_err(|error| Error::rejected(error.code(), &error).about(proof))?;
    let ballot = proof.into_ballot(&poll, content).map_err(|error| {
        Error::rejected(error.code(), &error)
            .hint("call generateProof with the group, and the integers that `ostrakon ballot content` shows")
    })?;
    let verified = Verifier::new(poll).verify(ballot).map_err(|error| refused(&error))?;
    output.write_line(&verified.ballot().to_bytes(), existing)?;
    let text = format!("{}. Its proof holds.\n{BOLD}ballot id{BOLD:#}  {}\n", output.wrote(), verified.id());
    Ok(Report::new(text, to_json(&verified)).beside(output))
}

fn export(arguments: &BallotExport) -> Result<Report, Error> {
    let BallotExport { poll, ballot, output, overwrite } = arguments;
    let poll = document::poll(poll)?;
    let ballot = document::ballot(ballot)?;
    let (nullifier, proof) = (
        ballot.nullifier().map_err(|error| refused(&VerifyError::Nullifier(error)))?,
        ballot.proof().map_err(|error| refused(&error.into()))?,
    );
    let proof = SemaphoreProof::from_ballot(&poll, &ballot, nullifier, &proof);
    output.write_document(&json::to_canonical(&proof), Existing::from_force(overwrite.force))?;
    let text = format!("{}. Call verifyProof with it.\n", output.wrote());
    Ok(Report::new(text, json!(proof)).beside(output))
}

fn cast_again(arguments: &BallotCast) -> Result<Report, Error> {
    let BallotCast { ballot: source, server, receipt, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    receipt.check(existing)?;
    let ballot = document::ballot(source)?;
    let remote = Remote::new(&server.server)?;
    let poll = remote.poll(ballot.content().poll())?;
    let promised = cast(&remote, &poll, &ballot, receipt, existing, source)?;
    let json = json!({"ballot_id": promised.id, "poll": poll.id()});
    Ok(promised.add_to(Report::new(promised.to_text(), json)).beside(receipt))
}

/// A ballot that a board has promised.
pub(super) struct Promised {
    id: BallotId,
    deadline: Option<Timestamp>,
    receipt: Target,
}

/// Casts a ballot that is in a file, and writes its receipt.
pub(super) fn cast(
    remote: &Remote,
    poll: &Poll,
    ballot: &Ballot,
    receipt: &Target,
    existing: Existing,
    file: impl Display,
) -> Result<Promised, Error> {
    let promised = remote.cast(poll, ballot).map_err(|error| {
        let again = format!("to send the same ballot again: ostrakon ballot cast {file} --server {remote}");
        error.details(vec![again])
    })?;
    receipt.write(&[&promised.to_bytes(), b"\n".as_slice()].concat(), Access::Owner, existing)?;
    let id = promised.ballot_id().map_err(|error| Error::rejected(error.code(), error))?;
    Ok(Promised { id, deadline: poll.deadline(), receipt: receipt.clone() })
}

impl Promised {
    /// What to say to a person.
    pub(super) fn to_text(&self) -> String {
        let Self { deadline, receipt, .. } = self;
        let by = deadline.map(|deadline| format!(" by {deadline}")).unwrap_or_default();
        format!(
            "The board has promised that its final log will have the ballot{by}. {}: keep it, and\n\
             show it to nobody, since it shows how you voted. After that time, see whether the board kept its word:\n\
             ostrakon receipt check {receipt} --server URL\n",
            receipt.wrote()
        )
    }

    /// The same for a program.
    pub(super) fn add_to(&self, report: Report) -> Report {
        let Self { deadline, receipt, .. } = self;
        report.with("deadline", json!(deadline)).with("receipt", json!(receipt.to_string()))
    }
}

fn to_json(ballot: &VerifiedBallot) -> serde_json::Value {
    json!({
        "ballot_id": ballot.id(),
        "content": ballot.content(),
        "nullifier": ballot.nullifier().to_string(),
    })
}

fn refused(error: &VerifyError) -> Error {
    Error::rejected(error.code(), error)
}
