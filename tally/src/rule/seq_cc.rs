//! Sequential CC, greedy Chamberlin–Courant: seats are filled one by one, each with the option that most
//! of those voters approve who approve no member yet. When nobody is left whom a further member would
//! represent, the order of ties fills the seats. Quick for any size, and mostly close to CC.
//!
//! T. Lu and C. Boutilier, "Budgeted Social Choice: From Consensus to Personalized Decision Making" (IJCAI
//! 2011); M. Lackner and P. Skowron, "Multi-Winner Voting with Approval Preferences", 2023, chapter 2.

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
pub(super) struct SeqCc {
    seats: Seats,
}

impl Rule for SeqCc {
    const NAME: &'static str = "seq-cc";
    const SUMMARY: &'static str = "seat by seat: who is approved by most voters that have no member yet";
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
        sequential(Series::ChamberlinCourant, self.seats.get(), profile, count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"seq-cc": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a e f g"]);
    }
}
