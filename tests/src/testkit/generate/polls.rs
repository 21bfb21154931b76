//! Rows 1, 3, 10, 12, 16, 18 and 24: manifests that are no polls.

use ostrakon_core::field::to_decimal;
use serde_json::{Value, json};

use super::electorate::{World, with};
use super::points::sum;
use super::{Draft, replace, to_canonical};

pub(super) fn cases(world: &World) -> Vec<Draft> {
    [ids(world), electorates(world), documents(world), forms(world), rules(world), sizes(world)]
        .into_iter()
        .flatten()
        .collect()
}

/// The manifest of the good poll, changed.
pub(super) fn changed(
    world: &World,
    name: &str,
    row: u8,
    expect: &str,
    about: &str,
    change: &dyn Fn(&mut Value),
) -> Draft {
    let body = to_canonical(&with(&world.manifest(), change));
    Draft::new("poll", format!("poll_{name}"), row, expect, about).body(body)
}

/// Row 10: manifests against the id that a voter was given.
fn ids(world: &World) -> Vec<Draft> {
    let id = world.poll.id().to_string();
    let given = |name: &str, expect, about: &str, body: &[u8]| {
        Draft::new("poll", format!("poll_id_{name}"), 10, expect, about).header("id", &id).body(body)
    };
    let late = replace(world.poll.to_bytes(), "2026-02-01T00:00:00Z", "2026-02-01T00:00:01Z");
    vec![
        given("right", "accept", "the poll whose id was given", world.poll.to_bytes()),
        given("of_other", "poll-id", "a good poll with another title", world.poll_other.to_bytes()),
        given("of_other_salt", "poll-id", "one digit of the salt is another", world.poll_salt.to_bytes()),
        given("of_later_close", "poll-id", "it closes a second later", &late),
        given("of_other_depth", "poll-id", "another depth", world.poll_depth_16.to_bytes()),
    ]
}

/// Rows 1, 12, 16 and 18: electorates that make no sense.
fn electorates(world: &World) -> Vec<Draft> {
    let set = |name: &str, row, expect, about: &str, key: &'static str, value: Value| {
        changed(world, name, row, expect, about, &|poll| poll["electorate"][key] = value.clone())
    };
    let own = world.poll.electorate();
    let r = sum(&to_decimal(&-<ark_bn254::Fr as ark_ff::Field>::ONE), "1");
    let circuit = |name: &str, about: &str, circuit: &str| {
        set(name, 16, "json-shape", about, "circuit", json!(circuit))
    };
    vec![
        set("root_zero", 1, "json-shape", "root 0, which an outsider's proof can have", "root", json!("0")),
        set("root_r", 1, "json-shape", "root r, which is 0", "root", json!(r)),
        set("root_plus_r", 3, "json-shape", "root + r", "root", json!(sum(&own.root.to_string(), &r))),
        set("root_hexadecimal", 3, "json-shape", "a root in hexadecimal", "root", json!("0x1")),
        set("root_number", 3, "json-shape", "a JSON number for the root", "root", json!(1)),
        set("depth_0", 12, "json-shape", "depth 0", "depth", json!(0)),
        set("depth_33", 12, "json-shape", "depth 33", "depth", json!(33)),
        set("depth_256", 12, "json-shape", "depth 256", "depth", json!(256)),
        set("depth_negative", 12, "json-shape", "a negative depth", "depth", json!(-1)),
        set("depth_2", 12, "electorate-depth", "room for four places, and six stated", "depth", json!(2)),
        set("depth_3", 12, "accept", "room for eight places, and six stated", "depth", json!(3)),
        set(
            "places_beyond_depth",
            12,
            "electorate-depth",
            "one place more than there is room for",
            "places",
            json!(1025),
        ),
        set(
            "places_beyond_32_levels",
            12,
            "electorate-depth",
            "2^53 - 1 places",
            "places",
            json!(9_007_199_254_740_991_i64),
        ),
        set(
            "circuit_superseded",
            16,
            "json-shape",
            "the circuit of keys before 4.13.0, which lacks a constraint",
            "circuit",
            json!("semaphore-4.12.0"),
        ),
        circuit("circuit_without_version", "a circuit without a version", "semaphore"),
        circuit("circuit_newer", "a circuit that is not known", "semaphore-4.14.0"),
        set("members_none", 18, "electorate-empty", "nobody may vote", "members", json!(0)),
        set("members_above_places", 18, "electorate-places", "more members than places", "members", json!(7)),
        set("members_negative", 18, "json-shape", "a negative number of members", "members", json!(-1)),
        set(
            "members_above_2_53",
            18,
            "json-integer",
            "2^53 members",
            "members",
            json!(9_007_199_254_740_992_i64),
        ),
        set("digest_short", 18, "json-shape", "a digest of 63 digits", "digest", json!("0".repeat(63))),
        set("digest_upper_case", 18, "json-shape", "a digest in upper case", "digest", json!("A".repeat(64))),
        set(
            "digest_other",
            18,
            "electorate-digest",
            "the digest of another list",
            "digest",
            json!("0".repeat(64)),
        )
        .header("group", "group"),
        set("root_other", 18, "electorate-root", "the root of another list", "root", json!("1"))
            .header("group", "group"),
        set(
            "members_other",
            18,
            "electorate-number",
            "one member less than in the list",
            "members",
            json!(4),
        )
        .header("group", "group"),
        set("places_other", 18, "electorate-number", "one place more than in the list", "places", json!(7))
            .header("group", "group"),
    ]
}

