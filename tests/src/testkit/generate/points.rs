//! Rows 3, 4, 6 and 7: nullifiers and points in other spellings, and points that no proof has.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::Field as _;
use ostrakon_core::field::to_decimal;
use ostrakon_core::nullifier::Nullifier;
use serde_json::{Value, json};

use super::Draft;
use super::ballots::ballot;
use super::electorate::{World, answers};
use super::voters::{changed, proof_of};

pub(super) fn cases(world: &World) -> Vec<Draft> {
    [nullifiers(world), coordinates(world), points(world)].into_iter().flatten().collect()
}

/// `left + right` of decimal numbers of any size.
pub(super) fn sum(left: &str, right: &str) -> String {
    let (mut digits, mut carry) = (Vec::new(), 0);
    let (mut left, mut right) = (left.bytes().rev(), right.bytes().rev());
    loop {
        let (a, b) = (left.next(), right.next());
        if a.is_none() && b.is_none() && carry == 0 {
            break;
        }
        let total = a.map_or(0, |digit| digit - b'0') + b.map_or(0, |digit| digit - b'0') + carry;
        digits.push(char::from(b'0' + total % 10));
        carry = total / 10;
    }
    digits.iter().rev().collect()
}

/// Rows 3 and 4: the nullifier in other spellings.
fn nullifiers(world: &World) -> Vec<Draft> {
    let own = world.ballot["nullifier"].as_str().unwrap();
    let r = sum(&to_decimal(&-Fr::ONE), "1");
    let q = sum(&to_decimal(&-Fq::ONE), "1");
    let spelled = |name: &str, row, about: &str, value: Value| {
        let body = changed(&world.ballot, |ballot| ballot["nullifier"] = value);
        ballot(&format!("ballot_nullifier_{name}"), row, "nullifier", about, body)
    };
    let bytes = world.ballot_bytes();
    let quoted = format!("\"nullifier\":\"{own}\"");
    let other = world.cast(2, 0, &answers())["nullifier"].clone();
    let hexadecimal: String = {
        let nullifier: Nullifier = own.parse().unwrap();
        nullifier.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let foreign = |name: &str, about: &str, value: Value| {
        let body = changed(&world.ballot, |ballot| ballot["nullifier"] = value);
        ballot(&format!("ballot_nullifier_{name}"), 3, "proof-invalid", about, body)
    };
    let unquoted = |name: &str, expect, number: &str| {
        let body = super::replace(&bytes, &quoted, format!("\"nullifier\":{number}"));
        ballot(&format!("ballot_nullifier_{name}"), 3, expect, "a JSON number instead of text", body)
    };
    vec![
        spelled("plus_r", 3, "n + r", json!(sum(own, &r))),
        spelled(
            "plus_2_256",
            3,
            "n + 2^256",
            json!(sum(own, "115792089237316195423570985008687907853269984665640564039457584007913129639936")),
        ),
        spelled("r", 3, "r itself", json!(r)),
        spelled("hexadecimal", 3, "hexadecimal with a prefix", json!(format!("0x{hexadecimal}"))),
        spelled("leading_zero", 3, "a zero before the first digit", json!(format!("0{own}"))),
        spelled("plus_sign", 3, "a plus sign", json!(format!("+{own}"))),
        spelled("minus_sign", 3, "a minus sign", json!(format!("-{own}"))),
        spelled("space_before", 3, "a space before", json!(format!(" {own}"))),
        spelled("space_after", 3, "a space after", json!(format!("{own} "))),
        spelled("newline_after", 3, "a newline after", json!(format!("{own}\n"))),
        spelled("exponent", 3, "an exponent", json!(format!("{own}e0"))),
        spelled("fraction", 3, "a fraction of zero", json!(format!("{own}.0"))),
        spelled("other_digits", 3, "a digit of another script", json!("１")),
        spelled("empty", 3, "no digits", json!("")),
        spelled("long", 3, "10,000 digits", json!("9".repeat(10_000))),
        spelled("between_r_and_q", 4, "r + 1: below q, not below r", json!(sum(&r, "1"))),
        spelled("q_minus_1", 4, "q - 1: below q, not below r", json!(to_decimal(&-Fq::ONE))),
        spelled("q", 4, "q", json!(q)),
        foreign("of_another", "another voter's", other),
        foreign("zero", "zero", json!("0")),
        foreign("highest", "r - 1", json!(to_decimal(&-Fr::ONE))),
        unquoted("number", "json-shape", "1"),
        unquoted("large_number", "json-integer", own),
    ]
}

const COORDINATES: [&str; 8] = ["a_x", "a_y", "b_x_1", "b_x_0", "b_y_1", "b_y_0", "c_x", "c_y"];

/// Row 6: coordinates in other spellings.
fn coordinates(world: &World) -> Vec<Draft> {
    let own = |at: usize| world.ballot["proof"][at].as_str().unwrap();
    let q = sum(&to_decimal(&-Fq::ONE), "1");
    let set = |at: usize, value: Value| changed(&world.ballot, |ballot| ballot["proof"][at] = value);
    let mut cases: Vec<Draft> = COORDINATES
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let body = set(at, json!(sum(own(at), &q)));
            ballot(&format!("ballot_proof_{name}_plus_q"), 6, "proof-coordinate", "a coordinate + q", body)
        })
        .collect();
    for (name, about, value) in [
        ("leading_zero", "a zero before the first digit", format!("0{}", own(0))),
        ("plus_sign", "a plus sign", format!("+{}", own(0))),
        ("space", "a space before", format!(" {}", own(0))),
        ("hexadecimal", "hexadecimal", "0x1".to_owned()),
        ("empty", "no digits", String::new()),
        ("q", "q itself", q.clone()),
        (
            "2_256",
            "2^256",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936".to_owned(),
        ),
    ] {
        let name = format!("ballot_proof_a_x_{name}");
        cases.push(ballot(&name, 6, "proof-coordinate", about, set(0, json!(value))));
    }
    let count = |name: &str, about: &str, coordinates: Vec<Value>| {
        let body = changed(&world.ballot, |ballot| ballot["proof"] = json!(coordinates));
        ballot(&format!("ballot_proof_{name}"), 6, "proof-count", about, body)
    };
    let all = world.ballot["proof"].as_array().unwrap();
    cases.push(count("empty", "no coordinates", Vec::new()));
    cases.push(count("of_seven", "seven coordinates", all[..7].to_vec()));
    cases.push(count("of_nine", "nine coordinates", [all.as_slice(), &[json!("1")]].concat()));
    cases.push(ballot(
        "ballot_proof_number",
        6,
        "json-shape",
        "a JSON number for a coordinate",
        set(0, json!(1)),
    ));
    cases
}

