//! Limited vote: voters choose several options, but fewer than there are seats; those chosen by most win
//! them.
//!
//! So that the larger group cannot win all the seats if others keep together. A. Lijphart, R. López
//! Pintor and Y. Sone, "The Limited Vote and the Single Nontransferable Vote", in "Electoral Laws and
//! Their Political Consequences", 1986.

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
pub(super) struct Limited {
    seats: Seats,
}

impl Rule for Limited {
    const NAME: &'static str = "limited";
    const SUMMARY: &'static str =
        "choose several, but fewer than there are seats; those chosen by most win them";
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
        &[Parameter { values: "3 to the number of options", ..Parameter::SEATS_STATED }];
    const EXAMPLE: &'static str = r#"{"seats":3}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_several(question, Self::NAME)?;
        let choices = choices(question);
        if (2..self.seats.get()).contains(&choices) {
            return Ok(());
        }
        let found = format!("pick of up to {choices}");
        let needed = format!("pick of several options, but fewer than the {} seats", self.seats.get());
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
    fn the_smaller_group_wins_a_seat() {
        let question =
            question("a b c d", json!({"pick": {"min": 0, "max": 2}}), json!({"limited": {"seats": 3}}));
        let outcome = outcome(&question, &picked("6 a,b | 5 c,d | 1 c"));
        assert_eq!(winners(&outcome), "a b c");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn a_tie_for_the_last_seat_can_fall_to_each() {
        let question =
            question("a b c d", json!({"pick": {"min": 1, "max": 2}}), json!({"limited": {"seats": 3}}));
        assert_eq!(all_winners(&question, &picked("3 a,b | 2 c,d")), ["a b c", "a b d"]);
    }

    #[test]
    fn there_are_fewer_choices_than_seats() {
        let refused = |max, seats| {
            refusal("a b c d", json!({"pick": {"min": 1, "max": max}}), json!({"limited": {"seats": seats}}))
        };
        assert!(
            refused(1, 3)
                .ends_with("pick of up to 1: it needs pick of several options, but fewer than the 3 seats")
        );
        assert!(refused(3, 3).contains("pick of up to 3"));
        assert!(refused(1, 1).contains("for one seat"));
    }
}
