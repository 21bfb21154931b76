//! An [`Answer`] is what a voter says to one question, in the one spelling it has.

mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::form::Form;
use crate::question::Question;
use crate::text::{OptionId, QuestionId};

/// Answers to all questions of a poll.
pub type Answers = BTreeMap<QuestionId, Answer>;

/// What a voter says to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// Nothing, on purpose. Only where the question allows it.
    Abstain {},
    /// Units per option, options with none left out.
    Allocate(BTreeMap<OptionId, i64>),
    /// The chosen options, in the order of the poll.
    Pick(Vec<OptionId>),
    /// Places, best first; within a place the options in the order of the poll.
    Rank(Vec<Vec<OptionId>>),
    /// A score for every option.
    Score(BTreeMap<OptionId, i64>),
    /// A stance on every option.
    Stance(BTreeMap<OptionId, Stance>),
}

/// A voter's stance on one option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// In favour.
    Agree,
    /// Against.
    Disagree,
    /// Neither.
    Pass,
}

/// Why an answer does not fit its question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The question does not allow to abstain.
    #[error("this question does not allow to abstain")]
    Abstain,
    /// The allocation costs more than the credits.
    #[error("the allocation costs more than {0} credits")]
    Credits(i64),
    /// Nothing is said.
    #[error("the answer is empty")]
    Empty,
    /// The answer has another form than the question.
    #[error("the answer does not have the form {0:?}")]
    Form(&'static str),
    /// An option has no score or stance.
    #[error("nothing is said about option {0}")]
    Missing(OptionId),
    /// Units against an option where only units for are sold.
    #[error("option {0} has a negative allocation, which this question does not allow")]
    Negative(OptionId),
    /// Options stand in another order than in the poll, where order carries no meaning.
    #[error("options are not in the order of the poll")]
    Order,
    /// Fewer or more picks than allowed.
    #[error("{found} options are chosen, {min} to {max} are allowed")]
    Picks {
        /// Options chosen.
        found: usize,
        /// Fewest allowed.
        min: usize,
        /// Most allowed.
        max: usize,
    },
    /// A question of the poll has no answer, or an answer has no question.
    #[error("the answers are not those to the questions of the poll: see question {0}")]
    Questions(QuestionId),
    /// More options are ranked than allowed.
    #[error("{found} options are ranked, at most {max} are allowed")]
    Ranked {
        /// Options ranked.
        found: usize,
        /// Most allowed.
        max: usize,
    },
    /// An option stands twice.
    #[error("option {0} stands twice")]
    Repeated(OptionId),
    /// A score is out of range.
    #[error("the score {score} of option {option} is not between {min} and {max}")]
    Score {
        /// The option scored.
        option: OptionId,
        /// Its score.
        score: i64,
        /// Lowest allowed.
        min: i64,
        /// Highest allowed.
        max: i64,
    },
    /// Options share a place where they may not, or a place is empty.
    #[error("place {0} of the ranking does not hold exactly one option")]
    Tie(usize),
    /// The question has no such option.
    #[error("the question has no option {0}")]
    Unknown(OptionId),
    /// Zero is spelled out where options with nothing are left out.
    #[error("option {0} has an allocation of zero: leave it out")]
    Zero(OptionId),
}

impl AnswerError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Abstain => "answer-abstain",
            Self::Credits(_) => "answer-credits",
            Self::Empty => "answer-empty",
            Self::Form(_) => "answer-form",
            Self::Missing(_) => "answer-missing",
            Self::Negative(_) => "answer-negative",
            Self::Order => "answer-order",
            Self::Picks { .. } => "answer-picks",
            Self::Questions(_) => "answer-questions",
            Self::Ranked { .. } => "answer-ranked",
            Self::Repeated(_) => "answer-repeated",
            Self::Score { .. } => "answer-score",
            Self::Tie(_) => "answer-tie",
            Self::Unknown(_) => "answer-unknown",
            Self::Zero(_) => "answer-zero",
        }
    }
}

