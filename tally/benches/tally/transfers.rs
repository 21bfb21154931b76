//! Time of transferable votes: 100,000 rankings of 30 options.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use ostrakon_core::answer::Answer;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::tie::TieOrder;
use serde_json::{Value, json};

use super::Numbers;

const OPTIONS: usize = 30;
const VOTERS: usize = 100_000;

fn question(options: usize, rule: &Value) -> Question {
    let options: Vec<_> = (0..options)
        .map(|at| json!({"id": format!("option-{at}"), "label": format!("Option {at}")}))
        .collect();
    let form = json!({"rank": {"max": options.len(), "ties": false}});
    serde_json::from_value(json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule}))
        .unwrap()
}

/// Rankings of one to all options, the lower numbers more often first: no two need be alike.
fn answers() -> Vec<Answer> {
    let ids: Vec<OptionId> = (0..OPTIONS).map(|at| format!("option-{at}").parse().unwrap()).collect();
    let mut numbers = Numbers(1);
    let mut random = |limit: usize| {
        let limit = u64::try_from(limit).unwrap();
        usize::try_from(numbers.below(limit)).unwrap()
    };
    let ranking = |_| {
        let mut left: Vec<_> = ids.clone();
        let length = 1 + random(OPTIONS);
        let places = (0..length).map(|_| {
            let (one, other) = (random(left.len()), random(left.len()));
            vec![left.remove(one.min(other))]
        });
        Answer::Rank(places.collect())
    };
    (0..VOTERS).map(ranking).collect()
}

fn profile<'q>(question: &'q Question, answers: &[Answer]) -> Profile<'q> {
    Profile::new(question, answers.iter().map(|answer| (answer, 1))).unwrap()
}

pub(super) fn stv(criterion: &mut Criterion) {
    let answers = answers();
    let mut group = criterion.benchmark_group("100,000 rankings of 30 options");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    let irv = question(OPTIONS, &json!({"irv": {}}));
    group.bench_function("profile", |b| b.iter(|| profile(&irv, &answers)));
    for seats in [5, 10] {
        for rule in ["stv", "meek", "minneapolis-stv"] {
            let question = question(OPTIONS, &json!({rule: {"seats": seats}}));
            let profile = profile(&question, &answers);
            let id = BenchmarkId::new(rule, format!("{seats} seats"));
            group.bench_function(id, |b| b.iter(|| count(&profile, TieOrder::Listed).unwrap()));
        }
    }
    group.bench_function("irv", |b| {
        let profile = profile(&irv, &answers);
        b.iter(|| count(&profile, TieOrder::Listed).unwrap());
    });
    group.finish();
}
