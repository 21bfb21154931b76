//! [`Budget`]: how much money there is, for options that have a cost.

use std::num::NonZeroU64;

use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::question::{Question, QuestionOption};
use serde::Deserialize;

use crate::per_option::PerOption;
use crate::rule::RuleError;

/// How much can be spent, in the unit of the options' costs, at least one. The parameter `budget` of rules
/// that fund options.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct Budget(NonZeroU64);

impl Budget {
    /// The amount itself.
    pub(crate) const fn get(self) -> u64 {
        self.0.get()
    }

    /// Checks that every option has a cost above zero, and that there is one that can be funded.
    ///
    /// # Errors
    /// [`RuleError::Cost`] for an option without, [`RuleError::Parameter`] for a budget that makes no sense.
    pub(crate) fn check(self, question: &Question, rule: &'static str) -> Result<(), RuleError> {
        if let Some(option) = question.options().iter().find(|option| option.cost().unwrap_or_default() == 0)
        {
            return Err(RuleError::Cost { rule, option: option.id().clone() });
        }
        let refuse =
            |reason: &str| Err(RuleError::Parameter { rule, parameter: "budget", reason: reason.to_owned() });
        if self.get() > MAX_INTEGER.unsigned_abs() {
            return refuse("a poll holds integers up to 9007199254740991");
        }
        if self.costs(question).iter().all(|(_, &cost)| cost > self.get()) {
            return refuse("every option costs more");
        }
        Ok(())
    }

    /// What each option costs. All together less than 2⁶³.
    pub(crate) fn costs(self, question: &Question) -> PerOption<u64> {
        let cost = |option| question.options().get(option).and_then(QuestionOption::cost);
        PerOption::from_fn(question.options().len(), |option| cost(option).unwrap_or_default())
    }
}
