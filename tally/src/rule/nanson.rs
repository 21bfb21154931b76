//! Nanson: all options with fewer points by Borda's rule than the average leave, points are given anew
//! among the rest, and so on until nobody is below the average.
//!
//! On each answer an option gets one point for every option in the count below it and half a point for
//! every other in the same place; options that an answer does not rank share its last place. Where several
//! are left at the end they have the same points and tie.
//!
//! E. J. Nanson, "Methods of election" (Transactions and Proceedings of the Royal Society of Victoria 19, 1882);
//! E. M. S. Niou, "A note on Nanson's rule" (Public Choice 54, 1987), on the difference that those at the average
//! make.

use serde::Deserialize;

use super::Rule;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::Preferences;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nanson {
    #[serde(default)]
    leave: Leave,
}

/// Who leaves.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Leave {
    #[default]
    Below,
    NotAbove,
}

impl Rule for Nanson {
    const NAME: &'static str = "nanson";
    const SUMMARY: &'static str = "who has fewer Borda points than the average leaves, until nobody has";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Condorcet, Property::CondorcetLoser, Property::Majority];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter {
        name: "leave",
        meaning: "who leaves: who has fewer points than the average, or who has not more",
        values: "\"below\", \"not-above\"",
        default: Some("\"below\""),
    }];

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let mut left: Vec<_> = preferences.options().collect();
        for round in 1.. {
            let half_points = begin_round(round, &left, &preferences, count);
            // Each answer hands out a point for each pair, so that the average has half of the others.
            let others = u64::try_from(left.len() - 1).expect("a question has at most 500 options");
            let average = profile.answers() * others;
            let leaves = |half_points: u64| match self.leave {
                Leave::Below => half_points < average,
                Leave::NotAbove => half_points <= average,
            };
            let (leaving, staying): (Vec<_>, Vec<_>) =
                half_points.iter().partition(|&&(_, points)| leaves(points));
            if leaving.is_empty() || staying.is_empty() {
                break;
            }
            for (option, half_points) in leaving {
                let points = Rational::new(half_points, 2);
                count.exclude(
                    option,
                    format!("{points} points, the average is {}", Rational::new(average, 2)),
                );
            }
            left = staying.into_iter().map(|(option, _)| option).collect();
        }
        Ok(win_together(&left, count))
    }
}

/// Twice the points by Borda's rule of the options in the count, written down as points.
pub(super) fn begin_round(
    round: u64,
    left: &[usize],
    preferences: &Preferences,
    count: &mut Count<'_>,
) -> Vec<(usize, u64)> {
    let half_points: Vec<_> =
        left.iter().map(|&option| (option, preferences.half_points(option, left))).collect();
    let points = half_points.iter().map(|&(option, half_points)| (option, Rational::new(half_points, 2)));
    count.totals("points", points).round = Some(round);
    half_points
}

/// One of those who are left wins.
pub(super) fn win_together(left: &[usize], count: &mut Count<'_>) -> Decision {
    let reason = match left {
        [_] => "the only one left in the count",
        _ => "as many points as all others left in the count",
    };
    let winners = count.favour(left, 1, "the win");
    for &winner in &winners {
        count.elect(winner, reason);
    }
    Decision::winners(winners, reason)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{all_winners, outcome, question, ranked, total, winners};

    fn all(parameters: Value, answers: &str) -> Vec<String> {
        let rank = json!({"rank": {"max": 4, "ties": true}});
        all_winners(&question("m n c k", rank, json!({"nanson": parameters})), &ranked(answers))
    }

    #[test]
    fn tennessee_elects_nashville() {
        let rank = json!({"rank": {"max": 4, "ties": false}});
        let question = question("m n c k", rank, json!({"nanson": {}}));
        let outcome = outcome(&question, &ranked("42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m"));
        assert_eq!(winners(&outcome), "n");
        let points = |round: usize| -> Vec<_> {
            outcome
                .transcript()
                .totals()
                .nth(round)
                .unwrap()
                .options
                .values()
                .map(ToString::to_string)
                .collect()
        };
        // c, k, m and n; the average is 150, and then 50.
        assert_eq!(points(0), ["173", "107", "126", "194"]);
        assert_eq!(points(1), ["32", "68"]);
        assert_eq!(total(&outcome, "n"), "0");
    }

    #[test]
    fn those_at_the_average_stay_unless_the_poll_says_otherwise() {
        // k leaves first. Then m has 4 points, n 6 and c 5, the average. Without m, c beats n.
        let answers = "2 n>m>c | 2 c>n>m | 1 m>c>n";
        assert_eq!(all(json!({}), answers), ["c"]);
        assert_eq!(all(json!({"leave": "not-above"}), answers), ["n"]);
    }

    #[test]
    fn equal_points_at_the_end_are_a_tie() {
        assert_eq!(all(json!({}), "1 m>n>c>k | 1 n>m>c>k"), ["m", "n"]);
        assert_eq!(all(json!({"leave": "not-above"}), "1 m>n>c>k | 1 n>m>c>k"), ["m", "n"]);
    }
}
