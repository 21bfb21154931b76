//! Whoever decides: a model, or rules.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::briefing::Briefing;
use crate::decision::Decision;

/// Reads what is asked and says what the owner would answer. It holds no secret and chooses no server.
pub trait Decider {
    /// What stands in the journal beside its decisions.
    fn name(&self) -> DeciderName;

    /// What the owner would answer. What fails on the way to a decision is [`Decision::Undecided`].
    fn decide(&mut self, briefing: &Briefing) -> Decision;
}

/// Who decided, such as `rules` or `chat qwen3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeciderName(Box<str>);

impl DeciderName {
    /// A name of which only what can be read is kept.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = ostrakon_core::text::Label::legible(name);
        Self(name.as_ref().map_or("unnamed", |name| name.as_str()).into())
    }
}

impl fmt::Display for DeciderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
