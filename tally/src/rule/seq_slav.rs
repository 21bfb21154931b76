//! Sequential SLAV: seats are filled one by one. A voter counts 1 while no member is elected that they
//! approve, 1/3 when there is one, 1/5 when there are two and so on; in each round the option with the
//! highest sum is elected. Quick for any size, and mostly close to SLAV.
//!
//! M. Lackner and P. Skowron, "Utilitarian welfare and representation guarantees of approval-based
//! multiwinner rules", Artificial Intelligence 288 (2020), and "Multi-Winner Voting with Approval
//! Preferences", 2023, chapter 2.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;
use crate::thiele::{Series, sequential};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeqSlav {
    seats: Seats,
}

impl Rule for SeqSlav {
    const NAME: &'static str = "seq-slav";
    const SUMMARY: &'static str =
        "seat by seat: who adds most, where further members count as with Sainte-Laguë";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        sequential(Series::SainteLague, self.seats.get(), profile, count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"seq-slav": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }
}
