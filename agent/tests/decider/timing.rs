//! Whether the ballots of one agent can be told from those of many voters by when they leave.

use ark_std::rand::rngs::StdRng;
use ark_std::rand::{Rng as _, SeedableRng as _};
use ostrakon_agent::schedule::{draw, window};
use ostrakon_core::time::Timestamp;

use crate::polls::at;

/// Ballots of each side.
const BALLOTS: usize = 200;

/// How often both sides cast.
const ROUNDS: u8 = 40;

/// When each poll's ballot leaves, in the order in which the polls were decided on.
type Moments = Vec<i64>;

/// One agent decides on all polls at once, and draws.
fn agent(rng: &mut StdRng) -> Moments {
    let (now, closes) = (at("2026-11-01T08:00:00Z"), at("2026-11-08T20:00:00Z"));
    let drawn = window(now, at("2026-11-01T00:00:00Z"), closes, "6h".parse().unwrap());
    (0..BALLOTS).map(|_| draw(drawn, rng).unix_seconds()).collect()
}

/// Fifty voters answer four polls each, whenever they like within the same six hours.
fn voters(rng: &mut StdRng) -> Moments {
    let start: Timestamp = at("2026-11-01T08:00:00Z");
    (0..BALLOTS).map(|_| start.unix_seconds() + rng.gen_range(0..6 * 3600)).collect()
}

/// One agent sends its ballots one after the other, each some seconds after the one before.
fn naive(rng: &mut StdRng) -> Moments {
    let mut now = at("2026-11-01T08:00:00Z").unix_seconds();
    let mut step = || {
        now += rng.gen_range(1..6);
        now
    };
    (0..BALLOTS).map(|_| step()).collect()
}

/// Spearman's rank correlation between the order of decisions and the order of leaving.
fn correlation(moments: &Moments) -> f64 {
    let mut order: Vec<_> = (0..moments.len()).collect();
    order.sort_by_key(|&poll| (moments[poll], poll));
    let number = moments.len() as f64;
    let squares: f64 =
        order.iter().enumerate().map(|(rank, &poll)| (rank as f64 - poll as f64).powi(2)).sum();
    1.0 - 6.0 * squares / (number * (number * number - 1.0))
}

fn gaps(moments: &Moments) -> Vec<i64> {
    let mut sorted = moments.clone();
    sorted.sort_unstable();
    sorted.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The two-sample statistic of Kolmogorov and Smirnov: how far two distributions lie apart.
fn distance(one: &[i64], other: &[i64]) -> f64 {
    let share = |sample: &[i64], at: i64| {
        sample.iter().filter(|&&value| value <= at).count() as f64 / sample.len() as f64
    };
    let mut values: Vec<_> = one.iter().chain(other).copied().collect();
    values.sort_unstable();
    values.dedup();
    values.into_iter().map(|at| (share(one, at) - share(other, at)).abs()).fold(0.0, f64::max)
}

/// All rounds of one side: the largest correlation, and all gaps.
fn observe(cast: fn(&mut StdRng) -> Moments, seed: u8) -> (f64, Vec<i64>) {
    let mut rng = StdRng::from_seed([seed; 32]);
    let rounds: Vec<_> = (0..ROUNDS).map(|_| cast(&mut rng)).collect();
    let largest = rounds.iter().map(|moments| correlation(moments).abs()).fold(0.0, f64::max);
    (largest, rounds.iter().flat_map(gaps).collect())
}

#[test]
fn ballots_of_an_agent_leave_like_those_of_many_voters() {
    let (_, of_voters) = observe(voters, 1);
    let (order, of_agent) = observe(agent, 2);
    // Four standard deviations of a correlation of independent orders, 1 / sqrt(199) each.
    let order_bound = 4.0 / 199_f64.sqrt();
    // One in a thousand of two samples of one distribution lie farther apart: 1.95 * sqrt(2 / n).
    let gap_bound = 1.95 * (2.0 / of_agent.len() as f64).sqrt();
    assert!(order < order_bound, "{order}");
    assert!(distance(&of_agent, &of_voters) < gap_bound, "{}", distance(&of_agent, &of_voters));
    // The same measures tell an agent that sends in a row.
    let (order, in_a_row) = observe(naive, 3);
    assert!(order > order_bound);
    assert!(distance(&in_a_row, &of_voters) > 10.0 * gap_bound);
}
