//! Largest remainder: a list gets a seat for each whole quota of its votes, and the seats that are left go
//! to the largest remainders.
//!
//! In one sentence: each seat goes to the list with most votes left, and takes a quota from them. With
//! few votes for many seats that goes on below zero.
//!
//! | `quota` | |
//! |---|---|
//! | `hare` | votes / seats, exactly. T. Hare, "The Election of Representatives", 1859; A. Hamilton, 1792 |
//! | `droop` | votes / (seats + 1), cut to an integer, plus 1. H. R. Droop, "On methods of electing representatives", 1881 |

use num_rational::BigRational;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::lists::{Figure, Lists};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::fraction::Fraction;
use crate::outcome::Decision;
use crate::parameter::{Parameter, present};
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LargestRemainder {
    seats: Seats,
    quota: Quota,
    #[serde(default, deserialize_with = "present")]
    threshold: Option<Fraction>,
}

/// How many votes a seat takes.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Quota {
    Droop,
    Hare,
}

impl Rule for LargestRemainder {
    const NAME: &'static str = "largest-remainder";
    const SUMMARY: &'static str =
        "seats for party lists: one for each whole quota, the others by the largest remainders";
    const KIND: Kind = Kind::Parties;
    const HAS: &'static [Property] = &[Property::Proportional];
    // One vote more can raise the Droop quota, which costs a list with many seats more than it has gained.
    const LACKS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Lists::SEATS,
        Parameter {
            name: "quota",
            meaning: "how many votes a seat takes: votes / seats, or just more than votes / (seats + 1)",
            values: "\"hare\", \"droop\"",
            default: None,
        },
        Lists::THRESHOLD,
    ];
    const EXAMPLE: &'static str = r#"{"quota":"hare","seats":10}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.lists().check(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let method = match self.quota {
            Quota::Droop => "by largest remainder with Droop's quota",
            Quota::Hare => "by largest remainder with Hare's quota",
        };
        let left = |all: u64, votes: u64, seats: u64| {
            let (quota, told) = self.quota(all);
            let spent = quota * BigRational::from_integer(seats.into());
            let value = Rational::from(BigRational::from_integer(votes.into()) - spent);
            let reason = format!("{votes} votes − {seats} × {told} = {}", value.brief());
            Figure { value, reason }
        };
        Ok(self.lists().hand_out(profile, count, method, left))
    }
}

impl LargestRemainder {
    const fn lists(&self) -> Lists {
        Lists { seats: self.seats, threshold: self.threshold }
    }

    /// The quota for so many votes, and how it is written.
    fn quota(&self, votes: u64) -> (BigRational, String) {
        let seats = u64::try_from(self.seats.get()).expect("seats are at most 5000");
        match self.quota {
            Quota::Droop => {
                let quota = votes / (seats + 1) + 1;
                (BigRational::from_integer(quota.into()), quota.to_string())
            }
            Quota::Hare => (BigRational::new(votes.into(), seats.into()), format!("{votes}/{seats}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, picked, question, refusal};
    use crate::transcript::Step;

    fn share_out(parameters: Value, options: &str, answers: &str) -> Outcome {
        let pick = json!({"pick": {"min": 0, "max": 1}});
        outcome(&question(options, pick, json!({"largest-remainder": parameters})), &picked(answers))
    }

    /// The seats of each list that has any, in order of their names.
    fn seats(outcome: &Outcome) -> String {
        let awards = outcome.awards().unwrap().options.iter();
        awards.map(|(list, seats)| format!("{list}:{seats}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_quota_can_decide() {
        // Hare: 10,000, so a 4.7, b 1.6, c 1.58, d 1.2, e 0.61, f 0.31. Droop: 9,091.
        let answers = "47000 a | 16000 b | 15800 c | 12000 d | 6100 e | 3100 f";
        let by = |quota| seats(&share_out(json!({"seats": 10, "quota": quota}), "a b c d e f", answers));
        assert_eq!([by("hare"), by("droop")], ["a:5 b:2 c:1 d:1 e:1", "a:5 b:2 c:2 d:1"]);
    }

    #[test]
    fn each_seat_says_what_was_left() {
        let outcome = share_out(json!({"seats": 3, "quota": "hare"}), "a b", "7 a | 3 b");
        let awards = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Award(award) => Some(award.reason.as_str()),
            _ => None,
        });
        let told = ["7 votes − 0 × 10/3 = 7", "7 votes − 1 × 10/3 = 11/3", "3 votes − 0 × 10/3 = 3"];
        assert_eq!(awards.collect::<Vec<_>>(), told);
        assert_eq!(outcome.reason(), "3 seats by largest remainder with Hare's quota");
    }

    #[test]
    fn equal_remainders_are_a_tie() {
        let pick = json!({"pick": {"min": 1, "max": 1}});
        let question = question("a b c", pick, json!({"largest-remainder": {"seats": 4, "quota": "hare"}}));
        let answers = picked("3 a | 3 b | 3 c");
        let tied = outcome(&question, &answers);
        let tie = tied.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen.len()), ("a b c", 1));
        assert_eq!(all_winners(&question, &answers).len(), 3);
    }

    #[test]
    fn lists_below_the_threshold_do_not_count_for_the_quota() {
        let tenth = json!({"seats": 9, "quota": "hare", "threshold": "1/10"});
        assert_eq!(seats(&share_out(tenth, "a b c", "60 a | 30 b | 9 c")), "a:6 b:3");
    }

    #[test]
    fn more_seats_than_votes_are_all_given() {
        let outcome = share_out(json!({"seats": 10, "quota": "droop"}), "a b", "4 a | 1 b");
        let given: u64 = outcome
            .awards()
            .unwrap()
            .options
            .values()
            .map(|seats| seats.to_string().parse::<u64>().unwrap())
            .sum();
        assert_eq!(given, 10);
    }

    #[test]
    fn the_quota_has_to_be_stated() {
        let refused = |parameters| {
            refusal("a b", json!({"pick": {"min": 1, "max": 1}}), json!({"largest-remainder": parameters}))
        };
        assert!(refused(json!({"seats": 3})).contains("missing field `quota`"));
        assert!(refused(json!({"seats": 3, "quota": "imperiali"})).contains("unknown variant `imperiali`"));
        assert!(refused(json!({"seats": 9999, "quota": "hare"})).contains("at most 5000"));
    }
}
