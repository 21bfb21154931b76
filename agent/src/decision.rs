//! What a decider may say of a poll.

use ostrakon_core::answer::Answers;
use ostrakon_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::percent::Percent;

/// Why, in a few sentences. It stays with the owner.
pub type Rationale = Text<2000>;

/// What a decider says of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// These answers are the owner's, as far as the decider can tell.
    Propose(Proposal),
    /// The decider cannot tell: it failed, or knows nothing about the matter.
    Undecided {
        /// Why, for the owner.
        reason: Rationale,
        /// How much the poll matters to the owner, where the decider can tell that at least.
        importance: Option<Percent>,
    },
}

/// A ballot that a decider proposes. Nothing in it is believed but that the decider said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What the ballot would say.
    pub answers: Answers,
    /// How sure the decider is that the owner would say the same.
    pub confidence: Percent,
    /// How much the poll matters to the owner.
    pub importance: Percent,
    /// Why, for the owner.
    pub rationale: Rationale,
}
