//! A [`Verdict`]: what an audit found out check by check, and what it could not.

use ostrakon_core::ballot::BallotId;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_verifier::result::{OtherPollError, PollResult};
use serde::{Serialize, Serializer};

/// What an audit finds wrong, beyond what is wrong with one document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// Some ballots are bad. In a log there are none: the board has to refuse them.
    #[error("{bad} of {all} ballots are bad")]
    BadBallots {
        /// Bad ones.
        bad: u64,
        /// All.
        all: u64,
    },
    /// The board signed a log that this one does not go on from.
    #[error(
        "the board signed a log of {size} entries that this one does not go on from: this is evidence against the board"
    )]
    Forked {
        /// The size of that log.
        size: u64,
    },
    /// More entries than the members can have cast ballots.
    #[error("a log of {size} entries, and the members can have cast ballots for {most} at most")]
    LogTooLong {
        /// Entries, as signed.
        size: u64,
        /// Most entries that there can be.
        most: u64,
    },
    /// A ballot is of another poll.
    #[error(transparent)]
    OtherPoll(#[from] OtherPollError),
    /// The board promised a ballot that is not in its log.
    #[error(
        "the board promised the ballot {0}, and the log does not hold it: this is evidence against the board"
    )]
    PromiseBroken(BallotId),
    /// The stated result is not the one that the ballots give.
    #[error("not what these ballots give: {0}")]
    ResultDiffers(String),
    /// A log has a ballot that its board had to refuse: a voter's next one needs a higher revision.
    #[error(
        "a ballot of this voter with revision {highest} is in the log before it: the board had to refuse this one"
    )]
    SecondBallot {
        /// The highest revision before it.
        highest: u8,
    },
}

impl AuditError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadBallots { .. } => "bad-ballots",
            Self::Forked { .. } => "log-forked",
            Self::LogTooLong { .. } => "log-too-long",
            Self::OtherPoll(_) => "content-poll",
            Self::PromiseBroken(_) => "promise-broken",
            Self::ResultDiffers(_) => "result-differs",
            Self::SecondBallot { .. } => "log-second-ballot",
        }
    }
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    #[serde(rename = "check")]
    name: &'static str,
    passed: Option<bool>,
    code: Option<&'static str>,
    text: String,
    details: Vec<String>,
}

impl Check {
    pub(super) const fn passed(name: &'static str, text: String) -> Self {
        Self { name, passed: Some(true), code: None, text, details: Vec::new() }
    }

    pub(super) const fn failed(name: &'static str, code: &'static str, text: String) -> Self {
        Self { name, passed: Some(false), code: Some(code), text, details: Vec::new() }
    }

    /// A check that says nothing, neither way.
    pub(super) const fn void(name: &'static str, text: String) -> Self {
        Self { name, passed: None, code: None, text, details: Vec::new() }
    }

    pub(super) fn with(self, details: Vec<String>) -> Self {
        Self { details, ..self }
    }

    /// What was checked, in one word for programs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it was as it has to be; none where that could not be told.
    #[must_use]
    pub const fn is_passed(&self) -> Option<bool> {
        self.passed
    }

    /// The stable code of what is wrong.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// What was found, for a person.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong one by one, as far as it is told.
    #[must_use]
    pub fn details(&self) -> &[String] {
        &self.details
    }
}

/// What an audit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The result is that of the poll with the id that the auditor gave.
    Accepted,
    /// The result is not to be relied on.
    Rejected,
    /// The result follows from the bundle; whether it is the right poll is for the auditor to compare.
    SelfConsistent,
}

impl Finding {
    /// The finding in one word for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::SelfConsistent => "self-consistent",
        }
    }
}

/// What an audit found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub(super) checks: Vec<Check>,
    pub(super) id_was_given: bool,
    pub(super) poll: Option<Poll>,
    pub(super) result: Option<PollResult>,
}

impl Verdict {
    /// The checks, in the order they were made. After one that makes the others pointless, they are left out.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// What it all comes to.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let is_bad = self.checks.iter().any(|check| check.passed == Some(false));
        match (is_bad || self.result.is_none(), self.id_was_given) {
            (true, _) => Finding::Rejected,
            (false, true) => Finding::Accepted,
            (false, false) => Finding::SelfConsistent,
        }
    }

    /// The poll, if there is one.
    #[must_use]
    pub const fn poll(&self) -> Option<&Poll> {
        self.poll.as_ref()
    }

    /// The result as it was counted again, if it could be. To be relied on only if the finding says so.
    #[must_use]
    pub const fn result(&self) -> Option<&PollResult> {
        self.result.as_ref()
    }

    /// A sentence for each question: what came out.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let (Some(poll), Some(result)) = (&self.poll, &self.result) else { return Vec::new() };
        let outcomes = poll.questions().iter().zip(result.outcomes());
        outcomes
            .map(|(question, outcome)| format!("{} {}", question.prompt(), outcome.sentence(question)))
            .collect()
    }

    /// What no audit of these files can tell, each in a sentence.
    #[must_use]
    pub fn open_points(&self) -> Vec<String> {
        let Some(poll) = &self.poll else { return Vec::new() };
        let mut points = Vec::new();
        if !self.id_was_given {
            points.push(format!(
                "Whether this is the poll that you were told of. Compare its id: {}",
                poll.id()
            ));
        }
        match poll.board() {
            None => points.push("Whether a ballot was kept back by whoever collected them.".to_owned()),
            Some(board) => {
                points.push(
                    "Whether the board turned a ballot away: whoever got no promise has nothing to show."
                        .to_owned(),
                );
                points.push("Whether promises were kept that nobody brought.".to_owned());
                if board.cosigners.is_none() {
                    points.push(
                        "Whether the board shows everybody this log: the poll names no cosigners.".to_owned(),
                    );
                }
            }
        }
        points.push(format!(
            "Who is behind the {} commitments of the group, and when each ballot came.",
            poll.electorate().members
        ));
        points
    }
}

/// The verdict for programs.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Told<'a> {
            verdict: &'static str,
            poll: Option<PollId>,
            checks: &'a [Check],
            open: Vec<String>,
        }
        let told = Told {
            verdict: self.finding().name(),
            poll: self.poll().map(Poll::id),
            checks: self.checks(),
            open: self.open_points(),
        };
        told.serialize(serializer)
    }
}
