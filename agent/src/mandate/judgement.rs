//! What a mandate says to a decision.

use ostrakon_core::poll::Poll;
use ostrakon_core::text::Label;
use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Casting, Mandate, MandatedBoard, TopicRule};
use crate::address::Address;
use crate::decision::Decision;
use crate::percent::Percent;
use crate::span::Span;
use crate::topics::Words;

/// A poll, and what its signer knows about it.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The poll.
    pub poll: &'a Poll,
    /// The board it was found on.
    pub board: &'a Address,
    /// Whether another poll that asks the same of the same group has been decided on.
    pub look_alike: bool,
}

/// What was done so far, as the mandate's limits count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Proposals in the last minute, this one not among them.
    pub minute: u32,
    /// Ballots that were planned or cast in the last hour.
    pub hour: u32,
    /// Ballots that were planned or cast in the last day.
    pub day: u32,
    /// Ballots that were planned or cast under this mandate.
    pub total: u32,
    /// Questions to the owner in the last day.
    pub asks: u32,
}

/// What a mandate says to a decision. Whether the answers fit the poll's questions is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// The owner is to answer.
    Ask(AskReason),
    /// What is proposed may be cast.
    Cast,
    /// What is proposed may be cast, and replaced by the owner until the close.
    CastEarly,
    /// What is proposed is kept for the owner to read.
    Keep,
    /// Nothing is done.
    Refuse(Refusal),
}

/// Why the owner is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskReason {
    /// Another poll asks the same.
    #[error("you have decided on a poll that asks the same already")]
    LookAlike,
    /// A ballot could not be replaced.
    #[error("a ballot in this poll cannot be replaced, and you want to be able to")]
    NoVeto,
    /// No topic, and such polls are to be asked about.
    #[error("it touches none of your topics")]
    Otherwise,
    /// One of the topics that are to be asked about.
    #[error("you want to be asked about {0}")]
    Topic(Label),
    /// Important, and the decider does not know.
    #[error("the decider cannot tell what you would say")]
    Undecided,
    /// Important, and the decider is not sure.
    #[error("its importance is {importance}, and the decider is {confidence} sure")]
    Unsure {
        /// How important it is.
        importance: Percent,
        /// How sure the decider is.
        confidence: Percent,
    },
}

/// The line of the mandate that stands against a decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Refusal {
    /// `limits.asks`.
    #[error("the owner was asked {0} times in a day, which is the limit")]
    Asks(u32),
    /// `boards`.
    #[error("the mandate does not name the board {0}")]
    Board(Address),
    /// `boards.host` and `boards.key`.
    #[error("the poll names another host or key of its board than the mandate")]
    BoardKey,
    /// `limits.day`.
    #[error("{0} ballots in a day are the limit")]
    Day(u32),
    /// `expires`.
    #[error("the mandate has expired at {0}")]
    Expired(Timestamp),
    /// `forms`.
    #[error("the mandate does not allow to answer questions of the form {0}")]
    Form(String),
    /// `limits.hour`.
    #[error("{0} ballots in an hour are the limit")]
    Hour(u32),
    /// `boards.members`.
    #[error("the group has {members} members, the mandate asks for {least}")]
    Members {
        /// How many the group has.
        members: u64,
        /// How many it must have.
        least: u64,
    },
    /// `notice`.
    #[error("the poll closes at {closes}, which is sooner than in {notice}")]
    Notice {
        /// When the poll closes.
        closes: Timestamp,
        /// How long before the mandate wants decisions.
        notice: Span,
    },
    /// `boards.polls`.
    #[error("the mandate does not name this poll")]
    Poll,
    /// `limits.proposals`.
    #[error("{0} proposals in a minute are the limit")]
    Proposals(u32),
    /// A topic with the rule `never`, or none of the topics where `otherwise` is `never`.
    #[error("the mandate does not allow to vote {}", match .0 {
        Some(topic) => format!("about {topic}"),
        None => "about anything but its topics".to_owned(),
    })]
    Topic(Option<Label>),
    /// `limits.total`.
    #[error("{0} ballots in all are the limit")]
    Total(u32),
    /// `ask`: the decider does not know, and the poll does not matter enough to ask.
    #[error("the decider cannot tell what the owner would say, and it is not important enough to ask")]
    Undecided,
}

impl Refusal {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Asks(_) => "mandate-asks",
            Self::Board(_) => "mandate-board",
            Self::BoardKey => "mandate-board-key",
            Self::Day(_) => "mandate-day",
            Self::Expired(_) => "mandate-expired",
            Self::Form(_) => "mandate-form",
            Self::Hour(_) => "mandate-hour",
            Self::Members { .. } => "mandate-members",
            Self::Notice { .. } => "mandate-notice",
            Self::Poll => "mandate-poll",
            Self::Proposals(_) => "mandate-proposals",
            Self::Topic(_) => "mandate-topic",
            Self::Total(_) => "mandate-total",
            Self::Undecided => "mandate-undecided",
        }
    }
}

/// What the topics that a poll touches say about it.
struct Touched<'a> {
    rule: TopicRule,
    /// The first of the topics with this rule.
    name: Option<&'a Label>,
    /// The highest importance that one of them states.
    importance: Option<Percent>,
}

