//! Equal shares for a budget: every voter has the same part of the money, and spends it with others on options
//! they approve.
//!
//! In each step the option is bought that costs its supporters least for what it is worth to each: its cost
//! (`utility` `"cost"`) or 1 (`"cardinality"`). They pay the same, or all they have left where that is less. When no
//! group can pay for a further option, `completion` says what happens to the rest:
//!
//! - `"none"`: it is not spent.
//! - `"greedy"`: it goes to further options by [greedy](super::budget_greedy), by votes where an option is worth its cost, else by
//!   votes for each unit of cost.
//! - `"increment"`: the count is made anew with `increment` more for each voter, again and again. It ends where what is
//!   bought costs more than the budget, with what was bought before that; or where no further option with
//!   supporters fits into the budget.
//! - `"increment-greedy"`: that, and then greedy.
//!
//! After 10,000 such counts the increment doubles each time.
//!
//! D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory Budgeting with Additive Utilities"
//! (NeurIPS 2021); completion as in the vote of Wieliczka (2023) and described on equalshares.net.

use std::num::NonZeroU64;

use num_rational::BigRational;
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::budget_greedy::{By, decision, spend};
use super::equal_shares::buy;
use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::budget::Budget;
use crate::count::{Count, Halt};
use crate::market::Market;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::precedence::Precedence;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::purses::Purses;
use crate::rational::Rational;

/// Counts after which the increment doubles, so that no count takes for ever.
const STEADY: u64 = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetEqualShares {
    budget: Budget,
    #[serde(default)]
    utility: Utility,
    #[serde(default)]
    completion: Completion,
    #[serde(default = "one")]
    increment: NonZeroU64,
}

const fn one() -> NonZeroU64 {
    NonZeroU64::MIN
}

/// What an option is worth to a voter who approves it.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Utility {
    Cardinality,
    #[default]
    Cost,
}

/// What happens to money that no group can spend.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Completion {
    Greedy,
    Increment,
    #[default]
    IncrementGreedy,
    None,
}

impl Rule for BudgetEqualShares {
    const NAME: &'static str = "budget-equal-shares";
    const SUMMARY: &'static str = "proportional: voters spend equal parts of the budget with others";
    const KIND: Kind = Kind::Budget;
    const HAS: &'static [Property] = &[Property::Proportional];
    const LACKS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::BUDGET,
        Parameter {
            name: "utility",
            meaning: "what an option is worth to a voter who approves it: what it costs, or 1",
            values: "\"cost\", \"cardinality\"",
            default: Some("\"cost\""),
        },
        Parameter {
            name: "completion",
            meaning: "what happens to money that no group can spend: more for each voter, then the most votes; one of these; or nothing",
            values: "\"increment-greedy\", \"increment\", \"greedy\", \"none\"",
            default: Some("\"increment-greedy\""),
        },
        Parameter {
            name: "increment",
            meaning: "how much more each voter has, each time there is more",
            values: "1 to 9007199254740991",
            default: Some("1"),
        },
    ];
    const EXAMPLE: &'static str = r#"{"budget":60}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        if self.increment.get() > MAX_INTEGER.unsigned_abs() {
            let reason = "a poll holds integers up to 9007199254740991".to_owned();
            return Err(RuleError::Parameter { rule: Self::NAME, parameter: "increment", reason });
        }
        self.budget.check(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        let shares = Shares {
            rule: self,
            costs: self.budget.costs(profile.question()),
            approvals: &approvals,
            first: BigRational::new(self.budget.get().into(), profile.answers().into()),
        };
        let mut funded = match self.completion {
            Completion::None | Completion::Greedy => shares.buy(0, None, count)?,
            Completion::Increment | Completion::IncrementGreedy => {
                let (more, known) = shares.increment(count);
                shares.buy(more, Some(&known), count)?
            }
        };
        count.remark("no further option has supporters who can pay for it");
        if matches!(self.completion, Completion::Greedy | Completion::IncrementGreedy) {
            let by = match self.utility {
                Utility::Cardinality => By::VotesPerCost,
                Utility::Cost => By::Votes,
            };
            spend(&mut funded, by, self.budget, profile, count)?;
        }
        Ok(decision(funded, self.budget, profile))
    }
}

/// One count of many, each with more for every voter.
struct Shares<'a> {
    rule: &'a BudgetEqualShares,
    costs: PerOption<u64>,
    approvals: &'a Approvals<'a>,
    /// What each voter has at first.
    first: BigRational,
}

