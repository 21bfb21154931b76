use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use ostrakon_core::hash::TaggedHash;
use ostrakon_core::question::Rule;
use ostrakon_tally::count::count;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::question::{FileQuestionError, ONE_CHOICE};
use ostrakon_tally::rule::KnownRule;
use serde_json::json;

use super::notation::read;

const BLT: &str = "3 2\n6 1 2 0\n3 2 0\n2 3 2 0\n1 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"Board\"\n";

fn rule(rule: serde_json::Value) -> Rule {
    serde_json::from_value(rule).unwrap()
}

fn winners(file: &BallotFile, rule_as_json: serde_json::Value) -> String {
    let asked = file.question(rule(rule_as_json)).unwrap();
    let outcome = count(&asked.profile().unwrap(), TaggedHash::new("files").finish()).unwrap();
    outcome.winners().iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ")
}

fn refusal(file: &BallotFile, rule_as_json: serde_json::Value) -> (&'static str, String) {
    let error = file.question(rule(rule_as_json)).unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn a_file_is_counted() {
    let file = read(BLT, Format::Blt);
    assert_eq!(winners(&file, json!({"irv": {}})), "a");
    let asked = file.question(rule(json!({"irv": {}}))).unwrap();
    assert_eq!(asked.question().prompt().as_str(), "Board");
    assert!(asked.question().abstain());
    assert_eq!(asked.profile().unwrap().abstentions(), 1);
}

#[test]
fn seats_are_as_the_file_states_unless_the_rule_does() {
    let file = read(BLT, Format::Blt);
    assert_eq!(winners(&file, json!({"stv": {}})), "a b");
    assert_eq!(winners(&file, json!({"stv": {"seats": 1}})), "a");
    assert_eq!(winners(&file, json!({"borda": {}})), "b a");
    let asked = file.question(rule(json!({"stv": {}}))).unwrap();
    assert_eq!(asked.question().rule(), &rule(json!({"stv": {"seats": 2}})));
    let too_many = read(&BLT.replacen("3 2", "3 4", 1), Format::Blt);
    assert_eq!(refusal(&too_many, json!({"stv": {}})).0, "poll-rule");
}

#[test]
fn one_choice_is_the_first_preference() {
    let file = read(BLT, Format::Blt);
    let asked = file.question(rule(json!({"plurality": {}}))).unwrap();
    assert_eq!(asked.question().form(), &Form::Pick { min: 1, max: 1 });
    let picked = |id: &str| Answer::Pick(vec![id.parse().unwrap()]);
    assert_eq!(
        asked.answers(),
        [(picked("a"), 6), (picked("b"), 3), (picked("c"), 2), (Answer::Abstain {}, 1)]
    );
    assert_eq!(winners(&file, json!({"majority": {}})), "a");
    let shared = read(&BLT.replace("\n3 2 0", "\n3 2=3 0"), Format::Blt);
    assert_eq!(refusal(&shared, json!({"plurality": {}})).0, "file-first-shared");
    assert_eq!(
        shared.question(rule(json!({"majority": {}}))),
        Err(FileQuestionError::FirstShared("majority"))
    );
}

#[test]
fn rules_of_one_choice_are_rules() {
    assert!(ONE_CHOICE.iter().all(|name| KnownRule::all().iter().any(|rule| rule.name() == *name)));
}

#[test]
fn a_rule_that_cannot_count_a_file_says_why() {
    let file = read(BLT, Format::Blt);
    let (code, reason) = refusal(&file, json!({"approval": {}}));
    assert_eq!(
        (code, reason.as_str()),
        ("poll-rule", "the rule approval cannot count the form rank: it needs pick")
    );
    assert!(refusal(&file, json!({"guess": {}})).1.starts_with("there is no rule \"guess\""));
    assert!(refusal(&file, json!({"irv": {"seats": 2}})).1.contains("unknown field"));
    let one = read("1 1\n0\n\"A\"\n", Format::Blt);
    assert_eq!(refusal(&one, json!({"irv": {}})).0, "question-form");
}
