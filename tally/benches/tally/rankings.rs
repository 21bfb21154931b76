//! Time of rules over rankings: the mayor of Minneapolis in 2013, and comparisons of 100 options.

use std::fs;

use criterion::Criterion;
use ostrakon_core::answer::Answer;
use ostrakon_core::question::{Question, Rule};
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::tie::TieOrder;
use serde_json::json;

use super::Numbers;

/// The election of the mayor of Minneapolis, 2013: 80,101 ballots.
pub(super) fn minneapolis(criterion: &mut Criterion) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/elections/minneapolis-2013-mayor.csv");
    let file = BallotFile::read(&fs::read(path).unwrap(), Format::Csv).unwrap();
    let asked = file.question(Rule::new("irv", serde_json::Map::new())).unwrap();
    let profile = asked.profile().unwrap();
    criterion
        .bench_function("irv, Minneapolis 2013", |b| b.iter(|| count(&profile, TieOrder::Listed).unwrap()));
}

/// 100 options and ballots that rank all of them, no two alike.
pub(super) fn pairs(criterion: &mut Criterion) {
    const OPTIONS: usize = 100;
    let ids: Vec<OptionId> = (0..OPTIONS).map(|at| at.to_string().parse().unwrap()).collect();
    for ballots in [1_000, 100_000] {
        let mut numbers = Numbers(1);
        let answers: Vec<_> = (0..ballots).map(|_| Answer::Rank(ranking(&mut numbers, &ids))).collect();
        let mut group = criterion.benchmark_group(format!("100 options, {ballots} different ballots"));
        group.sample_size(10);
        for rule in ["borda", "copeland", "minimax", "schulze", "ranked-pairs"] {
            let question = question(&ids, rule);
            let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
            group.bench_function(rule, |b| b.iter(|| count(&profile, TieOrder::Listed).unwrap()));
        }
    }
}

fn question(ids: &[OptionId], rule: &str) -> Question {
    let options: Vec<_> = ids.iter().map(|id| json!({"id": id, "label": id})).collect();
    let form = json!({"rank": {"max": ids.len(), "ties": false}});
    let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": {rule: {}}});
    serde_json::from_value(fields).unwrap()
}

/// All options in a random order.
fn ranking(numbers: &mut Numbers, ids: &[OptionId]) -> Vec<Vec<OptionId>> {
    let mut ids = ids.to_vec();
    for at in 1..ids.len() {
        let other = numbers.below(u64::try_from(at + 1).unwrap());
        ids.swap(at, usize::try_from(other).unwrap());
    }
    ids.into_iter().map(|id| vec![id]).collect()
}
