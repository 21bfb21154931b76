//! [`Content`] is what a ballot says: the poll, the revision and the answers, bound by the proof.

use serde::{Deserialize, Serialize};

use crate::answer::{AnswerError, Answers};
use crate::hash::TaggedHash;
use crate::json;
use crate::poll::{Poll, PollId};
use crate::scope::Message;

/// What a voter says in a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    poll: PollId,
    revision: u8,
    body: Body,
}

/// The part of a content that depends on the poll's privacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    answers: Answers,
}

/// Why a content is not one of a poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// An answer does not fit its question.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The content is of another poll.
    #[error("the ballot is for poll {found}, not for {expected}")]
    Poll {
        /// The poll asked about.
        expected: PollId,
        /// The poll in the content.
        found: PollId,
    },
    /// A higher revision than the poll allows.
    #[error("revision {found}, the poll allows up to {limit}")]
    Revision {
        /// The content's revision.
        found: u8,
        /// The highest one allowed.
        limit: u8,
    },
}

impl ContentError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Answer(error) => error.code(),
            Self::Poll { .. } => "content-poll",
            Self::Revision { .. } => "content-revision",
        }
    }
}

impl Content {
    /// A content for `poll`.
    ///
    /// # Errors
    /// As [`Content::check`].
    pub fn new(poll: &Poll, revision: u8, answers: Answers) -> Result<Self, ContentError> {
        let content = Self { poll: poll.id(), revision, body: Body { answers } };
        content.check(poll)?;
        Ok(content)
    }

    /// Checks that this is a content of `poll`: the poll, then the revision, then every answer.
    ///
    /// # Errors
    /// The first [`ContentError`] in that order.
    pub fn check(&self, poll: &Poll) -> Result<(), ContentError> {
        if self.poll != poll.id() {
            return Err(ContentError::Poll { expected: poll.id(), found: self.poll });
        }
        if self.revision > poll.revisions() {
            return Err(ContentError::Revision { found: self.revision, limit: poll.revisions() });
        }
        let answers = self.answers();
        for question in poll.questions() {
            let answer =
                answers.get(question.id()).ok_or_else(|| AnswerError::Questions(question.id().clone()))?;
            question.check(answer)?;
        }
        match answers.keys().find(|id| !poll.questions().iter().any(|question| question.id() == *id)) {
            Some(unknown) => Err(AnswerError::Questions(unknown.clone()).into()),
            None => Ok(()),
        }
    }

    /// The poll that the content is for.
    #[must_use]
    pub const fn poll(&self) -> PollId {
        self.poll
    }

    /// 0 for a first ballot, more for one that replaces it.
    #[must_use]
    pub const fn revision(&self) -> u8 {
        self.revision
    }

    /// The answers, by question.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.body.answers
    }

    /// The answers alone.
    #[must_use]
    pub fn into_answers(self) -> Answers {
        self.body.answers
    }

    /// `H("ostrakon/ballot/1", JCS(content))` as an integer.
    #[must_use]
    pub fn message(&self) -> Message {
        let digest = TaggedHash::new("ostrakon/ballot/1").part(json::to_canonical(self)).finish();
        Message::from_bytes(digest.to_bytes())
    }
}
