//! Rules over rankings have the winners that an independent implementation finds, over all ways in which ties
//! can fall. Sources and licences of the data, and what its names mean: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ostrakon_core::answer::Answer;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rule::Rules;
use ostrakon_tally::tie::TieOrder;
use ostrakon_tally::transcript::Step;
use ostrakon_tally::universe::universes;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct File {
    profiles: Vec<Election>,
}

#[derive(Deserialize)]
struct Election {
    options: usize,
    ballots: Vec<Ballot>,
    winners: BTreeMap<String, BTreeSet<usize>>,
}

#[derive(Deserialize)]
struct Ballot {
    ranking: Vec<Place>,
    count: u64,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    One(usize),
    Several(BTreeSet<usize>),
}

fn elections(name: &str) -> Vec<Election> {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "elections", name].iter().collect();
    serde_json::from_slice::<File>(&std::fs::read(path).unwrap()).unwrap().profiles
}

fn id(option: usize) -> OptionId {
    option.to_string().parse().unwrap()
}

fn number(id: &OptionId) -> usize {
    id.as_str().parse().unwrap()
}

impl Place {
    fn ids(&self) -> Vec<OptionId> {
        match self {
            Self::One(option) => vec![id(*option)],
            Self::Several(options) => options.iter().copied().map(id).collect(),
        }
    }
}

impl Election {
    fn question(&self, rule: &Value) -> Question {
        let places = || self.ballots.iter().flat_map(|ballot| &ballot.ranking);
        let form = if rule.get("plurality").is_some() {
            json!({"pick": {"min": 1, "max": 1}})
        } else {
            json!({"rank": {"max": self.options, "ties": places().any(|place| place.ids().len() > 1)}})
        };
        let options: Vec<_> = (0..self.options)
            .map(|at| json!({"id": at.to_string(), "label": format!("Option {at}")}))
            .collect();
        let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule});
        let question = serde_json::from_value(fields).unwrap();
        Rules.check(&question, Setting::default()).unwrap();
        question
    }

    fn answers(&self, question: &Question) -> Vec<(Answer, u64)> {
        let answer = |ballot: &Ballot| match question.form().name() {
            "pick" => Answer::Pick(ballot.ranking[0].ids()),
            _ => Answer::Rank(ballot.ranking.iter().map(Place::ids).collect()),
        };
        self.ballots.iter().map(|ballot| (answer(ballot), ballot.count)).collect()
    }
}

/// Checks that the rule has exactly the winners listed under `key` wherever some are.
fn agree(elections: &[Election], key: &str, rule: Value) -> usize {
    let mut compared = 0;
    for (at, election) in elections.iter().enumerate() {
        let Some(expected) = election.winners.get(key) else { continue };
        let question = election.question(&rule);
        let answers = election.answers(&question);
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let universes = universes(&profile).unwrap();
        assert!(universes.iter().all(|universe| universe.winners.len() == 1));
        let winners: BTreeSet<_> =
            universes.iter().flat_map(|universe| &universe.winners).map(number).collect();
        assert_eq!(&winners, expected, "{key}, election {at}, rule {rule}");
        compared += 1;
    }
    compared
}

const MINIMAX: &str = "minimax_winning_votes_or_margins_full_rankings";

#[test]
fn pref_voting_agrees_on_full_rankings() {
    let elections = elections("ranked.json");
    for (key, compared, rule) in [
        ("baldwin", 299, json!({"baldwin": {}})),
        ("borda", 299, json!({"borda": {}})),
        ("bucklin", 300, json!({"bucklin": {}})),
        ("coombs_parallel_universes", 300, json!({"coombs": {}})),
        ("copeland", 300, json!({"copeland": {}})),
        ("irv_parallel_universes", 300, json!({"irv": {}})),
        (MINIMAX, 300, json!({"minimax": {}})),
        ("nanson_strict", 300, json!({"nanson": {}})),
        ("plurality", 300, json!({"plurality": {}})),
        ("ranked_pairs_parallel_universes", 287, json!({"ranked-pairs": {}})),
        ("schulze", 300, json!({"schulze": {}})),
    ] {
        assert_eq!(agree(&elections, key, rule), compared, "{key}");
    }
}

