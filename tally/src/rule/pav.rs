//! PAV, proportional approval voting: a committee scores from each voter 1 for the first member they
//! approve, 1/2 for the second, 1/3 for the third and so on. The committee with the highest score wins.
//! The values make it proportional: a group that is large enough for so many seats, and agrees on so
//! many options, gets that many members on average.
//!
//! T. N. Thiele, "Om Flerfoldsvalg" (1895); M. Lackner and P. Skowron, "Multi-Winner Voting with
//! Approval Preferences", 2023, chapter 2. Finding the best committee is NP-hard: the number of seats and
//! options is limited.

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
pub(super) struct Pav {
    seats: Seats,
}

impl Rule for Pav {
    const NAME: &'static str = "pav";
    const SUMMARY: &'static str =
        "proportional: the best committee, where each further member that a voter approves counts less";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] =
        &[Property::Majority, Property::Monotone, Property::Participation, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "seq-pav")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(optimal(Series::Harmonic, self.seats.get(), profile, count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"pav": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }
}
