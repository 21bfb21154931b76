//! Approval committees come out as an independent implementation says, with every tied committee.
//! Source and licence of the data: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use ostrakon_core::answer::Answer;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rule::Rules;
use ostrakon_tally::universe::universes;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Committees {
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    name: String,
    options: usize,
    seats: usize,
    approvals: Vec<BTreeSet<usize>>,
    committees: BTreeMap<String, BTreeSet<BTreeSet<usize>>>,
}

/// The rule that abcvoting calls so.
fn rule(name: &str, seats: usize) -> Value {
    let (name, completion) = match name {
        "av" => ("approval", None),
        "cc" | "pav" | "phragmen-enestroem" | "sav" | "slav" => (name, None),
        "consensus-rule" => ("consensus-committee", None),
        "equal-shares" => ("equal-shares", Some("phragmen")),
        "equal-shares-with-av-completion" => ("equal-shares", Some("approval")),
        "geom2" => ("geometric", None),
        "leximaxphragmen" => ("leximax-phragmen", None),
        "minimaxav" => ("minimax-av", None),
        "minimaxphragmen" => ("minimax-phragmen", None),
        "revseqpav" => ("rev-seq-pav", None),
        "seqcc" => ("seq-cc", None),
        "seqpav" => ("seq-pav", None),
        "seqphragmen" => ("seq-phragmen", None),
        "seqslav" => ("seq-slav", None),
        other => panic!("{other}"),
    };
    let mut parameters = json!({"seats": seats});
    if let Some(completion) = completion {
        parameters["completion"] = completion.into();
    }
    json!({name: parameters})
}

/// All committees that win in some universe.
fn committees(instance: &Instance, rule: Value) -> BTreeSet<BTreeSet<usize>> {
    let options: Vec<_> = (0..instance.options)
        .map(|at| json!({"id": at.to_string(), "label": format!("Option {at}")}))
        .collect();
    let question: Question = serde_json::from_value(json!({
        "id": "q", "prompt": "?", "options": options, "rule": rule,
        "form": {"pick": {"min": 0, "max": instance.options}},
    }))
    .unwrap();
    Rules.check(&question, Setting::default()).unwrap();
    let pick = |options: &BTreeSet<usize>| {
        Answer::Pick(options.iter().map(|option| option.to_string().parse().unwrap()).collect())
    };
    let answers: Vec<_> = instance.approvals.iter().map(pick).collect();
    let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
    let winners = universes(&profile).unwrap().into_iter().map(|universe| universe.winners);
    winners.map(|ids| ids.iter().map(|id| id.as_str().parse().unwrap()).collect()).collect()
}

#[test]
fn abcvoting_agrees_on_every_tied_committee() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/elections/committee.json");
    let instances: Committees = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut compared = BTreeMap::new();
    for instance in &instances.instances {
        for (name, expected) in &instance.committees {
            let found = committees(instance, rule(name, instance.seats));
            assert_eq!(&found, expected, "{name}: {}", instance.name);
            *compared.entry(name.as_str()).or_insert(0) += 1;
        }
    }
    assert_eq!((compared.len(), compared.values().sum::<usize>()), (18, 4125), "{compared:?}");
}
