//! Schulze (beatpath): an option stands before another where the strongest chain of victories from it to
//! the other is stronger than the strongest chain back; who stands behind nobody wins.
//!
//! An option has a victory over another where more voters prefer it. A chain leads from victory to
//! victory and is as strong as the weakest of them. Options that an answer does not rank stand below
//! all it ranks, side by side. The first few of the order are a committee of widely acceptable options,
//! not one that represents groups by their size. Where nothing stands between two options, the seat
//! falls to the seed.
//!
//! The parameter `strength` makes no difference where all answers rank all options. M. Schulze, "A new monotonic,
//! clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method" (Social Choice
//! and Welfare 36, 2011).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::{Preferences, STRENGTH, Strength, write_matrix};
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::relation::Relation;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schulze {
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    strength: Strength,
}

impl Rule for Schulze {
    const NAME: &'static str = "schulze";
    const SUMMARY: &'static str =
        "who beats every other by a stronger chain of comparisons than leads back wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::Majority,
        Property::Monotone,
    ];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS, STRENGTH];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let paths = strongest_paths(&preferences, self.strength);
        let strength = |from: usize, to: usize| paths.get(from).and_then(|row| row.get(to)).copied();
        let unit = self.strength.unit();
        let of = format!("strongest chain from the row's option to the column's, in {unit}");
        write_matrix(&of, paths.len(), |from, to| strength(from, to).unwrap_or_default(), count);
        let mut order = Relation::new(paths.len());
        for option in preferences.options() {
            for other in
                preferences.options().filter(|&other| strength(option, other) > strength(other, option))
            {
                order.insert(option, other);
            }
        }
        let reason = "no stronger chain leads back to it";
        let winners = order.first(self.seats.get(), reason, count)?;
        Ok(Decision::winners(winners, "first in the order of the strongest chains"))
    }
}

/// The strength of the strongest chain from each option to each other; 0 where there is none.
fn strongest_paths(preferences: &Preferences, strength: Strength) -> Vec<Vec<u64>> {
    let victory = |option, other| preferences.victory(option, other, strength).unwrap_or_default();
    let row = |option| preferences.options().map(|other| victory(option, other)).collect();
    let mut paths: Vec<Vec<u64>> = preferences.options().map(row).collect();
    for middle in preferences.options() {
        let onwards = paths.get(middle).cloned().unwrap_or_default();
        for (from, path) in paths.iter_mut().enumerate().filter(|&(from, _)| from != middle) {
            let first = path.get(middle).copied().unwrap_or_default();
            for (_, (direct, &second)) in
                path.iter_mut().zip(&onwards).enumerate().filter(|&(to, _)| to != from)
            {
                *direct = (*direct).max(first.min(second));
            }
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, ranked, winners};
    use crate::transcript::Step;

    /// Example 1 of Schulze's paper.
    const SCHULZE: &str = "8 a>c>d>b | 2 b>a>d>c | 4 c>d>b>a | 4 d>b>a>c | 3 d>c>b>a";

    fn elect(parameters: Value, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": true}});
        outcome(&question("a b c d", rank, json!({"schulze": parameters})), &ranked(answers))
    }

    fn matrix(outcome: &Outcome, number: usize) -> Vec<String> {
        let matrices = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Pairwise(pairwise) => Some(&pairwise.rows),
            _ => None,
        });
        let row = |row: &Vec<_>| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        matrices.map(|rows| rows.iter().map(row).collect()).nth(number).unwrap()
    }

    #[test]
    fn schulze_own_example() {
        let outcome = elect(json!({}), SCHULZE);
        assert_eq!(matrix(&outcome, 0), ["0 8 14 10", "13 0 6 2", "7 15 0 12", "11 19 9 0"]);
        assert_eq!(matrix(&outcome, 1), ["0 14 14 12", "13 0 13 12", "13 15 0 12", "13 19 13 0"]);
        assert_eq!(winners(&outcome), "d");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn several_seats_follow_the_order_of_chains() {
        assert_eq!(winners(&elect(json!({"seats": 4}), SCHULZE)), "d a c b");
    }

    #[test]
    fn margins_and_winning_votes_can_differ() {
        // a beats b by 7 to 4, b beats c by 4 to 2, c beats a by 6 to 5.
        let answers = "4 b>c | 2 c>a | 5 a";
        assert_eq!(winners(&elect(json!({}), answers)), "c");
        assert_eq!(winners(&elect(json!({"strength": "margins"}), answers)), "a");
    }

    #[test]
    fn options_that_nothing_stands_between_tie() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let two = question("a b c", rank, json!({"schulze": {"seats": 2}}));
        assert_eq!(all_winners(&two, &ranked("1 a>b>c | 1 a>c>b")), ["a b", "a c"]);
        // b and c both win whatever happens between them.
        let outcome = outcome(&two, &ranked("1 b>c>a | 1 c>b>a"));
        assert_eq!((winners(&outcome).as_str(), outcome.ties().count()), ("b c", 0));
    }
}
