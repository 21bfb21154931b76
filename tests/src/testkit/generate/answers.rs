//! Row 21: answers against single questions, one for each form.

use serde_json::{Value, json};

use super::electorate::{World, with};
use super::{Draft, to_canonical};

const MAX: i64 = 9_007_199_254_740_991;

pub(super) fn cases(_: &World) -> Vec<Draft> {
    [allocations(), others()].into_iter().flatten().collect()
}

fn question(form: Value, abstain: bool) -> Value {
    let option = |id: &str| json!({"id": id, "label": format!("Option {id}")});
    let question = json!({
        "id": "q", "prompt": "What?", "options": [option("a"), option("b"), option("c")], "form": form,
        "rule": {"any": {}},
    });
    if abstain { with(&question, |question| question["abstain"] = json!(true)) } else { question }
}

fn case(name: &str, expect: &str, about: &str, question: &Value, answer: &Value) -> Draft {
    Draft::new("answer", format!("answer_{name}"), 21, expect, about)
        .header("question", String::from_utf8(to_canonical(question)).unwrap())
        .body(to_canonical(answer))
}

fn allocations() -> Vec<Draft> {
    let form = |credits: i64, exponent, signed| {
        question(json!({"allocate": {"credits": credits, "exponent": exponent, "signed": signed}}), false)
    };
    let linear = form(10, 1, false);
    let quadratic = form(10, 2, true);
    let richest = form(1_000_000_000, 2, true);
    let on = |name: &str, expect, about: &str, question: &Value, units: Value| {
        case(&format!("allocate_{name}"), expect, about, question, &json!({"allocate": units}))
    };
    vec![
        on("all", "accept", "every credit spent", &linear, json!({"a": 4, "b": 6})),
        on("above", "answer-credits", "one credit too many", &linear, json!({"a": 4, "b": 7})),
        on("empty", "answer-empty", "nothing on anything", &linear, json!({})),
        on("zero", "answer-zero", "zero spelled out", &linear, json!({"a": 0, "b": 1})),
        on(
            "negative",
            "answer-negative",
            "units against, where only units for are sold",
            &linear,
            json!({"a": -1, "b": 1}),
        ),
        on("unknown", "answer-unknown", "an option that there is not", &linear, json!({"d": 1})),
        on(
            "negative_makes_room",
            "answer-negative",
            "units against one option that would pay for another",
            &linear,
            json!({"a": -10, "b": 20}),
        ),
        on("square", "accept", "3 and -1 cost 9 + 1", &quadratic, json!({"a": 3, "b": -1})),
        on(
            "square_above",
            "answer-credits",
            "3, -1 and 1 cost 11",
            &quadratic,
            json!({"a": 3, "b": -1, "c": 1}),
        ),
        on("square_of_negative", "answer-credits", "-4 costs 16", &quadratic, json!({"a": -4})),
        on(
            "square_of_2_32",
            "answer-credits",
            "a square that is 0 in 64 bits",
            &richest,
            json!({"a": 4_294_967_296_i64}),
        ),
        on(
            "square_of_2_16",
            "answer-credits",
            "a square that is 0 in 32 bits",
            &richest,
            json!({"a": 65_536}),
        ),
        on(
            "square_of_3037000500",
            "answer-credits",
            "a square that is negative in 64 bits",
            &richest,
            json!({"a": 3_037_000_500_i64}),
        ),
        on(
            "squares_of_the_largest",
            "answer-credits",
            "squares of the largest numbers",
            &richest,
            json!({"a": MAX, "b": -MAX, "c": MAX}),
        ),
        on(
            "sum_of_the_largest",
            "answer-credits",
            "a sum of the largest numbers",
            &linear,
            json!({"a": MAX, "b": MAX, "c": MAX}),
        ),
        on("above_the_largest", "json-integer", "2^53", &linear, json!({"a": MAX + 1})),
        on("fraction", "json-integer", "half a unit", &linear, json!({"a": 0.5})),
        on("as_list", "json-shape", "a list where options need units", &linear, json!(["a"])),
    ]
}

fn others() -> Vec<Draft> {
    let stance = question(json!({"stance": {}}), false);
    let score = question(json!({"score": {"min": 0, "max": 3}}), false);
    let rank = question(json!({"rank": {"max": 3, "ties": true}}), true);
    let pick = question(json!({"pick": {"min": 0, "max": 2}}), false);
    let stances = |answer: Value| json!({"stance": answer});
    vec![
        case(
            "stance",
            "accept",
            "a stance on everything",
            &stance,
            &stances(json!({"a": "agree", "b": "disagree", "c": "pass"})),
        ),
        case(
            "stance_missing",
            "answer-missing",
            "no stance on one option",
            &stance,
            &stances(json!({"a": "agree", "b": "pass"})),
        ),
        case("stance_none", "answer-missing", "no stance on anything", &stance, &stances(json!({}))),
        case(
            "stance_unknown_option",
            "answer-unknown",
            "a stance on an option that there is not",
            &stance,
            &stances(json!({"a": "agree", "b": "pass", "c": "pass", "d": "pass"})),
        ),
        case(
            "stance_unknown",
            "json-shape",
            "a stance that there is not",
            &stance,
            &stances(json!({"a": "maybe", "b": "pass", "c": "pass"})),
        ),
        case(
            "stance_as_score",
            "answer-form",
            "scores where stances are asked for",
            &stance,
            &json!({"score": {"a": 1, "b": 1, "c": 1}}),
        ),
        case(
            "score_missing",
            "answer-missing",
            "an option without a score",
            &score,
            &json!({"score": {"a": 1, "b": 0}}),
        ),
        case(
            "score_negative",
            "answer-score",
            "a score below zero",
            &score,
            &json!({"score": {"a": 1, "b": 0, "c": -1}}),
        ),
        case(
            "rank_everything_equal",
            "accept",
            "all in one place",
            &rank,
            &json!({"rank": [["a", "b", "c"]]}),
        ),
        case("rank_abstain", "accept", "no answer where none is needed", &rank, &json!({"abstain": {}})),
        case(
            "rank_over_two_places_twice",
            "answer-repeated",
            "an option in two places",
            &rank,
            &json!({"rank": [["a", "b"], ["b", "c"]]}),
        ),
        case(
            "rank_too_many_twice",
            "answer-repeated",
            "three places of one option",
            &rank,
            &json!({"rank": [["a"], ["a"], ["a"]]}),
        ),
        case(
            "rank_flat",
            "json-shape",
            "options where places are needed",
            &rank,
            &json!({"rank": ["a", "b"]}),
        ),
        case("pick_none", "accept", "none of these, where that may be said", &pick, &json!({"pick": []})),
        case("pick_too_many", "answer-picks", "one too many", &pick, &json!({"pick": ["a", "b", "c"]})),
        case(
            "pick_abstain",
            "answer-abstain",
            "no answer where none of these may be said, but not nothing",
            &pick,
            &json!({"abstain": {}}),
        ),
        case(
            "pick_same_twice",
            "answer-repeated",
            "an option twice to fill the picks",
            &pick,
            &json!({"pick": ["a", "a"]}),
        ),
        case("pick_text", "json-shape", "a text where a list is needed", &pick, &json!({"pick": "a"})),
    ]
}
