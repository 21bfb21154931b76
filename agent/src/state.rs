//! What the records of a journal come to.

use std::collections::BTreeMap;

use ostrakon_board::receipt::Receipt;
use ostrakon_core::answer::Answers;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::hash::Digest;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;

use crate::decision::{Decision, Proposal};
use crate::likeness::likeness;
use crate::mandate::{Judgement, MandateHash, Usage};
use crate::record::{Check, Decided, Event, Record};

/// A poll that was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affair {
    /// The poll.
    pub poll: Poll,
    /// What was decided.
    pub decided: Decided,
    /// When.
    pub at: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// The ballot that left or is to leave.
    pub ballot: Option<Ballot>,
    /// The mandate under which it is to leave.
    pub mandate: MandateHash,
    /// Whether the owner answered, in place of the decider.
    pub owner: bool,
    /// The highest revision that may be in.
    pub sent: Option<u8>,
    /// How often the ballot has left without an answer that says whether it is in.
    pub tries: u32,
    /// What the board promised of the ballot that was in last.
    pub receipt: Option<Receipt>,
    /// What the final log shows.
    pub check: Option<Check>,
    likeness: Digest,
}

/// How far a decision is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// A board has promised the ballot.
    Cast,
    /// The owner wants no ballot.
    Denied,
    /// The ballot cannot be cast.
    Failed {
        /// Why, for programs.
        code: String,
        /// Why, for people.
        message: String,
    },
    /// What was proposed is kept for the owner.
    Kept,
    /// The owner was asked, and did not answer in time.
    Lapsed,
    /// The ballot is to leave.
    Planned {
        /// When.
        leaves: Timestamp,
    },
    /// The owner is asked.
    Waiting,
    /// The mandate no longer allowed the ballot before it left.
    Withdrawn {
        /// The code of the line that stands against it.
        code: String,
    },
}

impl Stage {
    /// The stage's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cast => "cast",
            Self::Denied => "denied",
            Self::Failed { .. } => "failed",
            Self::Kept => "kept",
            Self::Lapsed => "lapsed",
            Self::Planned { .. } => "planned",
            Self::Waiting => "waiting",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

impl Affair {
    /// What the decider proposed, if anything.
    #[must_use]
    pub const fn proposal(&self) -> Option<&Proposal> {
        match &self.decided.decision {
            Decision::Propose(proposal) => Some(proposal),
            Decision::Undecided { .. } => None,
        }
    }

    /// The answers of the ballot that left or is to leave.
    #[must_use]
    pub fn answers(&self) -> Option<&Answers> {
        self.ballot.as_ref().map(|ballot| ballot.content().answers())
    }

    /// Whether the poll can be decided on again: nothing of it ever left.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Withdrawn { .. }) && self.sent.is_none()
    }

    /// The revision that the owner's next answer has; none where the poll allows no more.
    #[must_use]
    pub fn next_revision(&self) -> Option<u8> {
        let next = self.sent.map_or(Some(0), |sent| sent.checked_add(1))?;
        (next <= self.poll.revisions()).then_some(next)
    }
}

/// What all records come to.
#[derive(Debug, Clone, Default)]
pub struct State {
    accepted: Option<MandateHash>,
    affairs: BTreeMap<PollId, Affair>,
}

