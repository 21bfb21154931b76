//! Rows 1 and 11: proof objects of Semaphore's JavaScript client.

use ark_bn254::Fr;
use ark_ff::Field as _;
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::field::to_decimal;
use ostrakon_core::json::to_canonical;
use ostrakon_core::nullifier::Nullifier;
use serde_json::{Value, json};

use super::Draft;
use super::electorate::{World, answers, with};
use super::points::sum;
use super::voters::{changed, content, proof_of, prove, voter};

/// A proof of somebody outside any group for root 0, from the vectors of the JavaScript client.
pub(super) fn forged_with_root_zero(depth: u64) -> Value {
    let file = super::super::case::folder().join("../vectors/semaphore-v4.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let forged = vectors["forged"].as_array().unwrap().iter().map(|case| &case["proof"]);
    let is = |proof: &&Value| proof["merkleTreeDepth"] == depth && proof["merkleTreeRoot"] == "0";
    forged.clone().find(is).unwrap().clone()
}

pub(super) fn cases(world: &World) -> Vec<Draft> {
    let World { prover, group, group_other, poll, poll_other, .. } = world;
    let said = content(poll.id(), 0, &answers());
    let nullifier: Nullifier = world.ballot["nullifier"].as_str().unwrap().parse().unwrap();
    let ballot = serde_json::from_value(world.ballot.clone()).unwrap();
    let proof = json!(SemaphoreProof::from_ballot(poll, &ballot, nullifier, &proof_of(&world.ballot)));
    let r = sum(&to_decimal(&-Fr::ONE), "1");
    let about =
        |name: &str, row, expect, about: &str, content: &ostrakon_core::content::Content, body: Vec<u8>| {
            Draft::new("semaphore-proof", format!("semaphore_{name}"), row, expect, about)
                .header("poll", "poll")
                .header("content", String::from_utf8(to_canonical(content)).unwrap())
                .body(body)
        };
    let case = |name: &str, row, expect, what: &str, change: &dyn Fn(&mut Value)| {
        about(name, row, expect, what, &said, changed(&proof, change))
    };
    let text = |key: &str| proof[key].as_str().unwrap().to_owned();
    // A proof that holds, for another root: the sender's own group.
    let own_group = {
        let (nullifier, points) = prove(prover, group_other, &voter(1), said.message(), poll.id().scope());
        with(&proof, |proof| {
            proof["merkleTreeRoot"] = json!(group_other.root().unwrap().to_string());
            proof["nullifier"] = json!(nullifier.to_string());
            proof["points"] = json!(points.to_coordinates());
        })
    };
    let other_scope = {
        let (nullifier, points) = prove(prover, group, &voter(1), said.message(), poll_other.id().scope());
        with(&proof, |proof| {
            proof["scope"] = json!(poll_other.id().scope().to_string());
            proof["nullifier"] = json!(nullifier.to_string());
            proof["points"] = json!(points.to_coordinates());
        })
    };
    let with_points_of = |forged: &Value, root: &str| {
        changed(&proof, |proof| {
            proof["merkleTreeRoot"] = json!(root);
            proof["nullifier"] = forged["nullifier"].clone();
            proof["points"] = forged["points"].clone();
        })
    };
    let forged = forged_with_root_zero(10);
    let other = content(poll_other.id(), 0, &answers());
    vec![
        case("proof", 0, "accept", "the proof object of the kit's first ballot", &|_| ()),
        about(
            "root_zero",
            1,
            "semaphore-message",
            "an outsider's proof for root 0, as it was found",
            &said,
            changed(&forged, |proof| {
                proof["merkleTreeRoot"] = json!(text("merkleTreeRoot"));
                proof["scope"] = json!(text("scope"));
            }),
        ),
        about(
            "root_zero_stated",
            1,
            "semaphore-field",
            "the same, with root 0 stated and all else as it should be",
            &said,
            with_points_of(&forged, "0"),
        ),
        about(
            "root_zero_hidden",
            1,
            "proof-invalid",
            "the same, with the poll's root stated",
            &said,
            with_points_of(&forged, &text("merkleTreeRoot")),
        ),
        about(
            "root_zero_depth_1",
            1,
            "semaphore-depth",
            "the same for a circuit of depth 1",
            &said,
            changed(&forged_with_root_zero(1), |_| ()),
        ),
        about(
            "own_group",
            2,
            "semaphore-root",
            "a proof for the sender's own group",
            &said,
            changed(&own_group, |_| ()),
        ),
        about(
            "own_group_hidden",
            2,
            "proof-invalid",
            "the same, with the poll's root stated",
            &said,
            changed(&own_group, |proof| {
                proof["merkleTreeRoot"] = json!(text("merkleTreeRoot"));
            }),
        ),
        about(
            "other_scope",
            11,
            "semaphore-scope",
            "a proof for another poll's scope",
            &said,
            changed(&other_scope, |_| ()),
        ),
        about(
            "other_scope_hidden",
            11,
            "proof-invalid",
            "the same, with the poll's scope stated",
            &said,
            changed(&other_scope, |proof| {
                proof["scope"] = json!(text("scope"));
            }),
        ),
        case("other_message", 11, "semaphore-message", "about another message", &|proof| {
            proof["message"] = json!("1")
        }),
        case(
            "hashed_message",
            11,
            "semaphore-message",
            "the message as the circuit sees it, hashed",
            &|proof| {
                proof["message"] = json!(to_decimal(&said.message().to_field()));
            },
        ),
        about(
            "other_content",
            11,
            "content-poll",
            "a content of another poll",
            &other,
            changed(&proof, |_| ()),
        ),
        about(
            "revision_above",
            14,
            "content-revision",
            "a revision beyond the poll's number",
            &content(poll.id(), 3, &answers()),
            changed(&proof, |_| ()),
        ),
        about(
            "other_revision",
            14,
            "semaphore-message",
            "a content of another revision",
            &content(poll.id(), 1, &answers()),
            changed(&proof, |_| ()),
        ),
        case("depth_11", 12, "semaphore-depth", "another depth", &|proof| {
            proof["merkleTreeDepth"] = json!(11)
        }),
        case("depth_0", 12, "semaphore-depth", "depth 0", &|proof| proof["merkleTreeDepth"] = json!(0)),
        case("depth_33", 12, "semaphore-depth", "depth 33", &|proof| proof["merkleTreeDepth"] = json!(33)),
        case("depth_256", 12, "json-shape", "depth 256", &|proof| proof["merkleTreeDepth"] = json!(256)),
        case("depth_text", 12, "json-shape", "a text for the depth", &|proof| {
            proof["merkleTreeDepth"] = json!("10")
        }),
        case("root_plus_r", 3, "semaphore-field", "root + r", &|proof| {
            proof["merkleTreeRoot"] = json!(sum(&text("merkleTreeRoot"), &r))
        }),
        case("nullifier_plus_r", 3, "semaphore-field", "nullifier + r", &|proof| {
            proof["nullifier"] = json!(sum(&text("nullifier"), &r))
        }),
        case("nullifier_hexadecimal", 3, "semaphore-field", "a nullifier in hexadecimal", &|proof| {
            proof["nullifier"] = json!("0x1")
        }),
        case("nullifier_number", 3, "json-shape", "a JSON number for the nullifier", &|proof| {
            proof["nullifier"] = json!(1)
        }),
        case("scope_leading_zero", 3, "semaphore-field", "a zero before the scope", &|proof| {
            proof["scope"] = json!(format!("0{}", text("scope")))
        }),
        case("message_plus_2_256", 3, "semaphore-field", "message + 2^256", &|proof| {
            proof["message"] = json!(sum(
                &text("message"),
                "115792089237316195423570985008687907853269984665640564039457584007913129639936"
            ));
        }),
        case("points_of_seven", 6, "proof-count", "seven coordinates", &|proof| {
            drop(proof["points"].as_array_mut().unwrap().pop())
        }),
        case("points_zero", 7, "proof-identity", "all coordinates zero", &|proof| {
            proof["points"] = json!(vec!["0"; 8])
        }),
        case("point_of_another", 7, "proof-not-on-curve", "A.x of another point", &|proof| {
            proof["points"][0] = json!("1")
        }),
        case("unknown_key", 22, "json-shape", "a key that no proof object has", &|proof| {
            proof["publicSignals"] = json!([])
        }),
        case("missing_key", 22, "json-shape", "no scope", &|proof| {
            drop(proof.as_object_mut().unwrap().remove("scope"))
        }),
    ]
}
