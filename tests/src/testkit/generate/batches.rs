//! Rows 5, 13, 14 and 31: many ballots at once.

use ark_bn254::{Fr, G1Affine};
use ostrakon_core::proof::Proof;
use serde_json::json;

use super::Draft;
use super::ballots::other_proofs;
use super::electorate::{World, answers, answers_but};
use super::voters::{changed, proof_of, with_proof};

pub(super) fn cases(world: &World) -> Vec<Draft> {
    let cast = |number, revision| changed(&world.cast(number, revision, &answers()), |_| ());
    let no = || answers_but("motion", json!({"pick": ["no"]}));
    let [one, two, three] = [1, 2, 3].map(|number| cast(number, 0));
    let one_again = changed(&world.cast(1, 0, &no()), |_| ());
    let [negated, rerandomised] = other_proofs(world);
    let bad = changed(&world.ballot, |ballot| {
        ballot["content"]["body"]["answers"]["motion"] = json!({"pick": ["no"]});
    });
    let batch = |name: &str, row, expect: &str, about: &str, lines: &[&[u8]]| {
        Draft::new("ballots", format!("ballots_{name}"), row, expect, about)
            .header("poll", "poll")
            .lines(lines)
            .fact("counted")
    };
    let times = |draft: Draft, times: &str| draft.header("times", times);

    // C + X and C - X: the errors cancel where proofs are multiplied without weights.
    let other = world.cast(2, 0, &answers());
    let x = G1Affine::from(G1Affine::new_unchecked(1.into(), 2.into()) * Fr::from(5));
    let moved = |ballot, by: G1Affine| {
        let proof = proof_of(ballot);
        with_proof(ballot, &Proof::new(*proof.a(), *proof.b(), (*proof.c() + by).into()).unwrap())
    };
    let (plus, minus) = (moved(&world.ballot, x), moved(&other, -x));
    // A of one and the other swapped: each is a proof's point, neither is of its proof.
    let swapped = |ballot, of| {
        let (proof, other) = (proof_of(ballot), proof_of(of));
        with_proof(ballot, &Proof::new(*other.a(), *other.b(), *proof.c()).unwrap())
    };
    let (first, second) = (swapped(&world.ballot, &other), swapped(&other, &world.ballot));
    let spoiled = changed(&world.ballot, |ballot| ballot["proof"][0] = json!("1"));
    vec![
        batch("good", 0, "accept accept accept", "three voters", &[&one, &two, &three]),
        batch("same_twice", 13, "accept accept", "the same ballot twice counts once", &[&one, &one]),
        batch(
            "voter_twice",
            13,
            "accept accept",
            "two ballots of one voter with equal revisions: the smaller ballot id counts",
            &[&one, &one_again],
        ),
        batch(
            "voter_twice_other_way_round",
            13,
            "accept accept",
            "the same in the other order",
            &[&one_again, &one],
        ),
        batch(
            "other_proofs",
            5,
            "accept accept accept accept",
            "one ballot with three proofs counts once",
            &[&negated, &one, &rerandomised, &two],
        ),
        batch(
            "revisions",
            14,
            "accept accept accept",
            "the highest revision counts",
            &[&cast(1, 1), &cast(1, 2), &one],
        ),
        batch(
            "revision_re_posted",
            14,
            "accept accept accept",
            "an older revision after the newer changes nothing",
            &[&one, &cast(1, 1), &one],
        ),
        times(
            batch(
                "one_bad_of_10000",
                31,
                "accept proof-invalid accept accept",
                "one bad ballot among 10,000: it alone is named",
                &[&two, &bad, &three, &one],
            ),
            "4321 1 4000 1678",
        ),
        batch(
            "errors_that_cancel",
            31,
            "accept proof-invalid proof-invalid accept accept",
            "C + X and C - X: wrong, and right if multiplied without weights",
            &[&three, &plus, &minus, &one, &two],
        ),
        batch(
            "points_swapped",
            31,
            "accept proof-invalid proof-invalid accept accept",
            "A and B of two proofs swapped: right if multiplied without weights",
            &[&three, &first, &second, &one, &two],
        ),
        times(
            batch(
                "errors_that_cancel_often",
                31,
                "accept proof-invalid proof-invalid",
                "the same many times among good ones",
                &[&three, &plus, &minus],
            ),
            "400 50 50",
        ),
        times(
            batch(
                "all_bad",
                31,
                "proof-invalid proof-invalid proof-not-on-curve",
                "everything is bad, and it does not take for ever",
                &[&bad, &plus, &spoiled],
            ),
            "500 500 500",
        ),
        batch(
            "broken_lines",
            31,
            "accept json-syntax accept json-not-canonical content-poll",
            "bad ballots of all kinds between good ones",
            &[
                &one,
                b"{",
                &two,
                &[one.as_slice(), b" "].concat(),
                &changed(&world.ballot, |ballot| ballot["content"]["poll"] = json!("0".repeat(64))),
            ],
        ),
    ]
}
