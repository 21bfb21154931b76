//! [`Rational`]: an exact number with one spelling.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use ostrakon_core::json::MAX_INTEGER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact number.
///
/// As text: an integer; else a decimal where at most nine places give the number exactly; else
/// `n/d` in lowest terms. In JSON: an integer where it is one of at most 2⁵³ − 1 in absolute
/// value, else that text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rational(BigRational);

/// Text that is not the one spelling of a [`Rational`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an exact number: an integer, a decimal of at most nine places or a fraction in lowest terms")]
pub struct RationalError;

/// Most decimal places that a number is written with.
const PLACES: usize = 9;

/// 10 to the power of [`PLACES`].
const SCALE: u32 = 1_000_000_000;

/// Most characters of a number that is not rounded for reading.
const BRIEF: usize = 12;

/// What numbers are rounded to for reading: parts of one.
const BRIEF_SCALE: u32 = 10_000;

impl Rational {
    /// `numerator / denominator`.
    ///
    /// # Panics
    /// Where `denominator` is zero.
    #[must_use]
    pub fn new(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Self {
        Self(BigRational::new(numerator.into(), denominator.into()))
    }

    /// This part of `whole` in the unit `1/parts`, rounded to the nearest integer, halves up: for
    /// bars and percentages, never for a decision. Nothing where `whole` is not positive.
    #[must_use]
    pub fn share_of(&self, whole: &Self, parts: u32) -> Option<u64> {
        if !whole.0.is_positive() {
            return None;
        }
        let parts = BigRational::from_integer(parts.into());
        u64::try_from((&self.0 * parts / &whole.0).round().to_integer()).ok()
    }

    /// This share of `whole` in percent, rounded to one place: `"66.7%"`. Nothing where `whole` is not
    /// positive or the number is negative.
    #[must_use]
    pub fn percent_of(&self, whole: &Self) -> Option<String> {
        let thousandths = self.share_of(whole, 1000)?;
        Some(format!("{}.{}%", thousandths / 10, thousandths % 10))
    }

    /// The number for people who read: as it is where that takes at most twelve characters, otherwise
    /// rounded to four places and marked as `"≈0.3333"`.
    #[must_use]
    pub fn brief(&self) -> String {
        let exact = self.to_string();
        if exact.len() <= BRIEF || self.0.is_integer() {
            return exact;
        }
        let scale = BigRational::from_integer(BRIEF_SCALE.into());
        format!("≈{}", Self((&self.0 * &scale).round() / scale))
    }

    /// The number for arithmetic.
    #[must_use]
    pub const fn as_ratio(&self) -> &BigRational {
        &self.0
    }
}

impl From<BigRational> for Rational {
    fn from(ratio: BigRational) -> Self {
        Self(ratio)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Rational {
            fn from(integer: $integer) -> Self {
                Self(BigRational::from_integer(integer.into()))
            }
        })*
    };
}

from_integers!(u64 i64 u128 i128);

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_integer() {
            return f.pad(&self.0.numer().to_string());
        }
        let scaled = &self.0 * BigRational::from_integer(SCALE.into());
        if !scaled.is_integer() {
            return f.pad(&format!("{}/{}", self.0.numer(), self.0.denom()));
        }
        let sign = if self.0.is_negative() { "-" } else { "" };
        let digits = format!("{:0>width$}", scaled.numer().abs().to_string(), width = PLACES + 1);
        let (whole, places) = digits.split_at(digits.len() - PLACES);
        f.pad(&format!("{sign}{whole}.{}", places.trim_end_matches('0')))
    }
}

impl FromStr for Rational {
    type Err = RationalError;

