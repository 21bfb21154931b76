//! Questions and answers in short notation, for tests.

use ostrakon_core::answer::Answer;
use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::lottery::LotterySeed;
use ostrakon_core::question::{Question, RuleBook as _, Setting};
use ostrakon_core::text::OptionId;
use serde_json::{Value, json};

use crate::count::count;
use crate::lot::Chance;
use crate::outcome::Outcome;
use crate::profile::Profile;
use crate::rule::Rules;
use crate::transcript::{Payment, Step};
use crate::universe::universes;

/// The seed of all tests.
pub(crate) fn seed() -> Digest {
    TaggedHash::new("test").finish()
}

/// A seed of lots: another one for each number.
pub(crate) fn lottery(number: u64) -> LotterySeed {
    let mut value = [0; 32];
    value[..8].copy_from_slice(&number.to_be_bytes());
    LotterySeed::new("00".repeat(32).parse().unwrap(), [value])
}

/// A question with leave to abstain. Options are ids between spaces.
pub(crate) fn question(options: &str, form: Value, rule: Value) -> Question {
    let options: Vec<_> =
        options.split_whitespace().map(|id| json!({"id": id, "label": format!("Option {id}")})).collect();
    let (id, prompt) = ("question", "What?");
    let fields =
        json!({"id": id, "prompt": prompt, "options": options, "form": form, "rule": rule, "abstain": true});
    serde_json::from_value(fields).unwrap()
}

/// A question about options with costs, `"a:30 b:25"`, of which any can be picked.
pub(crate) fn priced(options: &str, rule: Value) -> Question {
    let option = |text: &str| {
        let (id, cost) = text.split_once(':').unwrap();
        json!({"id": id, "label": format!("Option {id}"), "cost": cost.parse::<u64>().unwrap()})
    };
    let options: Vec<_> = options.split_whitespace().map(option).collect();
    let form = json!({"pick": {"min": 0, "max": options.len()}});
    let fields = json!({"id": "question", "prompt": "What?", "options": options, "form": form, "rule": rule});
    serde_json::from_value(fields).unwrap()
}

/// What was paid for each option that voters bought: how many voters paid how much.
pub(crate) fn payments(outcome: &Outcome) -> Vec<Vec<(u64, String)>> {
    let payments = outcome.transcript().steps().iter().filter_map(|step| match step {
        Step::Fund(funding) => Some(&funding.payments),
        _ => None,
    });
    let paid = |payment: &Payment| (payment.voters, payment.each.to_string());
    payments.map(|payments| payments.iter().map(paid).collect()).collect()
}

/// A poll in which any rule can be used.
fn setting() -> Setting {
    Setting { members: None, lottery: true }
}

/// What the rules have against a question.
pub(crate) fn refusal(options: &str, form: Value, rule: Value) -> String {
    Rules.check(&question(options, form, rule), setting()).unwrap_err()
}

/// Reads `"3 a>b=c | 1 b | 2 abstain"` for `rank`.
pub(crate) fn ranked(text: &str) -> Vec<(Answer, u64)> {
    answers(text, |answer| {
        Answer::Rank(answer.split('>').map(|place| place.split('=').map(id).collect()).collect())
    })
}

/// Reads `"3 a,b | 1 none | 2 abstain"` for `pick`.
pub(crate) fn picked(text: &str) -> Vec<(Answer, u64)> {
    answers(text, |answer| {
        Answer::Pick(answer.split(',').filter(|&option| option != "none").map(id).collect())
    })
}

/// Reads `"3 a:5,b:0 | 2 abstain"` for `score`.
pub(crate) fn scored(text: &str) -> Vec<(Answer, u64)> {
    let score = |text: &str| {
        text.split_once(':').map(|(option, score)| (id(option), score.parse().unwrap())).unwrap()
    };
    answers(text, |answer| Answer::Score(answer.split(',').map(score).collect()))
}

/// Reads `"3 a:5,b:-1 | 2 abstain"` for `allocate`.
pub(crate) fn allocated(text: &str) -> Vec<(Answer, u64)> {
    let units = |text: &str| {
        text.split_once(':').map(|(option, units)| (id(option), units.parse().unwrap())).unwrap()
    };
    answers(text, |answer| Answer::Allocate(answer.split(',').map(units).collect()))
}

/// Reads `"3 a:agree,b:pass | 2 abstain"` for `stance`.
pub(crate) fn stanced(text: &str) -> Vec<(Answer, u64)> {
    let stance = |text: &str| {
        let (option, stance) = text.split_once(':').unwrap();
        (id(option), serde_json::from_value(json!(stance)).unwrap())
    };
    answers(text, |answer| Answer::Stance(answer.split(',').map(stance).collect()))
}

/// Counts answers in short notation.
pub(crate) fn outcome(question: &Question, answers: &[(Answer, u64)]) -> Outcome {
    drawn(question, answers, 0)
}

/// Counts answers in short notation, with lots drawn by the seed of this number.
pub(crate) fn drawn(question: &Question, answers: &[(Answer, u64)], number: u64) -> Outcome {
    Rules.check(question, setting()).unwrap();
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    count(&profile, Chance { ties: seed().into(), lots: Some(lottery(number)) }).unwrap()
}

/// The winners in every universe, each as ids with spaces between them, in order.
pub(crate) fn all_winners(question: &Question, answers: &[(Answer, u64)]) -> Vec<String> {
    Rules.check(question, setting()).unwrap();
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    universes(&profile).unwrap().iter().map(|universe| ids(&universe.winners)).collect()
}

/// Ids of the winners, with spaces between them.
pub(crate) fn winners(outcome: &Outcome) -> String {
    ids(outcome.winners())
}

/// Ids with spaces between them.
pub(crate) fn ids(ids: &[OptionId]) -> String {
    ids.iter().map(OptionId::as_str).collect::<Vec<_>>().join(" ")
}

/// The figure of an option in the outcome's totals, as text.
pub(crate) fn total(outcome: &Outcome, option: &str) -> String {
    outcome.totals().unwrap().options[option].to_string()
}

fn answers(text: &str, read: impl Fn(&str) -> Answer) -> Vec<(Answer, u64)> {
    text.split('|')
        .map(|part| {
            let (weight, answer) = part.trim().split_once(' ').unwrap();
            let answer = if answer == "abstain" { Answer::Abstain {} } else { read(answer) };
            (answer, weight.parse().unwrap())
        })
        .collect()
}

fn id(text: &str) -> OptionId {
    text.parse().unwrap()
}
