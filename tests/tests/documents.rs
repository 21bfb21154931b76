//! The documents in `docs/`: vectors are what the code makes of fixed inputs, schemas accept them and
//! refuse what the code refuses, and `format.md` tells every value, field and error code.
//!
//! `OSTRAKON_WRITE_VECTORS=1 cargo test --release -p ostrakon-tests --test documents` writes the vectors
//! anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use ark_std::rand::{SeedableRng, rngs::StdRng};
use jsonschema::Validator;
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::cosignature::cosign;
use ostrakon_board::entry::Close;
use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::promise::SignedPromise;
use ostrakon_board::proof::ProofPlan;
use ostrakon_board::receipt::{Inclusion, Receipt};
use ostrakon_board::tile::Edge;
use ostrakon_board::tile::entries::push_entry;
use ostrakon_board::tree::leaf_hash;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::{Answer, Answers};
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::content::Content;
use ostrakon_core::counted::Countable;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::enrolment::{Code, Enrolment, EnrolmentRequest};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json::to_canonical;
use ostrakon_core::lottery::LotteryOpening;
use ostrakon_core::lottery::party::PartySecret;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::Question;
use ostrakon_prover::Prover;
use ostrakon_tally::rule::{KnownRule, Rules};
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::{PollResult, Tally};
use serde_json::{Value, json};

const KINDS: [&str; 10] = [
    "poll",
    "ballot",
    "close",
    "enrolment",
    "enrolment-request",
    "group",
    "receipt",
    "result",
    "lottery",
    "lottery-secret",
];

fn docs(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs")).join(path)
}

fn read(path: &str) -> Vec<u8> {
    fs::read(docs(path)).unwrap_or_else(|error| panic!("docs/{path}: {error}"))
}

/// Where the vector of a kind of document is.
fn path(kind: &str) -> String {
    let folder = match kind {
        "lottery" | "lottery-secret" => "lots/",
        "enrolment" | "enrolment-request" => "enrolment/",
        "close" | "receipt" => "board/receipt/",
        _ => "",
    };
    format!("vectors/{folder}{kind}.json")
}

fn vector(kind: &str) -> Value {
    serde_json::from_slice(&read(&path(kind))).unwrap()
}

fn schema(kind: &str) -> Value {
    serde_json::from_slice(&read(&format!("schema/{kind}.schema.json"))).unwrap()
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}

/// The code with which a document is refused, or none.
fn refusal(kind: &str, bytes: &[u8]) -> Option<&'static str> {
    match kind {
        "poll" => Poll::from_bytes(bytes, &Rules).err().map(|error| error.code()),
        "ballot" => Ballot::from_bytes(bytes)
            .map_err(|error| error.code())
            .and_then(|ballot| ballot.nullifier().map_err(|_| "nullifier").map(|_| ballot))
            .and_then(|ballot| ballot.proof().map_err(|error| error.code()))
            .err(),
        "close" => Close::from_bytes(bytes).err().map(|error| error.code()),
        "enrolment" => Enrolment::from_bytes(bytes).err().map(|error| error.code()),
        "enrolment-request" => {
            let enrolment = Enrolment::from_bytes(&read("vectors/enrolment/enrolment.json")).unwrap();
            EnrolmentRequest::from_bytes(bytes)
                .map_err(|error| error.code())
                .and_then(|request| request.check(&enrolment).map_err(|error| error.code()))
                .err()
        }
        "group" => Group::from_bytes(bytes).err().map(|error| error.code()),
        "receipt" => {
            let poll = Poll::from_bytes(&read("vectors/board/poll.json"), &Rules).unwrap();
            let receipt = Receipt::from_bytes(bytes);
            receipt.and_then(|receipt| receipt.check(&poll)).err().map(|error| error.code())
        }
        "lottery" => LotteryOpening::from_bytes(bytes).err().map(|error| error.code()),
        "lottery-secret" => PartySecret::from_bytes(bytes).err().map(|error| error.code()),
        "result" => PollResult::from_bytes(bytes).err().map(|error| error.code()),
        other => panic!("{other}"),
    }
}

