//! Baldwin: the options with fewest points by Borda's rule leave, points are given anew among the rest,
//! and so on until one is left.
//!
//! On each answer an option gets one point for every option in the count below it and half a point for
//! every other in the same place; options that an answer does not rank share its last place. All with
//! fewest points leave together; where that would be everybody, they tie.
//!
//! J. M. Baldwin, "The technique of the Nanson preferential majority system of election" (Proceedings of the
//! Royal Society of Victoria 39, 1926).

use serde::Deserialize;

use super::Rule;
use super::nanson::{begin_round, win_together};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::Preferences;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baldwin {
    #[serde(default)]
    last: Last,
}

/// Who leaves where several have fewest points.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Last {
    One,
    #[default]
    Together,
}

impl Rule for Baldwin {
    const NAME: &'static str = "baldwin";
    const SUMMARY: &'static str = "who has fewest Borda points leaves, until one is left";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Condorcet, Property::CondorcetLoser, Property::Majority];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter {
        name: "last",
        meaning: "who leaves where several have fewest points: all of them, or one by the seed",
        values: "\"together\", \"one\"",
        default: Some("\"together\""),
    }];

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let mut left: Vec<_> = preferences.options().collect();
        for round in 1.. {
            count.arrive(&left)?;
            let half_points = begin_round(round, &left, &preferences, count);
            let fewest = half_points.iter().map(|&(_, points)| points).min().unwrap_or_default();
            let mut last: Vec<_> = half_points
                .iter()
                .filter(|&&(_, points)| points == fewest)
                .map(|&(option, _)| option)
                .collect();
            if self.last == Last::One && left.len() > 1 {
                last = vec![count.disfavour(&last, "exclusion")];
            }
            if last.len() == left.len() {
                break;
            }
            for &option in &last {
                count.exclude(option, format!("fewest points, {}", Rational::new(fewest, 2)));
            }
            left.retain(|option| !last.contains(option));
        }
        Ok(win_together(&left, count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, ranked, winners};
    use crate::transcript::Step;

    fn elect(rule: Value, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        outcome(&question("a b c", rank, rule), &ranked(answers))
    }

    #[test]
    fn baldwin_and_nanson_can_differ() {
        // Points 9, 10 and 14, on average 11: by Nanson's rule a and b leave, by Baldwin's only a.
        let answers = "5 c>a>b | 2 a>b>c | 4 b>c>a";
        let baldwin = elect(json!({"baldwin": {}}), answers);
        assert_eq!((winners(&baldwin).as_str(), baldwin.reason()), ("b", "the only one left in the count"));
        let rounds: Vec<_> = baldwin.transcript().totals().map(|totals| totals.options.len()).collect();
        assert_eq!(rounds, [3, 2, 1]);
        let nanson = elect(json!({"nanson": {}}), answers);
        assert_eq!(winners(&nanson), "c");
        let left = nanson.transcript().steps().iter().filter(|step| matches!(step, Step::Exclude(_)));
        assert_eq!(left.count(), 2);
    }

    #[test]
    fn those_with_fewest_points_leave_together_or_one_by_one() {
        // b and c have 5 points each; without c, b ties with a.
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let answers = ranked("1 c>b>a | 3 a>c>b | 2 b>a>c");
        let by = |parameters| {
            all_winners(&question("a b c", rank.clone(), json!({"baldwin": parameters})), &answers)
        };
        assert_eq!(by(json!({})), ["a"]);
        assert_eq!(by(json!({"last": "one"})), ["a", "b"]);
    }
}
