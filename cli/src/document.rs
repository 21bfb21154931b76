//! Documents from files: polls, groups, lottery openings, ballots.

use ostrakon_core::ballot::{Ballot, MAX_BALLOT_BYTES};
use ostrakon_core::group::tree::{GroupTree, GroupTreeError, MAX_TREE_BYTES, TREE_HEAD};
use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::lottery::LotteryOpening;
use ostrakon_core::lottery::opening::MAX_OPENING_BYTES;
use ostrakon_core::path::MerklePath;
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
    build(bytes).map_err(|error| error.about(source))
}

fn build(bytes: impl AsRef<[u8]>) -> Result<Group, Error> {
    progress::while_working("building the group's tree", || Group::from_bytes(bytes))
        .map_err(|error| Error::rejected(error.code(), &error))
}

/// Reads the group that a poll was made with.
pub(crate) fn electorate(source: &Source, poll: &Poll) -> Result<Group, Error> {
    let bytes = source.read_document(MAX_GROUP_BYTES)?;
    group_of(poll, bytes).map_err(|error| error.about(source))
}

/// The group of a document, if a poll was made with it.
pub(crate) fn group_of(poll: &Poll, bytes: impl AsRef<[u8]>) -> Result<Group, Error> {
    let group = build(bytes)?;
    poll.electorate().check_group(&group).map_err(|error| Error::rejected(error.code(), error))?;
    Ok(group)
}

/// Reads the path of a member from the group that a poll was made with, or from its tree.
pub(crate) fn path(source: &Source, poll: &Poll, member: IdentityCommitment) -> Result<MerklePath, Error> {
    let bytes = source.read(MAX_TREE_BYTES, "group-size")?;
    if bytes.starts_with(TREE_HEAD) {
        return path_in_tree(&bytes, poll, member).map_err(|error| error.about(source));
    }
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let group = group_of(poll, bytes).map_err(|error| error.about(source))?;
    path_in_group(&group, member)
}

/// The path of a member of a group.
pub(crate) fn path_in_group(group: &Group, member: IdentityCommitment) -> Result<MerklePath, Error> {
    let place = group.place_of(member).ok_or_else(|| not_a_member(member))?;
    group.path(place).map_err(|error| Error::rejected("group-empty-place", error))
}

fn path_in_tree(bytes: &[u8], poll: &Poll, member: IdentityCommitment) -> Result<MerklePath, Error> {
    let refused = |error: GroupTreeError| Error::rejected(error.code(), error);
    let tree = GroupTree::from_bytes(bytes).map_err(refused)?;
    poll.electorate().check_tree(&tree).map_err(|error| Error::rejected(error.code(), error))?;
    let place = tree.place_of(member).ok_or_else(|| not_a_member(member))?;
    tree.path(place).map_err(refused)
}

fn not_a_member(commitment: IdentityCommitment) -> Error {
    Error::rejected("not-a-member", format!("the identity is not in the group: its commitment is {commitment}"))
        .hint("check that this is the right identity file; only the registrar can add members, and only to later polls")
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