/// Every vector by its file's name.
static MADE: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let voters: Vec<_> = (1..=9).map(private_key).collect();
    let voters: Vec<_> = voters.iter().map(|key| IdentitySecret::from_private_key(key).unwrap()).collect();
    let mut group = Group::from_members(voters.iter().map(IdentitySecret::commitment)).unwrap();
    group.remove(7).unwrap();
    let depth = Depth::new(10).unwrap();
    let poll = to_canonical(&manifest(&Electorate::new(&group, depth).unwrap()));
    let poll = Poll::from_bytes(&poll, &Rules).unwrap();

    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
    let prover = Prover::new(ProvingKey::from_bytes(depth, &fs::read(key).unwrap()).unwrap());
    let rng = &mut StdRng::seed_from_u64(1);
    let cast = casts().into_iter().map(|(voter, revision, answers)| {
        let answers: Answers = serde_json::from_value(answers).unwrap();
        let content = Content::new(&poll, revision, answers).unwrap();
        prover.prove(&poll, &voters[voter], &group.path(voter).unwrap(), content, rng).unwrap()
    });
    let ballots: Vec<Vec<u8>> = cast.map(|ballot| ballot.to_bytes()).collect();

    let verifier = Verifier::new(poll.clone());
    let mut tally = Tally::new(poll.clone());
    for ballot in &ballots {
        tally.add(verifier.verify_bytes(ballot).unwrap()).unwrap();
    }
    let shown = verifier.verify_bytes(&ballots[SHOWN]).unwrap();
    let message = shown.content().message();
    let values = json!({
        "identities": voters.iter().zip(1..).map(|(voter, number)| json!({
            "privateKey": String::from_utf8(private_key(number)).unwrap(),
            "export": *voter.export(),
            "commitment": voter.commitment(),
        })).collect::<Vec<_>>(),
        "group": {
            "root": group.root(), "digest": group.digest(),
            "members": group.members(), "places": group.places(),
        },
        "poll": {
            "id": poll.id(),
            "scope": poll.id().scope().to_string(),
            "scopeHashed": field(poll.id().scope().to_field()),
        },
        "ballot": {
            "id": BallotId::new(shown.nullifier(), message),
            "message": message.to_string(),
            "messageHashed": field(message.to_field()),
            "nullifier": shown.nullifier(),
        },
        "result": {"seed": tally.ballots().seed(poll.id())},
    });
    let with_board = with_board(&poll);
    let (mut board, ballot) = bundle(&with_board, |voter, revision, says| {
        let answers = serde_json::from_value(json!({"statute": {"pick": [says]}})).unwrap();
        let content = Content::new(&with_board, revision, answers).unwrap();
        prover.prove(&with_board, &voters[voter], &group.path(voter).unwrap(), content, rng).unwrap()
    });
    let values_of_board = json!({
        "poll": with_board.id(), "origin": with_board.origin(), "deadline": with_board.deadline(),
        "ballot": ballot,
    });
    let enrolment = json!({
        "format": "ostrakon/enrolment/1", "title": "Members of the harbour club", "salt": "5d".repeat(32),
    });
    let enrolment = Enrolment::from_bytes(&to_canonical(&enrolment)).unwrap();
    let code: Code = "0123-4567-89AB-CDEF".parse().unwrap();
    let digest = code.digest(enrolment.id());
    let message = enrolment.message(digest);
    let request = EnrolmentRequest::new(&enrolment, code, &voters[0]);
    let values_of_enrolment = json!({
        "enrolment": enrolment.id(),
        "codeDigest": digest,
        "message": message.to_string(),
        "messageHashed": field(message.to_field()),
        "commitment": request.check(&enrolment).unwrap().1,
    });
    let lines: Vec<_> =
        ballots.iter().flat_map(|ballot| [ballot.as_slice(), b"\n"]).flatten().copied().collect();
    board.extend([
        ("board/poll.json", with_board.to_bytes().to_vec()),
        ("board/group.json", group.to_bytes()),
        ("board/values.json", format!("{values_of_board:#}\n").into_bytes()),
    ]);
    let others = vec![
        ("poll.json", poll.to_bytes().to_vec()),
        ("ballot.json", ballots[SHOWN].clone()),
        ("ballots.jsonl", lines),
        ("group.json", group.to_bytes()),
        ("result.json", tally.result().unwrap().to_bytes()),
        ("values.json", format!("{values:#}\n").into_bytes()),
        ("enrolment/enrolment.json", enrolment.to_bytes()),
        ("enrolment/enrolment-request.json", request.to_bytes().to_vec()),
        ("enrolment/values.json", format!("{values_of_enrolment:#}\n").into_bytes()),
    ];
    others.into_iter().chain(board).collect()
});

