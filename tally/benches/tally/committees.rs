//! Time to elect committees: by rules for any size, 50 of 200 options; by searches for the best committee, at
//! the limit of what they take. Always 10,000 voters, who nearly all have ballots of their own.

use std::time::Duration;

use criterion::Criterion;
use ostrakon_core::answer::Answer;
use ostrakon_core::question::Question;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::tie::TieOrder;
use serde_json::json;

use super::Numbers;

const VOTERS: usize = 10_000;

/// Picks in which every option has a chance of `percent`.
fn answers(options: usize, percent: u64) -> Vec<Answer> {
    let mut numbers = Numbers(1);
    let mut answer = || {
        let picked = (0..options).filter(|_| numbers.below(100) < percent);
        Answer::Pick(picked.map(|option| option.to_string().parse().unwrap()).collect())
    };
    (0..VOTERS).map(|_| answer()).collect()
}

fn question(rule: &str, options: usize, seats: usize) -> Question {
    let options: Vec<_> =
        (0..options).map(|at| json!({"id": at.to_string(), "label": format!("Option {at}")})).collect();
    let form = json!({"pick": {"min": 0, "max": options.len()}});
    let rule = json!({rule: {"seats": seats}});
    let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule});
    serde_json::from_value(fields).unwrap()
}

pub(super) fn any_size(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("50 of 200");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for percent in [10, 50] {
        let answers = answers(200, percent);
        for rule in ["equal-shares", "seq-phragmen", "seq-pav", "rev-seq-pav", "consensus-committee"] {
            let question = question(rule, 200, 50);
            let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
            group.bench_function(format!("{rule}, {percent}% approved"), |bencher| {
                bencher.iter(|| count(&profile, TieOrder::Listed).unwrap());
            });
        }
    }
}

pub(super) fn limited(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("limited");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (rule, options, seats) in [
        ("pav", 20, 10),
        ("pav", 30, 6),
        ("pav", 50, 4),
        ("minimax-av", 20, 10),
        ("leximax-phragmen", 20, 10),
        ("leximax-phragmen", 20, 13),
        ("phragmen-enestroem", 200, 12),
    ] {
        let answers = answers(options, 50);
        let question = question(rule, options, seats);
        let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
        group.bench_function(format!("{rule}, {seats} of {options}"), |bencher| {
            bencher.iter(|| count(&profile, TieOrder::Listed).unwrap());
        });
    }
}
