//! Polls on the boards of the mandate.

use ostrakon_board::note::VerifierKey;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::text::Label;
use ostrakon_core::time::Timestamp;
use serde::Serialize;

use super::{Signer, SignerError};
use crate::address::Address;
use crate::boards::BoardError;
use crate::briefing::Briefing;
use crate::mandate::Matter;

/// Most polls that are looked at.
const MAX_POLLS: usize = 10_000;

/// Most bytes of manifests that are kept.
const MAX_MANIFESTS: usize = 128 * 1024 * 1024;

/// A poll, and the board it was found on.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) board: Address,
    pub(super) poll: Poll,
}

/// A poll in which the agent may vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollSummary {
    /// The poll.
    pub poll: PollId,
    /// What it is called.
    pub title: Label,
    /// Where it is.
    pub board: Address,
    /// The first second in which ballots are taken.
    pub opens: Timestamp,
    /// The first second in which they no longer are.
    pub closes: Timestamp,
}

/// What comes of a look at the boards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refreshed {
    /// How many polls were found that had not been.
    pub new: usize,
    /// What could not be had.
    pub troubles: Vec<Trouble>,
}

/// A board, or a poll on it, that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The board.
    pub board: Address,
    /// The poll, if it is one.
    pub poll: Option<PollId>,
    /// Why.
    pub error: BoardError,
}

impl Signer {
    /// Looks at the boards of the mandate. What one of them shows wrongly does not keep others from being seen.
    ///
    /// # Errors
    /// [`SignerError`], where there is no mandate in force.
    pub fn refresh(&mut self) -> Result<Refreshed, SignerError> {
        let (mandate, now) = (self.mandate()?, self.now());
        let mut refreshed = Refreshed::default();
        let mut room = MAX_MANIFESTS;
        self.found.retain(|_, found| found.poll.closes() > now);
        for found in self.found.values() {
            room = room.saturating_sub(found.poll.to_bytes().len());
        }
        for board in mandate.boards() {
            let mut trouble = |poll, error| {
                refreshed.troubles.push(Trouble { board: board.url.clone(), poll, error });
            };
            let ids = if board.polls.is_empty() {
                match self.boards.polls(&board.url) {
                    Ok(ids) => ids,
                    Err(error) => {
                        trouble(None, error);
                        continue;
                    }
                }
            } else {
                board.polls.clone()
            };
            for id in ids.into_iter().take(MAX_POLLS) {
                if self.found.contains_key(&id) || self.over.contains(&id) {
                    continue;
                }
                let poll = match self.boards.poll(&board.url, id).and_then(|poll| checked(poll, id)) {
                    Ok(poll) => poll,
                    Err(error) => {
                        trouble(Some(id), error);
                        continue;
                    }
                };
                if poll.closes() <= now {
                    self.over.insert(id);
                } else if poll.to_bytes().len() <= room && self.found.len() < MAX_POLLS {
                    room -= poll.to_bytes().len();
                    self.found.insert(id, Found { board: board.url.clone(), poll });
                    refreshed.new += 1;
                }
            }
        }
        Ok(refreshed)
    }

    /// The polls in which the agent may vote and has not decided yet, those that close first first.
    ///
    /// # Errors
    /// [`SignerError`], where there is no mandate in force.
    pub fn open_polls(&mut self) -> Result<Vec<PollSummary>, SignerError> {
        let (mandate, now) = (self.mandate()?, self.now());
        let undecided = self.found.values().filter(|Found { board, poll }| {
            let matter = Matter { poll, board, look_alike: false };
            let decided = self.state.affair(poll.id()).is_some_and(|affair| !affair.is_open());
            !decided && now < poll.closes() && mandate.permits(&matter, now).is_ok()
        });
        let summary = |Found { board, poll }: &Found| PollSummary {
            poll: poll.id(),
            title: poll.title().clone(),
            board: board.clone(),
            opens: poll.opens(),
            closes: poll.closes(),
        };
        let mut polls: Vec<_> = undecided.map(summary).collect();
        polls.sort_by_key(|summary| (summary.closes, summary.poll));
        Ok(polls)
    }

    /// What a decider gets to know of a poll.
    ///
    /// # Errors
    /// [`SignerError::UnknownPoll`], or where there is no mandate in force.
    pub fn briefing(&mut self, id: PollId) -> Result<Briefing, SignerError> {
        let mandate = self.mandate()?;
        let Found { poll, .. } = self.found.get(&id).ok_or(SignerError::UnknownPoll)?;
        Ok(Briefing::new(poll, mandate.topics_of(poll)))
    }

    /// A poll that was found or decided on.
    #[must_use]
    pub fn poll(&self, id: PollId) -> Option<&Poll> {
        let found = self.found.get(&id).map(|found| &found.poll);
        found.or_else(|| self.affair(id).map(|affair| &affair.poll))
    }

    /// The board of a poll that was found or decided on.
    #[must_use]
    pub fn board(&self, id: PollId) -> Option<&Address> {
        let found = self.found.get(&id).map(|found| &found.board);
        found.or_else(|| self.affair(id).map(|affair| &affair.decided.board))
    }
}

/// Refuses what is not the poll with an id, or has no board that could promise a ballot.
fn checked(poll: Poll, id: PollId) -> Result<Poll, BoardError> {
    let refused = |code: &str, message: String| BoardError { code: code.to_owned(), message, again: false };
    let poll = poll.expect_id(id).map_err(|error| refused(error.code(), error.to_string()))?;
    match VerifierKey::of_board(&poll) {
        Ok(_) => Ok(poll),
        Err(error) => Err(refused(error.code(), error.to_string())),
    }
}