impl Mandate {
    /// Whether the agent may have to do with a poll at all. Nothing of it hangs on what was decided, so that it
    /// is asked again before a ballot leaves.
    ///
    /// # Errors
    /// The [`Refusal`] of the line that stands against it.
    pub fn permits(&self, matter: &Matter<'_>, now: Timestamp) -> Result<(), Refusal> {
        self.judge_topics(matter, now).map(drop)
    }

    /// What the mandate says to a decision on a poll.
    #[must_use]
    pub fn judge(
        &self,
        matter: &Matter<'_>,
        decision: &Decision,
        usage: &Usage,
        now: Timestamp,
    ) -> Judgement {
        match self.judge_decision(matter, decision, usage, now) {
            Ok(Judgement::Ask(_)) if usage.asks >= self.lines.limits.asks => {
                Judgement::Refuse(Refusal::Asks(self.lines.limits.asks))
            }
            Ok(judgement) => judgement,
            Err(refusal) => Judgement::Refuse(refusal),
        }
    }

    fn judge_decision(
        &self,
        matter: &Matter<'_>,
        decision: &Decision,
        usage: &Usage,
        now: Timestamp,
    ) -> Result<Judgement, Refusal> {
        let limits = self.lines.limits;
        if usage.minute >= limits.proposals {
            return Err(Refusal::Proposals(limits.proposals));
        }
        let touched = self.judge_topics(matter, now)?;
        let closes = matter.poll.closes();
        let notice = self.lines.notice;
        if notice.after(now).is_none_or(|soonest| soonest >= closes) {
            return Err(Refusal::Notice { closes, notice });
        }
        if touched.rule == TopicRule::Ask {
            let reason = touched.name.cloned().map_or(AskReason::Otherwise, AskReason::Topic);
            return Ok(Judgement::Ask(reason));
        }
        let ask = self.lines.ask;
        match decision {
            Decision::Undecided { importance, .. } => {
                // A decider that failed says nothing of importance: then it counts as important.
                let importance = (*importance).max(touched.importance).unwrap_or(Percent::ALL);
                if importance >= ask.importance && ask.confidence > Percent::NONE {
                    return Ok(Judgement::Ask(AskReason::Undecided));
                }
                return Err(Refusal::Undecided);
            }
            Decision::Propose(proposal) => {
                let confidence = proposal.confidence;
                let importance = proposal.importance.max(touched.importance.unwrap_or(Percent::NONE));
                if importance >= ask.importance && confidence < ask.confidence {
                    return Ok(Judgement::Ask(AskReason::Unsure { importance, confidence }));
                }
            }
        }
        if matter.look_alike {
            return Ok(Judgement::Ask(AskReason::LookAlike));
        }
        let cast = match self.lines.casting {
            Casting::Propose => return Ok(Judgement::Keep),
            Casting::Early if matter.poll.revisions() == 0 => return Ok(Judgement::Ask(AskReason::NoVeto)),
            Casting::Early => Judgement::CastEarly,
            Casting::AtOnce => Judgement::Cast,
        };
        if usage.hour >= limits.hour {
            return Err(Refusal::Hour(limits.hour));
        }
        if usage.day >= limits.day {
            return Err(Refusal::Day(limits.day));
        }
        if usage.total >= limits.total {
            return Err(Refusal::Total(limits.total));
        }
        Ok(cast)
    }

    fn judge_topics(&self, matter: &Matter<'_>, now: Timestamp) -> Result<Touched<'_>, Refusal> {
        if now >= self.lines.expires {
            return Err(Refusal::Expired(self.lines.expires));
        }
        let board = self.lines.boards.iter().find(|board| board.url == *matter.board);
        board.ok_or_else(|| Refusal::Board(matter.board.clone()))?.permits(matter.poll)?;
        let forms = matter.poll.questions().iter().map(|question| question.form().name());
        for name in forms {
            if !self.lines.forms.iter().any(|form| form.as_str() == name) {
                return Err(Refusal::Form(name.to_owned()));
            }
        }
        let words = Words::of_poll(matter.poll);
        let importance = self.touched(&words).filter_map(|(_, topic)| topic.importance).max();
        let strictest = self.touched(&words).min_by_key(|(_, topic)| topic.rule);
        let (rule, name) =
            strictest.map_or((self.lines.otherwise, None), |(name, topic)| (topic.rule, Some(name)));
        if rule == TopicRule::Never {
            return Err(Refusal::Topic(name.cloned()));
        }
        Ok(Touched { rule, name, importance })
    }
}

impl MandatedBoard {
    fn permits(&self, poll: &Poll) -> Result<(), Refusal> {
        let named = poll.board();
        let same_host = self.host.as_ref().is_none_or(|host| named.is_some_and(|named| named.host == *host));
        let same_key = self.key.is_none_or(|key| named.is_some_and(|named| named.key == key));
        if !(same_host && same_key) {
            return Err(Refusal::BoardKey);
        }
        if !self.polls.is_empty() && !self.polls.contains(&poll.id()) {
            return Err(Refusal::Poll);
        }
        let (members, least) = (poll.electorate().members, self.members);
        if members < least { Err(Refusal::Members { members, least }) } else { Ok(()) }
    }
}