/// What the board of a poll makes of four ballots: the parts of its bundle but poll and group, and what one of
/// its voters holds. Returns that voter's ballot id, too.
fn bundle(
    poll: &Poll,
    mut cast: impl FnMut(usize, u8, &str) -> Ballot,
) -> (Vec<(&'static str, Vec<u8>)>, BallotId) {
    let ballots = [cast(0, 0, "no"), cast(1, 0, "yes"), cast(2, 0, "yes"), cast(0, 1, "yes")];
    let verifier = Verifier::new(poll.clone());
    let mut tally = Tally::new(poll.clone());
    let mut entries = vec![poll.to_bytes().to_vec()];
    for ballot in &ballots {
        tally.add(verifier.verify(ballot.clone()).unwrap()).unwrap();
        entries.push(ballot.to_bytes());
    }
    let close = Close::new(poll.id(), ballots.len() as u64).to_bytes();
    entries.push(close.clone());

    // The private keys of RFC 8032, 7.1: tests 1 and 2.
    let signer = |name: &str, purpose, seed: &str| {
        Signer::new(name.parse().unwrap(), purpose, &hex::decode(seed).unwrap().try_into().unwrap())
    };
    let board = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let board = signer(&poll.origin().unwrap(), Purpose::Note, board);
    let alice = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    let alice = signer("alice.example/log", Purpose::Cosignature, alice);
    let mut edge = Edge::new();
    let mut log = Vec::new();
    for entry in &entries {
        edge.push(leaf_hash(entry)).unwrap();
        push_entry(&mut log, entry).unwrap();
    }
    let mut checkpoint = SignedCheckpoint::sign(edge.size(), edge.root(), &board).unwrap();
    let seen = "2026-11-08T20:00:05Z".parse().unwrap();
    let line = cosign(checkpoint.note().text(), seen, &alice).unwrap();
    checkpoint.note_mut().add(line).unwrap();

    let at = 2;
    let id = verifier.verify(ballots[at - 1].clone()).unwrap().id();
    let promise = SignedPromise::sign(id, poll.deadline().unwrap(), &board).unwrap();
    let tiles = edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())).collect();
    let proof = ProofPlan::inclusion(at as u64, edge.size()).unwrap().make(&tiles).unwrap();
    let inclusion = Inclusion::new(at as u64, proof, &checkpoint);
    let receipt = Receipt::new(poll.id(), ballots[at - 1].clone(), &promise, Some(inclusion));
    let files = vec![
        ("board/checkpoint", checkpoint.to_bytes()),
        ("board/tile/entries/000.p/6", log),
        ("board/result.json", tally.result().unwrap().to_bytes()),
        ("board/receipt/close.json", close),
        ("board/receipt/promise", promise.to_bytes()),
        ("board/receipt/receipt.json", receipt.to_bytes()),
    ];
    (files, id)
}

fn private_key(number: u8) -> Vec<u8> {
    format!("ostrakon vector {number}").into_bytes()
}

fn field(element: ark_bn254::Fr) -> String {
    ostrakon_core::field::to_decimal(&element)
}

