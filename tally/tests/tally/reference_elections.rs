//! Real and published elections come out as independent implementations say. Sources and licences
//! of the data: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use ostrakon_core::answer::Answer;
use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rational::Rational;
use ostrakon_tally::rule::Rules;
use ostrakon_tally::transcript::{Step, Totals};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "elections", name].iter().collect()
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_slice(&std::fs::read(data(name)).unwrap()).unwrap()
}

fn seed(number: u8) -> Digest {
    TaggedHash::new("reference elections").part([number]).finish()
}

/// A question over options that are called by their numbers.
fn numbered(options: usize, form: Value, rule: Value) -> Question {
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

fn numbers<'a>(ids: impl IntoIterator<Item = &'a OptionId>) -> BTreeSet<usize> {
    ids.into_iter().map(|id| id.as_str().parse().unwrap()).collect()
}

fn outcome(question: &Question, answers: &[(Answer, u64)], seed: Digest) -> Outcome {
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    count(&profile, seed).unwrap()
}

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
    committees: BTreeMap<String, Vec<BTreeSet<usize>>>,
}

/// How many ways there are to choose `chosen` of `all`.
fn ways(all: usize, chosen: usize) -> usize {
    (0..chosen).fold(1, |ways, at| ways * (all - at) / (at + 1))
}

#[test]
fn abcvoting_agrees_on_approval_committees() {
    let instances = read::<Committees>("committee.json").instances;
    assert_eq!(instances.len(), 240);
    for instance in &instances {
        let form = json!({"pick": {"min": 0, "max": instance.options}});
        let question = numbered(instance.options, form, json!({"approval": {"seats": instance.seats}}));
        let approvals: Vec<_> = instance
            .approvals
            .iter()
            .map(|options| (Answer::Pick(options.iter().map(id).collect()), 1))
            .collect();
        let outcome = outcome(&question, &approvals, seed(0));
        let possible = &instance.committees["av"];
        assert!(possible.contains(&numbers(outcome.winners())), "{}", instance.name);
        let told = outcome.ties().next().map_or(1, |tie| ways(tie.between.len(), tie.chosen.len()));
        assert_eq!(told, possible.len(), "{}", instance.name);
    }
}

#[derive(Deserialize)]
struct Transferable {
    options: usize,
    seats: usize,
    ballots: Vec<(Vec<usize>, u64)>,
    elected: Vec<usize>,
    hundred_thousandths: Vec<Vec<u64>>,
}

fn rankings(ballots: &[(Vec<usize>, u64)]) -> Vec<(Answer, u64)> {
    let places = |ranking: &[usize]| Answer::Rank(ranking.iter().map(|option| vec![id(option)]).collect());
    ballots.iter().map(|(ranking, weight)| (places(ranking), *weight)).collect()
}

#[test]
fn a_count_ballot_by_ballot_agrees_on_every_stage_of_stv() {
    let elections = read::<Vec<Transferable>>("stv_scottish.json");
    assert_eq!(elections.len(), 150);
    for election in &elections {
        let form = json!({"rank": {"max": election.options, "ties": false}});
        let question = numbered(election.options, form, json!({"stv": {"seats": election.seats}}));
        let outcome = outcome(&question, &rankings(&election.ballots), seed(0));
        assert_eq!(outcome.winners(), election.elected.iter().map(id).collect::<Vec<_>>());
        let stages: Vec<Vec<Rational>> = outcome
            .transcript()
            .totals()
            .map(|totals| {
                let votes = (0..election.options).map(|option| totals.options.get(&id(&option)).cloned());
                votes.map(|votes| votes.unwrap_or_else(|| 0_u64.into())).collect()
            })
            .collect();
        let expected: Vec<Vec<Rational>> = election
            .hundred_thousandths
            .iter()
            .map(|stage| stage.iter().map(|&votes| Rational::new(votes, 100_000)).collect())
            .collect();
        assert_eq!(stages, expected);
    }
}

