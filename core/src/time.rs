//! Points in time, to the second, in their one spelling.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A second of universal time, written `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// Text or a number that is not a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time: YYYY-MM-DDTHH:MM:SSZ is needed")]
pub struct TimestampError;

impl Timestamp {
    /// The time a number of seconds after the beginning of 1970.
    ///
    /// # Errors
    /// [`TimestampError`] outside the years 0 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, TimestampError> {
        let time = jiff::Timestamp::from_second(seconds).map(Self).map_err(|_| TimestampError)?;
        // Only years of four digits have a spelling, and it reads back.
        time.to_string().parse()
    }

    /// Seconds since the beginning of 1970.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }
}

const SPELLING: &str = "YYYY-MM-DDTHH:MM:SSZ";

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        if text.len() != SPELLING.len() {
            return Err(TimestampError);
        }
        let time = Self(text.parse().map_err(|_| TimestampError)?);
        // The parser knows many spellings of one time, and reads a leap second as the one before.
        if time.to_string() == text { Ok(time) } else { Err(TimestampError) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_spelling() {
        let time: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        assert_eq!((time.unix_seconds(), time.to_string().as_str()), (1_795_420_800, "2026-11-23T08:00:00Z"));
        assert_eq!(Timestamp::from_unix_seconds(time.unix_seconds()), Ok(time));
        for other in [
            "2026-11-23t08:00:00z",
            "2026-11-23 08:00:00Z",
            "2026-11-23T08:00:60Z",
            "2026-02-30T08:00:00Z",
            "2026-11-23T08:00:0Z",
            "20261123T080000.00Z",
            "2026-11-23T08:00+00",
            "",
        ] {
            assert_eq!(other.parse::<Timestamp>(), Err(TimestampError), "{other}");
        }
        assert_eq!(Timestamp::from_unix_seconds(-70_000_000_000), Err(TimestampError));
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), Err(TimestampError));
    }
}
