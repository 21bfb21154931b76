//! CC, approval-based Chamberlin–Courant: the committee wins in which most voters have at least one
//! member they approve. It makes committees diverse, not proportional: a large group that has its one
//! member counts no more.
//!
//! J. R. Chamberlin and P. N. Courant, "Representative Deliberations and Representative Decisions",
//! American Political Science Review 77 (1983); T. N. Thiele, "Om Flerfoldsvalg" (1895); M. Lackner and
//! P. Skowron, "Multi-Winner Voting with Approval Preferences", 2023, chapter 2. Finding the best committee
//! is NP-hard: the number of seats and options is limited.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;
use crate::thiele::{Series, optimal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cc {
    seats: Seats,
}

impl Rule for Cc {
    const NAME: &'static str = "cc";
    const SUMMARY: &'static str = "the committee in which most voters have at least one member they approve";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "seq-cc")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(optimal(Series::ChamberlinCourant, self.seats.get(), profile, count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"cc": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a e f g"]);
    }
}
