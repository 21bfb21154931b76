//! Greedy budget: options are taken in the order of their votes, and each is funded if there is enough left.
//!
//! What does not fit is skipped, and cheaper options after it are still tried. The order is that of votes, or of
//! votes for each unit of cost. Options that nobody approves come last, and are funded too where they fit.
//! Most cities count so by votes; large groups of like-minded voters can decide on all the money.
//! N. Talmon and P. Faliszewski, "A Framework for Approval-Based Budgeting Methods" (AAAI 2019).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::chosen;
use super::{Rule, RuleError};
use crate::budget::Budget;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::transcript::Funding;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetGreedy {
    budget: Budget,
    #[serde(default)]
    by: By,
}

/// What decides who is tried first.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum By {
    /// Most votes.
    #[default]
    Votes,
    /// Most votes for each unit of cost.
    VotesPerCost,
}

impl Rule for BudgetGreedy {
    const NAME: &'static str = "budget-greedy";
    const SUMMARY: &'static str = "fund what has most votes, as long as the money lasts";
    const KIND: Kind = Kind::Budget;
    const HAS: &'static [Property] = &[Property::Monotone];
    const LACKS: &'static [Property] = &[Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::BUDGET,
        Parameter {
            name: "by",
            meaning: "what decides which option is tried first",
            values: "\"votes\", \"votes-per-cost\"",
            default: Some("\"votes\""),
        },
    ];
    const EXAMPLE: &'static str = r#"{"budget":60}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.budget.check(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut funded = Vec::new();
        spend(&mut funded, self.by, self.budget, profile, count)?;
        Ok(decision(funded, self.budget, profile))
    }
}

/// Funds further options with what is left of the budget.
pub(super) fn spend(
    funded: &mut Vec<usize>,
    by: By,
    budget: Budget,
    profile: &Profile<'_>,
    count: &mut Count<'_>,
) -> Result<(), Halt> {
    let costs = budget.costs(profile.question());
    let votes = chosen(profile);
    let (of, figure): (_, &dyn Fn(usize) -> Rational) = match by {
        By::Votes => ("votes", &|option| votes[option].into()),
        By::VotesPerCost => {
            ("votes for each unit of cost", &|option| Rational::new(votes[option], costs[option]))
        }
    };
    let figures = PerOption::from_fn(profile.options(), figure);
    let mut order: Vec<_> = (0..profile.options()).filter(|option| !funded.contains(option)).collect();
    count.totals(of, order.iter().map(|&option| (option, figures[option].clone())));
    let mut left = budget.get().saturating_sub(funded.iter().map(|&option| costs[option]).sum());
    order.sort_by(|&one, &other| figures[other].cmp(&figures[one]));
    for tied in order.chunk_by(|&one, &other| figures[one] == figures[other]) {
        let mut tied = tied.to_vec();
        loop {
            for &option in tied.iter().filter(|&&option| costs[option] > left) {
                count.exclude(option, format!("it costs {}, {left} is left", costs[option]));
            }
            tied.retain(|&option| costs[option] <= left);
            let all: u64 = tied.iter().map(|&option| costs[option]).sum();
            // Where there is enough for all of them, it does not matter who is first.
            let next = if all <= left { tied.clone() } else { count.favour(&tied, 1, "what is tried next") };
            for &option in &next {
                left -= costs[option];
                let reason = format!("{} {of}, {left} is left", figures[option].brief());
                count.fund(Funding::new(count.id(option), costs[option], Vec::new(), &reason));
                funded.push(option);
            }
            if next.len() == tied.len() {
                break;
            }
            tied.retain(|option| !next.contains(option));
            let mut state = funded.clone();
            state.sort_unstable();
            count.arrive(&(state, &tied))?;
        }
    }
    Ok(())
}

