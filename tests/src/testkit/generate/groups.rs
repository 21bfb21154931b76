//! Rows 1, 18 and 19: lists of members that are no groups, or not a poll's.

use ark_bn254::{Fq, Fr};
use ark_ff::Field as _;
use ostrakon_core::field::to_decimal;
use ostrakon_core::group::Group;
use ostrakon_core::json::to_canonical;
use serde_json::{Value, json};

use super::Draft;
use super::electorate::{World, manifest, read};
use super::points::sum;
use super::voters::{changed, voter};

pub(super) fn cases(world: &World) -> Vec<Draft> {
    [places(), documents(world), electorates(world)].into_iter().flatten().collect()
}

fn document(places: &[&str]) -> Value {
    json!({"format": "ostrakon/group/1", "places": places})
}

/// What may stand in a place.
fn places() -> Vec<Draft> {
    let member = voter(1).commitment().to_string();
    let r = sum(&to_decimal(&-Fr::ONE), "1");
    let place = |name: &str, about: &str, place: &str| {
        let body = to_canonical(&document(&["5", place]));
        Draft::new("group", format!("group_place_{name}"), 18, "group-place", about).body(body)
    };
    let twice = |name: &str, about: &str, places: &[&str]| {
        Draft::new("group", format!("group_{name}"), 18, "group-duplicate", about)
            .body(to_canonical(&document(places)))
    };
    let good = |name: &str, about: &str, places: &[&str]| {
        let draft = Draft::new("group", format!("group_{name}"), 18, "accept", about);
        let draft = draft.body(to_canonical(&document(places)));
        draft.fact("root").fact("digest").fact("places").fact("members")
    };
    vec![
        place("r", "r itself: zero in another spelling", &r),
        place("plus_r", "a member + r", &sum(&member, &r)),
        place("between_r_and_q", "r + 1: below q, not below r", &sum(&r, "1")),
        place("q_minus_1", "q - 1: below q, not below r", &to_decimal(&-Fq::ONE)),
        place("leading_zero", "a zero before the first digit", &format!("0{member}")),
        place("two_zeros", "zero in two digits", "00"),
        place("hexadecimal", "hexadecimal with a prefix", "0x5eed"),
        place("plus_sign", "a plus sign", &format!("+{member}")),
        place("minus_sign", "a minus sign", "-1"),
        place("minus_zero", "minus zero", "-0"),
        place("space_before", "a space before", &format!(" {member}")),
        place("newline_after", "a newline after", &format!("{member}\n")),
        place("exponent", "an exponent", "1e3"),
        place("empty_text", "no digits", ""),
        twice("duplicate", "a member twice", &[&member, "5", &member]),
        twice(
            "duplicate_after_removed",
            "a member twice, with an empty place between",
            &[&member, "0", &member],
        ),
        good("empty", "no places: a group without a root, in which nobody can vote", &[]),
        good("only_removed", "one empty place: its root would be 0, so it has none", &["0"]),
        good(
            "with_two_removed",
            "two empty places side by side: the node above them is no zero",
            &["0", "0", &member],
        ),
        good("of_one", "a single member is the root", &[&member]),
    ]
}

/// Whole documents.
fn documents(world: &World) -> Vec<Draft> {
    let good = world.group.to_bytes();
    let case = |name: &str, expect, about: &str, body: Vec<u8>| {
        Draft::new("group", format!("group_{name}"), 18, expect, about).body(body)
    };
    let shape = |name: &str, about: &str, change: fn(&mut Value)| {
        case(name, "json-shape", about, changed(&document(&["5"]), change))
    };
    vec![
        shape("place_number", "a JSON number for a member", |group| group["places"] = json!([5])),
        shape("place_null", "null for an empty place", |group| group["places"] = json!(["5", null])),
        shape("with_root", "a root stated beside the list", |group| group["root"] = json!("5")),
        shape("without_places", "no places", |group| drop(group.as_object_mut().unwrap().remove("places"))),
        shape("other_version", "a format of another version", |group| {
            group["format"] = json!("ostrakon/group/2")
        }),
        shape("list", "a list alone, as Semaphore's JavaScript client exports it", |group| {
            *group = json!([["5"]])
        }),
        case("newline_after", "json-not-canonical", "a newline after", [good.as_slice(), b"\n"].concat()),
        case("cut_short", "json-syntax", "the last byte is missing", good[..good.len() - 1].to_vec()),
    ]
}

/// Lists against the electorate that a poll states.
fn electorates(world: &World) -> Vec<Draft> {
    let of = |numbers: &[u32]| {
        Group::from_members(numbers.iter().map(|&number| voter(number).commitment())).unwrap()
    };
    let against = |name: &str, row, expect, about: &str, poll: &str, group: &Group| {
        Draft::new("group", format!("group_for_poll_{name}"), row, expect, about)
            .header("poll", poll)
            .body(group.to_bytes())
    };
    let mut not_removed = world.group.clone();
    not_removed.append(voter(9).commitment()).unwrap();
    let refilled = of(&[1, 2, 3, 4, 5, 6]);
    let mut other_removed = refilled.clone();
    other_removed.remove(4).unwrap();
    let mut one_replaced = world.group.clone();
    one_replaced.update(0, voter(9).commitment()).unwrap();
    // The numbers and the root of the collapsed list, with the digest of the other.
    let mut stated = manifest(&world.group_collapsed, 10);
    stated["electorate"]["digest"] = manifest(&world.group_three, 10)["electorate"]["digest"].clone();
    let stated = read(&stated);
    let good = |name: &str, poll: &str, group: &Group| {
        against(name, 18, "accept", "the poll's own list", poll, group)
    };
    vec![
        good("same", "poll", &world.group),
        against("other", 18, "electorate-number", "another group", "poll", &world.group_other),
        against(
            "older",
            18,
            "electorate-number",
            "the group before its last member came in",
            "poll",
            &world.group_older,
        ),
        against("newer", 18, "electorate-number", "the group with one member more", "poll", &not_removed),
        against(
            "refilled",
            18,
            "electorate-number",
            "a member where the poll has an empty place",
            "poll",
            &refilled,
        ),
        against("other_removed", 18, "electorate-root", "another place is empty", "poll", &other_removed),
        against("one_replaced", 18, "electorate-root", "another member in one place", "poll", &one_replaced),
        against(
            "reordered",
            18,
            "electorate-root",
            "the members in another order",
            "poll_three",
            &of(&[1, 3, 2]),
        ),
        against("empty", 18, "electorate-number", "no places", "poll", &Group::new()),
        against(
            "collapsed",
            19,
            "electorate-number",
            "[H(a, b), c] for [a, b, c]: the same root",
            "poll_three",
            &world.group_collapsed,
        ),
        Draft::new(
            "poll",
            "poll_collapsed_numbers",
            19,
            "accept",
            "states two places, the root of both lists, and the digest of [a, b, c]",
        )
        .body(stated.to_bytes())
        .fact("id"),
        against(
            "collapsed_numbers",
            19,
            "electorate-digest",
            "[H(a, b), c] for [a, b, c]: the same root and number of places",
            "poll_collapsed_numbers",
            &world.group_collapsed,
        ),
        Draft::new(
            "poll",
            "poll_with_group_other",
            18,
            "electorate-number",
            "a good poll, with another group beside it",
        )
        .header("group", "group_other")
        .body(world.poll.to_bytes()),
    ]
}
