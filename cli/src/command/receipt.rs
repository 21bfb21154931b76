//! `ostrakon receipt`.

use std::path::PathBuf;

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::proof::ProofPlan;
use ostrakon_board::receipt::{Inclusion, MAX_RECEIPT_BYTES, Receipt, ReceiptError, ReceiptVerdict};
use ostrakon_board::tree::{TreeHash, leaf_hash};
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use serde_json::{Value, json};

use crate::cli::{Receipt as Command, ReceiptCheck};
use crate::clock::now;
use crate::error::Error;
use crate::io::{Access, Existing, Source, Target};
use crate::remote::Remote;
use crate::report::Report;
use crate::shown_log::{ShownLog, other_root, tiles};
use crate::style::{BAD, BOLD, mark};
use crate::{document, progress};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::Check(arguments) => check(arguments),
    }
}

/// What became of the ballot of a receipt.
enum Fate {
    /// It is entry `index` of the log with so many entries.
    Included { index: u64, size: u64, closed: bool },
    /// It is promised, and may still come. `seen` is the size of the log that does not have it yet.
    Promised { deadline: Timestamp, seen: Option<u64> },
    /// The board broke its word: this checkpoint is of a log that should have it.
    Dropped(Box<SignedCheckpoint>),
}

fn check(arguments: &ReceiptCheck) -> Result<Report, Error> {
    let ReceiptCheck { receipt: source, server, bundle, .. } = arguments;
    let (output, existing) = output(arguments)?;
    let receipt = read(source)?;
    let remote = server.as_ref().map(Remote::new).transpose()?;
    let poll = poll(arguments, &receipt, remote.as_ref())?;
    let verdict = receipt.check(&poll).map_err(|error| refused(&error).about(source))?;
    let log = match (&remote, bundle) {
        (Some(remote), _) => ShownLog::on_server(remote, &poll)?,
        (None, Some(folder)) => ShownLog::in_folder(folder, &poll)?,
        (None, None) => return report(&fate_alone(&verdict), &receipt, source),
    };
    let checkpoint = log.checkpoint()?;
    let leaves = progress::while_working("fetching the log", || log.leaves(checkpoint.unverified()))?;
    let closed = log.is_closed(&leaves)?;
    let Some((index, logged)) = find(&log, &receipt, &leaves)? else {
        return report(&fate_outside(&verdict, closed, checkpoint), &receipt, source);
    };
    let receipt = prove(receipt, index, logged, &leaves, &checkpoint)?;
    receipt.check(&poll).map_err(|error| refused(&error))?;
    let fate = Fate::Included { index, size: checkpoint.unverified().size(), closed };
    let Some(output) = output else { return report(&fate, &receipt, source) };
    output.write(&[&receipt.to_bytes(), b"\n".as_slice()].concat(), Access::Owner, existing)?;
    let report = report(&fate, &receipt, source)?.with("file", json!(output.to_string()));
    Ok(report.beside(&output))
}

/// Where the receipt with its proof goes. Finds out early that a file is there already.
fn output(arguments: &ReceiptCheck) -> Result<(Option<Target>, Existing), Error> {
    let ReceiptCheck { receipt, output, update, overwrite, .. } = arguments;
    if let (true, Source::File(path)) = (update, receipt) {
        return Ok((Some(Target::from(path.clone())), Existing::Replace));
    }
    let existing = Existing::from_force(overwrite.force);
    if let Some(output) = output {
        output.check(existing)?;
    }
    Ok((output.clone(), existing))
}

/// Reads a receipt. Nothing in it is believed.
fn read(source: &Source) -> Result<Receipt, Error> {
    let bytes = source.read_document(MAX_RECEIPT_BYTES)?;
    Receipt::from_bytes(&bytes).map_err(|error| refused(&error).about(source))
}

/// The receipt's poll: from a file, from a bundle or from a server.
fn poll(arguments: &ReceiptCheck, receipt: &Receipt, remote: Option<&Remote>) -> Result<Poll, Error> {
    let ReceiptCheck { poll, id, bundle, .. } = arguments;
    let in_bundle = bundle.as_ref().map(|folder| Source::from(folder.join("poll.json")));
    let poll = match (poll.as_ref().or(in_bundle.as_ref()), remote) {
        (Some(source), _) => document::poll(source)?,
        (None, Some(remote)) => remote.poll(receipt.poll())?,
        (None, None) => {
            return Err(Error::usage("usage", "the poll is missing").hint("give --poll FILE"));
        }
    };
    match id {
        Some(id) => poll.expect_id(*id).map_err(|error| Error::rejected(error.code(), &error)),
        None => Ok(poll),
    }
}

/// What the receipt shows without any log.
const fn fate_alone(verdict: &ReceiptVerdict) -> Fate {
    match verdict {
        ReceiptVerdict::Included { index, checkpoint } => {
            Fate::Included { index: *index, size: checkpoint.size(), closed: false }
        }
        ReceiptVerdict::Promised { deadline } => Fate::Promised { deadline: *deadline, seen: None },
    }
}

