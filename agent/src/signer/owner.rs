//! What the owner says, on this side of the wall.

use ostrakon_board::receipt::Receipt;
use ostrakon_core::answer::{Answer, Answers};
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;

use super::polls::Found;
use super::{Signer, SignerError, Verdict};
use crate::mandate::Unanswered;
use crate::record::Event;
use crate::schedule;
use crate::state::{Affair, Stage};

impl Signer {
    /// The polls that wait for the owner's answer, those that close first first.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn pending(&mut self) -> Result<Vec<&Affair>, SignerError> {
        self.read()?;
        let now = self.now();
        let mut waiting: Vec<_> = self.state.affairs().filter(|affair| waits(affair, now)).collect();
        waiting.sort_by_key(|affair| (affair.poll.closes(), affair.poll.id()));
        Ok(waiting)
    }

    /// Casts what was proposed.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn approve(&mut self, id: PollId) -> Result<Verdict, SignerError> {
        self.read()?;
        let affair = self.affair(id).ok_or(SignerError::UnknownPoll)?;
        if !matches!(affair.stage, Stage::Waiting | Stage::Kept | Stage::Lapsed) {
            return Err(SignerError::NotWaiting);
        }
        let proposal = affair.proposal().ok_or(SignerError::NothingProposed)?;
        let answers = proposal.answers.clone();
        self.answer(id, answers, true)
    }

    /// Casts other answers than those proposed, or replaces the ballot that is in.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn change(&mut self, id: PollId, answers: Answers) -> Result<Verdict, SignerError> {
        self.read()?;
        self.answer(id, answers, true)
    }

    /// Casts no ballot. One that is in is replaced by one that abstains from every question.
    ///
    /// # Errors
    /// [`SignerError::Content`] where the ballot is in and the poll does not allow to abstain, and the others.
    pub fn deny(&mut self, id: PollId) -> Result<Verdict, SignerError> {
        let now = self.now();
        let denied = self.exclusively(|desk| {
            let affair = desk.state.affair(id).ok_or(SignerError::UnknownPoll)?;
            if affair.sent.is_some() {
                let questions = affair.poll.questions().iter();
                return Ok(Some(questions.map(|q| (q.id().clone(), Answer::Abstain {})).collect()));
            }
            desk.write(now, Event::Denied { poll: id, lapsed: false })?;
            Ok(None)
        })?;
        match denied {
            Some(abstention) => self.answer(id, abstention, true),
            None => Ok(Verdict::Kept {}),
        }
    }

    /// Does what the mandate says about polls that were asked about and got no answer in time. Returns how many.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn lapse(&mut self) -> Result<usize, SignerError> {
        self.read()?;
        let now = self.now();
        let unanswered = self.mandate().map_or(Unanswered::Abstain, |mandate| mandate.unanswered());
        let late =
            self.state.affairs().filter(|affair| affair.stage == Stage::Waiting && lapses(affair) <= now);
        let late: Vec<_> = late
            .map(|affair| (affair.poll.id(), affair.proposal().map(|proposal| proposal.answers.clone())))
            .collect();
        for (id, answers) in &late {
            let cast = match (unanswered, answers) {
                (Unanswered::Cast, Some(answers)) => self.answer(*id, answers.clone(), false).is_ok(),
                _ => false,
            };
            if !cast {
                self.exclusively(|desk| {
                    let waits = desk.state.affair(*id).is_some_and(|affair| affair.stage == Stage::Waiting);
                    if waits { desk.write(now, Event::Denied { poll: *id, lapsed: true }) } else { Ok(()) }
                })?;
            }
        }
        Ok(late.len())
    }

    /// The receipt of the ballot that was in last.
    ///
    /// # Errors
    /// [`SignerError::NoBallot`], or [`SignerError::UnknownPoll`].
    pub fn receipt(&self, id: PollId) -> Result<&Receipt, SignerError> {
        self.affair(id).ok_or(SignerError::UnknownPoll)?.receipt.as_ref().ok_or(SignerError::NoBallot)
    }

    /// Plans a ballot with answers, in place of one that is planned or in. Where the owner did not answer, only of a
    /// poll that still waits.
    fn answer(&mut self, id: PollId, answers: Answers, owner: bool) -> Result<Verdict, SignerError> {
        let (mandate, now) = (self.mandate()?, self.now());
        let affair = self.affair(id).ok_or(SignerError::UnknownPoll)?;
        let (poll, board) = (affair.poll.clone(), affair.decided.board.clone());
        let revision = affair.next_revision().ok_or(SignerError::NoRevision)?;
        if now >= poll.closes() {
            return Err(SignerError::Closed);
        }
        if !mandate.boards().iter().any(|named| named.url == board) {
            return Err(crate::mandate::Refusal::Board(board).into());
        }
        let found = Found { board, poll };
        let ballot = self.prove(&found, revision, answers)?;
        let window = self.exclusively(|desk| {
            let mandate = desk.mandate(now)?;
            let affair = desk.state.affair(id).ok_or(SignerError::UnknownPoll)?;
            if affair.next_revision() != Some(revision) || !(owner || affair.stage == Stage::Waiting) {
                return Err(SignerError::Changed);
            }
            desk.plan(&mandate, &found.poll, ballot, owner, now)
        })?;
        self.planned(id, window)
    }
}

/// Whether an owner's answer to what was proposed would still count.
fn waits(affair: &Affair, now: Timestamp) -> bool {
    matches!(affair.stage, Stage::Waiting | Stage::Kept) && now < affair.poll.closes()
}

/// When an owner who was asked has not answered in time.
pub(super) fn lapses(affair: &Affair) -> Timestamp {
    schedule::answer_by(affair.at, affair.poll.closes())
}
