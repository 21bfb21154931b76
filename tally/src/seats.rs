//! [`Seats`]: how many options can win.

use std::fmt;
use std::num::NonZeroUsize;

use ostrakon_core::question::Question;
use serde::Deserialize;

use crate::rule::RuleError;
use crate::universe::groups;

/// How many options can win, at least one. The parameter `seats` of many rules; 1 where a poll
/// does not state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Seats(NonZeroUsize);

impl Seats {
    /// The number itself.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0.get()
    }

    /// Checks that there are several seats, and an option for each.
    ///
    /// # Errors
    /// [`RuleError::Parameter`] for one seat, [`RuleError::Seats`] for more seats than options.
    pub fn check_several(self, question: &Question, rule: &'static str) -> Result<(), RuleError> {
        if self.get() == 1 {
            let reason = "for one seat use \"plurality\" or \"approval\"".to_owned();
            return Err(RuleError::Parameter { rule, parameter: "seats", reason });
        }
        self.check(question)
    }

    /// Checks that there is an option for each seat.
    ///
    /// # Errors
    /// [`RuleError::Seats`] where there are more seats than options.
    pub fn check(self, question: &Question) -> Result<(), RuleError> {
        let options = question.options().len();
        if self.get() > options {
            return Err(RuleError::Seats { seats: self.get(), options });
        }
        Ok(())
    }

    /// Checks as well that a search for the best committee among all ends in good time. `instead` is a rule
    /// that needs no search.
    ///
    /// # Errors
    /// [`RuleError::Seats`], and [`RuleError::Parameter`] where there are more than [`MAX_GROUPS`] groups.
    pub(crate) fn check_search(
        self,
        question: &Question,
        rule: &'static str,
        instead: &str,
    ) -> Result<(), RuleError> {
        self.check(question)?;
        let (seats, options) = (self.get(), question.options().len());
        if groups(options, seats).is_some_and(|groups| groups <= MAX_GROUPS) {
            return Ok(());
        }
        let reason = format!(
            "{seats} seats for {options} options make more than {MAX_GROUPS} groups of options to compare, \
             which takes too long; have fewer seats or options, or take the rule {instead}"
        );
        Err(RuleError::Parameter { rule, parameter: "seats", reason })
    }
}

/// Most groups of options, of one to as many as there are seats, among which a best committee is looked
/// for: 20 options with any number of seats, 30 with 6, 50 with 4, 500 with 2.
pub const MAX_GROUPS: u64 = 1 << 20;

impl Default for Seats {
    fn default() -> Self {
        Self(NonZeroUsize::MIN)
    }
}

impl fmt::Display for Seats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.get() == 1 { "seat" } else { "seats" })
    }
}