impl Shares<'_> {
    /// What can be bought, and purses with `more` than at first.
    fn open(&self, more: u64) -> (Market, Purses<'_>, BigRational) {
        let worth = |option| match self.rule.utility {
            Utility::Cardinality => 1,
            Utility::Cost => self.costs[option],
        };
        let offers = self.approvals.options().map(|option| (option, self.costs[option], worth(option)));
        let each = &self.first + BigRational::from_integer(more.into());
        (Market::new(self.approvals, offers), Purses::new(self.approvals, &each), each)
    }

    /// Buys with `more` for each voter than at first, and writes it down.
    fn buy(&self, more: u64, known: Option<&[usize]>, count: &mut Count<'_>) -> Result<Vec<usize>, Halt> {
        let (mut market, mut purses, each) = self.open(more);
        let more = if more == 0 { String::new() } else { format!(", {more} more than at first") };
        count.remark(format!("every voter has {} to spend{more}", Rational::from(each).brief()));
        let of = match self.rule.utility {
            Utility::Cardinality => "most that a supporter pays",
            Utility::Cost => "most that a supporter pays, for each unit of cost",
        };
        buy(&mut market, &mut purses, of, known, count)
    }

    /// How much more each voter has in the last count, and what is bought in it.
    fn increment(&self, count: &mut Count<'_>) -> (u64, Vec<usize>) {
        let budget = self.rule.budget.get();
        let cost = |options: &[usize]| options.iter().map(|&option| self.costs[option]).sum::<u64>();
        let mut precedence = Precedence::default();
        let mut last = (0, Vec::new());
        let (mut more, mut step) = (0_u64, self.rule.increment.get());
        for counts in 1_u64.. {
            let bought = self.attempt(more, &mut precedence, count);
            // The first count never spends more than there is.
            let Some(left) = budget.checked_sub(cost(&bought)) else { break };
            let fits = |&option: &usize| {
                self.costs[option] <= left && self.approvals.support(option) > 0 && !bought.contains(&option)
            };
            let exhausted = !self.approvals.options().any(|option| fits(&option));
            last = (more, bought);
            if exhausted {
                break;
            }
            // Ends: whoever has the whole budget can pay for any option that fits.
            if counts >= STEADY {
                step = step.saturating_mul(2);
            }
            more = more.saturating_add(step);
        }
        last
    }

    /// What is bought with `more` for each voter than at first, in order. Only new ties are written down.
    fn attempt(&self, more: u64, precedence: &mut Precedence, count: &mut Count<'_>) -> Vec<usize> {
        let (mut market, mut purses, _) = self.open(more);
        let mut bought = Vec::new();
        loop {
            let cheapest = market.look(&purses).cheapest;
            let tied: Vec<_> = cheapest.iter().map(|bid| bid.option).collect();
            if tied.is_empty() {
                return bought;
            }
            let next = precedence.first_of(&tied, "what is bought next", count);
            for bid in cheapest.iter().filter(|bid| bid.option == next) {
                market.remove(next);
                purses.pay(next, &bid.price);
                bought.push(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, payments, picked, priced, refusal, winners};
    use crate::transcript::Step;

    fn fund(options: &str, parameters: Value, answers: &str) -> Outcome {
        outcome(&priced(options, json!({"budget-equal-shares": parameters})), &picked(answers))
    }

    /// What every voter has, as it is told.
    fn share(outcome: &Outcome) -> &str {
        match outcome.transcript().steps().iter().find(|step| matches!(step, Step::Remark(_))) {
            Some(Step::Remark(remark)) => remark,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_minority_has_its_share() {
        // By votes alone a, b and c would leave nothing. Everybody has 10, and the seven 70.
        let spend = |utility| {
            let parameters = json!({"budget": 100, "utility": utility, "completion": "none"});
            fund("a:31 b:30 c:29 d:30", parameters, "7 a,b,c | 3 d")
        };
        let outcome = spend("cardinality");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("c b d", "they cost 89 of 100"));
        assert_eq!(share(&outcome), "every voter has 10 to spend");
        let each = [(7, "29/7"), (7, "30/7"), (3, "10")];
        assert_eq!(payments(&outcome), each.map(|(voters, each)| vec![(voters, each.to_owned())]));
    }

    #[test]
    fn what_an_option_is_worth_decides() {
        // Everybody has 3. Five pay 3 each for a, 1/5 for each unit of its cost; four pay 1/2 each for b, 1/4.
        let funded = |utility| {
            let parameters = json!({"budget": 15, "utility": utility, "completion": "none"});
            winners(&fund("a:15 b:2", parameters, "4 a,b | 1 a"))
        };
        assert_eq!([funded("cost"), funded("cardinality")], ["a", "b"]);
    }

    #[test]
    fn more_for_each_voter_until_nothing_more_fits() {
        // Everybody has 4, two pay 3 each for b. The one who wants a needs 6.
        let spend =
            |completion| fund("a:6 b:6", json!({"budget": 12, "completion": completion}), "1 a | 2 b");
        assert_eq!(winners(&spend("none")), "b");
        let outcome = spend("increment");
        assert_eq!(winners(&outcome), "b a");
        assert_eq!(share(&outcome), "every voter has 6 to spend, 2 more than at first");
        let spend = |increment: u64| json!({"budget": 12, "completion": "increment", "increment": increment});
        let outcome = fund("a:6 b:6", spend(5), "1 a | 2 b");
        assert_eq!(share(&outcome), "every voter has 9 to spend, 5 more than at first");
    }

    #[test]
    fn what_costs_too_much_is_not_bought_and_greedy_takes_the_rest() {
        // With 7 each a and b are bought for 13. With 6 b alone is, and 6 are left.
        let spend = |completion| {
            let parameters = json!({"budget": 12, "completion": completion});
            fund("a:7 b:6 c:5", parameters, "1 a | 1 b | 1 b,c")
        };
        let outcome = spend("increment");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b", "they cost 6 of 12"));
        assert_eq!(share(&outcome), "every voter has 6 to spend, 2 more than at first");
        assert_eq!([winners(&spend("greedy")), winners(&spend("increment-greedy"))], ["b c", "b c"]);
    }

    #[test]
    fn a_tie_in_every_count_is_told_once() {
        let parameters = json!({"budget": 11, "completion": "increment"});
        let outcome = fund("a:4 b:4 c:3", parameters, "2 a | 2 b | 1 c");
        assert_eq!(share(&outcome), "every voter has 3.2 to spend, 1 more than at first");
        assert_eq!(outcome.winners().len(), 3);
        assert!(outcome.ties().map(|tie| ids(&tie.between)).eq(["a b"]));
    }

    #[test]
    fn an_option_for_one_voter_among_many_takes_as_many_counts_as_money() {
        // One of 1,000 voters needs the cost of b alone, in steps that double after 10,000.
        let parameters = json!({"budget": 2_000_000_000_u64, "completion": "increment"});
        let outcome = fund("a:1000000000 b:900000000", parameters, "999 a | 1 b");
        assert_eq!(winners(&outcome), "a b");
    }

    #[test]
    fn more_support_can_do_harm() {
        // With 3 each b and c are bought, one by one voter each, and there is no room for a. Where two pay for b,
        // nobody can pay for c; with 4 each a is cheaper than b and costs all there is.
        let rule = json!({"budget-equal-shares": {"budget": 12, "completion": "increment"}});
        let question = priced("a:12 b:3 c:3", rule);
        assert_eq!(all_winners(&question, &picked("1 a,c | 1 a,b | 1 a | 1 none")), ["b c"]);
        assert_eq!(all_winners(&question, &picked("1 a,b,c | 1 a,b | 1 a | 1 none")), ["a"]);
    }

    #[test]
    fn nothing_is_bought_where_no_group_can_pay() {
        let outcome = fund("a:9 b:9", json!({"budget": 10, "completion": "none"}), "1 a | 1 b");
        assert_eq!(
            outcome.sentence(&priced("a:9 b:9", json!({"any": {}}))),
            "No option wins: there is not enough for any option with support."
        );
        assert_eq!(winners(&fund("a:9 b:9", json!({"budget": 10}), "2 a | 1 b")), "a");
    }

    #[test]
    fn parameters_must_make_sense() {
        let pick = json!({"pick": {"min": 0, "max": 2}});
        let refused = |parameters| refusal("a b", pick.clone(), json!({"budget-equal-shares": parameters}));
        assert!(refused(json!({"budget": 9, "increment": 0})).contains("cannot be read"));
        assert!(
            refused(json!({"budget": 9, "increment": 9_007_199_254_740_992_u64}))
                .contains("cannot have this increment")
        );
        assert!(refused(json!({"budget": 9, "utility": "votes"})).contains("unknown variant"));
        assert!(refused(json!({"budget": 9})).contains("a has none"));
    }
}
