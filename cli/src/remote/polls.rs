//! What a server has of a poll: it is taken for the poll's only where the poll's id and electorate say so.

use ostrakon_board::receipt::Receipt;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll, PollId};
use ostrakon_tally::rule::Rules;

use super::Remote;
use crate::document;
use crate::error::Error;

/// What is sent as a ballot has a multiple of so many bytes: most ballots have the same length then, whatever
/// they say.
const PADDED_TO: usize = 2048;

impl Remote {
    /// The poll with an id.
    pub(crate) fn poll(&self, id: PollId) -> Result<Poll, Error> {
        let bytes = self.get(&format!("/polls/{id}/poll.json"), MAX_POLL_BYTES)?;
        Poll::from_bytes(&bytes, &Rules)
            .and_then(|poll| poll.expect_id(id))
            .map_err(|error| Error::rejected(error.code(), &error).about(self))
    }

    /// The whole group of a poll. A server that is asked for one member's path would know who asks.
    pub(crate) fn group(&self, poll: &Poll) -> Result<Group, Error> {
        let bytes = self.get(&format!("/polls/{}/group.json", poll.id()), MAX_GROUP_BYTES)?;
        document::group_of(poll, bytes).map_err(|error| error.about(self))
    }

    /// Casts a ballot, and returns its receipt: a promise that the poll's board has signed for this very ballot.
    /// The same ballot again gets the same promise.
    pub(crate) fn cast(&self, poll: &Poll, ballot: &Ballot) -> Result<Receipt, Error> {
        let mut bytes = ballot.to_bytes();
        bytes.resize(bytes.len().next_multiple_of(PADDED_TO), b'\n');
        let answer = self.post(&format!("/polls/{}/ballots", poll.id()), &bytes)?;
        Receipt::promised(poll, ballot.clone(), &answer).map_err(|error| {
            Error::rejected(error.code(), error).about(format!("the promise of {self}")).hint(
                "the ballot may be in or not: cast it again later, and tell the organiser what happened",
            )
        })
    }
}
