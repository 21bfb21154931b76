//! A [`Tally`] takes verified ballots and gives the [`PollResult`], which anyone can compute again.

use ostrakon_core::answer::Answers;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::counted::{Countable, Counted, CountedSet};
use ostrakon_core::hash::Digest;
use ostrakon_core::json::{self, JsonError};
use ostrakon_core::lottery::{LotteryOpening, LotterySeed};
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_tally::count::{TallyError, tally};
use ostrakon_tally::lot::Chance;
use ostrakon_tally::outcome::Outcome;
use serde::{Deserialize, Serialize};

use crate::lottery::{self, LotteryError};
use crate::verifier::VerifiedBallot;

/// Most bytes that a result may have.
pub const MAX_RESULT_BYTES: usize = 64 * 1024 * 1024;

/// Counts the verified ballots of one poll, one per nullifier.
#[derive(Debug, Clone)]
pub struct Tally {
    poll: Poll,
    ballots: CountedSet<CountedBallot>,
    lottery: Option<(LotteryOpening, LotterySeed)>,
}

/// What a tally keeps of a verified ballot: all but the proof, so that large polls fit in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedBallot {
    nullifier: Nullifier,
    revision: u8,
    id: BallotId,
    answers: Answers,
}

impl CountedBallot {
    fn new(ballot: VerifiedBallot) -> Self {
        let (nullifier, revision, id) = (ballot.nullifier(), ballot.revision(), ballot.id());
        Self { nullifier, revision, id, answers: ballot.into_content().into_answers() }
    }

    /// What the ballot says.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.answers
    }
}

impl Countable for CountedBallot {
    fn nullifier(&self) -> Nullifier {
        self.nullifier
    }

    fn revision(&self) -> u8 {
        self.revision
    }

    fn id(&self) -> BallotId {
        self.id
    }
}

/// A ballot of another poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ballot of poll {found} cannot be counted in poll {expected}")]
pub struct OtherPollError {
    /// The poll that is counted.
    pub expected: PollId,
    /// The ballot's poll.
    pub found: PollId,
}

/// Why a poll has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultError {
    /// The poll's lots cannot be drawn.
    #[error(transparent)]
    Lottery(#[from] LotteryError),
    /// The answers cannot be counted.
    #[error(transparent)]
    Tally(#[from] TallyError),
}

impl ResultError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Lottery(error) => error.code(),
            Self::Tally(TallyError::Count(..)) => "tally-count",
            Self::Tally(TallyError::Profile(..)) => "tally-profile",
            Self::Tally(_) => "tally",
        }
    }
}

/// The result of a poll: a pure function of the poll and its counted ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollResult {
    format: Format,
    poll: PollId,
    counted: u64,
    seed: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lottery: Option<LotteryOpening>,
    outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/result/1")]
    V1,
}

impl Tally {
    /// A tally without ballots.
    #[must_use]
    pub fn new(poll: Poll) -> Self {
        Self { poll, ballots: CountedSet::new(), lottery: None }
    }

    /// Takes a ballot in, in any order.
    ///
    /// # Errors
    /// [`OtherPollError`].
    pub fn add(&mut self, ballot: VerifiedBallot) -> Result<Counted, OtherPollError> {
        let (expected, found) = (self.poll.id(), ballot.content().poll());
        if found != expected {
            return Err(OtherPollError { expected, found });
        }
        Ok(self.ballots.insert(CountedBallot::new(ballot)))
    }

    /// The ballots that count.
    #[must_use]
    pub const fn ballots(&self) -> &CountedSet<CountedBallot> {
        &self.ballots
    }

    /// Takes in what the poll's lottery source gave, without which a poll that draws lots has no result.
    ///
    /// # Errors
    /// [`LotteryError`] for what is not the source's.
    pub fn open_lottery(&mut self, opening: LotteryOpening) -> Result<(), LotteryError> {
        let seed = lottery::open(&self.poll, &opening)?;
        self.lottery = Some((opening, seed));
        Ok(())
    }

    /// Counts.
    ///
    /// # Errors
    /// [`LotteryError::Missing`] where the poll draws lots and its source has not been opened;
    /// [`TallyError`] where more ballots count than there are members, and otherwise never: a poll's rules
    /// fit its questions.
    pub fn result(&self) -> Result<PollResult, ResultError> {
        if self.poll.lottery().is_some() && self.lottery.is_none() {
            return Err(LotteryError::Missing.into());
        }
        let seed = self.ballots.seed(self.poll.id());
        let lots = self.lottery.as_ref().map(|(_, seed)| *seed);
        let chance = Chance { ties: seed.into(), lots };
        let answers = self.ballots.iter().map(|ballot| (ballot.answers(), 1));
        let outcomes = tally(self.poll.questions(), answers, Some(self.poll.electorate().members), chance)?;
        Ok(PollResult {
            format: Format::V1,
            poll: self.poll.id(),
            counted: self.ballots.len() as u64,
            seed,
            lottery: self.lottery.as_ref().map(|(opening, _)| opening.clone()),
            outcomes,
        })
    }
}

impl PollResult {
    /// Reads a result from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of a result.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_RESULT_BYTES)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        json::to_canonical(self)
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> PollId {
        self.poll
    }

    /// How many ballots count.
    #[must_use]
    pub const fn counted(&self) -> u64 {
        self.counted
    }

    /// What ties were broken by.
    #[must_use]
    pub const fn seed(&self) -> Digest {
        self.seed
    }

    /// What the poll's lottery source gave, where the poll draws lots.
    #[must_use]
    pub const fn lottery(&self) -> Option<&LotteryOpening> {
        self.lottery.as_ref()
    }

    /// The outcomes, in the order of the questions.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }
}