/// Row 24: documents, times and numbers.
fn documents(world: &World) -> Vec<Draft> {
    let case = |name: &str, expect, about: &str, change: &dyn Fn(&mut Value)| {
        changed(world, name, 24, expect, about, change)
    };
    let time = |name: &str, expect, about: &str, time: &str| {
        case(name, expect, about, &|poll| poll["closes"] = json!(time))
    };
    vec![
        time("closes_when_it_opens", "poll-window", "not one second to vote in", "2026-01-01T00:00:00Z"),
        time("closes_before_it_opens", "poll-window", "it closes before it opens", "2025-12-31T23:59:59Z"),
        time("closes_after_one_second", "accept", "one second to vote in", "2026-01-01T00:00:01Z"),
        time("time_with_offset", "json-shape", "a time with an offset", "2026-02-01T01:00:00+01:00"),
        time("time_with_fraction", "json-shape", "a time with a fraction", "2026-02-01T00:00:00.5Z"),
        time("time_lower_case", "json-shape", "a time in lower case", "2026-02-01t00:00:00z"),
        time(
            "time_with_leap_second",
            "json-shape",
            "a leap second, which has no number",
            "2026-06-30T23:59:60Z",
        ),
        time("time_that_never_is", "json-shape", "the 30th of February", "2026-02-30T00:00:00Z"),
        time("time_of_day_24", "json-shape", "24 o'clock", "2026-02-01T24:00:00Z"),
        time("year_10000", "json-shape", "a year of five digits", "10000-01-01T00:00:00Z"),
        case("time_number", "json-shape", "a number for a time", &|poll| {
            poll["closes"] = json!(1_800_000_000)
        }),
        case("revisions_101", "poll-revisions", "more revisions than any poll may have", &|poll| {
            poll["revisions"] = json!(101)
        }),
        case("revisions_100", "accept", "as many revisions as a poll may have", &|poll| {
            poll["revisions"] = json!(100)
        }),
        case("revisions_256", "json-shape", "more than eight bits", &|poll| poll["revisions"] = json!(256)),
        case("revisions_negative", "json-shape", "a negative number of revisions", &|poll| {
            poll["revisions"] = json!(-1)
        }),
        case("without_questions", "poll-questions", "nothing is asked", &|poll| {
            poll["questions"] = json!([])
        }),
        case("other_version", "json-shape", "a format of another version", &|poll| {
            poll["format"] = json!("ostrakon/poll/2")
        }),
        case("other_privacy", "json-shape", "a level of privacy that there is not", &|poll| {
            poll["privacy"] = json!("secret")
        }),
        case("unknown_key", "json-shape", "a key that no poll has", &|poll| poll["quorum"] = json!(1)),
        case("unknown_key_in_question", "json-shape", "a key that no question has", &|poll| {
            poll["questions"][0]["weight"] = json!(1)
        }),
        case("unknown_key_in_electorate", "json-shape", "a key that no electorate has", &|poll| {
            poll["electorate"]["weights"] = json!([])
        }),
        case("unknown_key_in_option", "json-shape", "a key that no option has", &|poll| {
            poll["questions"][0]["options"][0]["url"] = json!("x")
        }),
        case("without_salt", "json-shape", "no salt", &|poll| {
            drop(poll.as_object_mut().unwrap().remove("salt"))
        }),
        case("salt_short", "json-shape", "a salt of 63 digits", &|poll| poll["salt"] = json!("1".repeat(63))),
        case("description_null", "json-not-canonical", "null where nothing is meant", &|poll| {
            poll["description"] = Value::Null
        }),
        case("description_empty", "json-shape", "an empty description", &|poll| {
            poll["description"] = json!("")
        }),
        case("abstain_false", "json-not-canonical", "false spelled out where absent means it", &|poll| {
            poll["questions"][0]["abstain"] = json!(false)
        }),
        case("cost_null", "json-not-canonical", "null where no cost is meant", &|poll| {
            poll["questions"][0]["options"][0]["cost"] = Value::Null
        }),
        case("cost_negative", "json-shape", "a negative cost", &|poll| {
            poll["questions"][0]["options"][0]["cost"] = json!(-1)
        }),
        case("cost_above_2_53", "json-integer", "a cost of 2^53", &|poll| {
            poll["questions"][0]["options"][0]["cost"] = json!(9_007_199_254_740_992_i64)
        }),
        case("newline_after", "json-not-canonical", "a newline after", &|_| ()).newline(),
    ]
}

