//! Reverse sequential PAV: all options are members at first, and one after the other leaves, each time the
//! one without which the PAV score is highest, until those left fill the seats. Quick for any size, and
//! mostly close to PAV, but without its guarantee.
//!
//! T. N. Thiele, "Om Flerfoldsvalg" (1895); M. Lackner and P. Skowron, "Multi-Winner Voting with Approval
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
use crate::thiele::{Series, removal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RevSeqPav {
    seats: Seats,
}

impl Rule for RevSeqPav {
    const NAME: &'static str = "rev-seq-pav";
    const SUMMARY: &'static str = "from all options, who adds least leaves, until the seats are filled";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Monotone, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        removal(Series::Harmonic, self.seats.get(), profile, count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, picked, question};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"rev-seq-pav": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }
}
