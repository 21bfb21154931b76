//! Quadratic voting: voters buy votes with credits, `n` votes on an option for `n²` credits; the most votes win.
//!
//! The next vote on an option always costs more than the one before, so who cares more buys more, but cannot
//! buy the outcome. With a signed form votes against options can be bought too. S. P. Lalley and E. G. Weyl,
//! "Quadratic Voting: How Mechanism Design Can Radicalize Democracy", AEA Papers and Proceedings 108 (2018).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::cumulative::{most_units, need_exponent};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quadratic {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Quadratic {
    const NAME: &'static str = "quadratic";
    const SUMMARY: &'static str = "buy votes, n of them for n² credits; the most votes win";
    const KIND: Kind = Kind::Allocation;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const FORMS: &'static [&'static str] = &["allocate"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        need_exponent(2, question, Self::NAME)?;
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_units(profile, self.seats, "votes", count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{allocated, ids, outcome, question, refusal, total, winners};

    fn credits(signed: bool) -> Value {
        json!({"allocate": {"credits": 100, "exponent": 2, "signed": signed}})
    }

    #[test]
    fn votes_are_counted_and_credits_are_not() {
        // Ten votes cost the one voter as much as a hundred single votes cost others.
        let question = question("a b", credits(false), json!({"quadratic": {}}));
        let outcome = outcome(&question, &allocated("1 a:10 | 11 b:1"));
        assert_eq!([total(&outcome, "a"), total(&outcome, "b")], ["10", "11"]);
        assert_eq!((winners(&outcome), outcome.reason()), ("b".to_owned(), "most votes, 11"));
    }

    #[test]
    fn who_cares_much_outweighs_who_cares_little() {
        let question = question("stay go", credits(true), json!({"quadratic": {}}));
        let outcome = outcome(&question, &allocated("3 stay:-1,go:1 | 1 stay:7,go:-7"));
        assert_eq!([total(&outcome, "stay"), total(&outcome, "go")], ["4", "-4"]);
        assert_eq!(winners(&outcome), "stay");
    }

    #[test]
    fn equal_votes_are_a_tie() {
        let question = question("a b c", credits(false), json!({"quadratic": {}}));
        let outcome = outcome(&question, &allocated("1 a:6,b:8 | 2 c:4"));
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "b c");
        assert_eq!(total(&outcome, "a"), "6");
    }

    #[test]
    fn points_that_cost_their_number_are_refused() {
        let form = json!({"allocate": {"credits": 10, "exponent": 1, "signed": false}});
        assert_eq!(
            refusal("a b", form, json!({"quadratic": {}})),
            "the rule quadratic cannot count the form allocate with exponent 1: it needs allocate with \"exponent\": 2"
        );
    }
}
