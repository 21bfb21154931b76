//! SLAV, Sainte-Laguë approval voting: a committee scores from each voter 1 for the first member they
//! approve, 1/3 for the second, 1/5 for the third and so on. The committee with the highest score wins.
//! With party lists it gives the seats that Sainte-Laguë's method would; it favours small groups more than
//! PAV does, and can give a large group less than its share.
//!
//! M. Lackner and P. Skowron, "Utilitarian welfare and representation guarantees of approval-based
//! multiwinner rules", Artificial Intelligence 288 (2020), and "Multi-Winner Voting with Approval
//! Preferences", 2023, chapter 2. Finding the best committee is NP-hard: the number of seats and options
//! is limited.

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
pub(super) struct Slav {
    seats: Seats,
}

impl Rule for Slav {
    const NAME: &'static str = "slav";
    const SUMMARY: &'static str = "the best committee, where further members count as with Sainte-Laguë";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "seq-slav")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(optimal(Series::SainteLague, self.seats.get(), profile, count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"slav": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }
}