impl Question {
    /// Checks that `answer` is an answer to this question, in its one spelling.
    ///
    /// # Errors
    /// One [`AnswerError`] per way in which it is not.
    pub fn check(&self, answer: &Answer) -> Result<(), AnswerError> {
        match (self.form(), answer) {
            (_, Answer::Abstain {}) if self.abstain() => Ok(()),
            (_, Answer::Abstain {}) => Err(AnswerError::Abstain),
            (&Form::Allocate { credits, exponent, signed }, Answer::Allocate(units)) => {
                self.check_allocation(units, credits, exponent, signed)
            }
            (&Form::Pick { min, max }, Answer::Pick(options)) => {
                self.check_listed(options)?;
                if !(min..=max).contains(&options.len()) {
                    return Err(AnswerError::Picks { found: options.len(), min, max });
                }
                Ok(())
            }
            (&Form::Rank { max, ties }, Answer::Rank(places)) => self.check_ranking(places, max, ties),
            (&Form::Score { min, max }, Answer::Score(scores)) => {
                self.check_complete(scores)?;
                match scores.iter().find(|&(_, &score)| !(min..=max).contains(&score)) {
                    Some((option, &score)) => {
                        Err(AnswerError::Score { option: option.clone(), score, min, max })
                    }
                    None => Ok(()),
                }
            }
            (Form::Stance {}, Answer::Stance(stances)) => self.check_complete(stances),
            (form, _) => Err(AnswerError::Form(form.name())),
        }
    }

    fn position(&self, option: &OptionId) -> Result<usize, AnswerError> {
        self.index_of(option).ok_or_else(|| AnswerError::Unknown(option.clone()))
    }

    /// Known options, each once, in the order of the poll.
    fn check_listed(&self, options: &[OptionId]) -> Result<(), AnswerError> {
        self.check_place(options, &mut vec![false; self.options().len()])
    }

    /// Known options, none of them `seen` before, in the order of the poll.
    fn check_place(&self, options: &[OptionId], seen: &mut [bool]) -> Result<(), AnswerError> {
        let (mut last, mut in_order) = (None, true);
        for option in options {
            let position = self.position(option)?;
            in_order &= last < Some(position);
            last = last.max(Some(position));
            if seen.get_mut(position).is_some_and(|seen| std::mem::replace(seen, true)) {
                return Err(AnswerError::Repeated(option.clone()));
            }
        }
        if in_order { Ok(()) } else { Err(AnswerError::Order) }
    }

    /// Exactly the options of the question.
    fn check_complete<T>(&self, said: &BTreeMap<OptionId, T>) -> Result<(), AnswerError> {
        said.keys().try_for_each(|option| self.position(option).map(drop))?;
        match self.options().iter().find(|option| !said.contains_key(option.id())) {
            Some(missing) => Err(AnswerError::Missing(missing.id().clone())),
            None => Ok(()),
        }
    }

    fn check_ranking(&self, places: &[Vec<OptionId>], max: usize, ties: bool) -> Result<(), AnswerError> {
        if places.is_empty() {
            return Err(AnswerError::Empty);
        }
        let mut seen = vec![false; self.options().len()];
        let mut ranked = 0;
        for (at, place) in places.iter().enumerate() {
            if place.is_empty() || (place.len() > 1 && !ties) {
                return Err(AnswerError::Tie(at + 1));
            }
            self.check_place(place, &mut seen)?;
            ranked += place.len();
        }
        if ranked > max {
            return Err(AnswerError::Ranked { found: ranked, max });
        }
        Ok(())
    }

    fn check_allocation(
        &self,
        units: &BTreeMap<OptionId, i64>,
        credits: i64,
        exponent: u8,
        signed: bool,
    ) -> Result<(), AnswerError> {
        if units.is_empty() {
            return Err(AnswerError::Empty);
        }
        // Wide enough: at most 500 options of at most (2⁵³)² each.
        let mut cost: u128 = 0;
        for (option, &amount) in units {
            self.position(option)?;
            if amount == 0 {
                return Err(AnswerError::Zero(option.clone()));
            }
            if amount < 0 && !signed {
                return Err(AnswerError::Negative(option.clone()));
            }
            cost = cost.saturating_add(u128::from(amount.unsigned_abs()).saturating_pow(exponent.into()));
        }
        if cost > u128::from(credits.unsigned_abs()) {
            return Err(AnswerError::Credits(credits));
        }
        Ok(())
    }
}
