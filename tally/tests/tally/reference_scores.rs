//! Rules over scores agree with other implementations on random elections, in all ways in which ties can fall.
//! What the names of the references mean: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ostrakon_core::answer::Answer;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_core::text::OptionId;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rule::Rules;
use ostrakon_tally::universe::universes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "elections", name].iter().collect();
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A question over options that are called by their numbers.
fn numbered(options: usize, form: &Value, rule: &Value) -> Question {
    let options: Vec<_> =
        (0..options).map(|at| json!({"id": at.to_string(), "label": format!("Option {at}")})).collect();
    let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule});
    let question = serde_json::from_value(fields).unwrap();
    Rules.check(&question, Setting::default()).unwrap();
    question
}

fn id(option: &usize) -> OptionId {
    option.to_string().parse().unwrap()
}

fn number(id: &OptionId) -> usize {
    id.as_str().parse().unwrap()
}

/// Everybody who wins in some universe, one option in each.
fn winners(question: &Question, answers: &[(Answer, u64)]) -> BTreeSet<usize> {
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    let winner = |winners: &[OptionId]| match winners {
        [winner] => number(winner),
        _ => panic!("{winners:?}"),
    };
    universes(&profile).unwrap().iter().map(|universe| winner(&universe.winners)).collect()
}

#[derive(Deserialize)]
struct Scored {
    profiles: Vec<ScoredProfile>,
}

#[derive(Deserialize)]
struct ScoredProfile {
    options: usize,
    lowest: i64,
    highest: i64,
    ballots: Vec<ScoredBallot>,
    winners: BTreeMap<String, BTreeSet<usize>>,
}

#[derive(Deserialize)]
struct ScoredBallot {
    scores: Vec<i64>,
    count: u64,
}

/// Counts every election that a reference has counted by its rule `name`, and compares.
fn agree_on_scores(name: &str, rule: &Value, elections: usize) {
    let mut compared = 0;
    for (at, election) in read::<Scored>("scores.json").profiles.iter().enumerate() {
        let Some(expected) = election.winners.get(name) else { continue };
        let form = json!({"score": {"min": election.lowest, "max": election.highest}});
        let question = numbered(election.options, &form, rule);
        let scores = |ballot: &ScoredBallot| {
            let scores = ballot.scores.iter().enumerate().map(|(at, &score)| (id(&at), score));
            (Answer::Score(scores.collect()), ballot.count)
        };
        let answers: Vec<_> = election.ballots.iter().map(scores).collect();
        assert_eq!(&winners(&question, &answers), expected, "{name} in profile {at}");
        compared += 1;
    }
    assert_eq!(compared, elections, "{name}");
}

#[test]
fn pref_voting_agrees_on_scores() {
    agree_on_scores("score", &json!({"score": {}}), 150);
    agree_on_scores("score", &json!({"score": {"by": "mean"}}), 150);
    agree_on_scores("median_lower", &json!({"score": {"by": "median"}}), 150);
}

#[test]
fn other_implementations_agree_on_majority_judgment_and_star() {
    agree_on_scores("majority_judgement", &json!({"majority-judgment": {}}), 150);
    agree_on_scores("star_official", &json!({"star": {}}), 100);
}
