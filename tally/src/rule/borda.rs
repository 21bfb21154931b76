//! Borda: on each answer an option gets one point for every option below it; the most points win.
//!
//! Options that an answer does not rank share a place below all it ranks. The first few of the order are a
//! committee of widely acceptable options, not one that represents groups by their size.
//!
//! | `points` | What options in one place get | With n options, to the unranked on an answer that ranks k |
//! |---|---|---|
//! | `average` | a point for each option below and half a point for each other in the place | (n − k − 1) / 2 |
//! | `lowest` | a point for each option below | 0 |
//! | `highest` | a point for each option below and each other in the place | n − k − 1 |
//! | `modified` | as `average`, but the unranked are nothing to be above of: k, k − 1, …, 1 to those ranked | 0 |
//!
//! On full rankings without shared places all but `modified` are the points of J.-C. de Borda, n − 1, n − 2, …, 0
//! ("Mémoire sur les élections au scrutin", 1784), and `modified` has the same order. With `average` every
//! answer hands out n(n − 1)/2 points, and the order of the sums is that of D. Black's options below minus
//! options above ("Partial justification of the Borda count", Public Choice 28, 1976). The other variants:
//! D. Baumeister, P. Faliszewski, J. Lang and J. Rothe, "Campaigns for lazy voters: truncated ballots" (AAMAS
//! 2012); `modified` is P. Emerson's modified Borda count ("The original Borda count and partial voting",
//! Social Choice and Welfare 40, 2013).

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
    #[serde(default)]
    points: Points,
}

/// What options in one place get.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Points {
    #[default]
    Average,
    Highest,
    Lowest,
    Modified,
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
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::SEATS,
        Parameter {
            name: "points",
            meaning: "what options in one place get, the unranked included: the average of its points, the lowest, the highest, or none to the unranked",
            values: "\"average\", \"lowest\", \"highest\", \"modified\"",
            default: Some("\"average\""),
        },
    ];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let half_points = self.points.half_points(profile);
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

impl Points {
    /// Twice the points of each option.
    fn half_points(self, profile: &Profile<'_>) -> PerOption<u128> {
        let mut half_points = PerOption::new(profile.options(), 0_u128);
        for (places, weight) in profile.rankings() {
            let weight = u128::from(weight);
            let mut is_ranked = PerOption::new(profile.options(), false);
            for &option in places.iter().flatten() {
                is_ranked[option] = true;
            }
            let ranked = places.iter().map(|place| place.len()).sum::<usize>();
            let unranked = profile.options() - ranked;
            // Those ranked last by Emerson's count stand above one that nobody can choose.
            let mut below = if matches!(self, Self::Modified) { ranked + 1 } else { profile.options() };
            for place in places {
                below -= place.len();
                for &option in place {
                    half_points[option] += self.share(below, place.len()) * weight;
                }
            }
            if !matches!(self, Self::Modified) {
                for (option, _) in is_ranked.iter().filter(|&(_, &is_ranked)| !is_ranked) {
                    half_points[option] += self.share(0, unranked) * weight;
                }
            }
        }
        half_points
    }

    /// Twice the points of each of `sharing` options in one place above `below` others.
    fn share(self, below: usize, sharing: usize) -> u128 {
        let half_points = match self {
            Self::Average | Self::Modified => 2 * below + sharing - 1,
            Self::Highest => 2 * (below + sharing - 1),
            Self::Lowest => 2 * below,
        };
        u128::try_from(half_points).expect("a question has at most 500 options")
    }
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

    #[test]
    fn a_poll_says_what_the_unranked_get() {
        let points = |points: &str| {
            let rule = json!({"borda": {"points": points}});
            let question = question("a b c d", json!({"rank": {"max": 4, "ties": true}}), rule);
            let outcome = outcome(&question, &ranked("1 a>b | 10 c=d>a"));
            ["a", "b", "c", "d"].map(|option| total(&outcome, option))
        };
        assert_eq!(points("average"), ["13", "2", "25.5", "25.5"]);
        assert_eq!(points("lowest"), ["13", "2", "20", "20"]);
        assert_eq!(points("highest"), ["13", "2", "31", "31"]);
        assert_eq!(points("modified"), ["12", "1", "25", "25"]);
    }
}
