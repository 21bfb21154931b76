//! Documents from files: polls, groups, lottery openings, ballots.

use ostrakon_core::ballot::{Ballot, MAX_BALLOT_BYTES};
use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::lottery::LotteryOpening;
use ostrakon_core::lottery::opening::MAX_OPENING_BYTES;
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll, PollId};
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::lottery;

use crate::error::Error;
use crate::io::Source;
use crate::progress;
use crate::style::warn;

/// Reads a poll.
pub(crate) fn poll(source: &Source) -> Result<Poll, Error> {
    let bytes = source.read_document(MAX_POLL_BYTES)?;
    Poll::from_bytes(&bytes, &Rules).map_err(|error| Error::rejected(error.code(), &error).about(source))
}

/// Reads a poll that has to have an id, or says that it could be any.
pub(crate) fn poll_of(source: &Source, id: Option<PollId>) -> Result<Poll, Error> {
    let poll = poll(source)?;
    match id {
        Some(id) => poll.expect_id(id).map_err(|error| Error::rejected(error.code(), &error).about(source)),
        None => {
            warn(&format!(
                "without --id nothing says that {source} is the right poll: compare its id with the one you were told,\n         {}",
                poll.id()
            ));
            Ok(poll)
        }
    }
}

/// Reads a group and builds its tree.
pub(crate) fn group(source: &Source) -> Result<Group, Error> {
    let bytes = source.read_document(MAX_GROUP_BYTES)?;
    progress::while_working("building the group's tree", || Group::from_bytes(&bytes))
        .map_err(|error| Error::rejected(error.code(), &error).about(source))
}

/// Reads the group that a poll was made with.
pub(crate) fn electorate(source: &Source, poll: &Poll) -> Result<Group, Error> {
    let group = group(source)?;
    poll.electorate()
        .check_group(&group)
        .map_err(|error| Error::rejected(error.code(), error).about(source))?;
    Ok(group)
}

/// Reads what a poll's lottery source gave.
pub(crate) fn lottery(source: &Source, poll: &Poll) -> Result<LotteryOpening, Error> {
    let bytes = source.read_document(MAX_OPENING_BYTES)?;
    let opening = LotteryOpening::from_bytes(&bytes)
        .map_err(|error| Error::rejected(error.code(), &error).about(source))?;
    lottery::open(poll, &opening).map_err(|error| Error::rejected(error.code(), &error).about(source))?;
    Ok(opening)
}

/// Reads one ballot, without believing anything in it.
pub(crate) fn ballot(source: &Source) -> Result<Ballot, Error> {
    let bytes = source.read_document(MAX_BALLOT_BYTES)?;
    Ballot::from_bytes(&bytes).map_err(|error| Error::rejected(error.code(), &error).about(source))
}
