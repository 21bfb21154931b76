//! Budgets are spent as an independent implementation spends them, however ties fall. Source and licence of the
//! data: `tests/data/elections/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ostrakon_core::answer::Answer;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rational::Rational;
use ostrakon_tally::rule::Rules;
use ostrakon_tally::tie::TieOrder;
use ostrakon_tally::transcript::Step;
use ostrakon_tally::universe::universes;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Budgets {
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    budget: u64,
    costs: Vec<u64>,
    approvals: Vec<Vec<usize>>,
    funded: BTreeMap<String, Funded>,
}

#[derive(Deserialize)]
struct Funded {
    by_name: BTreeSet<usize>,
    all: Option<BTreeSet<BTreeSet<usize>>>,
}

fn data(name: &str) -> Vec<u8> {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "elections", name].iter().collect();
    std::fs::read(path).unwrap()
}

/// The rule that the data calls so.
fn rule(name: &str, budget: u64) -> Value {
    if name == "sequential_phragmen" {
        return json!({"budget-phragmen": {"budget": budget}});
    }
    if let Some(satisfaction) = name.strip_prefix("greedy_") {
        let by = if satisfaction == "cost" { "votes" } else { "votes-per-cost" };
        return json!({"budget-greedy": {"budget": budget, "by": by}});
    }
    let name = name.strip_prefix("equal_shares_").unwrap();
    let (utility, completion) = name.split_once('_').unwrap_or((name, "none"));
    let completion = completion.replace('_', "-");
    json!({"budget-equal-shares": {"budget": budget, "utility": utility, "completion": completion}})
}

/// A question about options with costs. Those who approve nothing choose none.
fn question(options: &[(String, u64)], rule: Value) -> Question {
    let options: Vec<_> = options
        .iter()
        .map(|(id, cost)| json!({"id": id, "label": format!("Project {id}"), "cost": cost}))
        .collect();
    let form = json!({"pick": {"min": 0, "max": options.len()}});
    let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule});
    serde_json::from_value(fields).unwrap()
}

fn numbers<'a>(ids: impl IntoIterator<Item = &'a OptionId>) -> BTreeSet<usize> {
    ids.into_iter().map(|id| id.as_str().parse().unwrap()).collect()
}

/// What payments add up to, for each option that voters pay for.
fn assert_payments_are_costs(outcome: &Outcome) {
    for step in outcome.transcript().steps() {
        if let Step::Fund(funding) = step
            && !funding.payments.is_empty()
        {
            let paid = funding.payments.iter();
            let paid = paid.map(|payment| payment.each.as_ratio() * num_bigint::BigInt::from(payment.voters));
            assert_eq!(Rational::from(paid.sum::<num_rational::BigRational>()), funding.cost);
        }
    }
}

#[test]
fn pabutools_agrees_on_what_is_funded_however_ties_fall() {
    let instances = serde_json::from_slice::<Budgets>(&data("budgets.json")).unwrap().instances;
    let (mut by_name, mut in_all, mut tied) = (0, 0, 0);
    for (at, instance) in instances.iter().enumerate() {
        let options: Vec<_> =
            instance.costs.iter().enumerate().map(|(at, &cost)| (at.to_string(), cost)).collect();
        let pick = |approved: &Vec<usize>| {
            Answer::Pick(approved.iter().map(|option| option.to_string().parse().unwrap()).collect())
        };
        let answers: Vec<_> = instance.approvals.iter().map(pick).collect();
        for (name, expected) in &instance.funded {
            let question = question(&options, rule(name, instance.budget));
            if instance.costs.iter().all(|&cost| cost > instance.budget) {
                assert!(
                    Rules
                        .check(&question, Setting::default())
                        .unwrap_err()
                        .contains("every option costs more")
                );
                assert!(expected.by_name.is_empty());
                continue;
            }
            Rules.check(&question, Setting::default()).unwrap();
            let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1))).unwrap();
            let outcome = count(&profile, TieOrder::Listed).unwrap();
            assert_eq!(numbers(outcome.winners()), expected.by_name, "{name} in {at}");
            assert_payments_are_costs(&outcome);
            by_name += 1;
            if let Some(all) = &expected.all {
                let universes = universes(&profile).unwrap();
                let found: BTreeSet<_> = universes.iter().map(|one| numbers(&one.winners)).collect();
                assert_eq!(&found, all, "{name} in {at}");
                assert!(all.len() == 1 || outcome.ties().next().is_some(), "{name} in {at}");
                in_all += 1;
                tied += usize::from(all.len() > 1);
            }
        }
    }
    println!("{by_name} outcomes, {in_all} sets of all outcomes, {tied} of them with several");
    assert_eq!(instances.len(), 120);
}

#[derive(Deserialize)]
struct Expected {
    funded: BTreeMap<String, BTreeSet<String>>,
}

#[test]
fn mileszki_funds_what_pabutools_says() {
    let file = BallotFile::read(&data("poland_lodz_2020_mileszki.pb"), Format::Pb).unwrap();
    let expected: Expected =
        serde_json::from_slice(&data("poland_lodz_2020_mileszki.pb.expected.json")).unwrap();
    // Ties fall to the name that is first in the alphabet.
    let mut options: Vec<_> = file.options().iter().collect();
    options.sort_by_key(|option| option.name());
    let name = |id: &OptionId| {
        options.iter().find(|option| option.id() == id).map(|option| option.name().to_owned()).unwrap()
    };
    let options: Vec<_> =
        options.iter().map(|option| (option.id().to_string(), option.cost().unwrap())).collect();
    let answers: Vec<_> = file
        .answers()
        .iter()
        .map(|(answer, weight)| match answer {
            Answer::Pick(picked) => {
                (Answer::Pick(picked.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()), *weight)
            }
            other => (other.clone(), *weight),
        })
        .collect();
    for (rule_name, funded) in &expected.funded {
        let question = question(&options, rule(rule_name, file.budget().unwrap()));
        Rules.check(&question, Setting::default()).unwrap();
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let outcome = count(&profile, TieOrder::Listed).unwrap();
        let found: BTreeSet<_> = outcome.winners().iter().map(name).collect();
        assert_eq!(&found, funded, "{rule_name}");
        assert_payments_are_costs(&outcome);
    }
    assert_eq!(expected.funded.len(), 4);
}
