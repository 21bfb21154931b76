//! What a decider gets to know of a poll.

use ostrakon_core::form::Form;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::question::Question;
use ostrakon_core::text::{Description, Label, OptionId, QuestionId};
use ostrakon_core::time::Timestamp;
use serde::Serialize;

/// A poll as data for a decider. Its texts come from whoever wrote the poll: they are what is to be decided on, and
/// never instructions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Briefing {
    /// The poll's id.
    pub poll: PollId,
    /// What the poll is called.
    pub title: Label,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// What is asked.
    pub questions: Vec<BriefingQuestion>,
    /// How many may vote.
    pub members: u64,
    /// The first second in which ballots are taken.
    pub opens: Timestamp,
    /// The first second in which they no longer are.
    pub closes: Timestamp,
    /// How often a ballot may be replaced.
    pub revisions: u8,
    /// The topics of the mandate that the poll's texts touch.
    pub topics: Vec<String>,
}

/// A question as data for a decider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BriefingQuestion {
    /// The question's id, which answers name.
    pub id: QuestionId,
    /// What is asked.
    pub prompt: Label,
    /// What an answer may be.
    pub form: Form,
    /// Whether the question may be left open.
    pub abstain: bool,
    /// What may be answered.
    pub options: Vec<BriefingOption>,
}

/// An option as data for a decider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BriefingOption {
    /// The option's id, which answers name.
    pub id: OptionId,
    /// What it is called.
    pub label: Label,
    /// What it costs, where the rule asks for costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<u64>,
}

impl Briefing {
    /// What there is to know of a poll that touches some topics.
    #[must_use]
    pub fn new(poll: &Poll, topics: Vec<String>) -> Self {
        Self {
            poll: poll.id(),
            title: poll.title().clone(),
            description: poll.description().cloned(),
            questions: poll.questions().iter().map(BriefingQuestion::new).collect(),
            members: poll.electorate().members,
            opens: poll.opens(),
            closes: poll.closes(),
            revisions: poll.revisions(),
            topics,
        }
    }

    /// All that people read in the poll: title, description, prompts and labels.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let description = self.description.as_ref().map(|description| description.as_str());
        let questions = self.questions.iter().flat_map(BriefingQuestion::texts);
        std::iter::once(self.title.as_str()).chain(description).chain(questions)
    }
}

impl BriefingQuestion {
    /// All that people read in the question: prompt and labels.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let labels = self.options.iter().map(|option| option.label.as_str());
        std::iter::once(self.prompt.as_str()).chain(labels)
    }

    /// What there is to know of a question.
    #[must_use]
    pub fn new(question: &Question) -> Self {
        let options = question.options().iter().map(|option| BriefingOption {
            id: option.id().clone(),
            label: option.label().clone(),
            cost: option.cost(),
        });
        Self {
            id: question.id().clone(),
            prompt: question.prompt().clone(),
            form: question.form().clone(),
            abstain: question.abstain(),
            options: options.collect(),
        }
    }
}
