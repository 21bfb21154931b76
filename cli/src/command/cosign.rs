//! `ostrakon cosign`.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use ostrakon_board::checkpoint::{CheckpointError, SignedCheckpoint};
use ostrakon_board::cosignature;
use ostrakon_board::note::{MAX_NOTE_BYTES, Signer};
use ostrakon_board::proof::ProofError;
use ostrakon_board::shown::{ShownError, ShownLog, Trouble};
use ostrakon_core::board::NoteKey;
use ostrakon_core::poll::Poll;
use serde_json::json;

use crate::cli::Cosign;
use crate::clock::now;
use crate::cosigner_key;
use crate::error::Error;
use crate::evidence::keep;
use crate::io::{Access, Existing, Source, Target};
use crate::remote::Remote;
use crate::report::Report;
use crate::shown_log::{OnServer, done};
use crate::style::{mark, say, warn};

/// How often a checkpoint that is not the latest any more is asked for anew, at once.
const TRIES: u32 = 5;

pub(super) fn run(arguments: &Cosign, as_json: bool) -> Result<Report, Error> {
    let Cosign { server, poll: id, key, state, every, evidence } = arguments;
    let signer = cosigner_key::read(key)?;
    let _alone = lock(state)?;
    let remote = Remote::new(server)?;
    let poll = remote.poll(*id)?;
    expect_named(&poll, &signer)?;
    let server = OnServer::new(&remote, *id);
    let log = ShownLog::new(&server, &poll)?;
    if is_late(&poll) {
        warn("the deadline of this poll has passed: a signature made now does not count");
    }
    let mut cosigner = Cosigner { log, signer, last: last(state)?, state: Target::from(state.clone()) };
    loop {
        let signed = match cosigner.step(&remote) {
            Ok(signed) => signed,
            Err(Trouble::Fetch(error)) if every.is_some() && error.exit_code() == 2 => {
                warn(error.message());
                false
            }
            // By itself it is an old copy, which a cache may have.
            Err(Trouble::Caught { error, .. }) if every.is_some() && error.code() == "log-shrunk" => {
                warn(&error.to_string());
                false
            }
            Err(trouble) => return Err(keep(trouble, evidence)),
        };
        let size = cosigner.size();
        let Some(seconds) = every else { return Ok(report(&poll, size)) };
        if signed && !as_json {
            say(&format!("{} signed the log of {size} entries\n", now()));
        }
        if cosigner.is_done()? {
            return Ok(report(&poll, size));
        }
        if is_late(&poll) {
            return Err(Error::rejected("cosign-late", "the deadline has passed, and no close was signed")
                .hint("a signature made now does not count: see whether the log was closed in time"));
        }
        sleep(Duration::from_secs(*seconds));
    }
}

fn report(poll: &Poll, size: u64) -> Report {
    let text = format!("{} Signed the log of {size} entries.\n", mark(true));
    Report::new(text, json!({"poll": poll.id(), "size": size}))
}

fn is_late(poll: &Poll) -> bool {
    poll.deadline().is_some_and(|deadline| now() > deadline)
}

struct Cosigner<'a> {
    log: ShownLog<'a, OnServer<'a>>,
    signer: Signer,
    /// What was signed last, with the signature.
    last: Option<SignedCheckpoint>,
    state: Target,
}

