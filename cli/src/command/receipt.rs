//! `ostrakon receipt`.

use std::path::PathBuf;

use ostrakon_board::bundle::{POLL, Source as Parts, read_document};
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::receipt::{MAX_RECEIPT_BYTES, Receipt, ReceiptError};
use ostrakon_board::search::{End, Fate, SearchedLog};
use ostrakon_board::shown::{ShownLog, Trouble};
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll};
use ostrakon_tally::rule::Rules;
use serde_json::{Value, json};

use crate::cli::{Receipt as Command, ReceiptCheck};
use crate::clock::now;
use crate::error::Error;
use crate::io::{Access, Existing, Source, Target};
use crate::parts::BundleSource;
use crate::remote::Remote;
use crate::report::Report;
use crate::shown_log::{OnServer, done};
use crate::style::{BAD, BOLD, mark};
use crate::{document, parts, progress};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::Check(arguments) => check(arguments),
    }
}

fn check(arguments: &ReceiptCheck) -> Result<Report, Error> {
    let ReceiptCheck { receipt: source, server, bundle, .. } = arguments;
    let (output, existing) = output(arguments)?;
    let receipt = read(source)?;
    let remote = server.as_ref().map(Remote::new).transpose()?;
    let mut bundle = bundle.as_ref().map(BundleSource::open).transpose()?;
    let poll = poll(arguments, &receipt, remote.as_ref(), bundle.as_deref_mut())?;
    let verdict = receipt.check(&poll).map_err(|error| refused(&error).about(source))?;
    let search = || match (&remote, &mut bundle) {
        (Some(remote), _) => {
            let server = OnServer::new(remote, poll.id());
            let log = ShownLog::new(&server, &poll)?;
            Ok(Some(done(SearchedLog::of_shown(&log, &receipt))?))
        }
        (None, Some(bundle)) => match SearchedLog::of_bundle(bundle.as_mut(), &poll, &receipt) {
            Ok(log) => Ok(Some(log)),
            Err(Trouble::Fetch(error)) => Err(parts::refused(&error)),
            Err(Trouble::Caught { error, .. } | Trouble::Refused(error)) => Err(Error::from(error)),
        },
        (None, None) => Ok(None),
    };
    let Some(log) = progress::while_working("reading the log", search)? else {
        return report(&Fate::alone(&verdict), &receipt, source);
    };
    let (fate, proven) = log.tell(&receipt, &verdict, &poll, now())?;
    let Some(receipt) = proven else { return report(&fate, &receipt, source) };
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
fn poll(
    arguments: &ReceiptCheck,
    receipt: &Receipt,
    remote: Option<&Remote>,
    bundle: Option<&mut (dyn Parts + '_)>,
) -> Result<Poll, Error> {
    // An archive has to be asked for it in any case.
    let in_bundle = bundle.map(|bundle| read_document(bundle, POLL, MAX_POLL_BYTES)).transpose();
    let in_bundle = in_bundle.map_err(|error| parts::refused(&error))?;
    let poll = match (&arguments.poll, in_bundle, remote) {
        (Some(source), ..) => document::poll(source)?,
        (None, Some(bytes), _) => Poll::from_bytes(&bytes, &Rules)
            .map_err(|error| Error::rejected(error.code(), &error).about(POLL))?,
        (None, None, Some(remote)) => remote.poll(receipt.poll())?,
        (None, None, None) => {
            return Err(Error::usage("usage", "the poll is missing").hint("give --poll FILE"));
        }
    };
    match arguments.id {
        Some(id) => poll.expect_id(id).map_err(|error| Error::rejected(error.code(), &error)),
        None => Ok(poll),
    }
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
        Fate::Included { index, size, end } => {
            let (last, has_failed) = match end {
                End::Open => (String::new(), false),
                End::Final => {
                    (", which is closed:\n  it will be counted, unless you replaced it".to_owned(), false)
                }
                End::NotFinal { error, deadline: Some(deadline) } => (
                    format!(
                        ", which is closed,\n  but not final yet: {error} ({}). Look again after {deadline}",
                        error.code()
                    ),
                    false,
                ),
                End::NotFinal { error, deadline: None } => (
                    format!(
                        ", which is closed,\n  but {BAD}not final{BAD:#}: {error} ({}). If it is so without a cache or mirror in between, too, an audit rejects the result",
                        error.code()
                    ),
                    true,
                ),
            };
            let json = json!({
                "index": index,
                "size": size,
                "closed": !matches!(end, End::Open),
                "final": matches!(end, End::Final),
            });
            report(
                format!(
                    "{} Promised and included: the ballot is entry {index} of the board's log of {size} entries{last}.\n",
                    mark(!has_failed)
                ),
                "included",
                json,
            )
            .rejecting(has_failed)
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
            let (file, unwritten) = keep(checkpoint, source);
            let size = checkpoint.unverified().size();
            report(
                format!(
                    "{} {BAD}Evidence against the board:{BAD:#} it promised the ballot, and its closed log of {size} entries does not have it.\n\
                     \x20 Keep the receipt and {file}, what the board signed of that log: with the log itself,\n\
                     \x20 anyone can check this. The receipt shows how you voted.\n{unwritten}",
                    mark(false),
                ),
                "dropped",
                json!({"size": size, "checkpoint_file": file.to_string()}),
            )
            .rejecting(true)
        }
        Fate::Forked(checkpoint) => {
            let (file, unwritten) = keep(checkpoint, source);
            let size = checkpoint.unverified().size();
            report(
                format!(
                    "{} {BAD}Evidence against the board:{BAD:#} it signed two logs that do not go on from each other, one in the\n\
                     \x20 receipt and one of {size} entries. Keep the receipt as it is and {file}, what the board signed of the\n\
                     \x20 other: with that log, anyone can check this. The receipt shows how you voted.\n{unwritten}",
                    mark(false),
                ),
                "forked",
                json!({"size": size, "checkpoint_file": file.to_string()}),
            )
            .rejecting(true)
        }
    })
}

/// Keeps what the board has signed beside the receipt. Returns where, and what to show where that cannot be
/// written: evidence is not to be lost with the disk.
fn keep(checkpoint: &SignedCheckpoint, source: &Source) -> (Target, String) {
    let target = Target::from(evidence_file(source));
    let unwritten = match target.write(&checkpoint.to_bytes(), Access::Everybody, Existing::Replace) {
        Ok(()) => String::new(),
        Err(error) => format!("{target} {}. Keep this:\n\n{}\n", error.message(), checkpoint.note()),
    };
    (target, unwritten)
}

/// Where a checkpoint against the board is kept.
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
