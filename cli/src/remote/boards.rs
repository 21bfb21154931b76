//! The boards of an agent's mandate, over HTTP.

use ostrakon_agent::address::Address;
use ostrakon_agent::boards::{BoardError, Boards};
use ostrakon_board::receipt::Receipt;
use ostrakon_board::search::{Fate, SearchedLog};
use ostrakon_board::shown::ShownLog;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::group::Group;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;
use serde::Deserialize;

use super::{NOT_A_BOARD, Remote};
use crate::error::Error;
use crate::shown_log::{OnServer, done};

/// Most polls that a board is asked for.
const MAX_POLLS: usize = 10_000;

/// Most bytes of one answer that lists polls.
const MAX_LIST_BYTES: usize = 128 * 1024;

/// Reaches boards over HTTP. Every look at a board, and every ballot, has a connection of its own, and where a SOCKS
/// proxy is set, credentials of its own, by which Tor keeps streams apart.
pub(crate) struct OverHttp;

#[derive(Deserialize)]
struct Listed {
    polls: Vec<PollId>,
}

impl Boards for OverHttp {
    fn polls(&self, board: &Address) -> Result<Vec<PollId>, BoardError> {
        let remote = Remote::isolated(board)?;
        let mut polls = Vec::<PollId>::new();
        while polls.len() < MAX_POLLS {
            let path =
                polls.last().map_or_else(|| "/polls".to_owned(), |last| format!("/polls?after={last}"));
            let bytes = remote.get(&path, MAX_LIST_BYTES)?;
            let listed: Listed = serde_json::from_slice(&bytes).map_err(|_| {
                Error::rejected("server-answer", "the answer is not one that a board gives")
                    .about(&remote)
                    .hint(NOT_A_BOARD)
            })?;
            let last = polls.last().copied();
            // In order, so that no answer leads around in a circle.
            if listed.polls.is_empty()
                || !last.into_iter().chain(listed.polls.iter().copied()).is_sorted_by(|a, b| a < b)
            {
                break;
            }
            polls.extend(listed.polls);
        }
        polls.truncate(MAX_POLLS);
        Ok(polls)
    }

    fn poll(&self, board: &Address, id: PollId) -> Result<Poll, BoardError> {
        Ok(Remote::isolated(board)?.poll(id)?)
    }

    fn group(&self, board: &Address, poll: &Poll) -> Result<Group, BoardError> {
        Ok(Remote::isolated(board)?.group(poll)?)
    }

    fn cast(&self, board: &Address, poll: &Poll, ballot: &Ballot) -> Result<Receipt, BoardError> {
        Ok(Remote::isolated(board)?.cast(poll, ballot)?)
    }

    fn fate(
        &self,
        board: &Address,
        poll: &Poll,
        receipt: &Receipt,
        now: Timestamp,
    ) -> Result<(Fate, Option<Receipt>), BoardError> {
        let refused = |code: &str, error: &dyn std::fmt::Display| Error::rejected(code, error);
        let remote = Remote::isolated(board)?;
        let verdict = receipt.check(poll).map_err(|error| refused(error.code(), &error))?;
        let server = OnServer::new(&remote, poll.id());
        let log = ShownLog::new(&server, poll).map_err(Error::from)?;
        let log = done(SearchedLog::of_shown(&log, receipt)).map_err(Error::from)?;
        Ok(log.tell(receipt, &verdict, poll, now).map_err(Error::from)?)
    }
}

impl From<&Error> for BoardError {
    fn from(error: &Error) -> Self {
        let code = error.code();
        // What a promise that cannot be checked says about a ballot is nothing: it may be in or not.
        let unclear =
            code == "not-open" || ["promise", "note", "receipt"].iter().any(|kind| code.starts_with(kind));
        Self {
            code: code.to_owned(),
            message: error.message().to_owned(),
            again: unclear || error.exit_code() == 2,
        }
    }
}

impl From<Error> for BoardError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
