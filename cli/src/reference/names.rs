//! What rules are called elsewhere and here.

use ostrakon_core::question::Rule;
use ostrakon_tally::rule::KnownRule;
use serde_json::{Map, Value, json};

/// Names of pref_voting, of abcvoting, of pabutools and of Snapshot, with the rule here and its parameters.
const NAMES: &[(&str, &str, &str)] = &[
    ("approval", "approval", "{}"),
    ("av", "approval", "{}"),
    ("baldwin", "baldwin", "{}"),
    ("baldwin_parallel_universes", "baldwin", r#"{"last":"one"}"#),
    ("borda", "borda", "{}"),
    ("borda_above", "borda", r#"{"points":"highest"}"#),
    ("borda_below", "borda", r#"{"points":"lowest"}"#),
    ("borda_symmetric", "borda", "{}"),
    ("bucklin", "bucklin", "{}"),
    ("cc", "cc", "{}"),
    ("consensus-rule", "consensus-committee", "{}"),
    ("coombs_parallel_universes", "coombs", "{}"),
    ("copeland", "copeland", "{}"),
    ("equal-shares", "equal-shares", "{}"),
    ("equal-shares-with-av-completion", "equal-shares", r#"{"completion":"approval"}"#),
    ("equal_shares_cardinality", "budget-equal-shares", r#"{"completion":"none","utility":"cardinality"}"#),
    ("equal_shares_cost", "budget-equal-shares", r#"{"completion":"none","utility":"cost"}"#),
    ("equal_shares_cost_greedy", "budget-equal-shares", r#"{"completion":"greedy","utility":"cost"}"#),
    ("equal_shares_cost_increment", "budget-equal-shares", r#"{"completion":"increment","utility":"cost"}"#),
    ("geom2", "geometric", "{}"),
    ("greedy_cardinality", "budget-greedy", r#"{"by":"votes-per-cost"}"#),
    ("greedy_cost", "budget-greedy", "{}"),
    ("irv_parallel_universes", "irv", "{}"),
    ("leximaxphragmen", "leximax-phragmen", "{}"),
    ("llull", "copeland", r#"{"tie":"win"}"#),
    ("minimax_margins", "minimax", r#"{"strength":"margins"}"#),
    ("minimax_opposition", "minimax", r#"{"strength":"opposition"}"#),
    ("minimax_winning_votes", "minimax", "{}"),
    ("minimax_winning_votes_or_margins_full_rankings", "minimax", "{}"),
    ("minimaxav", "minimax-av", "{}"),
    ("minimaxphragmen", "minimax-phragmen", "{}"),
    ("nanson_strict", "nanson", "{}"),
    ("nanson_weak", "nanson", r#"{"leave":"not-above"}"#),
    ("pav", "pav", "{}"),
    ("phragmen-enestroem", "phragmen-enestroem", "{}"),
    ("plurality", "plurality", "{}"),
    ("quadratic", "quadratic-shares", "{}"),
    ("ranked-choice", "irv", "{}"),
    ("ranked_pairs_margins_parallel_universes", "ranked-pairs", r#"{"strength":"margins"}"#),
    ("ranked_pairs_parallel_universes", "ranked-pairs", "{}"),
    ("ranked_pairs_winning_votes_parallel_universes", "ranked-pairs", "{}"),
    ("revseqpav", "rev-seq-pav", "{}"),
    ("runoff_parallel_universes", "runoff", "{}"),
    ("sav", "sav", "{}"),
    ("schulze", "schulze", "{}"),
    ("schulze_margins", "schulze", r#"{"strength":"margins"}"#),
    ("schulze_winning_votes", "schulze", "{}"),
    ("seqcc", "seq-cc", "{}"),
    ("seqpav", "seq-pav", "{}"),
    ("seqphragmen", "seq-phragmen", "{}"),
    ("seqslav", "seq-slav", "{}"),
    ("sequential_phragmen", "budget-phragmen", "{}"),
    ("single-choice", "plurality", "{}"),
    ("slav", "slav", "{}"),
    ("smith_irv_parallel_universes", "smith-irv", "{}"),
    ("weighted", "weighted", "{}"),
];

/// The rule here that is called `name` elsewhere, to fill `seats` or to spend `budget` where it has such a
/// parameter. A rule can also go by its own name.
pub(super) fn ours(name: &str, seats: Option<u64>, budget: Option<u64>) -> Option<Rule> {
    let (own, parameters) = NAMES
        .iter()
        .find(|(theirs, ..)| *theirs == name)
        .map_or((name, "{}"), |(_, ours, parameters)| (*ours, *parameters));
    let known = KnownRule::all().iter().find(|rule| rule.name() == own)?;
    let mut parameters: Map<String, Value> = serde_json::from_str(parameters).ok()?;
    for (parameter, value) in [("budget", budget), ("seats", seats)] {
        let takes = known.parameters().iter().any(|known| known.name == parameter);
        if let Some(value) = value.filter(|_| takes) {
            parameters.entry(parameter).or_insert_with(|| json!(value));
        }
    }
    Some(Rule::new(own, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_a_rule_with_parameters_that_it_has() {
        for (theirs, own, parameters) in NAMES {
            let known = KnownRule::all().iter().find(|rule| rule.name() == *own);
            let known = known.unwrap_or_else(|| panic!("{theirs}: there is no rule {own}"));
            let parameters: Map<String, Value> = serde_json::from_str(parameters).unwrap();
            for parameter in parameters.keys() {
                assert!(
                    known.parameters().iter().any(|known| known.name == parameter),
                    "{theirs}: {parameter}"
                );
            }
        }
        assert!(NAMES.is_sorted());
    }
}
