//! Polls that draw lots: the bundle in `docs/vectors/lots`, and what cannot be opened.
//!
//! `OSTRAKON_WRITE_VECTORS=1 cargo test --release -p ostrakon-tests` writes the bundle anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use ark_std::rand::{SeedableRng, rngs::StdRng};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answers;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::hash::Digest;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json::to_canonical;
use ostrakon_core::lottery::party::{Party, PartySecret};
use ostrakon_core::lottery::{LotteryOpening, Opened};
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Poll, PollError};
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::lottery::{self, LotteryError};
use ostrakon_verifier::result::{PollResult, ResultError, Tally};
use ostrakon_verifier::{VerifiedBallot, Verifier};
use serde_json::{Value, json};

struct World {
    group: Group,
    secrets: [PartySecret; 2],
    poll: Poll,
    ballots: Vec<VerifiedBallot>,
    opening: LotteryOpening,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let voters: Vec<_> = (1..=5).map(|number| format!("ostrakon vector {number}")).collect();
    let voters: Vec<_> =
        voters.iter().map(|key| IdentitySecret::from_private_key(key.as_bytes()).unwrap()).collect();
    let group = Group::from_members(voters.iter().map(IdentitySecret::commitment)).unwrap();
    let secrets = [secret("The notary", 0xa1), secret("Ann Aydin", 0xb2)];
    let parties: Vec<Party> = secrets.iter().map(PartySecret::party).collect();
    let poll = poll(json!({"parties": parties}), "2026-11-08T20:00:00Z").unwrap();

    let depth = Depth::new(10).unwrap();
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
    let prover = Prover::new(ProvingKey::from_bytes(depth, &fs::read(key).unwrap()).unwrap());
    let verifier = Verifier::new(poll.clone());
    let rng = &mut StdRng::seed_from_u64(2);
    let answers: Vec<Answers> = serde_json::from_value(json!([
        {"host": {"rank": [["ann"], ["bob"]]}, "jury": {"pick": ["ann", "bob", "cem"]}},
        {"host": {"rank": [["ann"], ["cem"]]}, "jury": {"pick": ["bob"]}},
        {"host": {"rank": [["bob"]]}, "jury": {"pick": ["bob", "cem"]}},
        {"host": {"rank": [["cem"], ["bob"], ["ann"]]}, "jury": {"pick": []}},
        {"host": {"abstain": {}}, "jury": {"pick": ["ann", "cem"]}},
    ]))
    .unwrap();
    let cast = voters.iter().zip(answers).enumerate().map(|(at, (voter, answers))| {
        let content = Content::new(&poll, 0, answers).unwrap();
        let ballot = prover.prove(&poll, voter, &group.path(at).unwrap(), content, rng).unwrap();
        verifier.verify(ballot).unwrap()
    });
    let ballots = cast.collect();
    let opened = Opened::Secrets(secrets.iter().map(PartySecret::reveal).collect());
    let opening = LotteryOpening::new(poll.id(), opened);
    World { group, secrets, poll, ballots, opening }
});

fn secret(name: &str, byte: u8) -> PartySecret {
    let secret = Digest::from_bytes([byte; 32]);
    let document = json!({"format": "ostrakon/lottery-secret/1", "name": name, "secret": secret});
    PartySecret::from_bytes(&to_canonical(&document)).unwrap()
}

