//! Weighted voting: each voter has one vote and divides it in proportion to the units put on options; the most wins.
//!
//! Snapshot's "weighted" voting type (`@snapshot-labs/snapshot.js`, `src/voting/weighted.ts`). How many
//! units a voter hands out makes no difference: one on each of two options is half a vote for each. Votes
//! are exact fractions, so a voter hands out at most 1,000 units: all fractions of such votes have a
//! denominator of at most 433 digits in common.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::One;
use ostrakon_core::form::Form;
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
use crate::seats::Seats;

/// Most credits that a form may hand out.
const MAX_CREDITS: i64 = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weighted {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Weighted {
    const NAME: &'static str = "weighted";
    const SUMMARY: &'static str = "divide one vote over the options in any proportion; the most votes win";
    const KIND: Kind = Kind::Allocation;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const FORMS: &'static [&'static str] = &["allocate"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        need_exponent(1, question, Self::NAME)?;
        refuse_signed(question, Self::NAME)?;
        if let &Form::Allocate { credits, .. } = question.form()
            && credits > MAX_CREDITS
        {
            let (found, needed) =
                (format!("allocate with {credits} credits"), format!("at most {MAX_CREDITS}"));
            return Err(RuleError::Form { rule: Self::NAME, found, needed });
        }
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let votes = votes(profile);
        let totals = count.totals("votes", votes.iter().map(|(option, votes)| (option, votes.clone())));
        totals.whole = Some(profile.answers().into());
        let winners = count.highest(&votes, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("{} votes", votes[winner].brief()));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("most votes, {} of {}", votes[winner].brief(), profile.answers()),
            _ => "most votes".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

/// The parts of votes that each option receives.
fn votes(profile: &Profile<'_>) -> PerOption<Rational> {
    // For each number of units in an answer what each option has of them: at most (2⁵³ − 1) · 1,000.
    let mut units_of: BTreeMap<i64, PerOption<u128>> = BTreeMap::new();
    for (units, weight) in profile.allocations() {
        let all = units.iter().map(|&(_, amount)| amount).sum();
        let sums = units_of.entry(all).or_insert_with(|| PerOption::new(profile.options(), 0));
        for &(option, amount) in units {
            sums[option] += u128::from(amount.unsigned_abs()) * u128::from(weight);
        }
    }
    let number = |all: &i64| BigUint::from(all.unsigned_abs());
    let denominator = units_of.keys().fold(BigUint::one(), |common, all| common.lcm(&number(all)));
    PerOption::from_fn(profile.options(), |option| {
        let parts = units_of.iter().map(|(all, sums)| &denominator / number(all) * sums[option]);
        Rational::new(parts.sum::<BigUint>(), denominator.clone())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{all_winners, allocated, outcome, question, refusal, total, winners};

    fn units(credits: i64) -> Value {
        json!({"allocate": {"credits": credits, "exponent": 1, "signed": false}})
    }

    #[test]
    fn each_answer_is_one_vote_however_many_units_it_hands_out() {
        let question = question("a b c", units(100), json!({"weighted": {}}));
        let outcome =
            outcome(&question, &allocated("1 a:1 | 1 b:50,c:50 | 3 a:2,b:3,c:1 | 1 b:7 | 1 abstain"));
        assert_eq!(["a", "b", "c"].map(|option| total(&outcome, option)), ["2", "3", "1"]);
        assert_eq!((winners(&outcome), outcome.reason()), ("b".to_owned(), "most votes, 3 of 6"));
    }

    #[test]
    fn thirds_add_up_to_a_whole() {
        let question = question("a b c", units(3), json!({"weighted": {}}));
        assert_eq!(all_winners(&question, &allocated("3 a:1,b:1,c:1 | 1 a:1,c:1")), ["a", "c"]);
    }

    #[test]
    fn votes_are_exact_whatever_their_parts() {
        let question = question("a b", units(1_000), json!({"weighted": {}}));
        let answers: Vec<_> = (1..1_000).map(|units| format!("1 a:{units},b:1")).collect();
        let outcome = outcome(&question, &allocated(&answers.join(" | ")));
        // 1/2 + 1/3 + … + 1/1000 has a denominator of 433 digits and still a spelling that is read.
        let text = total(&outcome, "b");
        assert!(text.len() > 800, "{text}");
        assert_eq!(text.parse(), Ok(outcome.totals().unwrap().options["b"].clone()));
        assert!(outcome.reason().starts_with("most votes, ≈992.5"), "{}", outcome.reason());
    }

    #[test]
    fn only_units_for_options_are_a_proportion() {
        let refused = |form| refusal("a b", form, json!({"weighted": {}}));
        let signed = refused(json!({"allocate": {"credits": 9, "exponent": 1, "signed": true}}));
        assert_eq!(
            signed,
            "the rule weighted cannot count the form allocate, signed: it needs allocate with \"signed\": false"
        );
        let squares = refused(json!({"allocate": {"credits": 9, "exponent": 2, "signed": false}}));
        assert!(squares.ends_with("it needs allocate with \"exponent\": 1"), "{squares}");
        let many = refused(units(1_001));
        assert_eq!(
            many,
            "the rule weighted cannot count the form allocate with 1001 credits: it needs at most 1000"
        );
    }
}
