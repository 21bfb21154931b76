//! Equal shares: the method of equal shares, "Rule X". The seats are shared equally among the voters:
//! with 100 voters and 5 seats everybody has 1/20 of a seat to spend. A member costs one seat, and its
//! supporters pay for it, all the same, or all they have left where that is less. In each round the
//! member is bought for which that price is lowest, until no group of supporters can pay for a further
//! one.
//!
//! Seats that are left then are filled as the parameter `completion` says: by sequential Phragmén,
//! where what voters have left counts for them (the default); by those with most approvals; or not at
//! all.
//!
//! D. Peters and P. Skowron, "Proportionality and the Limits of Welfarism" (EC 2020); M. Lackner and
//! P. Skowron, "Multi-Winner Voting with Approval Preferences", 2023, section 2.4.

use num_rational::BigRational;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::chosen;
use super::seq_phragmen::fill;
use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::loads::Loads;
use crate::market::Market;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::purses::Purses;
use crate::rational::Rational;
use crate::seats::Seats;
use crate::transcript::Funding;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EqualShares {
    seats: Seats,
    #[serde(default)]
    completion: Completion,
}

/// Who gets the seats that nobody can pay for.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Completion {
    Approval,
    None,
    #[default]
    Phragmen,
}

impl Rule for EqualShares {
    const NAME: &'static str = "equal-shares";
    const SUMMARY: &'static str = "proportional: voters buy members with equal shares of the seats";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Majority, Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::SEATS_STATED,
        Parameter {
            name: "completion",
            meaning: "who gets the seats that no group can pay for",
            values: "phragmen, approval or none",
            default: Some("phragmen"),
        },
    ];
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
        let share = BigRational::new(seats.into(), profile.answers().into());
        count.remark(format!("every voter has {} of a seat to spend", Rational::from(share.clone())));
        let mut purses = Purses::new(&approvals, &share);
        let mut market = Market::new(&approvals, approvals.options().map(|option| (option, 1, 1)));
        let of = "most that a supporter pays for a seat";
        let mut members = buy(&mut market, &mut purses, of, None, count)?;
        let paid = members.len();
        if paid < seats {
            count.remark("no further option has supporters who can pay for a seat");
            match self.completion {
                Completion::Approval => elect_most_approved(&mut members, profile, seats, count),
                Completion::None => {}
                Completion::Phragmen => fill(&mut members, Loads::owed(purses), seats, count)?,
            }
        }
        if members.is_empty() {
            return Ok(Decision::nobody("no option has supporters who can pay for a seat"));
        }
        Ok(Decision::winners(members, format!("their supporters paid for {paid} of {seats} seats")))
    }
}

/// Buys what is cheapest for its supporters until they can pay for nothing more: the options bought,
/// in order. `of` says what the figures are: the most that a supporter pays, for what an option is
/// worth to one. `known` is what is bought where that was found before, and ties written down.
pub(super) fn buy(
    market: &mut Market,
    purses: &mut Purses<'_>,
    of: &str,
    known: Option<&[usize]>,
    count: &mut Count<'_>,
) -> Result<Vec<usize>, Halt> {
    let mut bought = Vec::new();
    for round in 1.. {
        let look = market.look(purses);
        if look.cheapest.is_empty() {
            break;
        }
        let rates = look.rates.iter().map(|(option, rate)| (*option, rate.reduced()));
        count.totals(of, rates).round = Some(round);
        let tied: Vec<_> = look.cheapest.iter().map(|bid| bid.option).collect();
        let chosen = match known {
            Some(known) => known.get(bought.len()).copied().into_iter().collect(),
            None => count.favour(&tied, 1, "what is bought next"),
        };
        for bid in look.cheapest.iter().filter(|bid| chosen.contains(&bid.option)) {
            market.remove(bid.option);
            let paid = purses.pay(bid.option, &bid.price);
            let reason = "lowest price for its supporters";
            count.fund(Funding::new(count.id(bid.option), bid.cost, paid, reason));
            bought.push(bid.option);
        }
        if tied.len() > 1 && known.is_none() {
            let mut state = bought.clone();
            state.sort_unstable();
            count.arrive(&(state, &purses))?;
        }
    }
    Ok(bought)
}

/// Elects to the seats that are left whom most voters approve.
fn elect_most_approved(members: &mut Vec<usize>, profile: &Profile<'_>, seats: usize, count: &mut Count<'_>) {
    let votes = chosen(profile);
    let free = |option: usize| (!members.contains(&option)).then(|| votes[option]);
    let free = PerOption::from_fn(profile.options(), free);
    count.totals("approvals", free.iter().filter_map(|(option, votes)| Some((option, (*votes)?))));
    for winner in count.highest(&free, seats - members.len()) {
        count.elect(winner, format!("{} approvals", votes[winner]));
        members.push(winner);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{all_winners, outcome, payments, picked, question, winners};

    fn three_seats(completion: &str) -> Question {
        let rule = json!({"equal-shares": {"seats": 3, "completion": completion}});
        question("a b c d", json!({"pick": {"min": 0, "max": 4}}), rule)
    }

    #[test]
    fn supporters_pay_the_same_or_all_they_have() {
        // Everybody has 3/4. Two pay for the first seat. Who shares in the second pays what is left.
        let outcome = outcome(&three_seats("none"), &picked("1 a,b,c | 1 a | 1 b | 1 c"));
        let half = (2, "0.5".to_owned());
        assert_eq!(payments(&outcome), [vec![half], vec![(1, "0.75".to_owned()), (1, "0.25".to_owned())]]);
        assert_eq!(outcome.winners().len(), 2);
        assert_eq!(outcome.reason(), "their supporters paid for 2 of 3 seats");
    }

    #[test]
    fn what_is_left_counts_for_phragmen_and_not_for_approval() {
        // Everybody has 3/7. Three pay for a or b, and have 2/7 left together; two have 6/7 for c, two for d.
        let answers = picked("3 a,b | 2 c | 2 d");
        let rule = |completion: &str| all_winners(&three_seats(completion), &answers);
        assert_eq!(rule("none"), ["a", "b"]);
        assert_eq!(rule("phragmen"), ["a c d", "b c d"]);
        assert_eq!(rule("approval"), ["a b c", "a b d"]);
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let votes = "3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g";
        let rule = |completion: Value| {
            let pick = json!({"pick": {"min": 0, "max": 7}});
            let rule = json!({"equal-shares": {"seats": 4, "completion": completion}});
            all_winners(&question("a b c d e f g", pick, rule), &picked(votes))
        };
        assert_eq!(rule(json!("phragmen")), ["a b c d"]);
        assert_eq!(rule(json!("approval")), ["a b c d", "a b c f"]);
    }

    #[test]
    fn nobody_wins_where_nobody_is_approved_or_paid_for() {
        let none = outcome(&three_seats("phragmen"), &picked("3 none"));
        assert_eq!((winners(&none), none.reason()), (String::new(), "no option was chosen"));
        let poor = outcome(&three_seats("none"), &picked("1 a | 9 none"));
        assert_eq!(winners(&poor), "");
        assert_eq!(poor.reason(), "no option has supporters who can pay for a seat");
    }
}
