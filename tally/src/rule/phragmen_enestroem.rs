//! Phragmén–Eneström: every voter has one vote, and a seat costs the votes divided by the seats. In each
//! round the option is elected whose supporters have most votes left, and they pay that price together,
//! each the same part of what they have; where they have less, they pay all.
//!
//! Known as Phragmén's first method and as Eneström's method: G. Eneström, "Om aritmetiska och statistiska
//! metoder för proportionella val" (1896); S. Janson, "Phragmén's and Thiele's election methods" (2016),
//! section 18.5. Exact votes get twice as long with every seat, so that the number of seats is limited.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};
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

/// Most seats: with one more, counting takes about four times as long.
const MAX_SEATS: usize = 12;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhragmenEnestroem {
    seats: Seats,
}

impl Rule for PhragmenEnestroem {
    const NAME: &'static str = "phragmen-enestroem";
    const SUMMARY: &'static str = "proportional: the group with most votes elects and pays a quota of them";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)?;
        if self.seats.get() > MAX_SEATS {
            let reason = format!(
                "its exact figures get twice as long with every seat, so that more than {MAX_SEATS} take too \
                 long; have fewer, or take the rule seq-phragmen or equal-shares"
            );
            return Err(RuleError::Parameter { rule: Self::NAME, parameter: "seats", reason });
        }
        Ok(())
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        if approvals.is_empty() {
            return Ok(Decision::nobody("no option was chosen"));
        }
        let seats = self.seats.get();
        let price = BigRational::new(profile.answers().into(), seats.into());
        count.remark(format!("a seat costs {} votes", Rational::from(price.clone())));
        let mut votes = Accounts::new(&approvals, &BigRational::one());
        let mut members: Vec<usize> = Vec::new();
        while members.len() < seats {
            let free = approvals.options().filter(|option| !members.contains(option));
            let held: Vec<_> = free.map(|option| (option, held(&votes, option))).collect();
            let most = held.iter().map(|(_, held)| held).max().cloned().unwrap_or_default();
            let number = |held: &BigInt| BigRational::new(held.clone(), votes.unit().clone());
            let figures = held.iter().map(|(option, held)| (*option, number(held)));
            count.totals("votes of its supporters", figures).round = u64::try_from(members.len() + 1).ok();
            let tied: Vec<_> =
                held.iter().filter(|(_, held)| *held == most).map(|&(option, _)| option).collect();
            if most.is_zero() {
                for option in count.favour(&tied, seats - members.len(), "a seat") {
                    count.elect(option, "no option that is left has supporters with votes");
                    members.push(option);
                }
                break;
            }
            let reason = format!("its supporters have most votes: {}", Rational::from(number(&most)));
            for option in count.favour(&tied, 1, "a seat") {
                count.elect(option, &reason);
                members.push(option);
                if members.len() < seats {
                    pay(&mut votes, option, &most, &price);
                }
            }
            if tied.len() > 1 {
                let mut state = members.clone();
                state.sort_unstable();
                count.arrive(&(state, &votes))?;
            }
        }
        Ok(Decision::winners(members, "most votes left, seat by seat"))
    }
}

/// What the supporters of an option hold together.
fn held(votes: &Accounts<'_>, option: usize) -> BigInt {
    votes.supporters(option).map(|(each, voters)| each * voters).sum()
}

/// The supporters of an option, who hold `held` together, pay `price`, or all they have.
fn pay(votes: &mut Accounts<'_>, option: usize, held: &BigInt, price: &BigRational) {
    let (held, price) = (held * price.denom(), votes.unit() * price.numer());
    if held <= price {
        return votes.change_supporters(option, |_| BigInt::zero());
    }
    let left = &held - price;
    let common = left.gcd(&held);
    let (left, held) = (left / &common, held / common);
    votes.refine(&held);
    votes.change_supporters(option, |each| each / &held * &left);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, refusal, total, winners};

    #[test]
    fn supporters_pay_the_same_part_of_what_they_have() {
        let pick = json!({"pick": {"min": 0, "max": 3}});
        let question = question("a b c d", pick, json!({"phragmen-enestroem": {"seats": 3}}));
        // A seat costs 3. a has 6 votes, and its supporters keep half of theirs: b has 2 · 1/2 + 2 = 3.
        let outcome = outcome(&question, &picked("4 a | 2 a,b | 2 b | 1 d"));
        assert_eq!(winners(&outcome), "a b d");
        let held = |round: usize, option| {
            outcome.transcript().totals().nth(round).unwrap().options[&option_id(option)].to_string()
        };
        assert_eq!([held(0, "a"), held(1, "b"), held(1, "d")], ["6", "3", "1"]);
        assert_eq!([total(&outcome, "c"), total(&outcome, "d")], ["0", "1"]);
    }

    fn option_id(id: &str) -> ostrakon_core::text::OptionId {
        id.parse().unwrap()
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"phragmen-enestroem": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c d"]);
    }

    #[test]
    fn too_many_seats_are_refused() {
        let ids: Vec<_> = (0..20).map(|at| format!("o{at}")).collect();
        let rule = json!({"phragmen-enestroem": {"seats": 13}});
        let reason = refusal(&ids.join(" "), json!({"pick": {"min": 0, "max": 20}}), rule);
        assert!(reason.contains("more than 12 take too long"), "{reason}");
    }
}
