//! Pictures of outcomes are well-formed, described in words, of bounded size, and load nothing, whatever
//! is counted.

use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use ostrakon_core::lottery::LotterySeed;
use ostrakon_core::question::Question;
use ostrakon_tally::count::count;
use ostrakon_tally::lot::Chance;
use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rule::KnownRule;
use ostrakon_tally::tie::TieOrder;
use serde_json::{Value, json};

/// Checks all pictures of an outcome and returns their names.
fn check(outcome: &Outcome, question: &Question) -> Vec<&'static str> {
    let pictures = outcome.pictures(question);
    for picture in &pictures {
        let (name, svg) = (picture.name(), picture.svg());
        let rule = outcome.rule();
        let document =
            roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{rule} {name}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        assert_eq!(root.attribute("width"), Some("480"));
        let height: u64 = root.attribute("height").unwrap().parse().unwrap();
        assert!((60..4000).contains(&height), "{rule} {name}: {height} high");
        assert!(svg.len() < 150_000, "{rule} {name}: {} bytes", svg.len());
        let text_of = |tag| {
            let element = root.children().find(|child| child.has_tag_name(tag)).unwrap();
            assert!(root.attribute("aria-labelledby").unwrap().contains(element.attribute("id").unwrap()));
            element.text().unwrap()
        };
        assert_eq!(text_of("title"), question.prompt().as_str());
        let start: String = outcome.sentence(question).chars().take(1000).collect();
        assert!(text_of("desc").starts_with(&start), "{rule} {name}");
        for element in root.descendants().filter(roxmltree::Node::is_element) {
            let tag = element.tag_name().name();
            assert!(
                ["svg", "title", "desc", "style", "rect", "text", "path", "circle"].contains(&tag),
                "{rule} {name}: {tag}"
            );
            let number = |name| element.attribute(name).map_or(0, |text| text.parse::<u64>().unwrap());
            assert!(number("x") + number("width") <= 480 && number("y") <= height, "{rule} {name}");
            assert!(element.attributes().all(|attribute| !attribute.value().contains("//") || tag == "svg"));
        }
    }
    pictures.iter().map(ostrakon_tally::picture::Picture::name).collect()
}

fn question(labels: &[String], form: &Form, rule: &Value) -> Question {
    let options: Vec<_> = labels
        .iter()
        .enumerate()
        .map(|(at, label)| json!({"id": format!("o{at}"), "label": label, "cost": 10 * (at + 1)}))
        .collect();
    let fields = json!({"id": "q", "prompt": "Where to, <all> & \"sundry\"?", "options": options, "form": form, "rule": rule});
    serde_json::from_value(fields).unwrap()
}

/// Different answers that fit the form: the `number`-th of them.
fn answer(question: &Question, number: usize) -> Answer {
    let options = question.options();
    let id = |at: usize| options[at % options.len()].id();
    let value = match *question.form() {
        Form::Pick { max, .. } => {
            let mut at: Vec<_> =
                (0..max.min(1 + number % 3)).map(|step| (number + step) % options.len()).collect();
            at.sort_unstable();
            json!({"pick": at.into_iter().map(id).collect::<Vec<_>>()})
        }
        Form::Rank { max, .. } => {
            let places: Vec<_> =
                (0..max.min(2 + number % 5)).map(|step| [id(number * number + step)]).collect();
            json!({"rank": places})
        }
        Form::Score { .. } => {
            let score = |at: usize| (id(at).to_string(), json!((number + at) % 6));
            json!({"score": (0..options.len()).map(score).collect::<serde_json::Map<_, _>>()})
        }
        Form::Allocate { signed, .. } => {
            let units = if signed && number.is_multiple_of(2) { -3 } else { 4 };
            json!({"allocate": {id(number).as_str(): units, id(number + 1).as_str(): 2}})
        }
        Form::Stance {} => {
            let stance =
                |at: usize| (id(at).to_string(), json!(["agree", "disagree", "pass"][(number + at) % 3]));
            json!({"stance": (0..options.len()).map(stance).collect::<serde_json::Map<_, _>>()})
        }
    };
    serde_json::from_value(value).unwrap()
}

fn outcome(question: &Question, answers: usize) -> Outcome {
    let answers: Vec<_> =
        (0..answers).map(|number| (answer(question, number), 1 + (number % 4) as u64)).collect();
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    let lots = Some(LotterySeed::new("00".repeat(32).parse().unwrap(), [[7; 32]]));
    count(&profile.with_electorate(10_000).unwrap(), Chance { ties: TieOrder::Listed, lots }).unwrap()
}

#[test]
fn the_outcome_of_every_rule_can_be_drawn() {
    let hostile = [
        "</text><script>alert(1)</script>",
        "&amp; ']]> <!-- \" ",
        "票票票票票票票票票票票票票票票票票票票票",
        "d",
    ];
    let labels = hostile.map(str::to_owned);
    for rule in KnownRule::all() {
        for example in rule.examples() {
            let rule = json!({rule.name(): example.rule().parameters()});
            let question = question(&labels, example.form(), &rule);
            let outcome = outcome(&question, 12);
            if outcome.totals().is_some() {
                assert!(check(&outcome, &question).contains(&"figures"), "{rule}");
            }
        }
    }
}

#[test]
fn pictures_of_five_hundred_options_stay_small() {
    let labels: Vec<_> = (0..500).map(|at| format!("{at} {}", "long ".repeat(30))).collect();
    let rank = Form::Rank { max: 500, ties: false };
    for rule in [json!({"irv": {}}), json!({"stv": {"seats": 90}}), json!({"borda": {}})] {
        let question = question(&labels, &rank, &rule);
        let names = check(&outcome(&question, 400), &question);
        assert!(names.contains(&"figures"), "{rule}");
    }
}

#[test]
fn nothing_is_drawn_where_nobody_answered() {
    let labels = ["a", "b"].map(str::to_owned);
    let question = question(&labels, &Form::Rank { max: 2, ties: false }, &json!({"irv": {}}));
    assert_eq!(outcome(&question, 0).pictures(&question), []);
}
