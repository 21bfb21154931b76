//! Copies the bundle of a closed poll, and checks on the way that its parts belong together.

use std::io;

use ostrakon_core::electorate::ElectorateError;
use ostrakon_core::group::{Group, GroupDocumentError, MAX_GROUP_BYTES};
use ostrakon_core::lottery::opening::MAX_OPENING_BYTES;
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll, PollError, PollId};
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::result::MAX_RESULT_BYTES;

use super::entries::{Place, entries};
use super::{CHECKPOINT, GROUP, LOTTERY, POLL, PartError, RESULT, Sink, Source, read};
use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::final_checkpoint::{FinalCheckpoint, FinalError};
use crate::log::{Log, LogError};
use crate::note::{KeyError, MAX_NOTE_BYTES, VerifierKey};

/// Why a bundle cannot be copied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The checkpoint is not the board's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The group is not the poll's.
    #[error(transparent)]
    Electorate(#[from] ElectorateError),
    /// The list of members is no group.
    #[error(transparent)]
    Group(#[from] GroupDocumentError),
    /// The poll names no board, or one whose key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The entries are not the poll's closed log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A part cannot be had, or is none.
    #[error(transparent)]
    Part(#[from] PartError),
    /// The manifest is no poll, or not the one that was asked for.
    #[error(transparent)]
    Poll(#[from] PollError),
    /// It cannot be written.
    #[error("cannot be written: {0}")]
    Sink(#[from] io::Error),
}

impl CopyError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.code(),
            Self::Electorate(error) => error.code(),
            Self::Group(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Log(error) => error.code(),
            Self::Part(error) => error.code(),
            Self::Poll(error) => error.code(),
            Self::Sink(_) => "bundle-write",
        }
    }
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The poll.
    pub poll: PollId,
    /// What the board signed of the log.
    pub checkpoint: Checkpoint,
    /// Why the checkpoint is not final, if it is not: more cosigners may still sign it.
    pub not_final: Option<FinalError>,
}

/// Copies a bundle: the poll (which has to have the id, if one is given), its group, what the lottery source
/// gave, the checkpoint, the log and the result. `watch` is told how many entries of how many there are.
///
/// Checked are poll, group, the board's signature, the log's close and its root. Ballots and result are for an
/// [audit](crate::audit) to check.
///
/// # Errors
/// [`CopyError`], with the sink left as far as it was written.
pub fn copy(
    source: &mut dyn Source,
    sink: &mut dyn Sink,
    id: Option<PollId>,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Copied, CopyError> {
    let manifest = read(source, POLL, MAX_POLL_BYTES)?;
    let mut poll = Poll::from_bytes(&manifest, &Rules)?;
    if let Some(id) = id {
        poll = poll.expect_id(id)?;
    }
    let key = VerifierKey::of_board(&poll)?;
    sink.put(POLL, &manifest)?;
    let group = read(source, GROUP, MAX_GROUP_BYTES)?;
    sink.put(GROUP, &group)?;
    poll.electorate().check_group(&Group::from_bytes(group)?)?;
    if poll.lottery().is_some() {
        sink.put(LOTTERY, &read(source, LOTTERY, MAX_OPENING_BYTES)?)?;
    }
    let note = read(source, CHECKPOINT, MAX_NOTE_BYTES)?;
    let signed = SignedCheckpoint::from_bytes(&note)?;
    let checkpoint = signed.verify(&key)?.clone();
    sink.put(CHECKPOINT, &note)?;
    let (mut log, mut place) = (Log::new(&poll), Place::beginning(checkpoint.size()));
    while let Some((bundle, bytes)) = place.next(source)? {
        for entry in entries(bundle, &bytes)? {
            log.push(entry)?;
        }
        sink.put(&bundle.path(), &bytes)?;
        watch(log.size(), checkpoint.size());
    }
    log.check_end(&checkpoint)?;
    sink.put(RESULT, &read(source, RESULT, MAX_RESULT_BYTES)?)?;
    source.end()?;
    let not_final = FinalCheckpoint::check(&signed, &poll).err();
    Ok(Copied { poll: poll.id(), checkpoint, not_final })
}
