//! Row 22: ballots whose bytes are not the one spelling of a ballot, and others like them.

use ostrakon_core::json::to_canonical;
use serde_json::{Value, json};

use super::electorate::{World, with};
use super::voters::changed;
use super::{Draft, replace};

fn ballot(name: &str, expect: &str, about: &str, body: impl Into<Vec<u8>>) -> Draft {
    let name = format!("ballot_json_{name}");
    Draft::new("ballot", name, 22, expect, about).header("poll", "poll").body(body)
}

pub(super) fn cases(world: &World) -> Vec<Draft> {
    [spellings(world), numbers(world), texts(world), shapes(world), sizes(world)]
        .into_iter()
        .flatten()
        .collect()
}

/// The same value spelled otherwise.
fn spellings(world: &World) -> Vec<Draft> {
    let bytes = world.ballot_bytes();
    let other = |name: &str, about: &str, body: Vec<u8>| ballot(name, "json-not-canonical", about, body);
    let nullifier = format!("\"nullifier\":{}", world.ballot["nullifier"]);
    let first = &bytes[1..];
    // The keys in the order in which people would write them.
    let reordered = format!(
        "{{\"format\":{},\"content\":{},\"nullifier\":{},\"proof\":{}}}",
        world.ballot["format"], world.ballot["content"], world.ballot["nullifier"], world.ballot["proof"]
    );
    vec![
        other(
            "duplicate_key",
            "the nullifier twice, first another, then the right one",
            [b"{\"nullifier\":\"1\",", first].concat(),
        ),
        other(
            "duplicate_key_last",
            "the nullifier twice, first the right one, then another",
            replace(&bytes, &nullifier, format!("{nullifier},\"nullifier\":\"1\"")),
        ),
        other(
            "duplicate_answer",
            "a question answered twice",
            replace(
                &bytes,
                "\"motion\":{\"pick\":[\"yes\"]}",
                "\"motion\":{\"pick\":[\"no\"]},\"motion\":{\"pick\":[\"yes\"]}",
            ),
        ),
        other("duplicate_score", "an option scored twice", replace(&bytes, "\"a\":5", "\"a\":4,\"a\":5")),
        other("space_before", "a space before", [b" ", bytes.as_slice()].concat()),
        other("space_after", "a space after", [bytes.as_slice(), b" "].concat()),
        other("newline_after", "a newline after", [bytes.as_slice(), b"\n"].concat()),
        other(
            "carriage_return",
            "a carriage return and a newline after",
            [bytes.as_slice(), b"\r\n"].concat(),
        ),
        other("space_inside", "a space after a colon", replace(&bytes, "\"revision\":0", "\"revision\": 0")),
        other("pretty", "several lines, indented", serde_json::to_vec_pretty(&world.ballot).unwrap()),
        other("key_order", "keys in another order", reordered.into()),
        other("escaped_letter", "a letter escaped", replace(&bytes, "\"yes\"", "\"\\u0079es\"")),
        other(
            "escaped_key",
            "a letter of a key escaped",
            replace(&bytes, "\"nullifier\"", "\"\\u006eullifier\""),
        ),
        other(
            "escaped_slash",
            "slashes escaped",
            replace(&bytes, "ostrakon/ballot/1", "ostrakon\\/ballot\\/1"),
        ),
    ]
}

