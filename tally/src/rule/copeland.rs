//! Copeland: every option is compared with every other; who wins most of these pairs wins.
//!
//! An option wins a pair where more voters prefer it than prefer the other; a tied pair is half a
//! victory. Options that an answer does not rank stand below all it ranks, side by side. The first few
//! of the order are those who win most pairs: a committee of widely acceptable options, not one that
//! represents groups by their size.
//!
//! A. H. Copeland, "A 'reasonable' social welfare function" (seminar, University of Michigan, 1951). Ramon
//! Llull, "De arte eleccionis" (1299), as told by P. Faliszewski, E. Hemaspaandra, L. A. Hemaspaandra and
//! J. Rothe, "Llull and Copeland voting computationally resist bribery and constructive control" (Journal of
//! Artificial Intelligence Research 35, 2009), who call the three values of `tie` α = 1/2, 1 and 0.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::Preferences;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Copeland {
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    tie: TiedPair,
}

/// What a tied pair is to both of its options.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TiedPair {
    #[default]
    Half,
    Loss,
    Win,
}

impl Rule for Copeland {
    const NAME: &'static str = "copeland";
    const SUMMARY: &'static str = "who wins most comparisons with one other option wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] =
        &[Property::Condorcet, Property::CondorcetLoser, Property::Majority, Property::Monotone];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::SEATS,
        Parameter {
            name: "tie",
            meaning: "what a tied pair is to both of its options: half a victory, a victory (Llull's rule) or none",
            values: "\"half\", \"win\", \"loss\"",
            default: Some("\"half\""),
        },
    ];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let half_points = PerOption::from_fn(profile.options(), |option| {
            let others = preferences.options().filter(|&other| other != option);
            others.map(|other| self.half_points(&preferences, option, other)).sum::<u64>()
        });
        let points = |option| Rational::new(half_points[option], 2);
        count.totals("pairs won", half_points.iter().map(|(option, _)| (option, points(option))));
        let winners = count.highest(&half_points, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("{} pairs won", points(winner)));
        }
        let others = profile.options() - 1;
        let reason = match winners.as_slice() {
            &[winner] => format!("most pairs won, {} of {others}", points(winner)),
            _ => "most pairs won".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

impl Copeland {
    /// Twice what an option has from its comparison with another.
    fn half_points(&self, preferences: &Preferences, option: usize, other: usize) -> u64 {
        match (preferences.beats(option, other), preferences.beats(other, option), self.tie) {
            (true, _, _) | (_, false, TiedPair::Win) => 2,
            (_, false, TiedPair::Half) => 1,
            (_, true, _) | (_, false, TiedPair::Loss) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, ranked, total, winners};
    use crate::transcript::Step;

    fn elect(parameters: Value, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": true}});
        outcome(&question("m n c k", rank, json!({"copeland": parameters})), &ranked(answers))
    }

    #[test]
    fn tennessee_elects_nashville() {
        let outcome = elect(json!({}), "42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m");
        assert_eq!(winners(&outcome), "n");
        assert_eq!(["m", "n", "c", "k"].map(|option| total(&outcome, option)), ["0", "3", "2", "1"]);
        assert_eq!(outcome.reason(), "most pairs won, 3 of 3");
        let Step::Pairwise(pairwise) = &outcome.transcript().steps()[0] else { panic!() };
        let rows: Vec<Vec<_>> =
            pairwise.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(
            rows,
            [
                ["0", "42", "42", "42"],
                ["58", "0", "68", "68"],
                ["58", "32", "0", "83"],
                ["58", "32", "17", "0"]
            ]
        );
    }

    #[test]
    fn a_tied_pair_counts_as_the_poll_says() {
        let answers = "1 m>n>c>k | 1 n>m>k>c";
        let points = |parameters: Value| {
            ["m", "n", "c", "k"].map(|option| total(&elect(parameters.clone(), answers), option))
        };
        assert_eq!(points(json!({})), ["2.5", "2.5", "0.5", "0.5"]);
        assert_eq!(points(json!({"tie": "win"})), ["3", "3", "1", "1"]);
        assert_eq!(points(json!({"tie": "loss"})), ["2", "2", "0", "0"]);
    }

    #[test]
    fn several_seats_go_to_who_wins_most_pairs() {
        let outcome = elect(json!({"seats": 2}), "42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("n c", "most pairs won"));
    }

    #[test]
    fn a_circle_is_a_tie() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let circle = question("a b c", rank, json!({"copeland": {}}));
        assert_eq!(all_winners(&circle, &ranked("4 a>b>c | 3 b>c>a | 2 c>a>b")), ["a", "b", "c"]);
    }
}