    fn from_str(text: &str) -> Result<Self, RationalError> {
        // Reading digits takes the square of their number.
        if text.len() > MAX_TEXT {
            return Err(RationalError);
        }
        let integer = |digits: &str| digits.parse::<BigInt>().map_err(|_| RationalError);
        let (numerator, denominator) = if let Some((numerator, denominator)) = text.split_once('/') {
            (integer(numerator)?, integer(denominator)?)
        } else if let Some((whole, places)) = text.split_once('.') {
            if places.len() > PLACES {
                return Err(RationalError);
            }
            (integer(&format!("{whole}{places:0<PLACES$}"))?, SCALE.into())
        } else {
            (integer(text)?, BigInt::one())
        };
        if denominator.is_zero() {
            return Err(RationalError);
        }
        let number = Self::new(numerator, denominator);
        if number.to_string() == text { Ok(number) } else { Err(RationalError) }
    }
}

/// Longest text of a number that is read: fractions grow with every round of a budget or committee.
const MAX_TEXT: usize = 20_000;

impl Serialize for Rational {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0.numer()) {
            Ok(integer) if self.0.is_integer() && integer.unsigned_abs() <= MAX_INTEGER.unsigned_abs() => {
                serializer.serialize_i64(integer)
            }
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Rational {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelling {
            Integer(i64),
            Text(String),
        }
        match Spelling::deserialize(deserializer)? {
            Spelling::Integer(integer) => Ok(integer.into()),
            Spelling::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_would() {
        for (numerator, denominator, text) in [
            (6, 3, "2"),
            (15, 2, "7.5"),
            (-15, 2, "-7.5"),
            (1, 100_000, "0.00001"),
            (-1, 4, "-0.25"),
            (7, 3, "7/3"),
            (1, 1_000_000_000, "0.000000001"),
            (1, 2_000_000_001, "1/2000000001"),
            (0, 5, "0"),
        ] {
            let number = Rational::new(numerator, denominator);
            assert_eq!(number.to_string(), text);
            assert_eq!(text.parse(), Ok(number));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "1/0",
            "2/4",
            "6/3",
            "1.0",
            "1.",
            ".5",
            "0.50",
            "+1",
            "01",
            "-0",
            "1/2",
            "7/-3",
            "0.1234567891",
        ] {
            assert_eq!(text.parse::<Rational>(), Err(RationalError), "{text:?}");
        }
    }

    #[test]
    fn json_holds_integers_up_to_the_limit_and_text_beyond() {
        let json = |number: Rational| serde_json::to_string(&number).unwrap();
        assert_eq!(json(Rational::from(-3_i64)), "-3");
        assert_eq!(json(Rational::from(9_007_199_254_740_991_u64)), "9007199254740991");
        assert_eq!(json(Rational::from(9_007_199_254_740_992_u64)), "\"9007199254740992\"");
        assert_eq!(json(Rational::new(1, 3)), "\"1/3\"");
        assert_eq!(serde_json::from_str::<Rational>("\"7.5\"").unwrap(), Rational::new(15, 2));
        assert_eq!(serde_json::from_str::<Rational>("4").unwrap(), Rational::from(4_u64));
        assert!(serde_json::from_str::<Rational>("1.5").is_err());
    }

    #[test]
    fn long_fractions_are_rounded_for_display() {
        let brief = |numerator: i64, denominator: i64| Rational::new(numerator, denominator).brief();
        assert_eq!(brief(1, 3), "1/3");
        assert_eq!(brief(123_456_789_012_345_678, 1), "123456789012345678");
        assert_eq!(brief(1_234_567, 7_654_321), "≈0.1613");
        assert_eq!(brief(-12_345_678, 1_234_567), "≈-10");
    }

    #[test]
    fn shares_are_rounded_for_display() {
        let (part, whole) = (Rational::from(1_u64), Rational::from(3_u64));
        assert_eq!(part.share_of(&whole, 1000), Some(333));
        assert_eq!(part.share_of(&Rational::from(0_u64), 1000), None);
        assert_eq!(Rational::from(-1_i64).share_of(&whole, 1000), None);
        assert_eq!(part.percent_of(&whole), Some("33.3%".to_owned()));
    }
}