/// Row 24: forms that do not fit their options.
fn forms(world: &World) -> Vec<Draft> {
    let form = |name: &str, about: &str, form: Value| {
        changed(world, &format!("form_{name}"), 24, "question-form", about, &|poll| {
            poll["questions"][0]["form"] = form.clone()
        })
    };
    let shape = |name: &str, about: &str, form: Value| {
        changed(world, &format!("form_{name}"), 24, "json-shape", about, &|poll| {
            poll["questions"][0]["form"] = form.clone()
        })
    };
    let options = |name: &str, about: &str, form: Value, options: Value| {
        changed(world, &format!("form_{name}"), 24, "question-form", about, &|poll| {
            poll["questions"][0]["form"] = form.clone();
            poll["questions"][0]["options"] = options.clone();
        })
    };
    let pick = |min, max| json!({"pick": {"min": min, "max": max}});
    let score = |min: i64, max: i64| json!({"score": {"min": min, "max": max}});
    let allocate = |credits: i64, exponent: i64| json!({"allocate": {"credits": credits, "exponent": exponent, "signed": false}});
    let one = json!([{"id": "a", "label": "Option a"}]);
    vec![
        form("pick_none", "nothing can be chosen", pick(0, 0)),
        form("pick_min_above_max", "more have to be chosen than may be", pick(2, 1)),
        form("pick_above_options", "more may be chosen than there are", pick(1, 4)),
        shape("pick_negative", "a negative number of choices", pick(-1, 1)),
        shape("pick_without_max", "no highest number of choices", json!({"pick": {"min": 1}})),
        form("rank_none", "nothing can be ranked", json!({"rank": {"max": 0, "ties": false}})),
        form(
            "rank_above_options",
            "more may be ranked than there are",
            json!({"rank": {"max": 4, "ties": false}}),
        ),
        form("score_of_one_value", "every score is the same", score(3, 3)),
        form("score_reversed", "the lowest score is above the highest", score(5, 0)),
        form("score_too_high", "a highest score above 1,000,000", score(0, 1_000_001)),
        form("score_too_low", "a lowest score below -1,000,000", score(-1_000_001, 0)),
        form("allocate_without_credits", "nothing to hand out", allocate(0, 1)),
        form("allocate_negative", "less than nothing to hand out", allocate(-1, 1)),
        form("allocate_too_much", "more than 1,000,000,000 credits", allocate(1_000_000_001, 1)),
        form("allocate_exponent_0", "everything costs the same", allocate(10, 0)),
        form("allocate_exponent_3", "cubes", allocate(10, 3)),
        shape("two", "two forms", json!({"pick": {"min": 1, "max": 1}, "stance": {}})),
        shape("unknown", "a form that there is not", json!({"veto": {}})),
        shape("as_text", "a form without its braces", json!("stance")),
        options("without_options", "no options", pick(0, 1), json!([])),
        options("with_one_option", "a choice of one", pick(1, 1), one.clone()),
        options("rank_with_one_option", "a ranking of one", json!({"rank": {"max": 1, "ties": false}}), one),
        options("stance_without_options", "stances on nothing", json!({"stance": {}}), json!([])),
    ]
}

