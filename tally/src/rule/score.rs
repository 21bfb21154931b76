//! Score: voters give each option a score; the highest sum, mean or median wins.
//!
//! Also called range voting. W. D. Smith, "Range Voting", 2000. All answers score all options, so the
//! highest sum is the highest mean. The median is the lower one, a score that somebody gave: at least
//! half of the voters give that score or a higher one. Few extreme scores cannot move it, but many
//! options tie; [`majority_judgment`](super::majority_judgment) goes on where they do.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::grades::Grades;
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
pub(super) struct Score {
    #[serde(default)]
    by: By,
    #[serde(default)]
    seats: Seats,
}

/// What of an option's scores decides.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Mean,
    Median,
    #[default]
    Sum,
}

impl Rule for Score {
    const NAME: &'static str = "score";
    const SUMMARY: &'static str = "give each option a score; the highest sum, mean or median wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CloneProof, Property::Monotone];
    // Sum and mean have participation, the median has not.
    const LACKS: &'static [Property] = &[
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Participation,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["score"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter {
            name: "by",
            meaning: "what of an option's scores decides",
            values: "\"sum\", \"mean\", \"median\"",
            default: Some("\"sum\""),
        },
        Parameter::SEATS,
    ];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let (by, of, figures): (_, _, PerOption<Rational>) = match self.by {
            By::Mean => {
                let (sums, answers) = (sums(profile), profile.answers());
                let mean = |option| Rational::new(sums[option], answers);
                ("mean", "mean score", PerOption::from_fn(profile.options(), mean))
            }
            By::Median => {
                let grades = Grades::of(profile);
                let median = |option: usize| grades[option].median().into();
                ("median", "median score", PerOption::from_fn(profile.options(), median))
            }
            By::Sum => {
                let sums = sums(profile);
                ("sum", "sum of scores", PerOption::from_fn(profile.options(), |option| sums[option].into()))
            }
        };
        count.totals(of, figures.iter().map(|(option, figure)| (option, figure.clone())));
        let winners = count.highest(&figures, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("a {by} of {}", figures[winner]));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("highest {of}, {}", figures[winner]),
            _ => format!("highest {of}"),
        };
        Ok(Decision::winners(winners, reason))
    }
}

/// The sum of each option's scores.
pub(super) fn sums(profile: &Profile<'_>) -> PerOption<i128> {
    let mut sums = PerOption::new(profile.options(), 0);
    for (scores, weight) in profile.scores() {
        for (option, &score) in scores.iter().enumerate() {
            sums[option] += i128::from(score) * i128::from(weight);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{ids, outcome, question, scored, total, winners};

    #[test]
    fn the_highest_sum_wins() {
        let question = question("a b c", json!({"score": {"min": -5, "max": 5}}), json!({"score": {}}));
        let outcome = outcome(&question, &scored("2 a:5,b:-5,c:1 | 3 a:-2,b:1,c:1"));
        assert_eq!(winners(&outcome), "c");
        assert_eq!([total(&outcome, "a"), total(&outcome, "b"), total(&outcome, "c")], ["4", "-7", "5"]);
        assert_eq!(outcome.reason(), "highest sum of scores, 5");
    }

    #[test]
    fn sums_beyond_json_integers_are_exact() {
        let question = question("a b", json!({"score": {"min": 0, "max": 1_000_000}}), json!({"score": {}}));
        let outcome = outcome(&question, &scored("9007199254740990 a:1000000,b:1000000 | 1 a:1,b:0"));
        assert_eq!(winners(&outcome), "a");
        let json = serde_json::to_value(&outcome).unwrap();
        assert_eq!(json["totals"]["options"]["a"], "9007199254740990000001");
    }

    #[test]
    fn equal_sums_are_a_tie() {
        let question = question("a b c", json!({"score": {"min": 0, "max": 2}}), json!({"score": {}}));
        let outcome = outcome(&question, &scored("1 a:2,b:1,c:0 | 1 a:0,b:1,c:0"));
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "a b");
    }

    #[test]
    fn the_mean_elects_as_the_sum_and_is_exact() {
        let question =
            question("a b", json!({"score": {"min": 0, "max": 5}}), json!({"score": {"by": "mean"}}));
        let outcome = outcome(&question, &scored("2 a:5,b:3 | 1 a:0,b:4"));
        assert_eq!((total(&outcome, "a"), total(&outcome, "b")), ("10/3".to_owned(), "10/3".to_owned()));
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "a b");
    }

    #[test]
    fn one_extreme_score_does_not_move_a_median() {
        let answers = scored("3 a:3,b:2 | 1 a:0,b:5 | 2 a:4,b:2");
        let by = |by| {
            let question =
                question("a b", json!({"score": {"min": 0, "max": 5}}), json!({"score": {"by": by}}));
            outcome(&question, &answers).reason().to_owned()
        };
        assert_eq!([by("sum"), by("median")], ["highest sum of scores, 17", "highest median score, 3"]);
    }
}
