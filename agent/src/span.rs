//! Lengths of time, as people write them.

use std::fmt;
use std::str::FromStr;

use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest span: a year.
const MAX_SECONDS: u32 = 366 * 86_400;

/// A length of time in whole seconds, at most a year, written `90s`, `30m`, `24h`, `7d` or `2w`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u32);

/// Text that is not a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a length of time: write 90s, 30m, 24h, 7d or 2w, at most a year")]
pub struct SpanError;

impl Span {
    /// No time at all.
    pub const NONE: Self = Self(0);

    /// The length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// The time that is this long after another.
    #[must_use]
    pub fn after(self, start: Timestamp) -> Option<Timestamp> {
        Timestamp::from_unix_seconds(start.unix_seconds().checked_add(self.0.into())?).ok()
    }
}

/// Units with their seconds, largest first.
const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let (number, seconds) = UNITS
            .into_iter()
            .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))
            .ok_or(SpanError)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SpanError);
        }
        let length = number.parse::<u32>().ok().and_then(|number| number.checked_mul(seconds));
        length.filter(|&length| length <= MAX_SECONDS).map(Self).ok_or(SpanError)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits =
            |&(unit, seconds): &(char, u32)| unit != 'w' && self.0 > 0 && self.0.is_multiple_of(seconds);
        let (unit, seconds) = UNITS.into_iter().find(fits).unwrap_or(('s', 1));
        write!(f, "{}{unit}", self.0 / seconds)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        for (text, seconds, shown) in [
            ("0s", 0, "0s"),
            ("90s", 90, "90s"),
            ("120s", 120, "2m"),
            ("24h", 86_400, "1d"),
            ("2w", 1_209_600, "14d"),
            ("366d", MAX_SECONDS, "366d"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.seconds(), span.to_string().as_str()), (seconds, shown), "{text}");
            assert_eq!(shown.parse(), Ok(span));
        }
        for bad in ["", "h", "-1h", "+1h", "1.5h", "1 h", "24", "1y", "367d", "99999999999s", "4294967295w"] {
            assert_eq!(bad.parse::<Span>(), Err(SpanError), "{bad}");
        }
    }
}
