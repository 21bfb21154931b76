//! The clock, and times as people give them.

use jiff::Timestamp as Clock;
use ostrakon_core::time::Timestamp;

use crate::error::Error;

/// The current second.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix_seconds(Clock::now().as_second()).expect("the clock shows a year of four digits")
}

/// Reads `now`, `+7d` (or `s`, `m`, `h`, `w`) after `start`, or a time with its offset.
pub(crate) fn read_time(text: &str, start: Timestamp) -> Result<Timestamp, Error> {
    let text = text.trim();
    let seconds = if text == "now" {
        Some(start.unix_seconds())
    } else if let Some(duration) = text.strip_prefix('+') {
        read_duration(duration).and_then(|seconds| start.unix_seconds().checked_add(seconds))
    } else {
        text.parse::<Clock>().ok().map(Clock::as_second)
    };
    seconds.and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok()).ok_or_else(|| {
        Error::rejected("time", format!("{text:?} is not a time"))
            .hint("write 2026-12-01T09:00:00Z, 2026-12-01T10:00:00+01:00, now, or +7d (s, m, h, d, w)")
    })
}

/// A number of seconds, minutes, hours, days or weeks in seconds.
fn read_duration(text: &str) -> Option<i64> {
    let (unit, seconds) = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)]
        .into_iter()
        .find(|(unit, _)| text.ends_with(unit))?;
    text.strip_suffix(unit)?.parse::<u32>().ok().map(i64::from)?.checked_mul(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let start: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        for (text, time) in [
            ("now", "2026-11-23T08:00:00Z"),
            ("+90s", "2026-11-23T08:01:30Z"),
            ("+1w", "2026-11-30T08:00:00Z"),
            ("2026-12-01T10:00:00+01:00", "2026-12-01T09:00:00Z"),
            ("2026-12-01T09:00:00.9Z", "2026-12-01T09:00:00Z"),
        ] {
            assert_eq!(read_time(text, start).unwrap().to_string(), time, "{text}");
        }
        for text in ["", "tomorrow", "+", "+7", "+7y", "+-1d", "2026-12-01", "2026-12-01T09:00:00"] {
            assert_eq!(read_time(text, start).unwrap_err().code(), "time", "{text}");
        }
    }
}
