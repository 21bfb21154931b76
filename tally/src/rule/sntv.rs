//! Single non-transferable vote: voters choose one option, and there are several seats; those chosen by
//! most win them.
//!
//! A group that spreads its votes over as many options as it can carry wins a share; one that does not
//! wins less. B. Grofman, S.-C. Lee, E. Winckler and B. Woodall (eds.), "Elections in Japan, Korea, and
//! Taiwan under the Single Non-Transferable Vote", 1999.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::{most_chosen, one_choice};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sntv {
    seats: Seats,
}

impl Rule for Sntv {
    const NAME: &'static str = "sntv";
    const SUMMARY: &'static str = "choose one for several seats; those chosen by most win them";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::Condorcet, Property::CondorcetLoser, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] =
        &[Parameter { values: "2 to the number of options", ..Parameter::SEATS_STATED }];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_several(question, Self::NAME)?;
        one_choice(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_chosen(profile, self.seats, "votes", count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{ids, outcome, picked, question, refusal, winners};
    use crate::transcript::TieBreaker;

    #[test]
    fn the_seats_go_to_the_most_chosen() {
        let question =
            question("a b c d", json!({"pick": {"min": 1, "max": 1}}), json!({"sntv": {"seats": 2}}));
        let outcome = outcome(&question, &picked("3 a | 5 c | 2 b | 1 d"));
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("c a", "most votes"));
    }

    #[test]
    fn a_tie_for_the_last_seats_names_all_and_falls_to_the_seed() {
        let question =
            question("a b c d", json!({"pick": {"min": 1, "max": 1}}), json!({"sntv": {"seats": 3}}));
        let outcome = outcome(&question, &picked("3 d | 2 a | 2 b | 2 c"));
        let tie = outcome.ties().next().unwrap();
        assert_eq!(ids(&tie.between), "a b c");
        assert_eq!(tie.broken_by, TieBreaker::Seed);
        assert_eq!(tie.chosen.len(), 2);
        assert_eq!(outcome.winners()[0].as_str(), "d");
        assert!(tie.chosen.iter().all(|chosen| outcome.winners().contains(chosen)));
    }

    #[test]
    fn there_is_one_choice_for_several_seats() {
        let refused = |max, seats| {
            refusal("a b c", json!({"pick": {"min": 1, "max": max}}), json!({"sntv": {"seats": seats}}))
        };
        assert!(refused(2, 2).contains("it needs pick with \"max\": 1"));
        assert!(refused(1, 1).contains("for one seat use \"plurality\""));
        assert_eq!(refused(1, 4), "there are 4 seats for 3 options");
    }
}
