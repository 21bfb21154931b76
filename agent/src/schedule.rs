//! When a ballot leaves.
//!
//! Whoever casts many ballots one after the other has linked them by time. Each one leaves at a moment of its own,
//! drawn uniformly and independently of the others, so that order and gaps are those of as many voters.

use ostrakon_core::time::Timestamp;
use rand_core::RngCore;

use crate::span::Span;

/// Seconds before the close by which a ballot has left.
const MARGIN: i64 = 60;

/// The moments of which one is drawn: from the first, before the second.
#[must_use]
pub fn window(now: Timestamp, opens: Timestamp, closes: Timestamp, spread: Span) -> (Timestamp, Timestamp) {
    let from = now.max(opens);
    let latest = closes.unix_seconds().saturating_sub(MARGIN);
    let to = from.unix_seconds().saturating_add(spread.seconds().into()).min(latest);
    (from, Timestamp::from_unix_seconds(to).map_or(from, |to| to.max(from)))
}

/// Draws one of the moments.
pub fn draw((from, to): (Timestamp, Timestamp), rng: &mut impl RngCore) -> Timestamp {
    let room = u64::try_from(to.unix_seconds() - from.unix_seconds()).unwrap_or(0);
    if room == 0 {
        return from;
    }
    // The bias is below one in 2^32: there is at most a year of seconds.
    let offset = i64::try_from(rng.next_u64() % room).unwrap_or(0);
    Timestamp::from_unix_seconds(from.unix_seconds() + offset).unwrap_or(from)
}

/// When a ballot is tried again that has been on its way so many times: after half a minute at first, twice as long each
/// time, an hour at most, give or take a half, and before the close.
pub fn again(now: Timestamp, closes: Timestamp, tries: u32, rng: &mut impl RngCore) -> Timestamp {
    let pause = 15_i64.saturating_mul(1 << tries.min(7));
    let pause = pause.saturating_add(i64::from(rng.next_u32()) % pause);
    let latest = closes.unix_seconds().saturating_sub(1);
    let at = now.unix_seconds().saturating_add(pause).min(latest);
    Timestamp::from_unix_seconds(at).unwrap_or(closes)
}

/// The moment by which an owner who was asked has answered: an hour before the close, or after three quarters of the
/// time that is left where that is more.
#[must_use]
pub fn answer_by(asked: Timestamp, closes: Timestamp) -> Timestamp {
    let left = closes.unix_seconds().saturating_sub(asked.unix_seconds()).max(0);
    let margin = (left / 4).min(3_600);
    Timestamp::from_unix_seconds(closes.unix_seconds().saturating_sub(margin)).unwrap_or(closes)
}