impl Cosigner<'_> {
    fn size(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.unverified().size())
    }

    /// Whether what was signed last ends in the close.
    fn is_done(&self) -> Result<bool, Error> {
        let Some(last) = self.last.as_ref().map(SignedCheckpoint::unverified) else { return Ok(false) };
        let ends = async { self.log.is_closed(last.size(), self.log.last(last).await?).await };
        match done(ends) {
            // It is asked again soon.
            Err(Trouble::Fetch(error)) if error.exit_code() == 2 => Ok(false),
            ends => Ok(ends?),
        }
    }

    /// Signs what the board shows, if it goes on from what was signed last. Says whether that is new.
    fn step(&mut self, remote: &Remote) -> Result<bool, Trouble<Error>> {
        let path = format!("/polls/{}/cosignatures", self.log.poll().id());
        for _ in 1..TRIES {
            let new = self.sign()?;
            let Some(last) = &self.last else { return Ok(false) };
            match remote.post(&path, &last.to_bytes()) {
                Ok(_) => return Ok(new),
                Err(error) if error.code() == "cosign-outdated" => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::usage("cosign-outdated", "the log grows faster than it can be signed")
            .hint("try again")
            .into())
    }

    fn sign(&mut self) -> Result<bool, Trouble<Error>> {
        let mut shown = done(self.log.checkpoint())?;
        if let Some(last) = &self.last {
            self.log.expect_mine(last).map_err(|error| of_another_log(&error))?;
            if last.unverified() == shown.unverified() {
                return Ok(false);
            }
            let (old, new) = (last.unverified(), shown.unverified());
            done(self.log.goes_on(old, new)).map_err(|trouble| match trouble {
                Trouble::Refused(error @ ShownError::Proof(ProofError::Root | ProofError::Shrunk { .. })) => {
                    Trouble::caught(error, &[last, &shown])
                }
                other => other,
            })?;
        }
        let refused = |error: ostrakon_board::note::NoteError| Error::rejected(error.code(), error);
        let line = cosignature::cosign(shown.note().text(), now(), &self.signer).map_err(refused)?;
        shown.note_mut().add(line).map_err(refused)?;
        // First on disk: what was forgotten could be contradicted.
        self.state.write(&shown.to_bytes(), Access::Everybody, Existing::Replace)?;
        self.last = Some(shown);
        Ok(true)
    }
}

fn of_another_log(error: &CheckpointError) -> Error {
    Error::rejected("cosign-state", format!("what was signed last is of another log: {error}"))
        .hint("use another --state for each poll, and the one of this poll here")
}

/// What was signed last, as the state file has it.
fn last(state: &Path) -> Result<Option<SignedCheckpoint>, Error> {
    // What cannot be looked at is not taken for what is not there: nothing would be known of what was signed.
    match state.try_exists() {
        Ok(false) if !state.is_symlink() => return Ok(None),
        _ => {}
    }
    let bytes = Source::from(state.to_owned()).read(MAX_NOTE_BYTES, "cosign-state")?;
    let last = SignedCheckpoint::from_bytes(&bytes).map_err(|error| {
        Error::rejected("cosign-state", error)
            .about(state.display())
            .hint("restore the file: without it, nobody knows what was signed last")
    })?;
    Ok(Some(last))
}

/// Refuses a second process with the same state: the two could sign different logs.
fn lock(state: &Path) -> Result<File, Error> {
    let mut path = state.to_owned().into_os_string();
    path.push(".lock");
    let cannot = |reason: &dyn std::fmt::Display| {
        Error::usage("cosign-lock", format!("cannot be locked: {reason}")).about(path.display()).hint(
            "see whether another `ostrakon cosign` runs with this state, and whether you may write there",
        )
    };
    let file = OpenOptions::new().create(true).append(true).open(&path).map_err(|error| cannot(&error))?;
    file.try_lock().map_err(|error| cannot(&error))?;
    Ok(file)
}

fn expect_named(poll: &Poll, signer: &Signer) -> Result<(), Error> {
    let key = NoteKey::from_bytes(signer.verifier_key().to_bytes());
    let mut named =
        poll.board().and_then(|board| board.cosigners.as_ref()).into_iter().flat_map(|all| &all.keys);
    if named.any(|named| named.name.as_str() == signer.verifier_key().name().as_str() && named.key == key) {
        return Ok(());
    }
    Err(Error::rejected(
        "cosign-nobody",
        format!("the poll does not name {} with this key", signer.verifier_key().name()),
    )
    .hint("see whom it names: ostrakon poll show; and which line `ostrakon board cosigner-key` printed"))
}
