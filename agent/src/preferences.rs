//! [`Preferences`]: what the owner wants, in a file that people write. Rules decide by them, and a model gets to read
//! of them what a poll touches.

use std::collections::BTreeMap;

use ostrakon_core::text::{Label, Text};
use serde::{Deserialize, Serialize};

use crate::briefing::{Briefing, BriefingQuestion};
use crate::folder::MAX_BYTES;
use crate::percent::Percent;
use crate::topics::{Phrase, Words};

/// Preferences to start from, with a comment on each line.
pub const TEMPLATE: &str = include_str!("preferences/template.toml");

/// The format that preferences name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum PreferencesFormat {
    #[serde(rename = "ostrakon/preferences/1")]
    V1,
}

/// What the owner wants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    #[serde(rename = "format")]
    _format: PreferencesFormat,
    /// How much polls matter that touch no topic.
    #[serde(default = "Preferences::no_importance")]
    importance: Percent,
    /// What to say to a question about which nothing is known.
    #[serde(default)]
    pub(crate) otherwise: Otherwise,
    /// Most of the credits of a question that are spent.
    #[serde(default = "Preferences::all_credits")]
    pub(crate) spend: Percent,
    /// Options that cost more get no vote.
    #[serde(default)]
    pub(crate) cost: Option<u64>,
    #[serde(default)]
    topics: BTreeMap<Label, Topic>,
}

/// What to say to a question about which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Otherwise {
    /// To abstain, where the question allows it and something is known about another.
    Abstain,
    /// That the decider does not know.
    #[default]
    Undecided,
}

/// A topic: the words it is known by, how much it matters, and what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    words: Vec<Phrase>,
    importance: Percent,
    /// In the owner's words, for a model.
    #[serde(default)]
    says: Option<Text<2000>>,
    /// Words in options, with what speaks for or against them.
    #[serde(default)]
    pub(crate) options: BTreeMap<Phrase, Weight>,
}

/// What speaks for an option, or against it where it is below zero: -100 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Weight(i64);

/// A number is not a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not between -100 and 100")]
pub struct WeightError(i64);

/// Why a file holds no preferences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreferencesError {
    /// More than [`MAX_BYTES`].
    #[error("{0} bytes, the limit is {MAX_BYTES}")]
    Size(usize),
    /// Not TOML, a line that is unknown or missing, or a value that makes no sense.
    #[error("{0}")]
    Syntax(String),
}

/// What a model gets to read of the preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreferencesView<'a> {
    /// How much polls matter that touch no topic.
    pub importance: Percent,
    /// The topics that the poll touches.
    pub topics: BTreeMap<&'a Label, TopicView<'a>>,
}

/// What a model gets to read of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicView<'a> {
    /// How much the topic matters.
    pub importance: Percent,
    /// What the owner says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<&'a Text<2000>>,
    /// Words in options, with what speaks for or against them, from -100 to 100.
    pub options: &'a BTreeMap<Phrase, Weight>,
}

impl PreferencesError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size(_) => "preferences-size",
            Self::Syntax(_) => "preferences-syntax",
        }
    }
}

impl Weight {
    /// The weight as a number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Weight {
    type Error = WeightError;

    fn try_from(number: i64) -> Result<Self, WeightError> {
        if (-100..=100).contains(&number) { Ok(Self(number)) } else { Err(WeightError(number)) }
    }
}

impl From<Weight> for i64 {
    fn from(weight: Weight) -> Self {
        weight.0
    }
}

impl Preferences {
    /// Reads preferences.
    ///
    /// # Errors
    /// One [`PreferencesError`] per cause.
    pub fn from_toml(text: &str) -> Result<Self, PreferencesError> {
        if text.len() > MAX_BYTES {
            return Err(PreferencesError::Size(text.len()));
        }
        toml::from_str(text)
            .map_err(|error| PreferencesError::Syntax(error.to_string().trim_end().to_owned()))
    }

    /// How much a poll matters: as much as the topic of its texts that matters most.
    #[must_use]
    pub fn importance(&self, briefing: &Briefing) -> Percent {
        let touched = self.touched(Words::of(briefing.texts()));
        touched.map(|(_, topic)| topic.importance).max().unwrap_or(self.importance)
    }

    /// What a model may read that decides on a poll: nothing of topics that the poll does not touch.
    #[must_use]
    pub fn view<'a>(&'a self, briefing: &Briefing) -> PreferencesView<'a> {
        let view = |topic: &'a Topic| TopicView {
            importance: topic.importance,
            says: topic.says.as_ref(),
            options: &topic.options,
        };
        let touched = self.touched(Words::of(briefing.texts()));
        let topics = touched.map(|(name, topic)| (name, view(topic))).collect();
        PreferencesView { importance: self.importance, topics }
    }

    /// The topics of a question: those that its own texts touch, else those that the poll's title does.
    pub(crate) fn topics_of(
        &self,
        briefing: &Briefing,
        question: &BriefingQuestion,
    ) -> Vec<(&Label, &Topic)> {
        let own: Vec<_> = self.touched(Words::of(question.texts())).collect();
        if own.is_empty() { self.touched(Words::of([briefing.title.as_str()])).collect() } else { own }
    }

    fn touched(&self, words: Words) -> impl Iterator<Item = (&Label, &Topic)> {
        self.topics.iter().filter(move |(_, topic)| topic.words.iter().any(|phrase| phrase.is_in(&words)))
    }

    const fn no_importance() -> Percent {
        Percent::NONE
    }

    const fn all_credits() -> Percent {
        Percent::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_read() {
        assert!(Preferences::from_toml(TEMPLATE).unwrap().topics.is_empty());
        let shown: String = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("# ! ").unwrap_or(line))
            .fold(String::new(), |text, line| text + line + "\n");
        let preferences = Preferences::from_toml(&shown).unwrap();
        assert_eq!(preferences.topics.len(), 2);
    }

    #[test]
    fn lines_that_make_no_sense_are_refused() {
        for bad in [
            "",
            "format = \"ostrakon/preferences/2\"",
            "format = \"ostrakon/preferences/1\"\nspend = 101",
            "format = \"ostrakon/preferences/1\"\nmoney = 1",
            "format = \"ostrakon/preferences/1\"\n[topics.a]\nwords = [\"a\"]",
            "format = \"ostrakon/preferences/1\"\n[topics.a]\nwords = [\"a\"]\nimportance = 1\noptions = { b = 101 }",
            "format = \"ostrakon/preferences/1\"\n[topics.a]\nwords = [\"a\"]\nimportance = 1\noptions = { \"*\" = 1 }",
        ] {
            assert_eq!(Preferences::from_toml(bad).unwrap_err().code(), "preferences-syntax", "{bad}");
        }
        let long = "#".repeat(MAX_BYTES + 1);
        assert_eq!(Preferences::from_toml(&long).unwrap_err().code(), "preferences-size");
    }
}