/// A poll with two draws, by a source, that closes at a time.
fn poll(lottery: Value, closes: &str) -> Result<Poll, PollError> {
    let keys = (1..=5).map(|number| format!("ostrakon vector {number}"));
    let voters = keys.map(|key| IdentitySecret::from_private_key(key.as_bytes()).unwrap().commitment());
    let group = Group::from_members(voters).unwrap();
    let option = |id: &str, label: &str| json!({"id": id, "label": label});
    let options = [option("ann", "Ann Aydin"), option("bob", "Bob Brandt"), option("cem", "Cem Çelik")];
    let mut manifest = json!({
        "format": "ostrakon/poll/1",
        "title": "Two draws",
        "questions": [
            {
                "id": "host", "prompt": "Who hosts the next two meetings?", "options": options, "abstain": true,
                "form": {"rank": {"max": 3, "ties": false}}, "rule": {"random-ballot": {"seats": 2}},
            },
            {
                "id": "jury", "prompt": "Who may be on the jury?", "options": options,
                "form": {"pick": {"min": 0, "max": 3}},
                "rule": {"sortition": {"seats": 2, "lots": "per-nomination"}},
            },
        ],
        "electorate": Electorate::new(&group, Depth::new(10).unwrap()).unwrap(),
        "opens": "2020-01-01T00:00:00Z",
        "closes": closes,
        "privacy": "open",
        "revisions": 0,
        "lottery": lottery,
        "salt": "5b".repeat(32),
    });
    if manifest["lottery"].is_null() {
        manifest.as_object_mut().unwrap().remove("lottery");
    }
    Poll::from_bytes(&to_canonical(&manifest), &Rules)
}

fn result<'a>(ballots: impl IntoIterator<Item = &'a VerifiedBallot>) -> PollResult {
    let mut tally = Tally::new(WORLD.poll.clone());
    for ballot in ballots {
        tally.add(ballot.clone()).unwrap();
    }
    tally.open_lottery(WORLD.opening.clone()).unwrap();
    tally.result().unwrap()
}

#[test]
fn the_bundle_is_made_of_fixed_inputs() {
    let World { group, secrets, poll, ballots, opening } = &*WORLD;
    let lines: Vec<u8> =
        ballots.iter().flat_map(|ballot| [ballot.ballot().to_bytes(), b"\n".to_vec()].concat()).collect();
    let values = json!({
        "poll": poll.id(),
        "commitments": secrets.iter().map(|secret| secret.party().commitment).collect::<Vec<_>>(),
        "lotterySeed": lottery::open(poll, opening).unwrap().digest(),
    });
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vectors/lots"));
    for (name, made) in [
        ("poll.json", poll.to_bytes().to_vec()),
        ("group.json", group.to_bytes()),
        ("ballots.jsonl", lines),
        ("lottery-secret.json", secrets[0].to_bytes().to_vec()),
        ("lottery.json", opening.to_bytes()),
        ("result.json", result(ballots).to_bytes()),
        ("values.json", format!("{values:#}\n").into_bytes()),
    ] {
        let path = folder.join(name);
        if std::env::var_os("OSTRAKON_WRITE_VECTORS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &made).unwrap();
        }
        assert!(
            fs::read(&path).is_ok_and(|found| found == made),
            "docs/vectors/lots/{name} is not what the code makes"
        );
    }
}

#[test]
fn format_md_tells_the_values_of_the_bundle() {
    let docs = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"));
    let page = fs::read_to_string(docs.join("format.md")).unwrap();
    let values: Value =
        serde_json::from_slice(&fs::read(docs.join("vectors/lots/values.json")).unwrap()).unwrap();
    let values =
        [&values["poll"], &values["lotterySeed"], &values["commitments"][0], &values["commitments"][1]];
    for value in values {
        assert!(page.contains(value.as_str().unwrap()), "format.md does not show {value}");
    }
}

#[test]
fn ballots_in_another_order_give_the_same_draw() {
    let ballots = &WORLD.ballots;
    assert_eq!(result(ballots.iter().rev()), result(ballots));
}

#[test]
fn another_secret_gives_another_draw() {
    let draws = |byte| {
        let secrets = [secret("The notary", byte), secret("Ann Aydin", 0xb2)];
        let parties: Vec<Party> = secrets.iter().map(PartySecret::party).collect();
        let poll = poll(json!({"parties": parties}), "2026-11-08T20:00:00Z").unwrap();
        let opened = Opened::Secrets(secrets.iter().map(PartySecret::reveal).collect());
        lottery::open(&poll, &LotteryOpening::new(poll.id(), opened)).unwrap()
    };
    assert_ne!(draws(1).digest(), draws(2).digest());
}

