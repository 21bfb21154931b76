//! Votes of decentralised organisations come out as Snapshot counts them. Source and licence of the data:
//! `tests/data/elections/README.md`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use num_bigint::BigInt;
use num_rational::BigRational;
use ostrakon_core::answer::Answer;
use ostrakon_core::hash::TaggedHash;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_tally::count::count;
use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rule::Rules;
use serde::Deserialize;
use serde_json::{Number, Value, json};

#[derive(Deserialize)]
struct Vote {
    proposal: Proposal,
    scores: Vec<f64>,
    votes: Vec<Ballot>,
}

#[derive(Deserialize)]
struct Proposal {
    choices: Vec<String>,
}

/// What a voter with a balance of 1 says.
#[derive(Deserialize)]
struct Ballot {
    choice: Value,
    balance: u64,
}

/// Counts one of the votes, and compares the last figures with the scores, which are floating-point numbers there.
fn agrees(name: &str, form: Value, rule: Value, answer: impl Fn(&Value) -> Value) -> Outcome {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "../tests/data/elections/snapshot", name].iter().collect();
    let vote: Vote = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let choices = vote.proposal.choices.iter().enumerate();
    let options: Vec<_> =
        choices.map(|(at, label)| json!({"id": (at + 1).to_string(), "label": label})).collect();
    let fields = json!({"id": "vote", "prompt": "?", "options": options, "form": form, "rule": rule});
    let question: Question = serde_json::from_value(fields).unwrap();
    Rules.check(&question, Setting::default()).unwrap();
    let answers: Vec<(Answer, u64)> = vote
        .votes
        .iter()
        .map(|ballot| (serde_json::from_value(answer(&ballot.choice)).unwrap(), ballot.balance))
        .collect();
    let profile = Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    let outcome = count(&profile, TaggedHash::new("snapshot").finish()).unwrap();
    let figures = &outcome.totals().unwrap().options;
    for (at, &score) in vote.scores.iter().enumerate() {
        let expected = BigRational::from_float(score).unwrap();
        let found = figures.get((at + 1).to_string().as_str()).map(|figure| figure.as_ratio().clone());
        let difference = found.unwrap_or_default() - &expected;
        let (most, least) = (&difference * BigInt::from(1_000_000_000), expected);
        assert!(most <= least && -most <= least, "{name}: option {at} is {difference} off");
    }
    outcome
}

/// Units in the same proportion as decimal fractions.
fn units(choice: &Value) -> Value {
    let shares: BTreeMap<String, Number> = serde_json::from_value(choice.clone()).unwrap();
    let thousandths = |share: &Number| -> u64 {
        let text = share.to_string();
        let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}{places:0<3}").parse().unwrap()
    };
    let thousandths: BTreeMap<_, _> =
        shares.iter().map(|(option, share)| (option, thousandths(share))).collect();
    let divisor = thousandths.values().fold(0, |divisor, &units| num_integer::gcd(divisor, units));
    json!({"allocate": thousandths.into_iter().map(|(option, units)| (option.clone(), units / divisor)).collect::<BTreeMap<_, _>>()})
}

#[test]
fn snapshot_agrees_on_single_choices() {
    let form = json!({"pick": {"min": 1, "max": 1}});
    let outcome = agrees(
        "singleChoice.json",
        form,
        json!({"plurality": {}}),
        |choice| json!({"pick": [choice.to_string()]}),
    );
    assert_eq!((outcome.answers(), outcome.winners()), (759, &["1".parse().unwrap()][..]));
}

#[test]
fn snapshot_agrees_on_ranked_choices() {
    let form = json!({"rank": {"max": 4, "ties": false}});
    let outcome = agrees("rankedChoice.json", form, json!({"irv": {}}), |choice| {
        let places = choice.as_array().unwrap().iter().map(|choice| [choice.to_string()]);
        json!({"rank": places.collect::<Vec<_>>()})
    });
    assert_eq!((outcome.answers(), outcome.winners()), (197, &["1".parse().unwrap()][..]));
}

#[test]
fn snapshot_agrees_on_weighted_choices() {
    let form = json!({"allocate": {"credits": 1000, "exponent": 1, "signed": false}});
    let outcome = agrees("weighted.json", form, json!({"weighted": {}}), units);
    assert_eq!((outcome.answers(), outcome.winners()), (543, &["1".parse().unwrap()][..]));
}

#[test]
fn snapshot_agrees_on_quadratic_choices() {
    let form = json!({"allocate": {"credits": 1000, "exponent": 1, "signed": false}});
    let outcome = agrees("quadratic.json", form, json!({"quadratic-shares": {}}), units);
    assert_eq!((outcome.answers(), outcome.winners()), (394, &["1".parse().unwrap()][..]));
}