/// The same poll with a board, asking one question.
fn with_board(poll: &Poll) -> Poll {
    let cosigner = |name: &str, key: &str| json!({"name": name, "key": key});
    let mut manifest: Value = serde_json::from_slice(poll.to_bytes()).unwrap();
    manifest["questions"].as_array_mut().unwrap().truncate(1);
    manifest["salt"] = json!("5c".repeat(32));
    // The public keys of RFC 8032, 7.1: tests 1 to 3.
    manifest["board"] = json!({
        "host": "votes.example.org", "grace": 300,
        "key": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "cosigners": {"threshold": 1, "keys": [
            cosigner("alice.example/log", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            cosigner("bob.example", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
        ]},
    });
    Poll::from_bytes(&to_canonical(&manifest), &Rules).unwrap()
}

/// Uses every field a manifest can have, but a lottery and a board.
fn manifest(electorate: &Electorate) -> Value {
    let option = |id: &str, label: &str| json!({"id": id, "label": label});
    json!({
        "format": "ostrakon/poll/1",
        "title": "Annual meeting",
        "description": "Everything that is decided this year.\nThe minutes of last year are on the notice board.",
        "questions": [
            {
                "id": "statute", "prompt": "Shall the new statute be adopted?", "abstain": true,
                "options": [option("yes", "Yes"), option("no", "No")],
                "form": {"pick": {"min": 0, "max": 1}},
                "rule": {"majority": {
                    "threshold": "2/3", "reach": "at-least", "base": "present",
                    "quorum": {"participants": 5}, "motion": "yes",
                }},
            },
            {
                "id": "board", "prompt": "Who shall be on the board?",
                "options": [
                    option("ann", "Ann Aydin"), option("bob", "Bob Brandt"), option("cem", "Cem Çelik"),
                    option("dan", "Dan Dorn"), option("eve", "Eve Ekberg"),
                ],
                "form": {"rank": {"max": 5, "ties": false}},
                "rule": {"stv": {"seats": 2}},
            },
            {
                "id": "colour", "prompt": "Which colour shall the door have?",
                "options": [option("blue", "Blue"), option("green", "Green"), option("red", "Red")],
                "form": {"rank": {"max": 3, "ties": true}},
                "rule": {"borda": {}},
            },
            {
                "id": "talks", "prompt": "How good were the talks?",
                "options": [option("birds", "Birds of the harbour"), option("tides", "Reading the tides")],
                "form": {"score": {"min": -2, "max": 5}},
                "rule": {"score": {"seats": 1}},
            },
            {
                "id": "repairs", "prompt": "Which repairs can you agree with?", "abstain": true,
                "options": [
                    {"id": "gate", "label": "The gate", "cost": 90_000},
                    {"id": "lamps", "label": "The lamps", "cost": 12_500},
                    {"id": "roof", "label": "The roof", "cost": 1_850_000},
                ],
                "form": {"pick": {"min": 1, "max": 3}},
                "rule": {"approval": {"seats": 2}},
            },
        ],
        "electorate": electorate,
        "opens": "2026-11-01T08:00:00Z",
        "closes": "2026-11-08T20:00:00Z",
        "privacy": "open",
        "revisions": 2,
        "salt": "5a".repeat(32),
    })
}

/// Which of [`casts`] is the vector of a ballot.
const SHOWN: usize = 7;

/// Voter, revision and answers of each ballot. The first voter votes twice.
fn casts() -> Vec<(usize, u8, Value)> {
    let casts = r#"[
        [0, 0, {"statute":{"pick":["no"]}, "board":{"rank":[["eve"]]},
            "colour":{"rank":[["red"]]}, "talks":{"score":{"birds":0,"tides":0}}, "repairs":{"pick":["gate"]}}],
        [1, 0, {"statute":{"pick":["yes"]}, "board":{"rank":[["ann"],["bob"],["cem"]]},
            "colour":{"rank":[["blue"],["red"]]}, "talks":{"score":{"birds":3,"tides":5}}, "repairs":{"pick":["gate","roof"]}}],
        [2, 0, {"statute":{"pick":["yes"]}, "board":{"rank":[["ann"],["bob"]]},
            "colour":{"rank":[["green"],["blue"]]}, "talks":{"score":{"birds":4,"tides":4}}, "repairs":{"pick":["roof"]}}],
        [3, 0, {"statute":{"pick":["yes"]}, "board":{"rank":[["ann"],["bob"],["eve"]]},
            "colour":{"rank":[["red"],["blue","green"]]}, "talks":{"score":{"birds":-2,"tides":1}}, "repairs":{"pick":["lamps"]}}],
        [4, 0, {"statute":{"abstain":{}}, "board":{"rank":[["bob"],["dan"]]},
            "colour":{"rank":[["green"]]}, "talks":{"score":{"birds":5,"tides":5}}, "repairs":{"pick":["gate","lamps","roof"]}}],
        [5, 0, {"statute":{"pick":["no"]}, "board":{"rank":[["cem"],["dan"],["ann"]]},
            "colour":{"rank":[["blue","green","red"]]}, "talks":{"score":{"birds":1,"tides":0}}, "repairs":{"abstain":{}}}],
        [8, 0, {"statute":{"pick":["yes"]}, "board":{"rank":[["cem"]]},
            "colour":{"rank":[["red"],["blue"]]}, "talks":{"score":{"birds":2,"tides":3}}, "repairs":{"pick":["gate","lamps"]}}],
        [0, 1, {"statute":{"pick":["yes"]}, "board":{"rank":[["ann"],["bob"],["cem"]]},
            "colour":{"rank":[["blue","green"],["red"]]}, "talks":{"score":{"birds":-1,"tides":4}}, "repairs":{"abstain":{}}}]
    ]"#;
    serde_json::from_str(casts).unwrap()
}

#[test]
fn vectors_are_made_of_fixed_inputs() {
    let write = std::env::var_os("OSTRAKON_WRITE_VECTORS").is_some();
    for (name, made) in MADE.iter() {
        let path = format!("vectors/{name}");
        if write {
            fs::create_dir_all(docs(&path).parent().unwrap()).unwrap();
            fs::write(docs(&path), made).unwrap();
        }
        assert!(read(&path) == *made, "docs/{path} is not what the code makes: see this file's head");
    }
}

#[test]
fn vectors_are_valid_and_read_back() {
    for kind in KINDS {
        let schema = schema(kind);
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let bytes = read(&path(kind));
        let document = serde_json::from_slice(&bytes).unwrap();
        validator(&schema).validate(&document).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(refusal(kind, &bytes), None, "{kind}");
    }
    let with_board = read("vectors/board/poll.json");
    validator(&schema("poll")).validate(&serde_json::from_slice(&with_board).unwrap()).unwrap();
    let ballots = read("vectors/ballots.jsonl");
    let ballots: Vec<_> = ballots.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect();
    let validator = validator(&schema("ballot"));
    assert!(ballots.iter().all(|line| validator.is_valid(&serde_json::from_slice(line).unwrap())));
    assert_eq!(ballots.last().copied(), Some(read("vectors/ballot.json").as_slice()));
}

/// What the one poll of the vectors has no question for.
const NOT_IN_A_VECTOR: [&str; 27] = [
    "allocate",
    "amount",
    "award",
    "awards",
    "beacon",
    "committees",
    "committees_in_all",
    "cost",
    "credits",
    "defeat",
    "each",
    "exponent",
    "fund",
    "less",
    "loser",
    "pairwise",
    "payments",
    "round",
    "rows",
    "ruling",
    "signature",
    "signed",
    "stance",
    "strength",
    "together",
    "voters",
    "winner",
];

#[test]
fn every_field_stands_in_a_vector() {
    for kind in KINDS {
        let (mut fields, mut used) = (BTreeSet::new(), BTreeSet::new());
        let mut schema = schema(kind);
        // Rules are many: one poll does not use them all.
        if let Some(definitions) = schema["$defs"].as_object_mut() {
            definitions.remove("rule");
        }
        collect_fields(&schema, &mut fields);
        collect_keys(&vector(kind), &mut used);
        if ["poll", "result"].contains(&kind) {
            let with_lots = read(&format!("vectors/lots/{kind}.json"));
            collect_keys(&serde_json::from_slice(&with_lots).unwrap(), &mut used);
        }
        if kind == "poll" {
            collect_keys(&serde_json::from_slice(&read("vectors/board/poll.json")).unwrap(), &mut used);
        }
        let unused: Vec<_> =
            fields.difference(&used).filter(|field| !NOT_IN_A_VECTOR.contains(&field.as_str())).collect();
        assert!(unused.is_empty(), "{kind}: {unused:?}");
    }
    let result = String::from_utf8(read("vectors/result.json")).unwrap();
    for spelled in [r#""broken_by":"seed""#, r#""broken_by":{"round":"#, r#":"14/3""#, r#":"0.25""#] {
        assert!(result.contains(spelled), "{spelled}");
    }
}

/// The names of all fields that a schema speaks of.
fn collect_fields(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                if let ("properties", Some(properties)) = (key.as_str(), value.as_object()) {
                    fields.extend(properties.keys().cloned());
                }
                collect_fields(value, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_fields(item, fields)),
        _ => {}
    }
}

