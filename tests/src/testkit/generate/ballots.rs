//! Ballots that say what they may not, and proofs that are about something else.

use ark_bn254::Fr;
use ark_ff::Field as _;
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::group::Group;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::Poll;
use ostrakon_core::proof::Proof;
use ostrakon_prover::Prover;
use serde_json::{Value, json};

use super::Draft;
use super::electorate::{World, answers, answers_but, with};
use super::voters::{Cast, changed, content, proof_of, prove, to_value, voter, with_proof};

pub(super) fn cases(world: &World) -> Vec<Draft> {
    [electorates(world), same_ballots(world), bindings(world), refused_contents(world), fields(world)]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn ballot(name: &str, row: u8, expect: &str, about: &str, body: Vec<u8>) -> Draft {
    Draft::new("ballot", name, row, expect, about).header("poll", "poll").body(body)
}

/// The proof of `secret` under another root or circuit, in a ballot for `poll`.
fn forged(prover: &Prover, group: &Group, poll: &Poll) -> Vec<u8> {
    changed(&Cast::new(prover, group, poll, 0, &answers()).by(&voter(1)), |_| ())
}

/// Rows 1, 2, 12, 16 and 18: proofs that hold, under another root, depth, key or place.
fn electorates(world: &World) -> Vec<Draft> {
    let World { prover, prover_16, group, group_older, group_other, poll, poll_depth_16, .. } = world;
    let forged_root_zero = super::semaphore::forged_with_root_zero(10);
    let root_zero = changed(&world.ballot, |ballot| {
        ballot["nullifier"] = forged_root_zero["nullifier"].clone();
        ballot["proof"] = forged_root_zero["points"].clone();
    });
    let removed_of = |members: Group| {
        let cast = Cast::new(prover, &members, poll, 0, &answers());
        changed(&cast.by(&voter(4)), |_| ())
    };
    let with_removed = |numbers: &[u32]| {
        Group::from_members(numbers.iter().map(|&number| voter(number).commitment())).unwrap()
    };
    // With δ' = k·δ, (A, B, C/k) holds for the other key.
    let proof = proof_of(&world.ballot);
    let other_ceremony =
        Proof::new(*proof.a(), *proof.b(), (*proof.c() * Fr::from(2).inverse().unwrap()).into()).unwrap();
    let depth_16 = Draft::new(
        "ballot",
        "ballot_depth_10_in_poll_of_depth_16",
        12,
        "proof-invalid",
        "proven with the key of depth 10, the poll has depth 16",
    );
    vec![
        ballot(
            "ballot_root_zero",
            1,
            "proof-invalid",
            "an outsider's proof for root 0, from a path past the circuit's depth",
            root_zero,
        ),
        ballot(
            "ballot_group_other",
            2,
            "proof-invalid",
            "proven under the root of another group",
            forged(prover, group_other, poll),
        ),
        ballot(
            "ballot_group_older",
            2,
            "proof-invalid",
            "proven under an older root of the group",
            forged(prover, group_older, poll),
        ),
        ballot(
            "ballot_depth_16_in_poll_of_depth_10",
            12,
            "proof-invalid",
            "proven with the key of depth 16, the poll has depth 10",
            forged(prover_16, group, poll),
        ),
        depth_16.header("poll", "poll_depth_16").body(forged(prover, group, poll_depth_16)),
        ballot(
            "ballot_key_of_other_ceremony",
            16,
            "proof-invalid",
            "the proof holds for a key with another delta",
            with_proof(&world.ballot, &other_ceremony),
        ),
        ballot(
            "ballot_of_removed_member",
            18,
            "proof-invalid",
            "proven under the root before the member was removed",
            removed_of(with_removed(&[1, 2, 3, 4, 5])),
        ),
        ballot(
            "ballot_of_removed_member_now",
            18,
            "proof-invalid",
            "the removed member put back beside those of now",
            removed_of(with_removed(&[1, 2, 3, 4, 5, 6])),
        ),
    ]
}

/// Two other proofs of the same ballot, which anybody can make.
pub(super) fn other_proofs(world: &World) -> [Vec<u8>; 2] {
    let proof = proof_of(&world.ballot);
    let negated = Proof::new(-*proof.a(), -*proof.b(), *proof.c()).unwrap();
    // A/r, r·B + r·s·δ, C + s·A (ark-groth16's rerandomize_proof).
    let (r, s) = (Fr::from(7), Fr::from(11));
    let delta = VerifyingKey::of(Depth::new(10).unwrap()).delta_g2;
    let rerandomised = Proof::new(
        (*proof.a() * r.inverse().unwrap()).into(),
        (*proof.b() * r + delta * (r * s)).into(),
        (*proof.a() * s + *proof.c()).into(),
    )
    .unwrap();
    [negated, rerandomised].map(|proof| with_proof(&world.ballot, &proof))
}

/// Row 5: other proofs of the same ballot hold. That they count once is shown by batches and admissions.
fn same_ballots(world: &World) -> Vec<Draft> {
    let [negated, rerandomised] = other_proofs(world);
    let proof = proof_of(&world.ballot);
    let negated_a = Proof::new(-*proof.a(), *proof.b(), *proof.c()).unwrap();
    let negated_c = Proof::new(*proof.a(), *proof.b(), -*proof.c()).unwrap();
    vec![
        ballot("ballot_proof_negated", 5, "accept", "(-A, -B): another proof, the same ballot", negated),
        ballot(
            "ballot_proof_rerandomised",
            5,
            "accept",
            "another proof made of this one, the same ballot",
            rerandomised,
        ),
        ballot(
            "ballot_proof_a_negated",
            5,
            "proof-invalid",
            "(-A, B)",
            with_proof(&world.ballot, &negated_a),
        ),
        ballot("ballot_proof_c_negated", 5, "proof-invalid", "-C", with_proof(&world.ballot, &negated_c)),
    ]
}

/// Rows 8 to 10: something changed after proving, or proven about something else.
fn bindings(world: &World) -> Vec<Draft> {
    let World { prover, group, poll, poll_other, poll_salt, ballot: own, .. } = world;
    let after = |name: &str, row, expect, about: &str, change: &dyn Fn(&mut Value)| {
        ballot(&format!("ballot_{name}"), row, expect, about, changed(own, change))
    };
    let of = |poll: &Poll| {
        let cast = Cast::new(prover, group, poll, 0, &answers());
        changed(&cast.by(&voter(1)), |_| ())
    };
    let rename = |bytes: &[u8], from: &Poll, to: &Poll| {
        super::replace(bytes, &from.id().to_string(), to.id().to_string())
    };
    // Proven for this poll's scope, about a content that names the other.
    let names_other = {
        let content = content(poll_other.id(), 0, &answers());
        let (nullifier, proof) = prove(prover, group, &voter(1), content.message(), poll.id().scope());
        changed(&to_value(&Ballot::new(content, nullifier, &proof)), |_| ())
    };
    let names_this_scope_other = {
        let content = content(poll.id(), 0, &answers());
        let (nullifier, proof) = prove(prover, group, &voter(1), content.message(), poll_other.id().scope());
        changed(&to_value(&Ballot::new(content, nullifier, &proof)), |_| ())
    };
    let in_salt = Draft::new(
        "ballot",
        "ballot_in_poll_with_other_salt",
        9,
        "content-poll",
        "the manifest has one byte changed since",
    );
    let renamed_in_salt = Draft::new(
        "ballot",
        "ballot_renamed_to_poll_with_other_salt",
        9,
        "proof-invalid",
        "the manifest has one byte changed since, and so has the poll that the content names",
    );
    vec![
        after("answer_changed", 8, "proof-invalid", "one answer changed after proving", &|ballot| {
            ballot["content"]["body"]["answers"]["motion"] = json!({"pick": ["no"]});
        }),
        after("score_changed", 8, "proof-invalid", "one score changed after proving", &|ballot| {
            ballot["content"]["body"]["answers"]["rate"]["score"]["b"] = json!(-4);
        }),
        after("ranking_reversed", 8, "proof-invalid", "a ranking reversed after proving", &|ballot| {
            ballot["content"]["body"]["answers"]["order"] = json!({"rank": [["a"], ["b"]]});
        }),
        after(
            "abstains_after_proving",
            8,
            "proof-invalid",
            "an answer taken back after proving",
            &|ballot| {
                ballot["content"]["body"]["answers"]["motion"] = json!({"abstain": {}});
            },
        ),
        after("revision_raised", 8, "proof-invalid", "the revision raised after proving", &|ballot| {
            ballot["content"]["revision"] = json!(1);
        }),
        after(
            "picks_reordered",
            8,
            "answer-order",
            "picks in another order than the poll's, after proving",
            &|ballot| {
                ballot["content"]["body"]["answers"]["approve"] = json!({"pick": ["c", "a"]});
            },
        ),
        ballot(
            "ballot_of_another_voter_s_proof",
            8,
            "proof-invalid",
            "nullifier and proof of another voter's other ballot",
            {
                let other = world.cast(2, 0, &answers_but("motion", json!({"pick": ["no"]})));
                changed(own, |ballot| {
                    ballot["nullifier"] = other["nullifier"].clone();
                    ballot["proof"] = other["proof"].clone();
                })
            },
        ),
        ballot("ballot_for_other_poll", 9, "content-poll", "a good ballot of another poll", of(poll_other)),
        ballot(
            "ballot_for_other_poll_renamed",
            9,
            "proof-invalid",
            "a ballot of another poll, the poll's id rewritten",
            rename(&of(poll_other), poll_other, poll),
        ),
        in_salt.header("poll", "poll_salt").body(world.ballot_bytes()),
        renamed_in_salt.header("poll", "poll_salt").body(rename(&world.ballot_bytes(), poll, poll_salt)),
        ballot(
            "ballot_names_other_poll",
            10,
            "content-poll",
            "proven for this poll's scope, the content names another",
            names_other.clone(),
        ),
        Draft::new(
            "ballot",
            "ballot_names_poll_scope_other",
            10,
            "proof-invalid",
            "the content names this poll, proven for another's scope",
        )
        .header("poll", "poll_other")
        .body(names_other),
        ballot(
            "ballot_scope_of_other_poll",
            10,
            "proof-invalid",
            "the content names this poll, proven for another's scope",
            names_this_scope_other,
        ),
    ]
}

/// Rows 14 and 21 and the rest of 8: contents that the poll does not allow, with proofs that hold.
fn refused_contents(world: &World) -> Vec<Draft> {
    let says = |name: &str, expect, about: &str, question: &str, answer: Value| {
        let body = changed(&world.cast(1, 0, &answers_but(question, answer)), |_| ());
        ballot(&format!("ballot_answer_{name}"), 21, expect, about, body)
    };
    let all = |name: &str, about: &str, answers: &Value| {
        let body = changed(&world.cast(1, 0, answers), |_| ());
        ballot(&format!("ballot_answer_{name}"), 21, "answer-questions", about, body)
    };
    let revision = |name: &str, revision| {
        let body = changed(&world.cast(1, revision, &answers()), |_| ());
        ballot(&format!("ballot_revision_{name}"), 14, "content-revision", "beyond the poll's number", body)
    };
    let as_written = |name: &str, expect, about: &str, number: &str| {
        let body = super::replace(&world.ballot_bytes(), "\"revision\":0", format!("\"revision\":{number}"));
        ballot(&format!("ballot_revision_{name}"), 14, expect, about, body)
    };
    vec![
        says("picks_none", "answer-picks", "too few picks", "approve", json!({"pick": []})),
        says("picks_all", "answer-picks", "too many picks", "approve", json!({"pick": ["a", "b", "c"]})),
        says(
            "unknown_option",
            "answer-unknown",
            "an option that there is not",
            "approve",
            json!({"pick": ["a", "d"]}),
        ),
        says(
            "option_of_other_question",
            "answer-unknown",
            "an option of another question",
            "approve",
            json!({"pick": ["yes"]}),
        ),
        says("option_twice", "answer-repeated", "an option twice", "approve", json!({"pick": ["a", "a"]})),
        says(
            "other_order",
            "answer-order",
            "picks in another order than the poll's",
            "approve",
            json!({"pick": ["c", "a"]}),
        ),
        says(
            "abstains",
            "answer-abstain",
            "no answer where one is needed",
            "approve",
            json!({"abstain": {}}),
        ),
        says(
            "other_form",
            "answer-form",
            "a ranking where picks are asked for",
            "approve",
            json!({"rank": [["a"]]}),
        ),
        says("rank_empty", "answer-empty", "an empty ranking", "order", json!({"rank": []})),
        says("rank_gap", "answer-tie", "an empty place", "order", json!({"rank": [["a"], [], ["b"]]})),
        says(
            "rank_tie",
            "answer-tie",
            "a shared place where none may be",
            "order",
            json!({"rank": [["a", "b"]]}),
        ),
        says(
            "rank_too_many",
            "answer-ranked",
            "more ranked than allowed",
            "order",
            json!({"rank": [["a"], ["b"], ["c"]]}),
        ),
        says(
            "rank_twice",
            "answer-repeated",
            "an option in two places",
            "order",
            json!({"rank": [["a"], ["a"]]}),
        ),
        says(
            "rank_unknown",
            "answer-unknown",
            "an option that there is not",
            "order",
            json!({"rank": [["d"]]}),
        ),
        says(
            "tier_order",
            "answer-order",
            "a shared place in another order than the poll's",
            "tiers",
            json!({"rank": [["b", "a"]]}),
        ),
        says(
            "tier_twice",
            "answer-repeated",
            "an option twice in one place",
            "tiers",
            json!({"rank": [["a", "a"]]}),
        ),
        says("tier_gap", "answer-tie", "an empty place", "tiers", json!({"rank": [[], ["a"]]})),
        says(
            "score_high",
            "answer-score",
            "a score above the highest",
            "rate",
            json!({"score": {"a": 6, "b": 0}}),
        ),
        says(
            "score_low",
            "answer-score",
            "a score below the lowest",
            "rate",
            json!({"score": {"a": 0, "b": -6}}),
        ),
        says(
            "score_huge",
            "answer-score",
            "the largest number that JSON holds exactly",
            "rate",
            json!({"score": {"a": 9_007_199_254_740_991_i64, "b": 0}}),
        ),
        says(
            "score_missing",
            "answer-missing",
            "an option without a score",
            "rate",
            json!({"score": {"a": 1}}),
        ),
        says(
            "score_unknown",
            "answer-unknown",
            "a score for an option that there is not",
            "rate",
            json!({"score": {"a": 1, "b": 1, "c": 1}}),
        ),
        all(
            "missing",
            "a question without an answer",
            &with(&answers(), |answers| {
                answers.as_object_mut().unwrap().remove("tiers");
            }),
        ),
        all(
            "too_many",
            "an answer without a question",
            &with(&answers(), |answers| answers["extra"] = json!({"pick": ["a"]})),
        ),
        all("none", "no answers", &json!({})),
        revision("above", 3),
        revision("highest", 255),
        as_written("256", "json-shape", "more than eight bits", "256"),
        as_written("negative", "json-shape", "negative", "-1"),
        as_written("2_53_plus_1", "json-integer", "2^53 + 1", "9007199254740993"),
        as_written("text", "json-shape", "text", "\"0\""),
        as_written("null", "json-shape", "null", "null"),
    ]
}

/// Row 11: what a verifier must not let the sender tell it.
fn fields(world: &World) -> Vec<Draft> {
    let electorate = world.poll.electorate();
    let message = content(world.poll.id(), 0, &answers()).message().to_string();
    let scope = world.poll.id().scope().to_string();
    let root = electorate.root.to_string();
    let mut cases = Vec::new();
    for (name, value) in [
        ("depth", json!(10)),
        ("message", json!(message)),
        ("root", json!(root)),
        ("scope", json!(scope)),
        ("publicSignals", json!([root, world.ballot["nullifier"], message, scope])),
    ] {
        let about = format!("the sender adds {name}, here even the right one");
        let body = changed(&world.ballot, |ballot| ballot[name] = value.clone());
        cases.push(ballot(&format!("ballot_with_{}", name.to_lowercase()), 11, "json-shape", &about, body));
        let body = changed(&world.ballot, |ballot| ballot["content"][name] = value.clone());
        cases.push(ballot(
            &format!("ballot_content_with_{}", name.to_lowercase()),
            11,
            "json-shape",
            &about,
            body,
        ));
    }
    cases
}
