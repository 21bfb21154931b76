//! Sequential Phragmén for a budget: all voters earn money at the same pace, and an option is bought as soon as
//! its supporters have what it costs; their money is then gone.
//!
//! Figures are what each supporter has earned since the beginning when the option is bought: the least is
//! next. The count ends for good with the first option that does not fit into what is left of the budget; where
//! several are next at once, as soon as one of them does not fit. Options that cost more than the whole
//! budget do not take part. Options that nobody approves come after all others, and are bought while every one
//! of them fits.
//!
//! M. Los, Z. Christoff and D. Grossi, "Proportional Budget Allocations: Towards a Systematization" (IJCAI 2022);
//! where it ends, and options without supporters: as pabutools 1.2.3 has it.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::budget_greedy::decision;
use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::budget::Budget;
use crate::count::{Count, Halt};
use crate::loads::Loads;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::transcript::Funding;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetPhragmen {
    budget: Budget,
}

impl Rule for BudgetPhragmen {
    const NAME: &'static str = "budget-phragmen";
    const SUMMARY: &'static str =
        "proportional: voters earn alike, and buy what their supporters can first pay for";
    const KIND: Kind = Kind::Budget;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::Participation];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::BUDGET];
    const EXAMPLE: &'static str = r#"{"budget":60}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.budget.check(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        let costs = self.budget.costs(profile.question());
        let mut loads = Loads::new(&approvals);
        let mut left = self.budget.get();
        let mut open: Vec<_> = approvals.options().filter(|&option| costs[option] <= left).collect();
        for option in approvals.options().filter(|&option| costs[option] > left) {
            count.exclude(option, format!("it costs {}, more than the whole budget", costs[option]));
        }
        let mut funded = Vec::new();
        let mut round = 0;
        while !open.is_empty() {
            round += 1;
            let shared: Vec<_> = open
                .iter()
                .filter_map(|&option| Some((option, loads.shared(option, costs[option])?)))
                .collect();
            let least = shared.iter().map(|(_, load)| load).min();
            let next: Vec<_> = match least {
                Some(least) => {
                    shared.iter().filter(|(_, load)| load == least).map(|&(option, _)| option).collect()
                }
                None => open.clone(),
            };
            if least.is_some() {
                let figures = shared.iter().map(|(option, load)| (*option, load.reduced()));
                count.totals("what each supporter has earned", figures).round = Some(round);
            }
            if let Some(&option) = next.iter().find(|&&option| costs[option] > left) {
                let (id, cost) = (count.id(option), costs[option]);
                count.remark(format!("{id} is next and costs {cost}, {left} is left: the count ends"));
                break;
            }
            for option in count.favour(&next, 1, "what is bought next") {
                left -= costs[option];
                let (paid, reason) = match least {
                    Some(load) => (loads.taken_on(option, load), "its supporters have earned its cost first"),
                    None => (Vec::new(), "nobody approves any option that is left"),
                };
                count.fund(Funding::new(count.id(option), costs[option], paid, reason));
                if let Some(load) = least {
                    loads.carry(option, load);
                }
                open.retain(|&other| other != option);
                funded.push(option);
            }
            if next.len() > 1 {
                let mut state = funded.clone();
                state.sort_unstable();
                count.arrive(&(state, &loads))?;
            }
        }
        Ok(decision(funded, self.budget, profile))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, payments, picked, priced, total, winners};
    use crate::transcript::Step;

    fn remarks(outcome: &Outcome) -> Vec<&str> {
        let steps = outcome.transcript().steps().iter();
        let remarks = steps.filter_map(|step| match step {
            Step::Remark(remark) => Some(remark.as_str()),
            _ => None,
        });
        remarks.collect()
    }

    #[test]
    fn what_supporters_can_pay_for_first_is_next() {
        // Two can pay 2 for a when each has earned 1. They and a third have 4 for b when each has earned 2.
        let question = priced("a:2 b:4 c:9", json!({"budget-phragmen": {"budget": 10}}));
        let outcome = outcome(&question, &picked("2 a,b | 1 b | 4 c"));
        assert_eq!(
            payments(&outcome),
            [vec![(2, "1".to_owned())], vec![(1, "2".to_owned()), (2, "1".to_owned())]]
        );
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("a b", "they cost 6 of 10"));
        assert_eq!(total(&outcome, "c"), "2.25");
        assert_eq!(remarks(&outcome), ["c is next and costs 9, 4 is left: the count ends"]);
    }

    #[test]
    fn the_count_ends_with_the_first_that_does_not_fit() {
        // a is bought, b is next and does not fit. c would fit and does not count.
        let votes = "3 a | 2 b | 1 c";
        let bought = |c: u64| {
            let question = priced(&format!("a:6 b:8 c:{c} d:11"), json!({"budget-phragmen": {"budget": 10}}));
            winners(&outcome(&question, &picked(votes)))
        };
        assert_eq!(bought(3), "a c");
        assert_eq!(bought(4), "a");
    }

    #[test]
    fn ties_are_told() {
        let question = priced("a:4 b:4 c:4", json!({"budget-phragmen": {"budget": 10}}));
        let answers = picked("1 a,b | 1 a,c | 1 b,c");
        assert_eq!(all_winners(&question, &answers), ["a b", "a c", "b c"]);
        let first = outcome(&question, &answers);
        assert_eq!(ids(&first.ties().next().unwrap().between), "a b c");
    }

    #[test]
    fn options_without_supporters_come_last_while_all_fit() {
        let bought = |budget: u64| {
            let question = priced("a:4 b:4 c:4", json!({"budget-phragmen": {"budget": budget}}));
            all_winners(&question, &picked("1 b"))
        };
        assert_eq!([bought(12), bought(11)], [vec!["a b c"], vec!["a b", "b c"]]);
        assert_eq!(bought(4), ["b"]);
    }
}