#[derive(Deserialize)]
struct Meek {
    options: usize,
    seats: usize,
    ballots: Vec<(Vec<usize>, u64)>,
    elected: BTreeSet<usize>,
    defeats: Vec<Defeat>,
}

#[derive(Deserialize)]
struct Defeat {
    option: usize,
    votes: Vec<f64>,
}

#[test]
fn another_count_by_meek_elects_and_excludes_the_same_with_the_same_votes() {
    let elections = read::<Vec<Meek>>("stv_meek.json");
    assert_eq!(elections.len(), 100);
    for election in &elections {
        let form = json!({"rank": {"max": election.options, "ties": false}});
        let question = numbered(election.options, form, json!({"meek": {"seats": election.seats}}));
        let outcome = outcome(&question, &rankings(&election.ballots), seed(0));
        assert_eq!(numbers(outcome.winners()), election.elected);
        let mut defeats = election.defeats.iter();
        let mut totals = None;
        for step in outcome.transcript().steps() {
            match step {
                Step::Totals(round) => totals = Some(round),
                Step::Exclude(ruling) => {
                    let defeat = defeats.next().unwrap();
                    assert_eq!(ruling.option, id(&defeat.option));
                    for (option, votes) in &totals.unwrap().options {
                        let thousandths =
                            votes.as_ratio() * num_rational::BigRational::from_integer(1000.into());
                        let found: f64 = thousandths.round().to_integer().to_string().parse().unwrap();
                        let expected = 1000.0 * defeat.votes[option.as_str().parse::<usize>().unwrap()];
                        // Both stop where little surplus is left, not at the same point.
                        assert!((found - expected).abs() <= 1.5, "{option}: {found} {expected}");
                    }
                }
                _ => {}
            }
        }
        assert!(defeats.next().is_none());
    }
}

#[derive(Deserialize)]
struct Minneapolis {
    options: usize,
    seats: usize,
    ballots: Vec<(Vec<usize>, u64)>,
    in_batches: Batches,
}

#[derive(Deserialize)]
struct Batches {
    elected: Vec<usize>,
    ten_thousandths: Vec<Vec<u64>>,
}

#[test]
fn a_count_ballot_by_ballot_agrees_on_every_round_as_in_minneapolis() {
    let elections = read::<Vec<Minneapolis>>("stv_minneapolis.json");
    assert_eq!(elections.len(), 150);
    for election in &elections {
        let form = json!({"rank": {"max": election.options, "ties": false}});
        let question =
            numbered(election.options, form, json!({"minneapolis-stv": {"seats": election.seats}}));
        let outcome = outcome(&question, &rankings(&election.ballots), seed(0));
        assert_eq!(outcome.winners(), election.in_batches.elected.iter().map(id).collect::<Vec<_>>());
        let rounds: Vec<_> = outcome.transcript().totals().collect();
        assert_eq!(rounds.len(), election.in_batches.ten_thousandths.len());
        let threshold = election.ballots.iter().map(|&(_, weight)| weight).sum::<u64>()
            / u64::try_from(election.seats + 1).unwrap()
            + 1;
        for (round, expected) in rounds.iter().zip(&election.in_batches.ten_thousandths) {
            let mut kept = round.apart["lost to rounding"].clone();
            for (option, &votes) in expected.iter().enumerate() {
                let expected = Rational::new(votes, 10_000);
                let found = round.options.get(&id(&option)).cloned().unwrap_or_else(|| 0_u64.into());
                // The other count leaves what cutting off loses with the elected option.
                if found == threshold.into() {
                    kept = (kept.as_ratio() - expected.as_ratio() + found.as_ratio()).into();
                } else {
                    assert_eq!(found, expected);
                }
            }
            assert_eq!(kept, 0_u64.into());
        }
    }
}