/// What it means that a log does not have the ballot.
fn fate_outside(verdict: &ReceiptVerdict, closed: bool, checkpoint: SignedCheckpoint) -> Fate {
    match verdict {
        ReceiptVerdict::Promised { deadline } if !closed && now() <= *deadline => {
            Fate::Promised { deadline: *deadline, seen: Some(checkpoint.unverified().size()) }
        }
        // It was in once, or should be in by now.
        ReceiptVerdict::Included { .. } | ReceiptVerdict::Promised { .. } => {
            Fate::Dropped(Box::new(checkpoint))
        }
    }
}

/// The entry with the receipt's ballot, and the ballot as it is logged.
fn find(log: &ShownLog<'_>, receipt: &Receipt, leaves: &[TreeHash]) -> Result<Option<(u64, Ballot)>, Error> {
    let wanted = leaf_hash(&receipt.ballot().to_bytes());
    if let Some((index, _)) = (0..).zip(leaves).find(|(_, leaf)| **leaf == wanted) {
        return Ok(Some((index, receipt.ballot().clone())));
    }
    // Somebody may have sent the same ballot earlier, with its proof written in another way.
    let id = receipt.ballot_id().map_err(|error| refused(&error))?;
    let mut found = None;
    let mut leaves = leaves.iter();
    log.entries(0..leaves.len() as u64, |index, entry| {
        if leaves.next() != Some(&leaf_hash(entry)) {
            return Err(other_root());
        }
        if let Some(ballot) = Ballot::from_bytes(entry).ok().filter(|ballot| id_of(ballot) == Some(id)) {
            found = Some((index, ballot));
        }
        Ok(())
    })?;
    Ok(found)
}

fn id_of(ballot: &Ballot) -> Option<BallotId> {
    Some(BallotId::new(ballot.nullifier().ok()?, ballot.content().message()))
}

fn prove(
    receipt: Receipt,
    index: u64,
    logged: Ballot,
    leaves: &[TreeHash],
    checkpoint: &SignedCheckpoint,
) -> Result<Receipt, Error> {
    let proof = ProofPlan::inclusion(index, leaves.len() as u64).and_then(|plan| plan.make(&tiles(leaves)));
    let proof = proof.map_err(|error| Error::rejected(error.code(), error))?;
    receipt.included(logged, Inclusion::new(index, proof, checkpoint)).map_err(|error| refused(&error))
}

fn report(fate: &Fate, receipt: &Receipt, source: &Source) -> Result<Report, Error> {
    let id = receipt.ballot_id().map_err(|error| refused(&error))?;
    let report = |text: String, verdict: &str, more: Value| {
        let text = format!("{text}{BOLD}ballot id{BOLD:#}  {id}\n");
        let json = json!({"verdict": verdict, "ballot_id": id, "poll": receipt.poll()});
        let fields = more.as_object().cloned().unwrap_or_default();
        fields.into_iter().fold(Report::new(text, json), |report, (field, value)| report.with(&field, value))
    };
    Ok(match fate {
        Fate::Included { index, size, closed } => {
            let last = if *closed { ", which is closed: it will be counted" } else { "" };
            report(
                format!(
                    "{} Promised and included: the ballot is entry {index} of the board's log of {size} entries{last}.\n",
                    mark(true)
                ),
                "included",
                json!({"index": index, "size": size, "closed": closed}),
            )
        }
        Fate::Promised { deadline, seen } => {
            let log = match seen {
                Some(size) => format!("the log of {size} entries does not have it yet. Look again"),
                None => "whether it came into the log, this receipt does not show. Look".to_owned(),
            };
            report(
                format!(
                    "{} Promised: the board has signed that the final log will have the ballot by {deadline};\n  {log} with --server once the poll is closed.\n",
                    mark(true)
                ),
                "promised",
                json!({"deadline": deadline, "size": seen}),
            )
        }
        Fate::Dropped(checkpoint) => {
            let file = evidence_file(source);
            let target = Target::from(file);
            target.write(&checkpoint.to_bytes(), Access::Everybody, Existing::Replace)?;
            report(
                format!(
                    "{} {BAD}Evidence against the board:{BAD:#} it promised the ballot, and its log of {} entries does not have it.\n\
                     \x20 Keep the receipt and {target}, what the board signed of that log: with the log itself,\n\
                     \x20 anyone can check this. The receipt shows how you voted.\n",
                    mark(false),
                    checkpoint.unverified().size()
                ),
                "dropped",
                json!({"size": checkpoint.unverified().size(), "checkpoint_file": target.to_string()}),
            )
            .rejecting(true)
        }
    })
}

/// Where the checkpoint of a log without the ballot is kept: beside the receipt.
fn evidence_file(source: &Source) -> PathBuf {
    let mut name = match source {
        Source::File(path) => path.clone().into_os_string(),
        Source::Stdin => "receipt".into(),
    };
    name.push(".checkpoint");
    name.into()
}

fn refused(error: &ReceiptError) -> Error {
    Error::rejected(error.code(), error)
}