#[test]
fn pref_voting_agrees_on_further_rules() {
    let elections = elections("ranked_more.json");
    for (key, compared, rule) in [
        ("baldwin", 200, json!({"baldwin": {}})),
        ("baldwin_parallel_universes", 200, json!({"baldwin": {"last": "one"}})),
        ("borda", 200, json!({"borda": {}})),
        ("bucklin", 200, json!({"bucklin": {}})),
        ("coombs_parallel_universes", 200, json!({"coombs": {}})),
        ("copeland", 200, json!({"copeland": {}})),
        ("irv_parallel_universes", 200, json!({"irv": {}})),
        ("llull", 200, json!({"copeland": {"tie": "win"}})),
        (MINIMAX, 200, json!({"minimax": {}})),
        (MINIMAX, 200, json!({"minimax": {"strength": "margins"}})),
        (MINIMAX, 200, json!({"minimax": {"strength": "opposition"}})),
        ("nanson_strict", 200, json!({"nanson": {}})),
        ("nanson_weak", 200, json!({"nanson": {"leave": "not-above"}})),
        ("plurality", 200, json!({"plurality": {}})),
        ("ranked_pairs_parallel_universes", 172, json!({"ranked-pairs": {}})),
        ("ranked_pairs_parallel_universes", 172, json!({"ranked-pairs": {"strength": "margins"}})),
        ("runoff_parallel_universes", 200, json!({"runoff": {}})),
        ("schulze", 200, json!({"schulze": {}})),
        ("schulze", 200, json!({"schulze": {"strength": "margins"}})),
        ("smith_irv_parallel_universes", 200, json!({"smith-irv": {}})),
    ] {
        assert_eq!(agree(&elections, key, rule), compared, "{key}");
    }
}

#[test]
fn pref_voting_agrees_on_rankings_that_end_early_or_share_places() {
    let elections = elections("ranked_partial.json");
    for (key, compared, rule) in [
        ("borda_above", 200, json!({"borda": {"points": "highest"}})),
        ("borda_below", 200, json!({"borda": {"points": "lowest"}})),
        ("borda_symmetric", 200, json!({"borda": {}})),
        ("bucklin", 100, json!({"bucklin": {}})),
        ("copeland", 200, json!({"copeland": {}})),
        ("irv_parallel_universes", 100, json!({"irv": {}})),
        ("minimax_margins", 200, json!({"minimax": {"strength": "margins"}})),
        ("minimax_opposition", 200, json!({"minimax": {"strength": "opposition"}})),
        ("minimax_winning_votes", 200, json!({"minimax": {}})),
        ("plurality", 100, json!({"plurality": {}})),
        ("ranked_pairs_margins_parallel_universes", 152, json!({"ranked-pairs": {"strength": "margins"}})),
        ("ranked_pairs_winning_votes_parallel_universes", 119, json!({"ranked-pairs": {}})),
        ("schulze_margins", 200, json!({"schulze": {"strength": "margins"}})),
        ("schulze_winning_votes", 200, json!({"schulze": {}})),
    ] {
        assert_eq!(agree(&elections, key, rule), compared, "{key}");
    }
}

#[test]
fn pref_voting_agrees_on_the_smith_set() {
    for (name, compared) in [("ranked_more.json", 200), ("ranked_partial.json", 100)] {
        let elections = &elections(name)[..compared];
        for election in elections {
            let question = election.question(&json!({"smith-irv": {}}));
            let answers = election.answers(&question);
            let profile =
                Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
            let outcome = count(&profile, TieOrder::Listed).unwrap();
            let first_votes = outcome.transcript().steps().iter().find_map(|step| match step {
                Step::Totals(totals) => Some(totals),
                _ => None,
            });
            let members: BTreeSet<_> = first_votes.unwrap().options.keys().map(number).collect();
            assert_eq!(members, election.winners["smith_set"]);
        }
    }
}