fn collect_keys(document: &Value, keys: &mut BTreeSet<String>) {
    match document {
        Value::Object(object) => {
            keys.extend(object.keys().cloned());
            object.values().for_each(|value| collect_keys(value, keys));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, keys)),
        _ => {}
    }
}

/// A vector with the value at a pointer replaced, added, or removed where there is none to put there.
fn mutated(kind: &str, pointer: &str, value: Option<Value>) -> Value {
    let mut document = vector(kind);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{kind} has no {pointer}"));
    match (parent, value) {
        (Value::Object(object), Some(value)) => drop(object.insert(name.to_owned(), value)),
        (Value::Object(object), None) => assert!(object.remove(name).is_some(), "{kind} has no {pointer}"),
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(name.parse().unwrap())),
        other => panic!("{other:?}"),
    }
    document
}

#[test]
fn schemas_refuse_what_the_code_refuses() {
    let some = |value| Some(value);
    let cosigner = |name: &str| json!({"name": name, "key": "02".repeat(32)});
    let board = |changes: &[(&str, Value)]| {
        let mut board = json!({"host": "a.example:8443", "key": "01".repeat(32), "grace": 10});
        let changes = changes.iter().map(|(field, value)| ((*field).to_owned(), value.clone()));
        board.as_object_mut().unwrap().extend(changes);
        board
    };
    for good in [
        board(&[]),
        board(&[("host", json!("127.0.0.1"))]),
        board(&[("cosigners", json!({"keys": [cosigner("a/b-1.c")], "threshold": 1}))]),
    ] {
        let document = mutated("poll", "/board", some(good));
        assert!(validator(&schema("poll")).is_valid(&document), "{document}");
        assert_eq!(refusal("poll", &to_canonical(&document)), None, "{document}");
    }
    for (kind, pointer, value) in [
        ("poll", "/format", some(json!("ostrakon/poll/2"))),
        ("poll", "/salt", None),
        ("poll", "/salt", some(json!("5A".repeat(32)))),
        ("poll", "/salt", some(json!("5a".repeat(31)))),
        ("poll", "/more", some(json!(1))),
        ("poll", "/description", some(json!(null))),
        ("poll", "/title", some(json!(" "))),
        ("poll", "/title", some(json!("two\nlines"))),
        ("poll", "/title", some(json!("x".repeat(201)))),
        ("poll", "/opens", some(json!("2026-11-01T08:00:00+00:00"))),
        ("poll", "/opens", some(json!("2026-11-01T24:00:00Z"))),
        ("poll", "/closes", some(json!(1_800_000_000))),
        ("poll", "/privacy", some(json!("secret"))),
        ("poll", "/revisions", some(json!(101))),
        ("poll", "/revisions", some(json!("2"))),
        ("poll", "/revisions", some(json!(-1))),
        ("poll", "/revisions", some(json!(1.5))),
        ("poll", "/questions", some(json!([]))),
        ("poll", "/electorate/circuit", some(json!("semaphore-4.0.0"))),
        ("poll", "/electorate/depth", some(json!(33))),
        ("poll", "/electorate/members", some(json!(0))),
        ("poll", "/electorate/root", some(json!("0"))),
        ("poll", "/electorate/root", some(json!("0x1f"))),
        ("poll", "/electorate/digest", some(json!("sha256"))),
        ("poll", "/questions/0/id", some(json!("Statute"))),
        ("poll", "/questions/0/abstain", some(json!(false))),
        ("poll", "/questions/0/form", some(json!({"pick": {"min": 0, "max": 1}, "stance": {}}))),
        ("poll", "/questions/0/form", some(json!({"circle": {}}))),
        ("poll", "/questions/0/form/pick/max", some(json!(0))),
        ("poll", "/questions/0/form/pick/most", some(json!(1))),
        ("poll", "/questions/0/rule", some(json!({}))),
        ("poll", "/questions/0/rule", some(json!({"coin-toss": {}}))),
        ("poll", "/questions/0/rule/majority/threshold", some(json!(0.5))),
        ("poll", "/questions/0/rule/majority/threshold", some(json!("0/3"))),
        ("poll", "/questions/0/rule/majority/reach", some(json!("over"))),
        ("poll", "/questions/0/rule/majority/reach", None),
        ("poll", "/questions/0/rule/majority/quorum", some(json!(null))),
        ("poll", "/questions/0/rule/majority/quorum/participants", some(json!(0))),
        ("poll", "/lottery", some(json!({"seed": "00"}))),
        ("poll", "/lottery", some(json!({"parties": []}))),
        ("poll", "/lottery", some(json!({"beacon": {"name": "my-own", "round": 1_000_000_000}}))),
        ("poll", "/lottery", some(json!({"beacon": {"name": "drand-quicknet", "round": 0}}))),
        ("close", "/ballots", some(json!(-1))),
        ("close", "/ballots", some(json!("4"))),
        ("close", "/format", some(json!("ostrakon/close/2"))),
        ("close", "/poll", None),
        ("close", "/time", some(json!("2026-11-08T20:00:00Z"))),
        ("receipt", "/ballot", None),
        ("receipt", "/format", some(json!("ostrakon/receipt/2"))),
        ("receipt", "/inclusion", some(json!(null))),
        ("receipt", "/inclusion/index", some(json!(-1))),
        ("receipt", "/inclusion/proof/0", some(json!("00"))),
        ("receipt", "/promise", some(json!({}))),
        ("receipt", "/voter", some(json!("ann"))),
        ("poll", "/board", some(json!(null))),
        ("poll", "/board", some(board(&[("key", json!("AA".repeat(32)))]))),
        ("poll", "/board", some(board(&[("key", json!("aa".repeat(31)))]))),
        ("poll", "/board", some(board(&[("grace", json!(9))]))),
        ("poll", "/board", some(board(&[("grace", json!(86_401))]))),
        ("poll", "/board", some(board(&[("url", json!("https://a"))]))),
        ("poll", "/board", some(board(&[("host", json!("https://a"))]))),
        ("poll", "/board", some(board(&[("host", json!("a/b"))]))),
        ("poll", "/board", some(board(&[("host", json!("a..b"))]))),
        ("poll", "/board", some(board(&[("host", json!("a.-b"))]))),
        ("poll", "/board", some(board(&[("host", json!("A"))]))),
        ("poll", "/board", some(board(&[("host", json!("a:080"))]))),
        ("poll", "/board", some(board(&[("cosigners", json!(null))]))),
        ("poll", "/board", some(board(&[("cosigners", json!({"keys": [], "threshold": 1}))]))),
        ("poll", "/board", some(board(&[("cosigners", json!({"keys": [cosigner("a")], "threshold": 0}))]))),
        ("poll", "/board", some(board(&[("cosigners", json!({"keys": [cosigner("A")], "threshold": 1}))]))),
        ("poll", "/questions/1/rule/stv/seats", None),
        ("poll", "/questions/1/rule/stv/seats", some(json!(0))),
        ("poll", "/questions/1/options/0/label", some(json!(""))),
        ("poll", "/questions/4/options/0/cost", some(json!(-1))),
        ("poll", "/questions/4/options/0/cost", some(json!(9_007_199_254_740_992_u64))),
        ("ballot", "/format", some(json!("ostrakon/ballot/0"))),
        ("ballot", "/root", some(json!("1"))),
        ("ballot", "/nullifier", some(json!(5))),
        ("ballot", "/nullifier", some(json!("05"))),
        ("ballot", "/nullifier", some(json!("-5"))),
        ("ballot", "/nullifier", some(json!("0x5"))),
        ("ballot", "/proof/7", None),
        ("ballot", "/proof/0", some(json!("1e3"))),
        ("ballot", "/proof/0", some(json!(1))),
        ("ballot", "/content/poll", some(json!("5"))),
        ("ballot", "/content/revision", some(json!("1"))),
        ("ballot", "/content/body/note", some(json!("me"))),
        ("ballot", "/content/body/answers/statute", some(json!("yes"))),
        ("ballot", "/content/body/answers/statute", some(json!({"pick": ["yes"], "abstain": {}}))),
        ("ballot", "/content/body/answers/statute", some(json!({"pick": "yes"}))),
        ("ballot", "/content/body/answers/statute", some(json!({"abstain": true}))),
        ("ballot", "/content/body/answers/Statute", some(json!({"abstain": {}}))),
        ("ballot", "/content/body/answers/talks/score/birds", some(json!("-1"))),
        ("ballot", "/content/body/answers/talks/score/birds", some(json!(0.5))),
        ("ballot", "/content/body/answers/talks", some(json!({"stance": {"birds": "maybe"}}))),
        ("enrolment", "/format", some(json!("ostrakon/enrolment/2"))),
        ("enrolment", "/title", some(json!("two\nlines"))),
        ("enrolment", "/salt", None),
        ("enrolment", "/codes", some(json!(5))),
        ("enrolment-request", "/format", some(json!("ostrakon/enrolment/1"))),
        ("enrolment-request", "/enrolment", some(json!("5d"))),
        ("enrolment-request", "/code", some(json!("0123456789ABCDEF"))),
        ("enrolment-request", "/code", some(json!("0123-4567-89AB-CDEU"))),
        ("enrolment-request", "/code", some(json!("o123-4567-89ab-cdef"))),
        ("enrolment-request", "/commitment", some(json!("5"))),
        ("enrolment-request", "/public_key/x", some(json!("05"))),
        ("enrolment-request", "/public_key/z", some(json!("5"))),
        ("enrolment-request", "/public_key", some(json!(["5", "6"]))),
        ("enrolment-request", "/signature/s", some(json!(5))),
        ("enrolment-request", "/signature/s", some(json!("-5"))),
        ("enrolment-request", "/signature/y", None),
        ("group", "/format", some(json!("ostrakon/group/2"))),
        ("group", "/name", some(json!("x"))),
        ("group", "/places/0", some(json!(5))),
        ("group", "/places/0", some(json!(""))),
        ("group", "/places/0", some(json!("007"))),
        ("group", "/places/0", some(json!("0xff"))),
        ("group", "/places", None),
        ("lottery", "/format", some(json!("ostrakon/lottery/2"))),
        ("lottery", "/poll", None),
        ("lottery", "/opened", some(json!({}))),
        ("lottery", "/opened/secrets", None),
        ("lottery", "/opened/signature", some(json!("00".repeat(48)))),
        ("lottery", "/opened", some(json!({"signature": "00".repeat(47)}))),
        ("lottery", "/opened/secrets/0", some(json!("A1".repeat(32)))),
        ("lottery-secret", "/name", some(json!(""))),
        ("lottery-secret", "/secret", some(json!("a1".repeat(31)))),
        ("lottery-secret", "/poll", some(json!("a1".repeat(32)))),
        ("result", "/lottery", some(json!(null))),
        ("result", "/format", some(json!("ostrakon/poll/1"))),
        ("result", "/counted", some(json!("7"))),
        ("result", "/counted", some(json!(-7))),
        ("result", "/seed", some(json!("00"))),
        ("result", "/by", some(json!("me"))),
        ("result", "/outcomes/0/answers", some(json!(6.5))),
        ("result", "/outcomes/0/electorate", some(json!(null))),
        ("result", "/outcomes/0/winners", some(json!(["Y"]))),
        ("result", "/outcomes/0/transcript/0", some(json!({"guess": {}}))),
        ("result", "/outcomes/0/transcript/0/totals/whole", some(json!("0.50"))),
        ("result", "/outcomes/0/transcript/0/totals/whole", some(json!(0.5))),
        ("result", "/outcomes/0/transcript/1/condition/must_be", some(json!("more"))),
    ] {
        let document = mutated(kind, pointer, value);
        // Some hold fractions, which nothing of the libraries writes.
        let bytes = serde_json::to_vec(&document).unwrap();
        assert!(!validator(&schema(kind)).is_valid(&document), "the schema takes {kind}{pointer}");
        assert!(refusal(kind, &bytes).is_some(), "the code takes {kind}{pointer}");
    }
}

