//! Cumulative voting: voters spread points over the options as they like; the most points win.
//!
//! A minority that puts all its points on one option can secure it a seat. With a signed form, points may
//! also be spent against options; an option can then win with a sum below zero, where the others have
//! even less. R. L. Cole, R. L. Engstrom and R. Taebel, "Cumulative Voting in a Municipal Election",
//! Western Political Quarterly 43 (1990); Illinois, Constitution of 1870, article IV, §§ 7–8.

use ostrakon_core::form::Form;
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
pub(super) struct Cumulative {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Cumulative {
    const NAME: &'static str = "cumulative";
    const SUMMARY: &'static str = "spread points over the options; the most points win";
    const KIND: Kind = Kind::Allocation;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const FORMS: &'static [&'static str] = &["allocate"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        need_exponent(1, question, Self::NAME)?;
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_units(profile, self.seats, "points", count))
    }
}

/// Elects the options on which the answers together have put most units.
pub(super) fn most_units(profile: &Profile<'_>, seats: Seats, of: &str, count: &mut Count<'_>) -> Decision {
    // At most (2⁵³ − 1) · 10⁹ each.
    let mut sums = PerOption::new(profile.options(), 0_i128);
    for (units, weight) in profile.allocations() {
        for &(option, amount) in units {
            sums[option] += i128::from(amount) * i128::from(weight);
        }
    }
    count.totals(of, sums.iter().map(|(option, &sum)| (option, sum)));
    let winners = count.highest(&sums, seats.get());
    for &winner in &winners {
        count.elect(winner, format!("{} {of}", sums[winner]));
    }
    let reason = match winners.as_slice() {
        &[winner] => format!("most {of}, {}", sums[winner]),
        _ => format!("most {of}"),
    };
    Decision::winners(winners, reason)
}

/// Refuses forms in which units do not cost their power of `exponent`.
pub(super) fn need_exponent(exponent: u8, question: &Question, rule: &'static str) -> Result<(), RuleError> {
    match question.form() {
        Form::Allocate { exponent: found, .. } if *found != exponent => {
            let found = format!("allocate with exponent {found}");
            Err(RuleError::Form { rule, found, needed: format!("allocate with \"exponent\": {exponent}") })
        }
        _ => Ok(()),
    }
}

/// Refuses forms in which units can be put against options.
pub(super) fn refuse_signed(question: &Question, rule: &'static str) -> Result<(), RuleError> {
    if matches!(question.form(), Form::Allocate { signed: true, .. }) {
        let (found, needed) = ("allocate, signed".to_owned(), "allocate with \"signed\": false".to_owned());
        return Err(RuleError::Form { rule, found, needed });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{all_winners, allocated, outcome, question, refusal, total, winners};

    fn points(signed: bool) -> Value {
        json!({"allocate": {"credits": 10, "exponent": 1, "signed": signed}})
    }

    #[test]
    fn most_points_win() {
        let question = question("a b c", points(false), json!({"cumulative": {}}));
        let outcome = outcome(&question, &allocated("2 a:5,b:5 | 1 b:1 | 1 c:10 | 3 abstain"));
        assert_eq!((winners(&outcome), outcome.reason()), ("b".to_owned(), "most points, 11"));
        assert_eq!([total(&outcome, "a"), total(&outcome, "c")], ["10", "10"]);
    }

    #[test]
    fn a_minority_secures_a_seat_by_putting_all_on_one() {
        let question = question("a b c d", points(false), json!({"cumulative": {"seats": 3}}));
        let answers = allocated("60 a:4,b:3,c:3 | 40 d:10");
        assert_eq!(all_winners(&question, &answers), ["a b d", "a c d"]);
    }

    #[test]
    fn points_against_an_option_count_where_they_can_be_given() {
        let two = question("a b", points(true), json!({"cumulative": {}}));
        let outcome = outcome(&two, &allocated("3 a:-10 | 2 a:9,b:-1"));
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b", "most points, -2"));
    }

    #[test]
    fn sums_beyond_json_integers_are_exact() {
        let form = json!({"allocate": {"credits": 1_000_000_000, "exponent": 1, "signed": false}});
        let question = question("a b", form, json!({"cumulative": {}}));
        let outcome = outcome(&question, &allocated("9007199254740990 a:1000000000 | 1 a:1"));
        assert_eq!(total(&outcome, "a"), "9007199254740990000000001");
    }

    #[test]
    fn votes_that_cost_their_square_are_refused() {
        let form = json!({"allocate": {"credits": 10, "exponent": 2, "signed": false}});
        assert_eq!(
            refusal("a b", form, json!({"cumulative": {}})),
            "the rule cumulative cannot count the form allocate with exponent 2: it needs allocate with \"exponent\": 1"
        );
        let reason = refusal("a b", points(false), json!({"cumulative": {"seats": 3}}));
        assert_eq!(reason, "there are 3 seats for 2 options");
    }
}
