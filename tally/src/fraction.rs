//! [`Fraction`]: a share as a rule states it, such as `"2/3"`.

use std::fmt;
use std::str::FromStr;

use num_integer::Integer;
use serde::{Deserialize, Deserializer};

/// A fraction between 0, excluded, and 1, included; written `n/d` in lowest terms, so `1/1` for
/// the whole. Polls have one spelling, therefore `2/4` is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// Why a text is not a [`Fraction`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FractionError {
    /// Not in lowest terms.
    #[error("{0} is not in lowest terms: write {1}")]
    Lowest(String, Fraction),
    /// Not above 0 and at most 1.
    #[error("{0} is not above 0 and at most 1")]
    Range(String),
    /// Not two integers around a slash.
    #[error("{0:?} is not a fraction such as \"2/3\"")]
    Syntax(String),
}

impl Fraction {
    /// One half.
    pub const HALF: Self = Self { numerator: 1, denominator: 2 };

    /// Whether this is the whole.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.numerator == self.denominator
    }

    /// Compares `part` with this share of `whole`, exactly.
    #[must_use]
    pub fn compare(self, part: u64, whole: u64) -> std::cmp::Ordering {
        let part = u128::from(part) * u128::from(self.denominator);
        part.cmp(&(u128::from(whole) * u128::from(self.numerator)))
    }

    /// This share of `whole`, rounded down.
    #[must_use]
    pub(crate) fn floor_of(self, whole: u64) -> u64 {
        let product = u128::from(whole) * u128::from(self.numerator);
        (product / u128::from(self.denominator)).try_into().expect("a share is at most the whole")
    }

    /// This share of `whole`.
    #[must_use]
    pub fn of(self, whole: u64) -> crate::rational::Rational {
        let product = u128::from(whole) * u128::from(self.numerator);
        crate::rational::Rational::new(product, u128::from(self.denominator))
    }
}

impl FromStr for Fraction {
    type Err = FractionError;

    fn from_str(text: &str) -> Result<Self, FractionError> {
        let syntax = || FractionError::Syntax(text.chars().take(40).collect());
        let (numerator, denominator) = text.split_once('/').ok_or_else(syntax)?;
        let integer = |digits: &str| {
            let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
            if plain || digits == "0" { digits.parse::<u32>().ok() } else { None }
        };
        let numerator = integer(numerator).ok_or_else(syntax)?;
        let denominator = integer(denominator).ok_or_else(syntax)?;
        if numerator == 0 || numerator > denominator {
            return Err(FractionError::Range(text.to_owned()));
        }
        let divisor = numerator.gcd(&denominator);
        let lowest = Self { numerator: numerator / divisor, denominator: denominator / divisor };
        if divisor > 1 { Err(FractionError::Lowest(text.to_owned(), lowest)) } else { Ok(lowest) }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    #[test]
    fn a_fraction_has_one_spelling() {
        assert_eq!("2/3".parse::<Fraction>().unwrap().to_string(), "2/3");
        assert_eq!("1/1".parse::<Fraction>().unwrap().to_string(), "1/1");
        assert!(matches!("2/4".parse::<Fraction>(), Err(FractionError::Lowest(_, Fraction::HALF))));
        for text in ["", "2", "2/", "/3", "+2/3", "02/3", "2/3 ", "2/3/4", "0.5", "-1/2", "1/99999999999"] {
            assert!(matches!(text.parse::<Fraction>(), Err(FractionError::Syntax(_))), "{text:?}");
        }
        for text in ["0/3", "4/3", "1/0", "0/0"] {
            assert!(matches!(text.parse::<Fraction>(), Err(FractionError::Range(_))), "{text:?}");
        }
    }

    #[test]
    fn shares_are_compared_without_rounding() {
        let two_thirds: Fraction = "2/3".parse().unwrap();
        assert_eq!(two_thirds.compare(6, 9), Ordering::Equal);
        assert_eq!(two_thirds.compare(5, 8), Ordering::Less);
        assert_eq!(two_thirds.compare(6_004_799_503_160_662, 9_007_199_254_740_991), Ordering::Greater);
        assert_eq!(two_thirds.compare(6_004_799_503_160_660, 9_007_199_254_740_991), Ordering::Less);
        assert_eq!(two_thirds.of(10).to_string(), "20/3");
        assert_eq!(two_thirds.floor_of(10), 6);
        assert_eq!(two_thirds.floor_of(u64::MAX), u64::MAX / 3 * 2);
    }
}
