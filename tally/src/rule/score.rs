//! Score: voters give each option a score; the highest sum wins.
//!
//! Also called range voting. W. D. Smith, "Range Voting", 2000. All answers score all options, so
//! the highest sum is the highest mean.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Score {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Score {
    const NAME: &'static str = "score";
    const SUMMARY: &'static str = "give each option a score; the highest sum wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["score"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut sums = PerOption::new(profile.options(), 0_i128);
        for (scores, weight) in profile.scores() {
            for (option, &score) in scores.iter().enumerate() {
                sums[option] += i128::from(score) * i128::from(weight);
            }
        }
        count.totals("sum of scores", sums.iter().map(|(option, &sum)| (option, sum)));
        let winners = count.highest(&sums, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("a sum of {}", sums[winner]));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("highest sum of scores, {}", sums[winner]),
            _ => "highest sums of scores".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
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
}
