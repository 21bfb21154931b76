//! Quadratic shares: each voter divides one vote in proportion to the units put on options; an option's
//! score is the square of the sum of the roots of its parts, and scores are given as shares of all votes.
//!
//! Snapshot's "quadratic" voting type (`@snapshot-labs/snapshot.js`, `src/voting/quadratic.ts`): a little
//! from many outweighs much from few. Roots are rounded down in the 14th decimal place; from there on all
//! numbers are exact. Several voters, not one with a larger share, are what a weight stands for: a weight
//! of four counts as four voters who agree.

use std::num::NonZeroU32;

use num_bigint::BigUint;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::cumulative::{need_exponent, refuse_signed};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::root::{ONE, root};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuadraticShares {
    #[serde(default)]
    seats: Seats,
}

impl Rule for QuadraticShares {
    const NAME: &'static str = "quadratic-shares";
    const SUMMARY: &'static str = "divide one vote over the options; a little from many beats much from few";
    const KIND: Kind = Kind::Allocation;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const FORMS: &'static [&'static str] = &["allocate"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        need_exponent(1, question, Self::NAME)?;
        refuse_signed(question, Self::NAME)?;
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let roots = sums_of_roots(profile);
        let sums = roots.iter().map(|(option, &sum)| (option, Rational::new(sum, ONE)));
        count.totals("sum of the roots of the parts of votes", sums);
        let squares = PerOption::from_fn(profile.options(), |option| BigUint::from(roots[option]).pow(2));
        // Above zero: an answer has at least one part.
        let all: BigUint = squares.iter().map(|(_, square)| square).sum();
        let share = |option| Rational::new(&squares[option] * profile.answers(), all.clone());
        let shares = PerOption::from_fn(profile.options(), share);
        let totals = count.totals("votes", shares.iter().map(|(option, share)| (option, share.clone())));
        totals.whole = Some(profile.answers().into());
        let winners = count.highest(&roots, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("{} votes", shares[winner].brief()));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("most votes, {} of {}", shares[winner].brief(), profile.answers()),
            _ => "most votes".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

/// For each option the sum over all voters of the root of the part of their vote that it has, in
/// 10⁻¹⁴: at most 2⁵³ · 10¹⁴.
fn sums_of_roots(profile: &Profile<'_>) -> PerOption<u128> {
    let number = |units: i64| u32::try_from(units).expect("forms hand out at most 10⁹ units, none negative");
    let mut sums = PerOption::new(profile.options(), 0);
    for (units, weight) in profile.allocations() {
        let all = NonZeroU32::new(number(units.iter().map(|&(_, amount)| amount).sum()));
        let all = all.expect("an answer has units on at least one option");
        for &(option, amount) in units {
            sums[option] += root(number(amount), all) * u128::from(weight);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{allocated, ids, outcome, question, refusal, total, winners};

    #[test]
    fn a_little_from_many_beats_much_from_few() {
        let units = json!({"allocate": {"credits": 100, "exponent": 1, "signed": false}});
        let question = question("few many other", units, json!({"quadratic-shares": {}}));
        let outcome = outcome(&question, &allocated("7 few:4 | 10 many:16,other:9 | 1 abstain"));
        // In plain parts 7 and 10 · 16/25. Roots: 7, 10 · 4/5, 10 · 3/5; squares 49, 64 and 36 of 149.
        let roots = outcome.transcript().totals().next().unwrap().options.values();
        assert!(roots.map(ToString::to_string).eq(["7", "8", "6"]));
        let votes = ["few", "many", "other"].map(|option| total(&outcome, option));
        assert_eq!(votes, ["833/149", "1088/149", "612/149"]);
        assert_eq!((winners(&outcome), outcome.reason()), ("many".to_owned(), "most votes, 1088/149 of 17"));
    }

    #[test]
    fn equal_sums_of_roots_are_a_tie() {
        let units = json!({"allocate": {"credits": 9, "exponent": 1, "signed": false}});
        let question = question("a b c", units, json!({"quadratic-shares": {}}));
        let outcome = outcome(&question, &allocated("1 a:1,b:2 | 1 a:2,b:1 | 1 c:1"));
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "a b");
    }

    #[test]
    fn only_units_for_options_are_a_proportion() {
        for (exponent, signed) in [(2, false), (1, true)] {
            let form = json!({"allocate": {"credits": 9, "exponent": exponent, "signed": signed}});
            let reason = refusal("a b", form, json!({"quadratic-shares": {}}));
            assert!(reason.contains("it needs allocate with"), "{reason}");
        }
    }
}
