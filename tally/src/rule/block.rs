//! Block vote: voters choose as many options as there are seats, or fewer; those chosen by most win them.
//!
//! The larger group can win all the seats. D. M. Farrell, "Electoral Systems: A Comparative
//! Introduction", 2nd ed. 2011, chapter 2.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::{choices, most_chosen};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    seats: Seats,
}

impl Rule for Block {
    const NAME: &'static str = "block";
    const SUMMARY: &'static str = "choose as many as there are seats; those chosen by most win them";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] =
        &[Parameter { values: "2 to the number of options", ..Parameter::SEATS_STATED }];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_several(question, Self::NAME)?;
        let choices = choices(question);
        if choices == self.seats.get() {
            return Ok(());
        }
        let found = format!("pick of up to {choices}");
        let needed = format!("pick with \"max\": {}, a choice for each seat", self.seats.get());
        Err(RuleError::Form { rule: Self::NAME, found, needed })
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_chosen(profile, self.seats, "votes", count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, refusal, winners};

    #[test]
    fn the_larger_group_takes_all() {
        let question =
            question("a b c d", json!({"pick": {"min": 0, "max": 2}}), json!({"block": {"seats": 2}}));
        let outcome = outcome(&question, &picked("6 a,b | 5 c,d | 1 b | 1 none"));
        assert_eq!(winners(&outcome), "b a");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn a_tie_for_the_last_seat_can_fall_to_each() {
        let question =
            question("a b c", json!({"pick": {"min": 1, "max": 2}}), json!({"block": {"seats": 2}}));
        assert_eq!(all_winners(&question, &picked("2 a,b | 1 a,c | 1 c")), ["a b", "a c"]);
    }

    #[test]
    fn there_is_a_choice_for_each_seat() {
        let refused = |max, seats| {
            refusal("a b c", json!({"pick": {"min": 1, "max": max}}), json!({"block": {"seats": seats}}))
        };
        let needed = "pick of up to 1: it needs pick with \"max\": 2, a choice for each seat";
        assert!(refused(1, 2).ends_with(needed));
        assert!(refused(3, 2).contains("pick of up to 3"));
        assert!(refused(1, 1).contains("for one seat"));
        assert_eq!(refused(3, 4), "there are 4 seats for 3 options");
    }
}