/// The decision for these options.
pub(super) fn decision(funded: Vec<usize>, budget: Budget, profile: &Profile<'_>) -> Decision {
    if funded.is_empty() {
        return Decision::nobody("there is not enough for any option with support");
    }
    let costs = budget.costs(profile.question());
    let spent: u64 = funded.iter().map(|&option| costs[option]).sum();
    Decision::winners(funded, format!("they cost {spent} of {}", budget.get()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, ids, outcome, picked, priced, refusal, total, winners};
    use crate::transcript::Step;

    #[test]
    fn what_does_not_fit_is_skipped() {
        let question = priced("a:60 b:50 c:40 d:1", json!({"budget-greedy": {"budget": 100}}));
        let outcome = outcome(&question, &picked("3 a | 2 a,b | 1 b | 1 c | 1 none"));
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("a c", "they cost 100 of 100"));
        assert_eq!(total(&outcome, "b"), "3");
        let left = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Exclude(ruling) => Some((ruling.option.as_str(), ruling.reason.as_str())),
            _ => None,
        });
        assert!(left.eq([("b", "it costs 50, 40 is left"), ("d", "it costs 1, 0 is left")]));
    }

    #[test]
    fn votes_can_be_weighed_against_costs() {
        let rule = json!({"budget-greedy": {"budget": 60, "by": "votes-per-cost"}});
        let outcome = outcome(&priced("a:60 b:20 c:30", rule), &picked("6 a | 4 b | 5 c"));
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b c", "they cost 50 of 60"));
        assert_eq!(["a", "b", "c"].map(|option| total(&outcome, option)), ["0.1", "0.2", "1/6"]);
    }

    #[test]
    fn a_tie_matters_only_where_there_is_not_enough_for_all() {
        let rule = json!({"budget-greedy": {"budget": 50}});
        let answers = picked("2 a,b,c | 1 d,e");
        let enough = priced("a:10 b:10 c:10 d:5 e:10", rule.clone());
        assert_eq!(outcome(&enough, &answers).ties().count(), 0);
        let scarce = priced("a:20 b:20 c:30 d:10 e:60", rule);
        assert_eq!(all_winners(&scarce, &answers), ["a b d", "a c", "b c"]);
        assert_eq!(ids(&outcome(&scarce, &answers).ties().next().unwrap().between), "a b c");
    }

    #[test]
    fn options_without_votes_come_last() {
        let question = priced("a:10 b:10", json!({"budget-greedy": {"budget": 15}}));
        assert_eq!(winners(&outcome(&question, &picked("1 b"))), "b");
        assert_eq!(all_winners(&question, &picked("1 none")), ["a", "b"]);
    }

    #[test]
    fn voters_can_have_fewer_options_by_taking_part() {
        // Those who join bring a before b: then there is not enough for c and d, which they approve too.
        let question = priced("a:75 b:30 c:35 d:35", json!({"budget-greedy": {"budget": 100}}));
        let before = "4 a | 5 b | 3 c | 2 d";
        assert_eq!(winners(&outcome(&question, &picked(before))), "b c d");
        assert_eq!(winners(&outcome(&question, &picked(&format!("{before} | 2 a,c,d")))), "a");
    }

    #[test]
    fn every_option_needs_a_cost_and_one_must_fit() {
        let pick = json!({"pick": {"min": 0, "max": 2}});
        let rule = |budget: u64| json!({"budget-greedy": {"budget": budget}});
        assert_eq!(
            refusal("a b", pick, rule(5)),
            "the rule budget-greedy needs a cost above zero for every option, and a has none"
        );
        let refused = |options: &str, budget| {
            let question = priced(options, rule(budget));
            crate::rule::KnownRule::of(&question).unwrap().check(&question).unwrap_err().to_string()
        };
        assert!(refused("a:3 b:0", 5).ends_with("and b has none"));
        assert!(refused("a:30 b:6", 5).ends_with("cannot have this budget: every option costs more"));
        assert!(refused("a:30 b:6", 0).contains("cannot be read"));
        assert!(refused("a:30 b:6", 9_007_199_254_740_992).contains("up to 9007199254740991"));
    }
}
