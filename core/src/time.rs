//! Points in time, to the second, in their one spelling.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A second of universal time, written `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Since the beginning of 1970.
    seconds: i64,
}

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
        // Only years of four digits have a spelling.
        if (FIRST..=LAST).contains(&seconds) { Ok(Self { seconds }) } else { Err(TimestampError) }
    }

    /// Seconds since the beginning of 1970.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }
}

/// The first second of the year 0.
const FIRST: i64 = -62_167_219_200;

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// Seconds of a day: universal time as computers count it has no leap seconds.
const DAY: i64 = 86_400;

/// Days from the beginning of March of a year to the beginning of a month, which is counted from March.
const fn days_before(month: i64) -> i64 {
    (153 * month + 2) / 5
}

/// Days from the beginning of March of the year 0, as the Gregorian calendar goes on backwards, to the
/// beginning of 1970.
const EPOCH: i64 = 719_468;

/// Days of 400 years, after which the calendar repeats.
const CYCLE: i64 = 146_097;

/// The day, from the beginning of 1970, of a date. Months and days that there are not are counted on.
///
/// By Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil: years begin with March, so
/// that the leap day is the last of its year.
const fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    cycle * CYCLE + year * 365 + year / 4 - year / 100 + days_before(month) + day - 1 - EPOCH
}

/// Year, month and day of a day from the beginning of 1970. The same source, civil_from_days.
const fn date_of(day: i64) -> (i64, i64, i64) {
    let (cycle, day) = ((day + EPOCH).div_euclid(CYCLE), (day + EPOCH).rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (year, day) = (year + 400 * cycle, day - days_before(month) + 1);
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let number = |from: usize, to: usize| {
            let digits =
                text.get(from..to).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<i64>().ok()).ok_or(TimestampError)
        };
        let day = day_of(number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hours, minutes, seconds) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let time = Self::from_unix_seconds(day * DAY + hours * 3600 + minutes * 60 + seconds)?;
        // A day, an hour or a second that there is not reads as a later one, and nothing has looked between the numbers.
        if time.to_string() == text { Ok(time) } else { Err(TimestampError) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z")
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
            "2026-11-23T24:00:00Z",
            "2026-13-01T08:00:00Z",
            "2026-00-01T08:00:00Z",
            "2026-11-00T08:00:00Z",
            "2026-11-23T08:60:00Z",
            "+026-11-23T08:00:00Z",
            "2026-11-23T08:00:0Ž",
            "2026-11-23T08:00+00",
            "",
        ] {
            assert_eq!(other.parse::<Timestamp>(), Err(TimestampError), "{other}");
        }
    }

    #[test]
    fn years_have_four_digits() {
        for (seconds, text) in [(FIRST, "0000-01-01T00:00:00Z"), (LAST, "9999-12-31T23:59:59Z")] {
            assert_eq!(Timestamp::from_unix_seconds(seconds).unwrap().to_string(), text);
            assert_eq!(text.parse::<Timestamp>().unwrap().unix_seconds(), seconds);
        }
        for seconds in [FIRST - 1, LAST + 1, i64::MIN, i64::MAX] {
            assert_eq!(Timestamp::from_unix_seconds(seconds), Err(TimestampError));
        }
    }

    #[test]
    fn days_are_those_of_a_library() {
        // The library ends a day before the year 9999 does.
        for day in FIRST / DAY..LAST / DAY - 1 {
            let seconds = day * DAY + day.rem_euclid(DAY);
            let time = Timestamp::from_unix_seconds(seconds).unwrap();
            let text =
                jiff::Timestamp::from_second(seconds).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
        }
    }
}
