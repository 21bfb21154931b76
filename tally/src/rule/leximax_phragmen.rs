//! Leximax Phragmén: every member is a load of 1 that is shared by voters who approve them, as evenly as
//! can be. The committee wins in which the voters who carry most carry least; among equals the one in
//! which fewer voters carry so much; then the one in which those who carry most among the others carry
//! least, and so on.
//!
//! Where fewer options are approved than there are seats, they all win, and the order of ties fills the
//! other seats.
//!
//! L. E. Phragmén, "Till frågan om en proportionell valmetod" (1899); M. Brill, R. Freeman, S. Janson and
//! M. Lackner, "Phragmén's Voting Methods and Justified Representation", Mathematical Programming (2023).
//! Finding the best committee is NP-hard: the number of seats and options is limited.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::minimax_phragmen::lightest;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::coverage::Burden;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeximaxPhragmen {
    seats: Seats,
}

impl Rule for LeximaxPhragmen {
    const NAME: &'static str = "leximax-phragmen";
    const SUMMARY: &'static str = "each member is a load for their supporters: shared as evenly as can be";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "seq-phragmen")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(lightest(Burden::all, self.seats, profile, count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question};
    use crate::transcript::Step;

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"leximax-phragmen": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
        // Two approve f, and share it; the other eight share a, b and c.
        let told = Step::Remark(
            "voters who share the load as evenly as they can: 2 carry 0.5 each, 8 carry 0.375 each"
                .to_owned(),
        );
        assert!(outcome(&question, &votes).transcript().steps().contains(&told));
    }
}
