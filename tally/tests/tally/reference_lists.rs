//! Rules for party lists agree with another implementation on random votes, in all ways in which ties can fall.
//! What the names of the reference mean: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ostrakon_core::answer::Answer;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::universe::universes;
use serde::Deserialize;
use serde_json::{Value, json};

fn id(list: usize) -> OptionId {
    list.to_string().parse().unwrap()
}

fn question(lists: usize, rule: &Value) -> Question {
    let options: Vec<_> =
        (0..lists).map(|at| json!({"id": at.to_string(), "label": format!("List {at}")})).collect();
    let form = json!({"pick": {"min": 1, "max": 1}});
    serde_json::from_value(json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule}))
        .unwrap()
}

#[derive(Deserialize)]
struct Apportionments {
    instances: Vec<Apportionment>,
}

#[derive(Deserialize)]
struct Apportionment {
    votes: Vec<u64>,
    seats: usize,
    seated: BTreeMap<String, BTreeSet<Vec<u64>>>,
}

/// Shares out the seats of every election that a reference has shared out by its method `name`, and compares.
fn agree_on_seats(name: &str, rule: impl Fn(usize) -> Value, all: usize) {
    let mut compared = 0;
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "elections", "apportionment.json"]
            .iter()
            .collect();
    let elections: Apportionments = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for election in elections.instances {
        let Some(expected) = election.seated.get(name) else { continue };
        let lists = election.votes.len();
        let question = question(lists, &rule(election.seats));
        let votes = election.votes.iter().enumerate();
        let answers: Vec<_> = votes.map(|(list, &votes)| (Answer::Pick(vec![id(list)]), votes)).collect();
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let found: BTreeSet<Vec<u64>> = universes(&profile)
            .unwrap()
            .iter()
            .map(|universe| {
                let seats = |list| universe.awards.get(&id(list)).map(|seats| seats.to_string());
                (0..lists).map(|list| seats(list).map_or(0, |seats| seats.parse().unwrap())).collect()
            })
            .collect();
        assert_eq!(&found, expected, "{name}: {:?} for {} seats", election.votes, election.seats);
        compared += 1;
    }
    assert_eq!(compared, all, "{name}");
}

#[test]
fn apportionment_agrees_on_seats_for_lists() {
    agree_on_seats("dhondt", |seats| json!({"dhondt": {"seats": seats}}), 150);
    agree_on_seats("sainte_lague", |seats| json!({"sainte-lague": {"seats": seats}}), 150);
    let largest = |quota| move |seats| json!({"largest-remainder": {"seats": seats, "quota": quota}});
    agree_on_seats("largest_remainder_hare", largest("hare"), 150);
    agree_on_seats("largest_remainder_droop", largest("droop"), 116);
}
