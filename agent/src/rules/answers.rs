//! Answers of each form from the weights of options.

use std::collections::BTreeMap;

use ostrakon_core::answer::{Answer, Stance};
use ostrakon_core::form::Form;
use ostrakon_core::text::OptionId;

use crate::percent::Percent;

/// An option with its weight.
pub(super) struct Weighed<'a> {
    pub(super) id: &'a OptionId,
    /// -100 to 100.
    pub(super) weight: i64,
    /// Whether the preferences say something about it.
    pub(super) known: bool,
}

/// The answer that fits the weights best, with its margin; none where the weights say nothing.
pub(super) fn answer(form: &Form, options: &[Weighed<'_>], spend: Percent) -> Option<(Answer, i64)> {
    if !options.iter().any(|option| option.known) {
        return None;
    }
    match *form {
        Form::Allocate { credits, exponent, signed } => {
            let budget = credits.unsigned_abs() * u64::from(u8::from(spend)) / 100;
            allocate(options, budget, exponent, signed).map(|answer| (answer, strength(options)))
        }
        Form::Pick { min, max } => pick(options, min, max),
        Form::Rank { max, ties } => rank(options, max, ties).map(|answer| (answer, distance(options))),
        Form::Score { min, max } => {
            let score = |weight: i64| min + ((weight + 100) * (max - min) + 100) / 200;
            let scores = options.iter().map(|option| (option.id.clone(), score(option.weight)));
            (distance(options) > 0).then(|| (Answer::Score(scores.collect()), distance(options)))
        }
        Form::Stance {} => {
            let stance = |weight: i64| match weight {
                1.. => Stance::Agree,
                0 => Stance::Pass,
                _ => Stance::Disagree,
            };
            let stances = options.iter().map(|option| (option.id.clone(), stance(option.weight)));
            (strength(options) > 0).then(|| (Answer::Stance(stances.collect()), strength(options)))
        }
    }
}

/// Options with their places in the poll, best first; of equal ones the first in the poll.
fn best_first<'a>(options: &'a [Weighed<'a>]) -> Vec<(usize, &'a Weighed<'a>)> {
    let mut sorted: Vec<_> = options.iter().enumerate().collect();
    sorted.sort_by_key(|&(at, option)| (-option.weight, at));
    sorted
}

/// What has a weight above zero, as far as the form allows.
fn pick(options: &[Weighed<'_>], min: usize, max: usize) -> Option<(Answer, i64)> {
    let wanted = options.iter().filter(|option| option.weight > 0).count();
    let sorted = best_first(options);
    let (chosen, left) = sorted.split_at_checked(wanted.clamp(min, max))?;
    let last = chosen.last().map_or(0, |(_, option)| option.weight);
    let first = left.first().map_or(0, |(_, option)| option.weight);
    // An order that only the poll gave is no preference.
    if last <= first && !chosen.is_empty() && !left.is_empty() {
        return None;
    }
    let mut chosen: Vec<_> = chosen.iter().map(|&(at, option)| (at, option.id.clone())).collect();
    chosen.sort_unstable_by_key(|&(at, _)| at);
    Some((Answer::Pick(chosen.into_iter().map(|(_, id)| id).collect()), last - first))
}

/// All but the worst. Where no place can be shared, it ends before options of one weight.
fn rank(options: &[Weighed<'_>], max: usize, ties: bool) -> Option<Answer> {
    let sorted = best_first(options);
    let worst = sorted.last()?.1.weight;
    let mut room = max;
    let mut places = Vec::new();
    for place in sorted.chunk_by(|(_, one), (_, other)| one.weight == other.weight) {
        let equal = place.first().is_some_and(|(_, option)| option.weight == worst);
        if equal || place.len() > room || (place.len() > 1 && !ties) {
            break;
        }
        room -= place.len();
        places.push(place.iter().map(|(_, option)| option.id.clone()).collect());
    }
    (!places.is_empty()).then_some(Answer::Rank(places))
}

/// Units in proportion to weights: `x = budget * w / sum(w)` where they cost one each, and
/// `x = sqrt(budget * w^2 / sum(w^2))` where they cost their square, each rounded down.
fn allocate(options: &[Weighed<'_>], budget: u64, exponent: u8, signed: bool) -> Option<Answer> {
    let wanted = || options.iter().filter(|option| option.weight > 0 || (signed && option.weight < 0));
    let size = |option: &Weighed<'_>| option.weight.unsigned_abs().saturating_pow(exponent.into());
    let total: u64 = wanted().map(size).sum();
    if total == 0 {
        return None;
    }
    let units = |option: &Weighed<'_>| {
        // At most 10^9 credits times 10^4.
        let share = budget * size(option) / total;
        let units = if exponent == 1 { share } else { share.isqrt() };
        i64::try_from(units).map(|units| units * option.weight.signum()).unwrap_or_default()
    };
    let all: BTreeMap<_, _> =
        wanted().map(|option| (option.id.clone(), units(option))).filter(|&(_, units)| units != 0).collect();
    (!all.is_empty()).then_some(Answer::Allocate(all))
}

/// How far the best and the worst weight lie apart.
fn distance(options: &[Weighed<'_>]) -> i64 {
    let weights = || options.iter().map(|option| option.weight);
    weights().max().unwrap_or(0) - weights().min().unwrap_or(0)
}

/// The mean of the weights that are not zero, without their signs.
fn strength(options: &[Weighed<'_>]) -> i64 {
    let weights: Vec<_> =
        options.iter().map(|option| option.weight.abs()).filter(|&weight| weight != 0).collect();
    weights.iter().sum::<i64>() / i64::try_from(weights.len().max(1)).unwrap_or(1)
}
