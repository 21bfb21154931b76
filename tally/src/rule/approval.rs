//! Approval: voters choose all options they can live with; who is approved by most wins.
//!
//! S. J. Brams and P. C. Fishburn, "Approval Voting", American Political Science Review 72 (1978).
//! With several seats, multiwinner approval ("AV" in M. Lackner and P. Skowron, "Multi-Winner Voting
//! with Approval Preferences", 2023, section 2.2).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::most_chosen;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Approval {
    const NAME: &'static str = "approval";
    const SUMMARY: &'static str = "choose all you can live with; who is approved by most wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Proportional,
    ];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_chosen(profile, self.seats, "approvals", count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{outcome, picked, question, total, winners};

    #[test]
    fn who_is_approved_by_most_wins() {
        let question = question("a b c", json!({"pick": {"min": 0, "max": 3}}), json!({"approval": {}}));
        let outcome = outcome(&question, &picked("4 a | 3 b,c | 2 a,b | 1 none"));
        assert_eq!((winners(&outcome), total(&outcome, "a")), ("a".to_owned(), "6".to_owned()));
        assert_eq!(outcome.reason(), "most approvals, 6 of 10");
    }

    #[test]
    fn a_committee_is_filled_with_who_is_approved_by_fewer() {
        let question =
            question("a b c", json!({"pick": {"min": 0, "max": 3}}), json!({"approval": {"seats": 2}}));
        let outcome = outcome(&question, &picked("4 a"));
        assert_eq!(outcome.winners()[0].as_str(), "a");
        assert_eq!(outcome.ties().next().unwrap().between.len(), 2);
    }
}