#[test]
fn forms_that_no_vector_asks_have_their_spelling_too() {
    let part = |kind: &str, part: &str| {
        let mut schema = schema(kind);
        schema["$ref"] = json!(format!("#/$defs/{part}"));
        for key in ["type", "properties", "required", "additionalProperties"] {
            schema.as_object_mut().unwrap().remove(key);
        }
        validator(&schema)
    };
    let (form_schema, answer_schema) = (part("poll", "form"), part("ballot", "answer"));
    for (form, good, bad) in [
        (
            json!({"allocate": {"credits": 100, "exponent": 2, "signed": true}}),
            json!({"allocate": {"a": 6, "b": -8}}),
            json!({"allocate": {"a": 0}}),
        ),
        (
            json!({"stance": {}}),
            json!({"stance": {"a": "agree", "b": "disagree", "c": "pass"}}),
            json!({"stance": {"a": "agree", "b": "disagree", "c": "neutral"}}),
        ),
    ] {
        let question: Question = serde_json::from_value(json!({
            "id": "q", "prompt": "What?", "form": form, "rule": {"none": {}},
            "options": [{"id": "a", "label": "1"}, {"id": "b", "label": "2"}, {"id": "c", "label": "3"}],
        }))
        .unwrap();
        let takes = |answer: &Value| {
            serde_json::from_value::<Answer>(answer.clone())
                .is_ok_and(|answer| question.check(&answer).is_ok())
        };
        assert!(form_schema.is_valid(&form), "{form}");
        assert!(takes(&good) && answer_schema.is_valid(&good), "{good}");
        assert!(!takes(&bad) && !answer_schema.is_valid(&bad), "{bad}");
    }
}

