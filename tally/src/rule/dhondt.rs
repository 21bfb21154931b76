//! D'Hondt: each seat goes to the list with the highest quotient of its votes by 1, 2, 3, … , one more
//! than the seats it has.
//!
//! Leans towards larger lists, and never gives a list less than its share without its fraction. Also
//! called Jefferson's method. V. D'Hondt, "Système pratique et raisonné de représentation
//! proportionnelle", 1882; as in Spain, Ley Orgánica 5/1985, article 163, with the order of ties for all
//! equal quotients.

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
pub(super) struct DHondt(Lists);

impl Rule for DHondt {
    const NAME: &'static str = "dhondt";
    const SUMMARY: &'static str = "seats for party lists: the highest quotients of votes by 1, 2, 3, …";
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
        let quotient = |_, votes, seats| Figure::quotient(votes, seats + 1);
        Ok(self.0.hand_out(profile, count, "by D'Hondt's method", quotient))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, picked, question, refusal, winners};

    fn share_out(parameters: Value, options: &str, answers: &str) -> Outcome {
        let pick = json!({"pick": {"min": 0, "max": 1}});
        outcome(&question(options, pick, json!({"dhondt": parameters})), &picked(answers))
    }

    /// The seats of each list that has any, in order of their names.
    fn seats(outcome: &Outcome) -> String {
        let awards = outcome.awards().unwrap().options.iter();
        awards.map(|(list, seats)| format!("{list}:{seats}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn seats_go_to_the_highest_quotients() {
        // Spain's own example, Ley Orgánica 5/1985, article 163: 480,000 votes for 8 seats.
        let answers = "168000 a | 104000 b | 72000 c | 64000 d | 40000 e | 32000 f";
        let outcome = share_out(json!({"seats": 8}), "a b c d e f", answers);
        assert_eq!((seats(&outcome).as_str(), winners(&outcome).as_str()), ("a:4 b:2 c:1 d:1", "a b c d"));
        assert_eq!((outcome.reason(), outcome.ties().count()), ("8 seats by D'Hondt's method", 0));
    }

    #[test]
    fn equal_last_quotients_are_a_tie() {
        // 6, 3, 2 for a; 4, 2 for b; 2 for c: three quotients of 2 are left for the fourth seat.
        let outcome = share_out(json!({"seats": 4}), "a b c", "6 a | 4 b | 2 c");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen.len()), ("a b c", 1));
        let pick = json!({"pick": {"min": 0, "max": 1}});
        let question = question("a b c", pick, json!({"dhondt": {"seats": 4}}));
        assert_eq!(all_winners(&question, &picked("6 a | 4 b | 2 c")).len(), 3);
        assert_eq!(share_out(json!({"seats": 6}), "a b c", "6 a | 4 b | 2 c").ties().count(), 0);
    }

    #[test]
    fn lists_below_the_threshold_get_nothing() {
        let twentieth = json!({"seats": 20, "threshold": "1/20"});
        let outcome = share_out(twentieth.clone(), "a b c", "91 a | 5 b | 4 c | 100 none");
        assert_eq!(seats(&outcome), "a:19 b:1");
        let none = share_out(json!({"seats": 1, "threshold": "2/3"}), "a b", "1 a | 1 b");
        assert_eq!((winners(&none).as_str(), none.reason()), ("", "no list has enough votes"));
        assert_eq!(share_out(twentieth, "a b", "3 none").reason(), "no list has enough votes");
    }

    #[test]
    fn parameters_have_to_make_sense() {
        let refused = |max, parameters| {
            refusal("a b", json!({"pick": {"min": 1, "max": max}}), json!({"dhondt": parameters}))
        };
        assert!(refused(1, json!({})).contains("missing field `seats`"));
        assert!(refused(1, json!({"seats": 0})).contains("cannot be read"));
        assert!(refused(1, json!({"seats": 5001})).contains("at most 5000"));
        assert!(refused(1, json!({"seats": 3, "threshold": null})).contains("cannot be read"));
        assert!(refused(2, json!({"seats": 3})).contains("it needs pick with \"max\": 1"));
    }
}
