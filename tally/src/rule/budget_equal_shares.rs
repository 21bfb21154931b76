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
use crate::forecast::Forecast;
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
    /// Each option with what it costs and what it is worth to a supporter.
    fn offers(&self) -> impl Iterator<Item = (usize, u64, u64)> {
        self.approvals.options().map(|option| {
            let cost = self.costs[option];
            match self.rule.utility {
                Utility::Cardinality => (option, cost, 1),
                Utility::Cost => (option, cost, cost),
            }
        })
    }

    /// What each voter has with `more` than at first.
    fn each(&self, more: u64) -> BigRational {
        &self.first + BigRational::from_integer(more.into())
    }

    /// Buys with `more` for each voter than at first, and writes it down.
    fn buy(&self, more: u64, known: Option<&[usize]>, count: &mut Count<'_>) -> Result<Vec<usize>, Halt> {
        let each = self.each(more);
        let mut purses = Purses::new(self.approvals, &each);
        let mut market = Market::new(self.approvals, self.offers());
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
        // How many counts there were, and with how many after it the next one is made at once.
        let (mut counts, mut ahead) = (0, 0);
        loop {
            ahead = STEADY.saturating_sub(counts + 1).min(ahead);
            let to = more.saturating_add(step.saturating_mul(ahead));
            let bought = match self.forecast(more, to, &mut precedence, count) {
                Some(bought) => bought,
                None if ahead == 0 => self.attempt(more, &mut precedence, count),
                None => {
                    ahead /= 2;
                    continue;
                }
            };
            // The first count never spends more than there is.
            let Some(left) = budget.checked_sub(cost(&bought)) else { return last };
            let fits = |option: usize| {
                self.costs[option] <= left && self.approvals.support(option) > 0 && !bought.contains(&option)
            };
            if !self.approvals.options().any(fits) {
                return (more, bought);
            }
            last = (to, bought);
            // Ends: whoever has the whole budget can pay for any option that fits.
            counts += ahead + 1;
            if counts >= STEADY {
                step = step.saturating_mul(2);
            }
            more = to.saturating_add(step);
            ahead = ahead * 2 + 1;
        }
    }

    /// What is bought with `from` to `to` for each voter more than at first, in order, where that can be told at
    /// once. Only new ties are written down.
    fn forecast(
        &self,
        from: u64,
        to: u64,
        precedence: &mut Precedence,
        count: &mut Count<'_>,
    ) -> Option<Vec<usize>> {
        let (from, to) = (self.each(from), self.each(to));
        Forecast::new(self.approvals, self.offers(), &from, &to)?.bought(precedence, count)
    }

    /// What is bought with `more` for each voter than at first, in order. Only new ties are written down.
    fn attempt(&self, more: u64, precedence: &mut Precedence, count: &mut Count<'_>) -> Vec<usize> {
        let mut purses = Purses::new(self.approvals, &self.each(more));
        let mut market = Market::new(self.approvals, self.offers());
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
    use ostrakon_core::answer::Answer;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, payments, picked, priced, refusal, winners};
    use crate::tie::TieOrder;
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
    fn few_payments_are_listed_and_the_rest_told_together() {
        // Of a hundred voters with 60 each, 25 spend 31, 32, … 55 on options of their own. For z, at 57 each, they
        // give all they have left: 29, 28, … 5.
        let options: Vec<_> = (31..=55).map(|cost| format!("o{cost}:{cost}")).collect();
        let answers: Vec<_> = (31..=55).map(|cost| format!("1 o{cost},z")).collect();
        let parameters = json!({"budget": 6_000, "utility": "cardinality", "completion": "none"});
        let outcome = fund(
            &format!("{} z:4700", options.join(" ")),
            parameters,
            &format!("75 z | {}", answers.join(" | ")),
        );
        let last = outcome.transcript().steps().iter().rev().find_map(|step| match step {
            Step::Fund(funding) if funding.option.as_str() == "z" => Some(funding),
            _ => None,
        });
        let funding = last.unwrap();
        let listed: u64 = funding.payments.iter().map(|payment| payment.voters).sum();
        let paid = funding
            .payments
            .iter()
            .map(|payment| payment.each.as_ratio() * BigRational::from_integer(payment.voters.into()));
        let less = funding.less.as_ref().unwrap();
        assert_eq!((funding.payments.len(), listed, less.voters), (20, 94, 6));
        assert_eq!(Rational::from(paid.sum::<BigRational>() + less.together.as_ratio()), funding.cost);
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

    /// What is bought with shares in a range, as a forecast says and share by share; none where it does not say.
    fn forecast_and_counts(
        rule: &BudgetEqualShares,
        profile: &Profile<'_>,
        to: u64,
    ) -> Option<(Vec<usize>, Vec<Vec<usize>>)> {
        let approvals = Approvals::new(profile);
        let shares = Shares {
            rule,
            costs: rule.budget.costs(profile.question()),
            approvals: &approvals,
            first: BigRational::new(rule.budget.get().into(), profile.answers().into()),
        };
        let mut count = Count::new(profile.question(), TieOrder::Listed.into());
        let told = shares.forecast(0, to, &mut Precedence::default(), &mut count)?;
        let attempt = |more| shares.attempt(more, &mut Precedence::default(), &mut count);
        Some((told, (0..=to).map(attempt).collect()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_forecast_is_what_is_bought_with_every_share(
            costs in prop::collection::vec(1..100_u64, 5),
            ballots in prop::collection::vec((prop::collection::vec(any::<bool>(), 5), 1..4_u64), 1..12),
            budget in 100..400_u64,
            to in 0..6_u64,
            cardinality in any::<bool>(),
        ) {
            let options: Vec<_> = costs.iter().enumerate().map(|(at, cost)| format!("o{at}:{cost}")).collect();
            let utility = if cardinality { "cardinality" } else { "cost" };
            let parameters = json!({"budget": budget, "utility": utility});
            let question = priced(&options.join(" "), json!({"budget-equal-shares": parameters}));
            let pick = |approved: &[bool]| {
                let ids = (0..5).filter(|&at| approved[at]).map(|at| format!("o{at}").parse().unwrap());
                Answer::Pick(ids.collect())
            };
            let answers: Vec<_> = ballots.iter().map(|(approved, voters)| (pick(approved), *voters)).collect();
            let profile = Profile::new(&question, answers.iter().map(|(answer, voters)| (answer, *voters))).unwrap();
            let rule: BudgetEqualShares = serde_json::from_value(parameters).unwrap();
            if let Some((told, counted)) = forecast_and_counts(&rule, &profile, to) {
                prop_assert!(counted.iter().all(|bought| *bought == told), "{told:?} {counted:?}");
            }
        }
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