#[test]
fn the_poll_schema_names_every_rule() {
    let schema = schema("poll");
    let names: Vec<_> = schema["$defs"]["rule"]["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, KnownRule::all().iter().map(KnownRule::name).collect::<Vec<_>>());
}

#[test]
fn format_md_tells_every_value_and_error_code() {
    let page = String::from_utf8(read("format.md")).unwrap();
    let values: Value = serde_json::from_slice(&read("vectors/values.json")).unwrap();
    for part in ["group", "poll", "ballot", "result"] {
        for (name, value) in values[part].as_object().unwrap() {
            if let Some(text) = value.as_str() {
                assert!(page.contains(text), "format.md does not show {part}.{name} = {text}");
            }
        }
    }
    for folder in ["board", "enrolment"] {
        let values: Value = serde_json::from_slice(&read(&format!("vectors/{folder}/values.json"))).unwrap();
        for (name, value) in values.as_object().unwrap() {
            assert!(page.contains(value.as_str().unwrap()), "format.md does not show {folder}: {name}");
        }
    }
    for note in ["checkpoint", "receipt/promise", "receipt/close.json"] {
        let note = String::from_utf8(read(&format!("vectors/board/{note}"))).unwrap();
        assert!(note.lines().all(|line| page.contains(line)), "format.md does not show {note}");
    }
    for coordinate in vector("ballot")["proof"].as_array().unwrap() {
        assert!(page.contains(coordinate.as_str().unwrap()), "format.md shows another proof");
    }
    // Codes stand in the first cell of a row.
    let told: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" |").next())
        .flat_map(|cell| cell.split('`').step_by(2))
        .collect();
    let codes = &codes_of_libraries() | &codes_of_the_program();
    assert!(codes.len() > 150, "{codes:?}");
    for code in codes {
        assert!(told.contains(code.as_str()), "format.md does not explain {code}");
    }
}

/// Every text that a function `code` of the libraries gives, from their sources.
fn codes_of_libraries() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for library in ["core", "tally", "circuits", "prover", "verifier", "board", "server", "agent"] {
        for source in sources(library) {
            for function in source.split("pub const fn code(").skip(1) {
                let body = function.split("\n    }\n").next().unwrap_or_default();
                codes.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
    codes
}

/// Every text that the program makes an error with, from its sources.
fn codes_of_the_program() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for source in sources("cli") {
        for function in ["Error::usage(", "Error::rejected("] {
            let first = source.split(function).skip(1).map(str::trim_start);
            let literal = first.filter_map(|first| first.strip_prefix('"')?.split('"').next());
            codes.extend(literal.map(str::to_owned));
        }
    }
    codes
}

/// The source files of a crate.
fn sources(name: &str) -> Vec<String> {
    let mut sources = Vec::new();
    let mut folders = vec![docs("..").join(name).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    sources
}