/// Row 7: points that no proof has.
fn points(world: &World) -> Vec<Draft> {
    let proof = proof_of(&world.ballot);
    let g1 = |point: G1Affine| [point.x, point.y].map(|coordinate| json!(to_decimal(&coordinate))).to_vec();
    let g2 = |point: G2Affine| {
        let coordinates = [point.x.c1, point.x.c0, point.y.c1, point.y.c0];
        coordinates.map(|coordinate| json!(to_decimal(&coordinate))).to_vec()
    };
    let case = |name: &str, expect, about: &str, at: usize, values: Vec<Value>| {
        let body = changed(&world.ballot, |ballot| {
            for (at, value) in (at..).zip(values) {
                ballot["proof"][at] = value;
            }
        });
        ballot(&format!("ballot_proof_{name}"), 7, expect, about, body)
    };
    let zero = |count| vec![json!("0"); count];
    let above = |point: G1Affine| G1Affine::new_unchecked(point.x, point.y + Fq::ONE);
    let above_b = G2Affine::new_unchecked(proof.b().x, proof.b().y + Fq2::ONE);
    let swapped = |number: Fq2| Fq2::new(number.c1, number.c0);
    let swapped_b = G2Affine::new_unchecked(swapped(proof.b().x), swapped(proof.b().y));
    let mut x = Fq2::ONE;
    let outside = loop {
        if let Some(point) = G2Affine::get_point_from_x_unchecked(x, false) {
            assert!(!point.is_in_correct_subgroup_assuming_on_curve());
            break point;
        }
        x += Fq2::ONE;
    };
    let shifted = G2Affine::from(*proof.b() + outside);
    assert!(shifted.is_on_curve() && !shifted.is_in_correct_subgroup_assuming_on_curve());
    vec![
        case("a_off_curve", "proof-not-on-curve", "A.y + 1", 0, g1(above(*proof.a()))),
        case("b_off_curve", "proof-not-on-curve", "B.y + 1", 2, g2(above_b)),
        case("c_off_curve", "proof-not-on-curve", "C.y + 1", 6, g1(above(*proof.c()))),
        case(
            "b_swapped",
            "proof-not-on-curve",
            "B with the parts of its coordinates swapped",
            2,
            g2(swapped_b),
        ),
        case(
            "b_outside_subgroup",
            "proof-not-in-subgroup",
            "B on the curve, outside the group of order r",
            2,
            g2(outside),
        ),
        case(
            "b_shifted_out_of_subgroup",
            "proof-not-in-subgroup",
            "B + a point outside the group of order r",
            2,
            g2(shifted),
        ),
        case("a_infinity", "proof-identity", "A = (0, 0)", 0, zero(2)),
        case("b_infinity", "proof-identity", "B = (0, 0)", 2, zero(4)),
        case("c_infinity", "proof-identity", "C = (0, 0)", 6, zero(2)),
        case("all_infinity", "proof-identity", "all points (0, 0)", 0, zero(8)),
        case("a_infinity_0_1", "proof-not-on-curve", "A = (0, 1)", 0, vec![json!("0"), json!("1")]),
        case(
            "c_of_generator",
            "proof-invalid",
            "C = (1, 2), a point that anybody knows",
            6,
            vec![json!("1"), json!("2")],
        ),
    ]
}