impl State {
    /// Takes a record in. One that fits nothing before it changes nothing.
    pub fn take(&mut self, record: Record) {
        let Record { at, event } = record;
        match event {
            Event::Accepted { mandate, .. } => self.accepted = Some(mandate),
            Event::Cast { poll, receipt } => self.change(poll, |affair| {
                // The owner may have put another ballot in its place while it was on its way.
                let latest = affair.ballot.as_ref().map(Ballot::content);
                if latest == Some(receipt.ballot().content()) {
                    affair.stage = Stage::Cast;
                    affair.tries = 0;
                }
                affair.receipt = Some(*receipt);
            }),
            Event::Checked { poll, check, receipt } => self.change(poll, |affair| {
                affair.check = Some(check);
                if let Some(receipt) = receipt {
                    affair.receipt = Some(*receipt);
                }
            }),
            Event::Decided(decided) => self.decided(at, *decided),
            Event::Denied { poll, lapsed } => self.change(poll, |affair| {
                affair.stage = if lapsed { Stage::Lapsed } else { Stage::Denied };
            }),
            Event::Failed { poll, code, message } => {
                self.change(poll, |affair| affair.stage = Stage::Failed { code, message });
            }
            Event::Planned { poll, leaves, ballot, owner, mandate } => self.change(poll, |affair| {
                affair.stage = Stage::Planned { leaves };
                affair.ballot = Some(*ballot);
                affair.owner |= owner;
                affair.mandate = mandate;
                affair.tries = 0;
            }),
            Event::Postponed { poll, leaves } => {
                self.change(poll, |affair| affair.stage = Stage::Planned { leaves });
            }
            Event::Revoked {} => self.accepted = None,
            Event::Sending { poll } => self.change(poll, |affair| {
                let revision = affair.ballot.as_ref().map(|ballot| ballot.content().revision());
                affair.sent = affair.sent.max(revision);
                affair.tries = affair.tries.saturating_add(1);
            }),
            Event::Withdrawn { poll, code } => {
                self.change(poll, |affair| affair.stage = Stage::Withdrawn { code });
            }
        }
    }

    fn decided(&mut self, at: Timestamp, decided: Decided) {
        let Ok(poll) = Poll::new(decided.manifest.clone(), &Rules) else { return };
        let stage = match decided.judgement {
            Judgement::Ask(_) => Stage::Waiting,
            _ => Stage::Kept,
        };
        let affair = Affair {
            likeness: likeness(&poll),
            at,
            stage,
            ballot: None,
            mandate: decided.mandate,
            owner: false,
            sent: None,
            tries: 0,
            receipt: None,
            check: None,
            decided,
            poll,
        };
        self.affairs.insert(affair.poll.id(), affair);
    }

    fn change(&mut self, poll: PollId, change: impl FnOnce(&mut Affair)) {
        if let Some(affair) = self.affairs.get_mut(&poll) {
            change(affair);
        }
    }

    /// The mandate that the owner accepted last, unless it was taken back.
    #[must_use]
    pub const fn accepted(&self) -> Option<MandateHash> {
        self.accepted
    }

    /// What was decided on a poll.
    #[must_use]
    pub fn affair(&self, poll: PollId) -> Option<&Affair> {
        self.affairs.get(&poll)
    }

    /// Everything that was decided on, by poll.
    pub fn affairs(&self) -> impl Iterator<Item = &Affair> {
        self.affairs.values()
    }

    /// Whether another poll that asks the same was decided on.
    #[must_use]
    pub fn has_like(&self, poll: &Poll) -> bool {
        let likeness = likeness(poll);
        self.affairs()
            .any(|affair| affair.likeness == likeness && affair.poll.id() != poll.id() && !affair.is_open())
    }

    /// How much of a mandate's limits is used up. Proposals are counted elsewhere.
    #[must_use]
    pub fn usage(&self, mandate: MandateHash, now: Timestamp) -> Usage {
        let mut usage = Usage::default();
        for Affair { decided, at, .. } in self.affairs.values() {
            let age = now.unix_seconds().saturating_sub(at.unix_seconds());
            match decided.judgement {
                Judgement::Cast | Judgement::CastEarly => {
                    usage.hour = usage.hour.saturating_add(u32::from(age < 3_600));
                    usage.day = usage.day.saturating_add(u32::from(age < 86_400));
                    usage.total = usage.total.saturating_add(u32::from(decided.mandate == mandate));
                }
                Judgement::Ask(_) => usage.asks = usage.asks.saturating_add(u32::from(age < 86_400)),
                Judgement::Keep | Judgement::Refuse(_) => {}
            }
        }
        usage
    }
}
