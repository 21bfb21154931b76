//! Borda: on each answer an option gets one point for every option below it and half a point for
//! every other option in the same place; the most points win.
//!
//! Options that an answer does not rank share its last place, so every answer over n options hands
//! out n(n−1)/2 points however it ranks. On full rankings without ties these are J.-C. de Borda's
//! n−1, n−2, …, 0 ("Mémoire sur les élections au scrutin", 1784); with ties the order of the sums is
//! that of D. Black's options below minus options above ("Partial justification of the Borda count",
//! Public Choice 28, 1976).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Borda {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Borda {
    const NAME: &'static str = "borda";
    const SUMMARY: &'static str = "one point for every option ranked below; the most points win";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CondorcetLoser, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let half_points = half_points(profile);
        let points = |option| Rational::new(half_points[option], 2);
        count.totals("points", half_points.iter().map(|(option, _)| (option, points(option))));
        let winners = count.highest(&half_points, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("{} points", points(winner)));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("most points, {}", points(winner)),
            _ => "most points".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

/// Twice the points of each option.
fn half_points(profile: &Profile<'_>) -> PerOption<u128> {
    let mut half_points = PerOption::new(profile.options(), 0_u128);
    for (places, weight) in profile.rankings() {
        let weight = u128::from(weight);
        let mut ranked = PerOption::new(profile.options(), false);
        let mut below = profile.options();
        for place in places {
            below -= place.len();
            for &option in place {
                half_points[option] += share(below, place.len()) * weight;
                ranked[option] = true;
            }
        }
        for (option, _) in ranked.iter().filter(|&(_, &ranked)| !ranked) {
            half_points[option] += share(0, below) * weight;
        }
    }
    half_points
}

/// Twice the points of each of `sharing` options in one place above `below` others.
fn share(below: usize, sharing: usize) -> u128 {
    let half_points = 2 * below + sharing - 1;
    u128::try_from(half_points).expect("a question has at most 500 options")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{ids, outcome, question, ranked, total, winners};

    #[test]
    fn borda_own_example() {
        // Borda 1784: 21 voters; plurality would elect a.
        let question = question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"borda": {}}));
        let outcome = outcome(&question, &ranked("1 a>b>c | 7 a>c>b | 7 b>c>a | 6 c>b>a"));
        assert_eq!(winners(&outcome), "c");
        assert_eq!([total(&outcome, "a"), total(&outcome, "b"), total(&outcome, "c")], ["16", "21", "26"]);
    }

    #[test]
    fn options_that_share_a_place_share_its_points() {
        let question = question("a b c d", json!({"rank": {"max": 4, "ties": true}}), json!({"borda": {}}));
        let outcome = outcome(&question, &ranked("1 a=b>c>d | 2 d>b"));
        let totals = ["a", "b", "c", "d"].map(|option| total(&outcome, option));
        assert_eq!(totals, ["3.5", "6.5", "2", "6"]);
        assert_eq!(outcome.reason(), "most points, 6.5");
    }

    #[test]
    fn equal_points_are_a_tie() {
        let question =
            question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"borda": {"seats": 2}}));
        let outcome = outcome(&question, &ranked("1 a>b>c | 1 a>c>b"));
        assert_eq!(outcome.winners()[0].as_str(), "a");
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "b c");
    }
}
