//! Sainte-Laguë: each seat goes to the list with the highest quotient of its votes by 1, 3, 5, … , one
//! more than twice the seats it has.
//!
//! Leans neither towards larger lists nor towards smaller ones. Also called Webster's method. A.
//! Sainte-Laguë, "La représentation proportionnelle et la méthode des moindres carrés", 1910; as in
//! Germany, Bundeswahlgesetz § 5 (where it is told by a divisor that rounds to the same seats).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::lists::{Figure, Lists};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct SainteLague(Lists);

impl Rule for SainteLague {
    const NAME: &'static str = "sainte-lague";
    const SUMMARY: &'static str = "seats for party lists: the highest quotients of votes by 1, 3, 5, …";
    const KIND: Kind = Kind::Parties;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation, Property::Proportional];
    const LACKS: &'static [Property] = &[];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = Lists::PARAMETERS;
    const EXAMPLE: &'static str = r#"{"seats":10}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.0.check(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let quotient = |_, votes, seats| Figure::quotient(votes, 2 * seats + 1);
        Ok(self.0.hand_out(profile, count, "by Sainte-Laguë's method", quotient))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{ids, outcome, picked, question};

    fn share_out(parameters: Value, options: &str, answers: &str) -> Outcome {
        let pick = json!({"pick": {"min": 0, "max": 1}});
        outcome(&question(options, pick, json!({"sainte-lague": parameters})), &picked(answers))
    }

    /// The seats of each list that has any, in order of their names.
    fn seats(outcome: &Outcome) -> String {
        let awards = outcome.awards().unwrap().options.iter();
        awards.map(|(list, seats)| format!("{list}:{seats}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn seats_go_to_the_highest_quotients() {
        let outcome = share_out(json!({"seats": 7}), "a b c", "53 a | 24 b | 23 c");
        assert_eq!(seats(&outcome), "a:3 b:2 c:2");
        assert_eq!(outcome.reason(), "7 seats by Sainte-Laguë's method");
    }

    #[test]
    fn a_small_list_needs_half_a_share() {
        let outcome = share_out(json!({"seats": 10}), "a b c", "88 a | 6 b | 6 c");
        assert_eq!(seats(&outcome), "a:8 b:1 c:1");
    }

    #[test]
    fn equal_last_quotients_are_a_tie() {
        let outcome = share_out(json!({"seats": 2}), "a b", "3 a | 1 b");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen.len()), ("a b", 1));
    }
}