/// The revision in other spellings of zero, and what is no number at all.
fn numbers(world: &World) -> Vec<Draft> {
    let spelled = |name: &str, expect, number: &str| {
        let body = replace(&world.ballot_bytes(), "\"revision\":0", format!("\"revision\":{number}"));
        ballot(&format!("number_{name}"), expect, &format!("the revision is {number}"), body)
    };
    let score = |name: &str, expect, number: &str| {
        let body = replace(&world.ballot_bytes(), "\"a\":5", format!("\"a\":{number}"));
        ballot(&format!("number_{name}"), expect, &format!("a score is {number}"), body)
    };
    vec![
        spelled("exponent_zero", "json-integer", "0e0"),
        spelled("fraction_zero", "json-integer", "0.0"),
        spelled("minus_zero", "json-integer", "-0"),
        spelled("minus_fraction_zero", "json-integer", "-0.0"),
        spelled("tiny", "json-integer", "1e-400"),
        spelled("leading_zero", "json-syntax", "00"),
        spelled("plus_sign", "json-syntax", "+0"),
        spelled("hexadecimal", "json-syntax", "0x0"),
        spelled("not_a_number", "json-syntax", "NaN"),
        spelled("boolean", "json-shape", "false"),
        score("exponent", "json-integer", "5e0"),
        score("fraction", "json-integer", "5.0"),
        score("half", "json-integer", "4.5"),
        score("above_2_53", "json-integer", "9007199254740992"),
        score("below_2_53", "json-integer", "-9007199254740992"),
        score("above_2_64", "json-integer", "18446744073709551621"),
        score("infinite", "json-integer", "1e400"),
        score("text", "json-shape", "\"5\""),
    ]
}

/// Text that is not text, and what looks like another.
fn texts(world: &World) -> Vec<Draft> {
    let bytes = world.ballot_bytes();
    let key = |text: &[u8]| [b"{\"", text, b"\":1,", &bytes[1..]].concat();
    let utf_16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::str::from_utf8(&bytes).unwrap().encode_utf16().flat_map(order).collect()
    };
    vec![
        ballot(
            "byte_order_mark",
            "json-syntax",
            "a byte order mark before",
            [b"\xef\xbb\xbf", bytes.as_slice()].concat(),
        ),
        ballot("utf_16_be", "json-syntax", "in UTF-16, big-endian", utf_16(u16::to_be_bytes)),
        ballot("utf_16_le", "json-syntax", "in UTF-16, little-endian", utf_16(u16::to_le_bytes)),
        ballot("invalid_utf_8", "json-syntax", "a byte that is no UTF-8", key(b"\xff")),
        ballot("overlong_utf_8", "json-syntax", "a slash in two bytes", key(b"\xc0\xaf")),
        ballot("surrogate_in_utf_8", "json-syntax", "a surrogate in UTF-8", key(b"\xed\xa0\x80")),
        ballot("high_surrogate", "json-syntax", "a high surrogate alone", key(b"\\ud800")),
        ballot("low_surrogate", "json-syntax", "a low surrogate alone", key(b"\\udc00")),
        ballot(
            "surrogates_swapped",
            "json-syntax",
            "a low surrogate before a high one",
            key(b"\\udc00\\ud800"),
        ),
        ballot("control_character", "json-syntax", "a control character that is not escaped", key(b"\x1b")),
        ballot("nul", "json-syntax", "a zero byte", key(b"\0")),
        ballot(
            "terminal_escape",
            "json-shape",
            "an unknown key that would clear a terminal",
            key(b"\\u001b[2J"),
        ),
        ballot(
            "not_nfc_key",
            "json-not-nfc",
            "a key that is not in Unicode normal form C",
            key("e\u{301}".as_bytes()),
        ),
        ballot(
            "not_nfc_option",
            "json-not-nfc",
            "an option that is not in Unicode normal form C",
            changed(&world.ballot, |ballot| {
                ballot["content"]["body"]["answers"]["motion"] = json!({"pick": ["e\u{301}"]});
            }),
        ),
        ballot(
            "confusable_option",
            "json-shape",
            "a Cyrillic letter for a Latin one in an option",
            changed(&world.ballot, |ballot| {
                ballot["content"]["body"]["answers"]["approve"] = json!({"pick": ["а"]});
            }),
        ),
        ballot(
            "upper_case_poll",
            "json-shape",
            "the poll's id in upper case",
            changed(&world.ballot, |ballot| {
                let id = ballot["content"]["poll"].as_str().unwrap().to_uppercase();
                ballot["content"]["poll"] = json!(id);
            }),
        ),
    ]
}