/// Row 24: rules that do not fit their questions.
fn rules(world: &World) -> Vec<Draft> {
    // The questions of the poll: approve, motion, order, rate, tiers.
    let case = |name: &str, expect, about: &str, question: usize, rule: Value| {
        changed(world, &format!("rule_{name}"), 24, expect, about, &|poll| {
            poll["questions"][question]["rule"] = rule.clone()
        })
    };
    let rule = |name: &str, about: &str, question, rule| case(name, "poll-rule", about, question, rule);
    let majority = |name: &str, about: &str, parameters| {
        rule(&format!("majority_{name}"), about, 1, json!({"majority": parameters}))
    };
    let threshold = |name: &str, about: &str, threshold: &str| {
        majority(&format!("threshold_{name}"), about, json!({"threshold": threshold}))
    };
    let quorum = |name: &str, about: &str, quorum| {
        majority(&format!("quorum_{name}"), about, json!({"quorum": quorum}))
    };
    let seats = |name: &str, about: &str, seats: Value| {
        rule(&format!("stv_{name}"), about, 2, json!({"stv": {"seats": seats}}))
    };
    vec![
        rule("unknown", "a rule that there is not", 0, json!({"coin-toss": {}})),
        rule(
            "unknown_parameter",
            "a parameter that the rule does not have",
            0,
            json!({"approval": {"threshold": "1/2"}}),
        ),
        case("two", "json-shape", "two rules", 0, json!({"approval": {}, "plurality": {}})),
        case("none", "json-shape", "no rule", 0, json!({})),
        case("as_text", "json-shape", "a rule without its braces", 0, json!("approval")),
        rule("empty_name", "a rule without a name", 0, json!({"": {}})),
        rule("ranking_for_picks", "a rule for rankings where picks are asked for", 0, json!({"irv": {}})),
        rule(
            "picks_for_ranking",
            "a rule for picks where a ranking is asked for",
            2,
            json!({"plurality": {}}),
        ),
        rule("picks_for_score", "a rule for picks where scores are asked for", 3, json!({"approval": {}})),
        rule("score_for_ranking", "a rule for scores where a ranking is asked for", 2, json!({"score": {}})),
        rule("irv_with_ties", "instant runoff where places may be shared", 4, json!({"irv": {}})),
        rule(
            "stv_with_ties",
            "transferable votes where places may be shared",
            4,
            json!({"stv": {"seats": 1}}),
        ),
        rule("stv_without_seats", "transferable votes for an unknown number of seats", 2, json!({"stv": {}})),
        seats("seats_0", "no seats", json!(0)),
        seats("seats_4", "more seats than options", json!(4)),
        seats("seats_negative", "a negative number of seats", json!(-1)),
        seats("seats_text", "a text for the number of seats", json!("2")),
        seats("seats_null", "null for the number of seats", Value::Null),
        seats("seats_huge", "2^53 - 1 seats", json!(9_007_199_254_740_991_i64)),
        case("stv_seats_half", "json-integer", "half a seat", 2, json!({"stv": {"seats": 1.5}})),
        rule("approval_seats_4", "more seats than options", 0, json!({"approval": {"seats": 4}})),
        rule("borda_seats_0", "no seats", 4, json!({"borda": {"seats": 0}})),
        rule("majority_of_several", "a majority where several may be chosen", 0, json!({"majority": {}})),
        majority("unknown_motion", "a motion that is no option", json!({"motion": "maybe"})),
        majority("unknown_base", "a share of something unknown", json!({"base": "population"})),
        majority("unknown_reach", "neither more than nor at least", json!({"reach": "about"})),
        majority("more_than_whole", "more than everything", json!({"threshold": "1/1"})),
        threshold("zero", "a threshold of nothing", "0/1"),
        threshold("above_1", "more than everything", "3/2"),
        threshold("not_lowest", "a fraction that is not in lowest terms", "2/4"),
        threshold("by_zero", "a division by zero", "1/0"),
        threshold("decimal", "a decimal number", "0.5"),
        threshold("percent", "a percentage", "50%"),
        threshold("leading_zero", "a zero before the first digit", "01/2"),
        threshold("plus_sign", "a plus sign", "+1/2"),
        threshold("negative", "a negative fraction", "-1/2"),
        threshold("space", "a space inside", "1 /2"),
        threshold("three_parts", "a fraction of a fraction", "1/2/3"),
        threshold("huge", "more than 32 bits", "1/4294967296"),
        case(
            "majority_threshold_number",
            "json-integer",
            "a decimal number",
            1,
            json!({"majority": {"threshold": 0.5}}),
        ),
        majority("threshold_null", "null where nothing is meant", json!({"threshold": null})),
        quorum("nobody", "nobody is always enough", json!({"participants": 0})),
        quorum("negative", "less than nobody", json!({"participants": -1})),
        quorum("share_zero", "a share of nothing", json!({"share": "0/1"})),
        quorum("share_above_1", "more than everybody", json!({"share": "3/2"})),
        quorum("null", "null where nothing is meant", Value::Null),
        quorum("both", "two quorums", json!({"participants": 1, "share": "1/2"})),
        quorum("unknown", "a quorum of something unknown", json!({"votes": 1})),
    ]
}