/// Minneapolis, 2013: the question and the 80,101 cast vote records.
///
/// Skipped are ranks left empty (`undervote`) and ranks with several marks (`overvote`); a name
/// that a record repeats counts at its first rank. Undeclared write-ins (`UWI`) are one option:
/// with them 79,415 records name somebody, the certified number. A record that names nobody abstains.
fn minneapolis(rule: &str, parameters: Value) -> (Question, Vec<Answer>) {
    let mut records = csv::Reader::from_path(data("minneapolis-2013-mayor.csv")).unwrap();
    let records: Vec<_> = records.records().map(Result::unwrap).collect();
    let is_name = |mark: &&str| !matches!(*mark, "undervote" | "overvote");
    let names: BTreeSet<&str> = records.iter().flat_map(|record| record.iter().filter(is_name)).collect();
    let id_of = |name: &str| -> OptionId {
        let plain: String = name.chars().filter(char::is_ascii_alphabetic).take(32).collect();
        plain.to_lowercase().parse().unwrap()
    };
    let options: Vec<_> = names.iter().map(|name| json!({"id": id_of(name), "label": name})).collect();
    let fields = json!({
        "id": "mayor", "prompt": "Mayor of Minneapolis", "options": options,
        "form": {"rank": {"max": 3, "ties": false}}, "rule": {rule: parameters}, "abstain": true,
    });
    let answer = |record: &csv::StringRecord| {
        let mut places: Vec<Vec<OptionId>> = Vec::new();
        for place in record.iter().filter(is_name).map(|name| vec![id_of(name)]) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if places.is_empty() { Answer::Abstain {} } else { Answer::Rank(places) }
    };
    (serde_json::from_value(fields).unwrap(), records.iter().map(answer).collect())
}

#[test]
fn minneapolis_elects_betsy_hodges() {
    let (question, answers) = minneapolis("irv", json!({}));
    assert_eq!((question.options().len(), answers.len()), (36, 80_101));
    let start = Instant::now();
    let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
    let merged = start.elapsed();
    let outcome = count(&profile, seed(0)).unwrap();
    println!("80,101 records: merged in {merged:?}, counted in {:?}", start.elapsed() - merged);
    println!("{}", outcome.render(&question));

    assert_eq!((outcome.answers(), outcome.abstentions()), (79_415, 686));
    assert_eq!(outcome.winners(), ["betsyhodges".parse().unwrap()]);
    let votes = |totals: &Totals, option: &str| totals.options[option].to_string();
    let rounds: Vec<_> = outcome.transcript().totals().collect();
    let first = rounds.first().unwrap();
    assert_eq!((votes(first, "betsyhodges"), votes(first, "markandrew")), ("28962".into(), "19648".into()));
    // The last round as the city certified it.
    let last = outcome.totals().unwrap();
    assert_eq!(last.options.len(), 2);
    assert_eq!((votes(last, "betsyhodges"), votes(last, "markandrew")), ("38870".into(), "24972".into()));
    assert_eq!(last.apart["exhausted"].to_string(), "15573");
    for totals in rounds {
        let held = totals.options.values().chain(totals.apart.values());
        let all: Rational = held.map(Rational::as_ratio).sum::<num_rational::BigRational>().into();
        assert_eq!(all, 79_415_u64.into(), "round {:?}", totals.round);
    }
}

#[test]
fn minneapolis_by_its_own_ordinance_ends_as_certified() {
    let (question, answers) = minneapolis("minneapolis-stv", json!({"seats": 1}));
    let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
    let outcome = count(&profile, seed(0)).unwrap();
    assert_eq!(outcome.reason(), "1 seat by single transferable vote, threshold 39708");
    assert_eq!(outcome.winners(), ["betsyhodges".parse().unwrap()]);
    let last = outcome.totals().unwrap();
    let votes: Vec<_> = last.options.iter().map(|(id, votes)| format!("{id} {votes}")).collect();
    assert_eq!(votes, ["betsyhodges 38870", "markandrew 24972"]);
    assert_eq!(last.apart["exhausted"].to_string(), "15573");
}