/// JSON that is no ballot.
fn shapes(world: &World) -> Vec<Draft> {
    let bytes = world.ballot_bytes();
    let shape = |name: &str, about: &str, change: fn(&mut Value)| {
        ballot(name, "json-shape", about, changed(&world.ballot, change))
    };
    let syntax = |name: &str, about: &str, body: Vec<u8>| ballot(name, "json-syntax", about, body);
    let group = Draft::new("group", "group_json_duplicate_key", 22, "json-shape", "the places twice");
    let poll = Draft::new("poll", "poll_json_duplicate_key", 22, "json-not-canonical", "the title twice");
    vec![
        shape("unknown_key", "a key that no ballot has", |ballot| ballot["more"] = json!(1)),
        shape("missing_key", "no nullifier", |ballot| {
            drop(ballot.as_object_mut().unwrap().remove("nullifier"))
        }),
        shape("missing_body", "no body", |ballot| {
            drop(ballot["content"].as_object_mut().unwrap().remove("body"))
        }),
        shape("null", "null for a text", |ballot| ballot["nullifier"] = Value::Null),
        shape("null_answer", "null for an answer", |ballot| {
            ballot["content"]["body"]["answers"]["motion"] = Value::Null;
        }),
        shape("answer_with_two_forms", "an answer of two forms", |ballot| {
            ballot["content"]["body"]["answers"]["motion"] = json!({"pick": ["yes"], "abstain": {}});
        }),
        shape("abstain_with_more", "no answer, with something in it", |ballot| {
            ballot["content"]["body"]["answers"]["motion"] = json!({"abstain": {"really": "yes"}});
        }),
        shape("abstain_as_text", "no answer, spelled as a text", |ballot| {
            ballot["content"]["body"]["answers"]["motion"] = json!("abstain");
        }),
        shape("other_version", "a format of another version", |ballot| {
            ballot["format"] = json!("ostrakon/ballot/2")
        }),
        shape("other_format", "a format of another document", |ballot| {
            ballot["format"] = json!("ostrakon/poll/1")
        }),
        ballot("poll_for_a_ballot", "json-shape", "a poll", world.poll.to_bytes()),
        ballot("array", "json-shape", "a ballot in a list", [b"[", bytes.as_slice(), b"]"].concat()),
        ballot(
            "tuple",
            "json-not-canonical",
            "a ballot without its keys",
            to_canonical(&json!([
                world.ballot["format"],
                world.ballot["content"],
                world.ballot["nullifier"],
                world.ballot["proof"]
            ])),
        ),
        ballot("only_null", "json-shape", "null", "null"),
        ballot(
            "only_text",
            "json-shape",
            "a ballot in a text",
            to_canonical(&json!(String::from_utf8_lossy(&bytes))),
        ),
        syntax("empty", "nothing", Vec::new()),
        syntax("cut_short", "the last byte is missing", bytes[..bytes.len() - 1].to_vec()),
        syntax("cut_in_half", "the second half is missing", bytes[..bytes.len() / 2].to_vec()),
        syntax("trailing_byte", "a byte after", [bytes.as_slice(), b"}"].concat()),
        syntax("trailing_nul", "a zero byte after", [bytes.as_slice(), b"\0"].concat()),
        syntax("twice", "the ballot twice in a row", bytes.repeat(2)),
        syntax("trailing_comma", "a comma after the last element", replace(&bytes, "\"yes\"]", "\"yes\",]")),
        syntax("comment", "a comment", [b"/**/", bytes.as_slice()].concat()),
        syntax("single_quotes", "single quotes", replace(&bytes, "\"yes\"", "'yes'")),
        group.body(r#"{"format":"ostrakon/group/1","places":["2"],"places":["1"]}"#),
        poll.body(replace(world.poll.to_bytes(), "\"title\"", "\"title\":\"Another\",\"title\"")),
    ]
}

/// Too much of everything. The header `repeat` keeps the files small.
fn sizes(world: &World) -> Vec<Draft> {
    let bytes = world.ballot_bytes();
    let with_key = [b"{\"\":1,", &bytes[1..]].concat();
    let nested = |depth: usize| {
        let value = (0..depth).fold(json!(1), |inner, _| json!([inner]));
        changed(&world.ballot, |ballot| ballot["more"] = value)
    };
    let poll = to_canonical(&with(&world.manifest(), |poll| poll["title"] = json!("")));
    let title = String::from_utf8_lossy(&poll).find("\"title\":\"\"").unwrap() + 9;
    let deep = |input: &str, name: &str, code: &str| {
        Draft::new(input, name, 22, code, "100,000 nested arrays")
            .header("repeat", "5 100000 [")
            .header("repeat", "5 100000 ]")
            .body("{\"a\":}")
    };
    vec![
        ballot("key_of_10_mb", "json-size", "a key of 10 MB", with_key.clone())
            .header("repeat", "2 10000000 a"),
        ballot(
            "spaces_at_the_limit",
            "json-not-canonical",
            "spaces after, up to the limit of 128 KiB",
            bytes.clone(),
        )
        .header("repeat", format!("{} {}  ", bytes.len(), 128 * 1024 - bytes.len())),
        ballot("above_the_limit", "json-size", "one byte above the limit of 128 KiB", bytes.clone())
            .header("repeat", format!("{} {}  ", bytes.len(), 128 * 1024 - bytes.len() + 1)),
        ballot("arrays_100000", "json-size", "100,000 nested arrays, above the limit of 128 KiB", "{\"a\":}")
            .header("repeat", "5 100000 [")
            .header("repeat", "5 100000 ]"),
        ballot("arrays_60000", "json-depth", "60,000 nested arrays", "{\"a\":}")
            .header("repeat", "5 60000 [")
            .header("repeat", "5 60000 ]"),
        ballot("arrays_never_closed", "json-depth", "100,000 arrays that begin and never end", "{\"a\":")
            .header("repeat", "5 100000 ["),
        ballot("objects_nested", "json-depth", "10,000 nested objects", "{\"a\":}")
            .header("repeat", "5 10000 {\"a\":")
            .header("repeat", "5 10000 }"),
        ballot("depth_16", "json-shape", "nested as deep as allowed, 16 levels", nested(15)),
        ballot("depth_17", "json-depth", "nested one level deeper than allowed", nested(16)),
        ballot(
            "digits_100000",
            "json-integer",
            "a number of 100,000 digits",
            replace(&bytes, "\"revision\":0", "\"revision\":"),
        )
        .header(
            "repeat",
            format!("{} 100000 1", String::from_utf8_lossy(&bytes).find("\"revision\":0").unwrap() + 11),
        ),
        deep("poll", "poll_json_arrays_100000", "json-depth"),
        // Its reader stops at the first field that no group has.
        deep("group", "group_json_arrays_100000", "json-shape"),
        Draft::new(
            "poll",
            "poll_json_title_of_10_mb",
            22,
            "json-size",
            "a title of 10 MB, above the limit of 1 MiB",
        )
        .header("repeat", format!("{title} 10000000 a"))
        .body(poll.clone()),
        Draft::new(
            "poll",
            "poll_json_title_of_1_mb",
            22,
            "json-shape",
            "a title of 1,000,000 bytes, above the limit of 200",
        )
        .header("repeat", format!("{title} 1000000 a"))
        .body(poll),
        Draft::new("group", "group_json_place_of_10_mb", 22, "group-place", "a place of 10,000,000 digits")
            .header("repeat", "40 10000000 1")
            .body(r#"{"format":"ostrakon/group/1","places":[""]}"#),
        Draft::new("group", "group_json_format_of_10_mb", 22, "json-shape", "a format of 10 MB")
            .header("repeat", "11 10000000 a")
            .body(r#"{"format":"","places":["1"]}"#),
    ]
}
