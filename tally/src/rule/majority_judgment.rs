//! Majority judgment: voters grade each option; the highest median grade wins.
//!
//! Grades are scores. Options with the same median are told apart by what their medians become when one
//! median grade is taken away from each, again and again, until they differ. Options with the same grades
//! throughout tie. Medians are the lower ones: what at least half of the voters find the option worth, or
//! more. M. Balinski and R. Laraki, "A theory of measuring, electing, and ranking", PNAS 104 (2007), and
//! "Majority Judgment", 2010.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::grades::{Grades, Removal};
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
pub(super) struct MajorityJudgment {
    #[serde(default)]
    seats: Seats,
}

impl Rule for MajorityJudgment {
    const NAME: &'static str = "majority-judgment";
    const SUMMARY: &'static str = "give each option a grade; the highest median grade wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CloneProof, Property::Monotone];
    const LACKS: &'static [Property] = &[
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Participation,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["score"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let grades = Grades::of(profile);
        let medians = PerOption::from_fn(profile.options(), |option| grades[option].median());
        count.totals("median grade", medians.iter().map(|(option, &median)| (option, median)));
        let removals = PerOption::from_fn(profile.options(), |option| grades[option].removal());
        explain(&removals, self.seats.get(), count);
        let winners = count.highest(&removals, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("median grade {}", medians[winner]));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("highest median grade, {}", medians[winner]),
            _ => "highest median grades".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

/// Says why each of the first `places` stands before the next, where medians alone do not tell.
fn explain(removals: &PerOption<Removal>, places: usize, count: &mut Count<'_>) {
    let mut order: Vec<_> = removals.iter().collect();
    order.sort_by(|(_, left), (_, right)| right.cmp(left));
    for pair in order.windows(2).take(places) {
        let &[(upper, own), (lower, other)] = pair else { continue };
        if let Some(first) = own.first_difference(other).filter(|first| first.removed > 0) {
            let (upper, lower) = (count.id(upper), count.id(lower));
            count.remark(format!(
                "{upper} and {lower} have the same median grade; once {} median grades are taken from each, \
                 the median of {upper} is {} and that of {lower} {}",
                first.removed, first.own, first.other
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{ids, outcome, question, scored, total, winners};
    use crate::transcript::Step;

    fn judge(seats: usize, options: &str, answers: &str) -> Outcome {
        let rule = json!({"majority-judgment": {"seats": seats}});
        outcome(&question(options, json!({"score": {"min": 0, "max": 5}}), rule), &scored(answers))
    }

    #[test]
    fn the_highest_median_wins_though_another_has_the_highest_sum() {
        let outcome = judge(1, "a b", "2 a:5,b:3 | 3 a:2,b:3");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b", "highest median grade, 3"));
        assert_eq!((total(&outcome, "a"), total(&outcome, "b")), ("2".to_owned(), "3".to_owned()));
        assert!(!outcome.transcript().steps().iter().any(|step| matches!(step, Step::Remark(_))));
    }

    #[test]
    fn tennessee_elects_nashville() {
        // Balinski's and Laraki's example: from 3 (excellent) to 0 (poor) by distance. Nashville and
        // Chattanooga have the same median.
        let answers = "42 m:3,n:1,c:0,k:0 | 26 m:0,n:3,c:1,k:1 | 15 m:0,n:1,c:3,k:2 | 17 m:0,n:1,c:2,k:3";
        let outcome = judge(1, "m n c k", answers);
        assert_eq!((winners(&outcome).as_str(), outcome.ties().count()), ("n", 0));
        assert_eq!(["m", "n", "c", "k"].map(|city| total(&outcome, city)), ["0", "1", "1", "1"]);
        let remarks: Vec<_> =
            outcome.transcript().steps().iter().filter(|step| matches!(step, Step::Remark(_))).collect();
        let told = "n and k have the same median grade; once 16 median grades are taken from each, the median of n is 1 and that of k 0";
        assert_eq!(remarks, [&Step::Remark(told.to_owned())]);
    }

    #[test]
    fn the_same_grades_are_a_tie() {
        let outcome = judge(1, "a b c", "1 a:4,b:2,c:3 | 1 a:2,b:4,c:1");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), outcome.winners()), ("a b", tie.chosen.as_slice()));
    }

    #[test]
    fn several_seats_go_to_the_highest() {
        let outcome = judge(2, "a b c", "1 a:4,b:5,c:3 | 1 a:4,b:5,c:4");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b a", "highest median grades"));
    }
}
