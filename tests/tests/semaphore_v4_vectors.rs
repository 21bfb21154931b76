//! Everything that Semaphore V4's JavaScript client computes, we compute, and what it should have
//! refused, we refuse. See `vectors/README.md`; `OSTRAKON_VECTORS` names another file of that make.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ark_bn254::Fr;
use ark_ff::PrimeField;
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::compatibility::integer_from_text;
use ostrakon_core::eddsa::Signature;
use ostrakon_core::field::{from_decimal, to_decimal};
use ostrakon_core::group::{Group, GroupRoot};
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret, PublicKey};
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poseidon::{self, Poseidon};
use ostrakon_core::proof::Proof;
use ostrakon_core::scope::{Message, Scope};
use ostrakon_core::statement::BallotStatement;
use ostrakon_verifier::groth16::PreparedKey;
use serde_json::Value;
use zeroize::Zeroizing;

fn vectors() -> Value {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/semaphore-v4.json");
    let path = std::env::var("OSTRAKON_VECTORS").unwrap_or_else(|_| own.into());
    serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))).unwrap()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    let list = value[name].as_array().unwrap_or_else(|| panic!("no list {name}"));
    assert!(!list.is_empty(), "{name} is empty");
    list
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn field(value: &Value) -> Fr {
    from_decimal(text(value)).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn fields(value: &Value) -> Vec<Fr> {
    value.as_array().unwrap().iter().map(field).collect()
}

fn identity(of: &Value) -> IdentitySecret {
    IdentitySecret::from_private_key(&hex::decode(text(&of["privateKeyHex"])).unwrap()).unwrap()
}

/// The integer that the client makes of a message or scope: a JSON number or a text.
fn integer(value: &Value) -> [u8; 32] {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    integer_from_text(&written).unwrap_or_else(|error| panic!("{value}: {error}"))
}

#[test]
fn identities_are_the_same() {
    let vectors = vectors();
    for case in list(&vectors, "identities") {
        let secret = identity(case);
        assert_eq!(*secret.secret_scalar(), field(&case["secretScalar"]), "{case}");
        let (x, y) = secret.public_key().coordinates();
        assert_eq!([x, y], *fields(&case["publicKey"]), "{case}");
        let mut packed = secret.public_key().to_packed();
        packed.reverse();
        assert_eq!(Scope::from_bytes(packed).to_string(), text(&case["packedPublicKey"]), "{case}");
        assert_eq!(secret.commitment().to_string(), text(&case["commitment"]), "{case}");
        assert_eq!(secret.export().as_str(), text(&case["exportBase64"]), "{case}");
        let imported = IdentitySecret::import(text(&case["exportBase64"])).unwrap();
        assert_eq!(imported.commitment().to_string(), text(&case["importedCommitment"]), "{case}");
    }
}

#[test]
fn signatures_are_the_same_and_bad_ones_are_refused() {
    let vectors = vectors();
    let verify = |case: &Value, message: Fr, public_key: &Value| {
        let [x, y] = fields(public_key)[..] else { panic!("{case}") };
        let key = PublicKey::from_coordinates(x, y).map_err(|error| error.to_string())?;
        let read = |at: usize| from_decimal(text(&case["R8"][at])).map_err(|error| error.to_string());
        let signature =
            Signature::from_parts(read(0)?, read(1)?, text(&case["S"])).map_err(|error| error.to_string())?;
        signature.verify(&key, message).map_err(|error| error.to_string())
    };
    for case in list(&vectors, "signatures") {
        let message = match (&case["message"], &case["messageText"]) {
            (Value::String(decimal), _) => from_decimal(decimal).unwrap(),
            // Text that is no number is taken as its bytes, big-endian.
            (_, Value::String(words)) => Fr::from_be_bytes_mod_order(words.as_bytes()),
            _ => panic!("{case}"),
        };
        let valid = case["valid"].as_bool().unwrap();
        let public_key = match case["identity"].as_u64() {
            None => case["publicKey"].clone(),
            Some(at) => {
                let owner = &vectors["identities"][at as usize];
                let signature = Signature::sign(&identity(owner), message);
                let (x, y, s) = signature.to_parts();
                assert_eq!(
                    [to_decimal(&x), to_decimal(&y), s],
                    [&case["R8"][0], &case["R8"][1], &case["S"]].map(text)
                );
                if let Some(packed) = case["packed"].as_str() {
                    assert_eq!(hex::encode(signature.to_packed()), packed, "{case}");
                }
                owner["publicKey"].clone()
            }
        };
        assert_eq!(verify(case, message, &public_key).is_ok(), valid, "{case}");
    }
}

#[test]
fn poseidon_is_the_same() {
    for case in list(&vectors(), "poseidon") {
        let hash = match fields(&case["inputs"])[..] {
            [a] => Poseidon::<2>::new().permute([Fr::default(), a], |_| ())[0],
            [a, b] => poseidon::hash2(a, b),
            [a, b, c] => Poseidon::<4>::new().permute([Fr::default(), a, b, c], |_| ())[0],
            [a, b, c, d] => Poseidon::<5>::new().permute([Fr::default(), a, b, c, d], |_| ())[0],
            [a, b, c, d, e] => poseidon::hash5([a, b, c, d, e]),
            _ => panic!("{case}"),
        };
        assert_eq!(hash, field(&case["out"]), "{case}");
    }
}

#[test]
fn texts_become_the_same_integers_and_hashes() {
    for case in list(&vectors(), "encoding") {
        let value = &case["value"];
        let integer = match text(&case["type"]) {
            "bytes" => {
                let bytes = hex::decode(text(value)).unwrap();
                let significant: Vec<u8> = bytes.iter().copied().skip_while(|&byte| byte == 0).collect();
                (significant.len() <= 32).then(|| {
                    let mut integer = [0; 32];
                    integer[32 - significant.len()..].copy_from_slice(&significant);
                    integer
                })
            }
            // JavaScript's numbers are exact below 2⁵³ alone, and the client refuses others.
            "number" => {
                value.as_u64().filter(|&n| n < 1 << 53).map(|n| integer_from_text(&n.to_string()).unwrap())
            }
            // A bigint is written without any of a text's quirks.
            "bigint" => text(value).parse().ok().map(Message::to_bytes),
            "string" => integer_from_text(text(value)).ok(),
            other => panic!("unknown type {other}"),
        };
        match integer {
            None => assert!(case["error"].is_string(), "{case}"),
            Some(integer) => {
                let message = Message::from_bytes(integer);
                assert_eq!(message.to_string(), text(&case["asInteger"]), "{case}");
                assert_eq!(message.to_field(), field(&case["hash"]), "{case}");
            }
        }
    }
}

#[test]
fn groups_have_the_same_roots_and_paths() {
    let vectors = vectors();
    let seed = Fr::from_be_bytes_mod_order(text(&vectors["meta"]["seed"]).as_bytes());
    for case in list(&vectors, "groups") {
        let size = case["size"].as_u64().unwrap();
        let members: Vec<IdentityCommitment> = if case["membersRule"].is_string() {
            let member = |i| IdentityCommitment::from_field(poseidon::hash2(Fr::from(i), seed)).unwrap();
            (0..size).map(member).collect()
        } else {
            vectors["pool"]
                .as_array()
                .unwrap()
                .iter()
                .take(size as usize)
                .map(|m| text(m).parse().unwrap())
                .collect()
        };
        let group = Group::from_members(members).unwrap();
        assert_eq!(group.depth() as u64, case["depth"].as_u64().unwrap());
        assert_eq!(group.root().unwrap().to_string(), text(&case["root"]));
        for expected in list(case, "proofs") {
            let place = expected["leafIndex"].as_u64().unwrap() as usize;
            let path = group.path(place).unwrap();
            assert_eq!(group.member(place).unwrap().to_string(), text(&expected["leaf"]));
            assert_eq!(path.index(), expected["proofIndex"].as_u64().unwrap());
            assert_eq!(path.siblings(), fields(&expected["siblings"]));
        }
    }
}

#[test]
fn group_operations_have_the_same_roots() {
    for case in list(&vectors(), "groupOps") {
        let Some(steps) = case["steps"].as_array() else {
            // A list of places with zeros, which this client builds with another root than the one that
            // removing gives. We take zero for a removed place, and so have the latter root.
            let places =
                fields(&case["members"]).into_iter().map(|place| IdentityCommitment::from_field(place).ok());
            let group = Group::from_places(places).unwrap();
            assert_ne!(group.root().unwrap().to_string(), text(&case["root"]), "{case}");
            continue;
        };
        let mut group = Group::new();
        for step in steps {
            let refused = apply(&mut group, step).is_err();
            let title = text(&case["title"]);
            if refused && title.contains("NOT rejected by JS") {
                break;
            }
            assert_eq!(refused, step["error"].is_string(), "{title}: {step}");
            assert_eq!(group.places() as u64, step["size"].as_u64().unwrap(), "{title}: {step}");
            assert_eq!(
                group.root().map_or_else(|| "0".to_owned(), |root| root.to_string()),
                text(&step["root"]),
                "{title}"
            );
        }
    }
}

fn apply(group: &mut Group, step: &Value) -> Result<(), String> {
    let member = |value: &Value| text(value).parse::<IdentityCommitment>().map_err(|error| error.to_string());
    let args = &step["args"];
    let place = || args[0].as_u64().unwrap() as usize;
    let done = match text(&step["op"]) {
        "addMember" => group.append(member(&args[0])?).map(drop),
        "addMembers" => {
            let members: Result<Vec<_>, _> = args[0].as_array().unwrap().iter().map(member).collect();
            group.append_all(&members?)
        }
        "updateMember" => group.update(place(), member(&args[1])?),
        "removeMember" => group.remove(place()),
        other => panic!("unknown operation {other}"),
    };
    done.map_err(|error| error.to_string())
}

#[test]
fn one_root_of_two_lists_is_told_apart() {
    let ambiguity = &vectors()["rootAmbiguity"];
    let group = |name: &str| {
        let group =
            Group::from_members(list(&ambiguity[name], "members").iter().map(|m| text(m).parse().unwrap()))
                .unwrap();
        assert_eq!(group.root().unwrap().to_string(), text(&ambiguity[name]["root"]));
        group
    };
    let (whole, collapsed) = (group("abc"), group("collapsed"));
    assert_eq!(whole.root(), collapsed.root());
    assert_ne!(whole.digest(), collapsed.digest());
    assert_ne!(whole.places(), collapsed.places());
}

#[test]
fn nullifiers_are_the_same() {
    let vectors = vectors();
    for case in list(&vectors, "nullifiers") {
        let scope = Scope::from_bytes(integer(&case["scope"]));
        assert_eq!(scope.to_string(), text(&case["scopeInteger"]), "{case}");
        assert_eq!(scope.to_field(), field(&case["scopeHash"]), "{case}");
        let secret = identity(&vectors["identities"][case["identity"].as_u64().unwrap() as usize]);
        assert_eq!(Nullifier::derive(scope, &secret).to_string(), text(&case["nullifier"]), "{case}");
    }
}

/// Verifies a proof object strictly; the statement it is about where it holds.
fn verify(proof: &Value) -> Result<BallotStatement, String> {
    fn read<T: std::str::FromStr<Err: std::fmt::Display>>(value: &Value) -> Result<T, String> {
        value.as_str().ok_or("not a text")?.parse().map_err(|error: T::Err| error.to_string())
    }
    let depth =
        proof["merkleTreeDepth"].as_u64().and_then(|depth| u8::try_from(depth).ok()).ok_or("no depth")?;
    let depth = Depth::new(depth).map_err(|error| error.to_string())?;
    let statement = BallotStatement {
        root: read::<GroupRoot>(&proof["merkleTreeRoot"])?,
        nullifier: read(&proof["nullifier"])?,
        message: read(&proof["message"])?,
        scope: read(&proof["scope"])?,
    };
    let points: Vec<&str> =
        proof["points"].as_array().ok_or("no points")?.iter().filter_map(Value::as_str).collect();
    let points = Proof::from_coordinates(&points).map_err(|error| error.to_string())?;
    if PreparedKey::new(VerifyingKey::of(depth)).holds(&statement, &points) {
        Ok(statement)
    } else {
        Err("the equation does not hold".into())
    }
}

#[test]
fn valid_proofs_hold_and_their_variants_do_not() {
    let vectors = vectors();
    let (mut held, mut refused) = (0, 0);
    for case in list(&vectors, "proofs") {
        assert_eq!(case["valid"], true);
        let statement = verify(&case["proof"]).unwrap();
        assert_eq!(statement.to_public_inputs(), *fields(&case["publicInputs"]));
        assert_eq!(statement.message.to_bytes(), integer(&case["message"]));
        assert_eq!(statement.scope.to_bytes(), integer(&case["scope"]));

        let secret = identity(&vectors["identities"][case["identity"].as_u64().unwrap() as usize]);
        assert_eq!(statement.nullifier, Nullifier::derive(statement.scope, &secret));
        let group =
            Group::from_members(list(case, "members").iter().map(|m| text(m).parse().unwrap())).unwrap();
        assert_eq!(group.root(), Some(statement.root));
        let path = group.path(case["leafIndex"].as_u64().unwrap() as usize).unwrap();
        assert_eq!(path.index(), case["merkleProof"]["index"].as_u64().unwrap());
        assert_eq!(path.siblings(), fields(&case["merkleProof"]["siblings"]));

        for variant in list(case, "variants") {
            let why = text(&variant["why"]);
            let verdict = verify(&variant["proof"]);
            if variant["malleated"] == true {
                assert_eq!(verdict, Ok(statement), "{why}: the same ballot");
                held += 1;
            } else {
                let accepted_there = variant["jsVerify"] == true;
                let strict = variant["mustReject"] == true || variant["note"].is_string();
                assert!(!accepted_there || strict, "{why}: no reason is given to refuse it");
                assert!(verdict.is_err(), "depth {}, {why}", case["depth"]);
                refused += 1;
            }
        }
    }
    assert!(held > 0 && refused > held);
}

#[test]
fn forged_proofs_are_refused() {
    for case in list(&vectors(), "forged") {
        let verdict = verify(&case["proof"]);
        if case["mustReject"] == true {
            assert!(verdict.is_err(), "{case}");
            continue;
        }
        // An identity proven at an inner node: its two children were admitted as members, so the proof
        // is no forgery for this root. It takes two places for one ballot, and no place has a secret.
        // Who knows the list sees that no member has the commitment; who admits members asks for a
        // proof of knowledge.
        let statement = verdict.unwrap();
        let group =
            Group::from_members(list(case, "members").iter().map(|m| text(m).parse().unwrap())).unwrap();
        assert_eq!(group.root(), Some(statement.root));
        let [x, y, ..] = fields(&case["members"])[..] else { panic!("{case}") };
        let inner = IdentityCommitment::from_field(poseidon::hash2(x, y)).unwrap();
        assert_eq!(group.place_of(inner), None);
    }
}

#[test]
fn no_witness_exists_for_bad_inputs() {
    for case in list(&vectors(), "badWitness") {
        assert_eq!(case["accepted"], false);
        let path = MerklePath::new(0, Vec::new()).unwrap();
        let secret = Zeroizing::new(field(&case["secret"]));
        let inputs = Inputs::from_fields(secret, path, Fr::from(1), Fr::from(2));
        assert!(Witness::generate(Depth::MIN, &inputs).is_err(), "{case}");
    }
}
