//! `ostrakon ballot`: what stands in ballots, and the bridge to Semaphore's JavaScript client.

use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::counted::Countable as _;
use ostrakon_core::json::{self, from_json};
use ostrakon_verifier::{VerifiedBallot, Verifier, VerifyError};
use serde_json::json;

use super::vote;
use crate::cli::{Ballot as Command, BallotContent, BallotExport, BallotImport, BallotShow};
use crate::error::Error;
use crate::io::Existing;
use crate::report::Report;
use crate::style::{BOLD, mark};
use crate::{answer, document};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::Show(arguments) => show(arguments),
        Command::Content(arguments) => content(arguments),
        Command::Import(arguments) => import(arguments),
        Command::Export(arguments) => export(arguments),
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
        answer::describe_all(&poll, content.answers()),
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
