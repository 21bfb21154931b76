//! Time to spend a budget as 10,000 voters wish who approve up to 20 of 200 projects each.

use std::collections::BTreeSet;
use std::time::Duration;

use criterion::Criterion;
use ostrakon_core::answer::Answer;
use ostrakon_core::question::Question;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::tie::TieOrder;
use serde_json::{Value, json};

use super::Numbers;

const VOTERS: usize = 10_000;
const PROJECTS: u64 = 200;

/// Projects that cost 1,000 to 500,000, a budget for about a third of them.
fn question(rule: &str, parameters: &Value) -> Question {
    let mut numbers = Numbers(1);
    let costs: Vec<_> = (0..PROJECTS).map(|_| 1_000 + numbers.below(499_001)).collect();
    let mut parameters = parameters.clone();
    parameters["budget"] = (costs.iter().sum::<u64>() / 3).into();
    let options: Vec<_> = costs
        .iter()
        .enumerate()
        .map(|(at, cost)| json!({"id": at.to_string(), "label": format!("Project {at}"), "cost": cost}))
        .collect();
    let form = json!({"pick": {"min": 0, "max": PROJECTS}});
    let fields =
        json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": {rule: parameters}});
    serde_json::from_value(fields).unwrap()
}

/// Picks in which the earlier projects are the more popular.
fn answers() -> Vec<Answer> {
    let mut numbers = Numbers(2);
    let mut answer = || {
        let picks = 1 + numbers.below(20);
        let picked: BTreeSet<_> =
            (0..picks).map(|_| numbers.below(PROJECTS).min(numbers.below(PROJECTS))).collect();
        Answer::Pick(picked.iter().map(|option| option.to_string().parse().unwrap()).collect())
    };
    (0..VOTERS).map(|_| answer()).collect()
}

pub(super) fn budget(criterion: &mut Criterion) {
    let answers = answers();
    let mut group = criterion.benchmark_group("10,000 voters, 200 projects");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (name, rule, parameters) in [
        ("greedy", "budget-greedy", json!({})),
        ("equal shares, cost", "budget-equal-shares", json!({"completion": "none"})),
        (
            "equal shares, cardinality",
            "budget-equal-shares",
            json!({"completion": "none", "utility": "cardinality"}),
        ),
        ("equal shares, increments of 1 and greedy", "budget-equal-shares", json!({})),
        ("Phragmén", "budget-phragmen", json!({})),
    ] {
        let question = question(rule, &parameters);
        let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
        group.bench_function(name, |bencher| bencher.iter(|| count(&profile, TieOrder::Listed).unwrap()));
    }
}
