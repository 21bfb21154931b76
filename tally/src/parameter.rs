//! [`Parameter`]: what a poll states of a rule beside its name, told to an organiser.

use serde::{Deserialize, Deserializer};

/// A parameter of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in a poll.
    pub name: &'static str,
    /// What it sets, in half a sentence.
    pub meaning: &'static str,
    /// What it can be.
    pub values: &'static str,
    /// What it is where a poll does not state it, spelled as in a poll or in words; none where a poll has
    /// to state it.
    pub default: Option<&'static str>,
}

impl Parameter {
    /// How much money there is for options, which a poll has to say.
    pub const BUDGET: Self = Self {
        name: "budget",
        meaning: "how much can be spent, in the unit of the options' costs",
        values: "1 to 9007199254740991",
        default: None,
    };

    /// How many options win: one, where a poll does not say.
    pub const SEATS: Self = Self { default: Some("1"), ..Self::SEATS_STATED };

    /// How many options win, which a poll has to say.
    pub const SEATS_STATED: Self = Self {
        name: "seats",
        meaning: "how many options win",
        values: "1 to the number of options",
        default: None,
    };
}

/// Reads a parameter that is stated: `null` is not a way to leave it out.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
