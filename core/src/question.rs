//! A [`Question`] asks about options in one form and is counted by one rule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::form::{Form, FormLimitsError};
use crate::text::{Label, OptionId, QuestionId};

/// Most options a question may have.
pub const MAX_OPTIONS: usize = 500;

/// What may be answered: an id for programs, a label for people, a cost where money is shared out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    id: OptionId,
    label: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<u64>,
}

impl QuestionOption {
    /// An option without a cost.
    #[must_use]
    pub const fn new(id: OptionId, label: Label) -> Self {
        Self { id, label, cost: None }
    }

    /// The same option with what it costs, in the poll's smallest unit of money.
    #[must_use]
    pub fn with_cost(self, cost: u64) -> Self {
        Self { cost: Some(cost), ..self }
    }

    /// The id that answers use.
    #[must_use]
    pub const fn id(&self) -> &OptionId {
        &self.id
    }

    /// The text people read.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// What the option costs, where the rule shares out a budget.
    #[must_use]
    pub const fn cost(&self) -> Option<u64> {
        self.cost
    }
}

/// The name of a rule with its parameters, as a poll states them.
///
/// What names and parameters mean is known to the tally: see [`RuleBook`]. Written as
/// `{"name":{parameter:value,…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Rule {
    name: String,
    parameters: Map<String, Value>,
}

impl Rule {
    /// A rule by its name and parameters.
    #[must_use]
    pub fn new(name: impl Into<String>, parameters: Map<String, Value>) -> Self {
        Self { name: name.into(), parameters }
    }

    /// The rule's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rule's parameters.
    #[must_use]
    pub const fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }
}

impl TryFrom<Map<String, Value>> for Rule {
    type Error = &'static str;

    fn try_from(map: Map<String, Value>) -> Result<Self, Self::Error> {
        let mut entries = map.into_iter();
        match (entries.next(), entries.next()) {
            (Some((name, Value::Object(parameters))), None) => Ok(Self { name, parameters }),
            _ => Err("a rule is written {\"name\":{parameters}}, with exactly one name"),
        }
    }
}

impl From<Rule> for Map<String, Value> {
    fn from(rule: Rule) -> Self {
        Self::from_iter([(rule.name, Value::Object(rule.parameters))])
    }
}

/// Knows which rules exist and which questions each can count.
///
/// The tally implements this; a poll cannot be made without it, so that a poll whose rule is
/// unknown, or does not fit its form, does not exist.
pub trait RuleBook {
    /// Says in words why the question's rule cannot count it in a poll of this setting.
    ///
    /// # Errors
    /// A sentence for the organiser, naming the parameter or form at fault.
    fn check(&self, question: &Question, setting: Setting) -> Result<(), String>;

    /// Whether the question's rule draws lots.
    fn draws_lots(&self, question: &Question) -> bool;
}

/// What a rule may have to know of the poll around its question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// How many can vote, where that is known.
    pub members: Option<u64>,
    /// Whether the poll names a source of lots.
    pub lottery: bool,
}

/// A question of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "QuestionDraft")]
pub struct Question {
    id: QuestionId,
    prompt: Label,
    options: Vec<QuestionOption>,
    form: Form,
    rule: Rule,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    abstain: bool,
    /// Where each option stands: ballots are checked by the thousand.
    #[serde(skip)]
    positions: BTreeMap<OptionId, usize>,
}

/// The fields of a question as written, before they are known to make sense together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionDraft {
    /// See [`Question::id`].
    pub id: QuestionId,
    /// See [`Question::prompt`].
    pub prompt: Label,
    /// See [`Question::options`].
    pub options: Vec<QuestionOption>,
    /// See [`Question::form`].
    pub form: Form,
    /// See [`Question::rule`].
    pub rule: Rule,
    /// See [`Question::abstain`]; absent means no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstain: bool,
}

