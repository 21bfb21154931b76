//! [`Seats`]: how many options can win.

use std::num::NonZeroUsize;

use ostrakon_core::question::Question;
use serde::Deserialize;

use crate::rule::RuleError;

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
}

impl Default for Seats {
    fn default() -> Self {
        Self(NonZeroUsize::MIN)
    }
}
