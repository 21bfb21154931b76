//! Consensus committee: seats are filled one by one, and in each round every voter is given 1. The option
//! is elected whose supporters have most together, voters who have nothing left out; those supporters
//! then pay together what all voters were given in the round, each the same, and can be in debt for
//! it. Who got little so far has saved most, so that minorities have their turn.
//!
//! The perpetual consensus rule, used for the seats of one committee: M. Lackner, "Perpetual Voting:
//! Fairness in Long-Term Decision Making" (AAAI 2020).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::accounts::Accounts;
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsensusCommittee {
    seats: Seats,
}

impl Rule for ConsensusCommittee {
    const NAME: &'static str = "consensus-committee";
    const SUMMARY: &'static str = "seat by seat: who got little so far has saved weight for the next";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        if approvals.is_empty() {
            return Ok(Decision::nobody("no option was chosen"));
        }
        let seats = self.seats.get();
        let mut saved = Accounts::new(&approvals, &BigRational::zero());
        let mut members: Vec<usize> = Vec::new();
        while members.len() < seats {
            let free: Vec<_> = approvals.options().filter(|option| !members.contains(option)).collect();
            if free.iter().all(|&option| approvals.support(option) == 0) {
                for option in count.favour(&free, seats - members.len(), "a seat") {
                    count.elect(option, "nobody approves any option that is left");
                    members.push(option);
                }
                break;
            }
            let one = saved.unit().clone();
            saved.change(|saved| saved + &one);
            let held: Vec<_> = free.iter().map(|&option| (option, held(&saved, option).0)).collect();
            let most = held.iter().map(|(_, held)| held).max().cloned().unwrap_or_default();
            let number = |held: &BigInt| BigRational::new(held.clone(), saved.unit().clone());
            let figures = held.iter().map(|(option, held)| (*option, number(held)));
            count.totals("saved by its supporters", figures).round = u64::try_from(members.len() + 1).ok();
            let tied: Vec<_> =
                held.iter().filter(|(_, held)| *held == most).map(|&(option, _)| option).collect();
            let reason = format!("its supporters have saved most: {}", Rational::from(number(&most)));
            for option in count.favour(&tied, 1, "a seat") {
                count.elect(option, &reason);
                pay(&mut saved, option, profile.answers());
                members.push(option);
            }
            if tied.len() > 1 {
                let mut state = members.clone();
                state.sort_unstable();
                count.arrive(&(state, &saved))?;
            }
        }
        Ok(Decision::winners(members, "most weight saved, seat by seat"))
    }
}

/// What those supporters of an option have together who have anything, and how many they are.
fn held(saved: &Accounts<'_>, option: usize) -> (BigInt, u64) {
    let savers = saved.supporters(option).filter(|(each, _)| each.is_positive());
    savers.fold((BigInt::zero(), 0), |(sum, all), (each, voters)| (sum + each * voters, all + voters))
}

/// Those supporters of an option who have anything pay so much together, each the same.
fn pay(saved: &mut Accounts<'_>, option: usize, price: u64) {
    let (_, savers) = held(saved, option);
    if savers > 0 {
        let (each, finer) = (BigRational::new(price.into(), savers.into()) * saved.unit()).into_raw();
        saved.refine(&finer);
        saved.change_supporters(
            option,
            |saved| if saved.is_positive() { saved - &each } else { saved.clone() },
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, total};

    #[test]
    fn who_got_little_has_saved_most() {
        let pick = json!({"pick": {"min": 0, "max": 3}});
        let question = question("a b c", pick, json!({"consensus-committee": {"seats": 2}}));
        // Two pay 3 for a, and have 1 - 3/2 + 1 = 1/2 each then; one has 2.
        let outcome = outcome(&question, &picked("2 a,b | 1 c"));
        assert_eq!((outcome.ties().count(), outcome.winners()[1].as_str()), (1, "c"));
        assert_eq!(total(&outcome, "c"), "2");
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"consensus-committee": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }

    #[test]
    fn seats_without_supporters_fall_to_the_order_of_ties() {
        let pick = json!({"pick": {"min": 0, "max": 2}});
        let question = question("a b c d", pick, json!({"consensus-committee": {"seats": 3}}));
        assert_eq!(all_winners(&question, &picked("2 a | 1 none")), ["a b c", "a b d", "a c d"]);
    }
}