/// Why a question makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The form does not fit the options.
    #[error("question {question}: {reason}")]
    Form {
        /// The question.
        question: QuestionId,
        /// What does not fit.
        reason: FormLimitsError,
    },
    /// Two labels look alike.
    #[error("question {question}: the labels of {first} and {second} look alike")]
    LookAlike {
        /// The question.
        question: QuestionId,
        /// One option.
        first: OptionId,
        /// The other.
        second: OptionId,
    },
    /// Two options have one id.
    #[error("question {question}: the option id {option} stands twice")]
    Repeated {
        /// The question.
        question: QuestionId,
        /// The id.
        option: OptionId,
    },
    /// More than [`MAX_OPTIONS`] options.
    #[error("question {question}: {found} options, the limit is {MAX_OPTIONS}")]
    TooMany {
        /// The question.
        question: QuestionId,
        /// Options found.
        found: usize,
    },
}

impl QuestionError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "question-form",
            Self::LookAlike { .. } => "question-look-alike",
            Self::Repeated { .. } => "question-repeated",
            Self::TooMany { .. } => "question-too-many",
        }
    }
}

impl Question {
    /// A question that makes sense: distinct options that do not look alike, in a form that fits
    /// them. Whether the rule fits is checked by [`RuleBook`] when the poll is made.
    ///
    /// # Errors
    /// One [`QuestionError`] per cause.
    pub fn new(
        id: QuestionId,
        prompt: Label,
        options: Vec<QuestionOption>,
        form: Form,
        rule: Rule,
    ) -> Result<Self, QuestionError> {
        if options.len() > MAX_OPTIONS {
            return Err(QuestionError::TooMany { question: id, found: options.len() });
        }
        if let Err(reason) = form.check_limits(options.len()) {
            return Err(QuestionError::Form { question: id, reason });
        }
        let mut positions = BTreeMap::new();
        let mut looks = BTreeMap::new();
        for (position, option) in options.iter().enumerate() {
            if positions.insert(option.id().clone(), position).is_some() {
                return Err(QuestionError::Repeated { question: id, option: option.id().clone() });
            }
            for skeleton in option.label().skeletons() {
                let first = looks.insert(skeleton, option.id()).filter(|first| *first != option.id());
                if let Some(first) = first {
                    let (first, second) = (first.clone(), option.id().clone());
                    return Err(QuestionError::LookAlike { question: id, first, second });
                }
            }
        }
        Ok(Self { id, prompt, options, form, rule, abstain: false, positions })
    }

    /// The same question, with leave to abstain.
    #[must_use]
    pub fn with_abstain(self) -> Self {
        Self { abstain: true, ..self }
    }

    /// The id that answers use.
    #[must_use]
    pub const fn id(&self) -> &QuestionId {
        &self.id
    }

    /// What is asked.
    #[must_use]
    pub const fn prompt(&self) -> &Label {
        &self.prompt
    }

    /// What there is to read: the prompt, and the options' labels.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.prompt).chain(self.options.iter().map(QuestionOption::label))
    }

    /// What may be answered, in the order of the poll.
    #[must_use]
    pub fn options(&self) -> &[QuestionOption] {
        &self.options
    }

    /// What an answer may be.
    #[must_use]
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// How answers are counted.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Whether a voter may abstain from this question.
    #[must_use]
    pub const fn abstain(&self) -> bool {
        self.abstain
    }

    /// The position of an option in the order of the poll.
    #[must_use]
    pub fn index_of(&self, id: &OptionId) -> Option<usize> {
        self.positions.get(id).copied()
    }
}

impl TryFrom<QuestionDraft> for Question {
    type Error = QuestionError;

    fn try_from(draft: QuestionDraft) -> Result<Self, QuestionError> {
        let QuestionDraft { id, prompt, options, form, rule, abstain } = draft;
        let question = Self::new(id, prompt, options, form, rule)?;
        Ok(if abstain { question.with_abstain() } else { question })
    }
}
