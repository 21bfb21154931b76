//! The [`FileQuestion`] that a ballot file answers once a rule is chosen.

use std::borrow::Cow;

use ostrakon_core::answer::Answer;
use ostrakon_core::form::{Form, MAX_CREDITS};
use ostrakon_core::question::{Question, QuestionError, Rule};

use super::BallotFile;
use super::option::FileOption;
use crate::profile::{Profile, ProfileError};
use crate::rule::{KnownRule, RuleError};

/// Rules that count one choice of each voter: of a ranking, the first preference.
pub const ONE_CHOICE: &[&str] = &["majority", "plurality"];

/// A question with everything that a ballot file answers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileQuestion<'f> {
    question: Question,
    answers: Cow<'f, [(Answer, u64)]>,
}

/// Why a rule cannot count a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileQuestionError {
    /// Somebody puts several options first where one choice is counted.
    #[error("the rule {0} counts first preferences, and a ballot puts several options first")]
    FirstShared(&'static str),
    /// Options and form make no question.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The rule cannot count the question.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

impl FileQuestionError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FirstShared(_) => "file-first-shared",
            Self::Question(error) => error.code(),
            Self::Rule(_) => "poll-rule",
        }
    }
}

impl BallotFile {
    /// The question of this file, to be counted by `rule`. Whether the rule needs something that only a
    /// poll has is not checked.
    ///
    /// What the file says stays what it is, but is read as the rule needs it:
    /// - Seats and budget that the file states are parameters of a rule that has such and does not state
    ///   them.
    /// - Rules of [`ONE_CHOICE`] count the first preferences of rankings.
    /// - Where the rule needs it, points cost their square.
    ///
    /// # Errors
    /// [`FileQuestionError`] where there are fewer than two options, or where the rule cannot count such
    /// answers.
    pub fn question(&self, rule: Rule) -> Result<FileQuestion<'_>, FileQuestionError> {
        let known = KnownRule::all().iter().find(|known| known.name() == rule.name());
        let (form, answers) = match known {
            Some(known) if matches!(self.form, Form::Rank { .. }) && ONE_CHOICE.contains(&known.name()) => {
                (Form::Pick { min: 1, max: 1 }, self.first_preferences(known.name())?.into())
            }
            _ => (self.form.clone(), Cow::Borrowed(self.answers.as_slice())),
        };
        let question = self.ask(form, self.with_stated(rule.clone(), known))?;
        let known = KnownRule::of(&question)?;
        let question = match (known.check(&question), self.squared_form()) {
            (Ok(()), _) => question,
            (Err(error), None) => return Err(error.into()),
            (Err(error), Some(form)) => {
                let squared = self.ask(form, question.rule().clone())?;
                known.check(&squared).map_err(|_| error)?;
                squared
            }
        };
        Ok(FileQuestion { question, answers })
    }

    fn ask(&self, form: Form, rule: Rule) -> Result<Question, QuestionError> {
        let id = "question".parse().expect("this is an id");
        let prompt = self.title.clone().unwrap_or_else(|| "Ballots".parse().expect("this is a label"));
        let options = self.options.iter().map(FileOption::to_question_option).collect();
        let question = Question::new(id, prompt, options, form, rule)?;
        let abstain = self.answers.iter().any(|(answer, _)| matches!(answer, Answer::Abstain {}));
        Ok(if abstain { question.with_abstain() } else { question })
    }

    /// The rule with what the file states for parameters that it leaves out.
    fn with_stated(&self, rule: Rule, known: Option<&KnownRule>) -> Rule {
        let takes =
            |name| known.is_some_and(|known| known.parameters().iter().any(|given| given.name == name));
        let mut parameters = rule.parameters().clone();
        for (name, stated) in [("budget", self.budget()), ("seats", self.seats())] {
            if let Some(stated) = stated.filter(|_| takes(name)) {
                parameters.entry(name).or_insert_with(|| stated.into());
            }
        }
        Rule::new(rule.name(), parameters)
    }

    /// Every answer as a choice of the one option that it puts first.
    fn first_preferences(&self, rule: &'static str) -> Result<Vec<(Answer, u64)>, FileQuestionError> {
        let first = |(answer, weight): &(Answer, u64)| match answer {
            Answer::Rank(places) => match places.first().map(Vec::as_slice) {
                Some([only]) => Ok((Answer::Pick(vec![only.clone()]), *weight)),
                _ => Err(FileQuestionError::FirstShared(rule)),
            },
            other => Ok((other.clone(), *weight)),
        };
        self.answers.iter().map(first).collect()
    }

    /// The form in which points cost their square, where points are given and nobody spends too much.
    fn squared_form(&self) -> Option<Form> {
        let Form::Allocate { signed, .. } = self.form else {
            return None;
        };
        let cost = |answer: &Answer| match answer {
            Answer::Allocate(units) => units.values().map(|amount| amount.saturating_pow(2)).sum::<i64>(),
            _ => 0,
        };
        let credits = self.answers.iter().map(|(answer, _)| cost(answer)).max().unwrap_or(0).max(1);
        (credits <= MAX_CREDITS).then_some(Form::Allocate { credits, exponent: 2, signed })
    }
}

impl FileQuestion<'_> {
    /// The question, with the rule as it counts.
    #[must_use]
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// The answers with their weights.
    #[must_use]
    pub fn answers(&self) -> &[(Answer, u64)] {
        &self.answers
    }

    /// All answers, checked and merged, to be counted.
    ///
    /// # Errors
    /// [`ProfileError`] never, as the file was checked.
    pub fn profile(&self) -> Result<Profile<'_>, ProfileError> {
        Profile::new(&self.question, self.answers.iter().map(|(answer, weight)| (answer, *weight)))
    }
}