#[test]
fn without_an_opening_there_is_no_result() {
    let mut tally = Tally::new(WORLD.poll.clone());
    tally.add(WORLD.ballots[0].clone()).unwrap();
    let error = tally.result().unwrap_err();
    assert_eq!((&error, error.code()), (&ResultError::Lottery(LotteryError::Missing), "lottery-missing"));
}

fn refusal(opening: &LotteryOpening) -> &'static str {
    lottery::open(&WORLD.poll, opening).unwrap_err().code()
}

#[test]
fn only_what_the_parties_committed_to_opens_the_poll() {
    let [notary, ann] = [0, 1].map(|at: usize| WORLD.secrets[at].reveal());
    let open = |secrets: &[Digest]| {
        refusal(&LotteryOpening::new(WORLD.poll.id(), Opened::Secrets(secrets.to_vec())))
    };
    assert_eq!(open(&[ann, notary]), "lottery-secret");
    assert_eq!(open(&[notary, notary]), "lottery-secret");
    assert_eq!(open(&[notary, Digest::from_bytes([0xb3; 32])]), "lottery-secret");
    assert_eq!(open(&[notary]), "lottery-secrets");
    assert_eq!(open(&[]), "lottery-secrets");
    assert_eq!(open(&[notary, ann, ann]), "lottery-secrets");
    let signature = Opened::Signature(ROUND_1000.parse().unwrap());
    assert_eq!(refusal(&LotteryOpening::new(WORLD.poll.id(), signature)), "lottery-source");
    let other =
        poll(json!({"parties": [secret("A", 1).party(), secret("B", 2).party()]}), "2026-11-08T20:00:00Z")
            .unwrap();
    assert_eq!(refusal(&LotteryOpening::new(other.id(), Opened::Secrets(vec![notary, ann]))), "lottery-poll");
    let mut tally = Tally::new(WORLD.poll.clone());
    assert!(
        tally.open_lottery(LotteryOpening::new(WORLD.poll.id(), Opened::Secrets(vec![ann, notary]))).is_err()
    );
    assert!(tally.result().is_err());
}

/// drand's signature of round 1000 of its quicknet, published at 2023-08-23T15:59:24Z.
const ROUND_1000: &str =
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
/// And of the round after it.
const ROUND_1001: &str =
    "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41";

#[test]
fn only_the_round_that_the_poll_names_opens_it() {
    let beacon = |round: u64| json!({"beacon": {"name": "drand-quicknet", "round": round}});
    let closes = "2023-08-23T15:59:23Z";
    let poll = |round| poll(beacon(round), closes);
    let by_round = poll(1000).unwrap();
    let open = |opened| {
        lottery::open(&by_round, &LotteryOpening::new(by_round.id(), opened)).map_err(|error| error.code())
    };
    assert!(open(Opened::Signature(ROUND_1000.parse().unwrap())).is_ok());
    assert_eq!(open(Opened::Signature(ROUND_1001.parse().unwrap())), Err("lottery-signature"));
    let altered = ROUND_1000.replacen('b', "a", 1);
    assert_eq!(open(Opened::Signature(altered.parse().unwrap())), Err("lottery-signature"));
    assert_eq!(open(Opened::Secrets(vec![Digest::from_bytes([1; 32])])), Err("lottery-source"));
    assert_eq!(poll(999).unwrap_err().code(), "lottery-early");
    assert_eq!(poll(0).unwrap_err().code(), "lottery-round");
}

#[test]
fn a_poll_cannot_draw_lots_without_a_source() {
    let error = poll(Value::Null, "2026-11-08T20:00:00Z").unwrap_err();
    assert_eq!(error.code(), "poll-rule");
    assert!(error.to_string().contains("the rule random-ballot draws lots"), "{error}");
}
