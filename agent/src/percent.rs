//! How sure or how important, in hundredths.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A whole number from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

/// A number is above 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not between 0 and 100")]
pub struct PercentError(u8);

impl Percent {
    /// Not at all.
    pub const NONE: Self = Self(0);

    /// Wholly.
    pub const ALL: Self = Self(100);
}

impl TryFrom<u8> for Percent {
    type Error = PercentError;

    fn try_from(number: u8) -> Result<Self, PercentError> {
        if number <= Self::ALL.0 { Ok(Self(number)) } else { Err(PercentError(number)) }
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_is_a_whole_number_of_hundredths() {
        assert_eq!(serde_json::from_str::<Percent>("100").unwrap(), Percent::ALL);
        for bad in ["101", "-1", "0.5", "\"50\"", "256", "null"] {
            assert!(serde_json::from_str::<Percent>(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Percent::NONE).unwrap(), "0");
    }
}