/// Row 24: more than a poll may ask.
fn sizes(world: &World) -> Vec<Draft> {
    let question = world.manifest()["questions"][3].clone();
    let poll = |questions: &Value| {
        to_canonical(&with(&world.manifest(), |poll| poll["questions"] = questions.clone()))
    };
    let case = |name: &str, expect, about: &str, body: Vec<u8>| {
        Draft::new("poll", format!("poll_{name}"), 24, expect, about).body(body)
    };
    let many = |count: usize| -> Value {
        (0..count)
            .map(|number| with(&question, |question| question["id"] = json!(format!("q{number}"))))
            .collect()
    };
    // The first option of the only question, repeated: it is counted before it is read.
    let body = poll(&json!([question]));
    let option = to_canonical(&question["options"][0]);
    let option = format!("{},", String::from_utf8_lossy(&option));
    let at = String::from_utf8_lossy(&body).find(&option).unwrap();
    let repeated = |name: &str, expect, about: &str, times: usize| {
        case(name, expect, about, body.clone()).header("repeat", format!("{at} {times} {option}"))
    };
    vec![
        case("of_50_questions", "accept", "as many questions as a poll may ask", poll(&many(50))),
        case("of_51_questions", "poll-questions", "one question too many", poll(&many(51))),
        repeated("of_501_options", "question-too-many", "one option too many for a question", 499),
        repeated("of_2001_options", "poll-options", "one option too many for a poll", 1999),
    ]
}

impl Draft {
    fn newline(mut self) -> Self {
        self.body.push(b'\n');
        self
    }
}
