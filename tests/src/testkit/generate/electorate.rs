//! The groups, polls and ballots that are good, and that the other cases are about.

use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret};
use ostrakon_core::path::Depth;
use ostrakon_core::poll::Poll;
use ostrakon_core::poseidon;
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use serde_json::{Value, json};

use super::Draft;
use super::voters::{Cast, changed, prover, voter};

/// What the good cases hold, and the bad ones start from.
pub(super) struct World {
    pub(super) prover: Prover,
    pub(super) prover_16: Prover,
    /// Five members in six places: voters 1, 2, 3, an empty place, voters 5 and 6.
    pub(super) group: Group,
    /// The group before voter 6 came in.
    pub(super) group_older: Group,
    /// Another group with voter 1 in it.
    pub(super) group_other: Group,
    /// Voters 1, 2, 3.
    pub(super) group_three: Group,
    /// The node above voters 1 and 2 taken for a member, and voter 3: the root of the three.
    pub(super) group_collapsed: Group,
    pub(super) poll: Poll,
    pub(super) poll_other: Poll,
    pub(super) poll_salt: Poll,
    pub(super) poll_depth_16: Poll,
    /// Voter 1's ballot.
    pub(super) ballot: Value,
}

impl World {
    pub(super) fn new() -> Self {
        let member = |number| voter(number).commitment();
        let mut group = Group::from_members((1..=5).map(member)).unwrap();
        group.remove(3).unwrap();
        let group_older = group.clone();
        group.append(member(6)).unwrap();
        let group_three = Group::from_members((1..=3).map(member)).unwrap();
        let node = poseidon::hash2(member(1).to_field(), member(2).to_field());
        let node = IdentityCommitment::from_field(node).unwrap();
        let poll = read(&manifest(&group, 10));
        let prover = prover(10);
        let ballot = Cast::new(&prover, &group, &poll, 0, &answers()).by(&voter(1));
        Self {
            prover_16: self::prover(16),
            group_other: Group::from_members([1, 7, 8, 9].map(member)).unwrap(),
            group_collapsed: Group::from_members([node, member(3)]).unwrap(),
            poll_other: read(&with(&manifest(&group, 10), |poll| poll["title"] = json!("Another poll"))),
            poll_salt: read(&with(&manifest(&group, 10), |poll| {
                poll["salt"] = json!(format!("{}2", "1".repeat(63)));
            })),
            poll_depth_16: read(&manifest(&group, 16)),
            prover,
            group,
            group_older,
            group_three,
            poll,
            ballot,
        }
    }

    /// A voter's ballot in `poll`.
    pub(super) fn cast(&self, number: u32, revision: u8, answers: &Value) -> Value {
        Cast::new(&self.prover, &self.group, &self.poll, revision, answers).by(&voter(number))
    }

    /// The manifest of `poll`, to be changed.
    pub(super) fn manifest(&self) -> Value {
        manifest(&self.group, 10)
    }

    /// The ballot's bytes.
    pub(super) fn ballot_bytes(&self) -> Vec<u8> {
        changed(&self.ballot, |_| ())
    }
}

/// A changed copy.
pub(super) fn with(document: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut document = document.clone();
    change(&mut document);
    document
}

pub(super) fn read(manifest: &Value) -> Poll {
    Poll::new(serde_json::from_value(manifest.clone()).unwrap(), &Rules).unwrap()
}

/// A poll of every form that a rule counts, for a group.
pub(super) fn manifest(group: &Group, depth: u8) -> Value {
    let electorate = Electorate::new(group, Depth::new(depth).unwrap()).unwrap();
    let options = |ids: &[&str]| -> Vec<Value> {
        ids.iter().map(|id| json!({"id": id, "label": format!("Option {id}")})).collect()
    };
    json!({
        "format": "ostrakon/poll/1",
        "title": "Test kit",
        "questions": [
            {
                "id": "approve", "prompt": "Which will do?", "options": options(&["a", "b", "c"]),
                "form": {"pick": {"min": 1, "max": 2}}, "rule": {"approval": {}},
            },
            {
                "id": "motion", "prompt": "Shall it be?", "options": options(&["yes", "no"]), "abstain": true,
                "form": {"pick": {"min": 1, "max": 1}}, "rule": {"majority": {"motion": "yes"}},
            },
            {
                "id": "order", "prompt": "Which first?", "options": options(&["a", "b", "c"]),
                "form": {"rank": {"max": 2, "ties": false}}, "rule": {"irv": {}},
            },
            {
                "id": "rate", "prompt": "How good?", "options": options(&["a", "b"]),
                "form": {"score": {"min": -5, "max": 5}}, "rule": {"score": {}},
            },
            {
                "id": "tiers", "prompt": "Which are best?", "options": options(&["a", "b", "c"]),
                "form": {"rank": {"max": 3, "ties": true}}, "rule": {"borda": {}},
            },
        ],
        "electorate": serde_json::to_value(electorate).unwrap(),
        "opens": "2026-01-01T00:00:00Z",
        "closes": "2026-02-01T00:00:00Z",
        "privacy": "open",
        "revisions": 2,
        "salt": "1".repeat(64),
    })
}

/// An answer to each question.
pub(super) fn answers() -> Value {
    json!({
        "approve": {"pick": ["a", "c"]},
        "motion": {"pick": ["yes"]},
        "order": {"rank": [["b"], ["a"]]},
        "rate": {"score": {"a": 5, "b": -5}},
        "tiers": {"rank": [["a", "b"], ["c"]]},
    })
}

/// The same but for one question.
pub(super) fn answers_but(question: &str, answer: Value) -> Value {
    with(&answers(), |answers| answers[question] = answer)
}

pub(super) fn cases(world: &World) -> Vec<Draft> {
    let group = |name: &str, row, about: &str, group: &Group| {
        let draft = Draft::new("group", name, row, "accept", about).body(group.to_bytes());
        draft.fact("root").fact("digest").fact("places").fact("members")
    };
    let poll = |name: &str, row, about: &str, electorate: &str, poll: &Poll| {
        let draft = Draft::new("poll", name, row, "accept", about).header("group", electorate);
        draft.body(poll.to_bytes()).fact("id")
    };
    let ballot = |name: &str, row, about: &str, poll: &str, ballot: &Value| {
        Draft::new("ballot", name, row, "accept", about).header("poll", poll).body(changed(ballot, |_| ()))
    };
    let three = read(&manifest(&world.group_three, 10));
    let extreme = json!({
        "approve": {"pick": ["b"]},
        "motion": {"abstain": {}},
        "order": {"rank": [["c"]]},
        "rate": {"score": {"a": -5, "b": 5}},
        "tiers": {"rank": [["a", "b", "c"]]},
    });
    let voter_6: IdentitySecret = voter(6);
    let depth_16 =
        Cast::new(&world.prover_16, &world.group, &world.poll_depth_16, 0, &answers()).by(&voter_6);
    vec![
        group("group", 0, "five members in six places, one of them empty", &world.group),
        group("group_older", 0, "the same before its last member came in", &world.group_older),
        group("group_other", 0, "another group, with one member of the first", &world.group_other),
        group("group_three", 0, "three members", &world.group_three),
        group(
            "group_collapsed",
            19,
            "a node of group_three as a member: same root, other list",
            &world.group_collapsed,
        ),
        poll("poll", 0, "a question of every form that a rule counts", "group", &world.poll),
        poll("poll_other", 9, "the same with another title", "group", &world.poll_other),
        poll("poll_salt", 9, "the same with another last digit of the salt", "group", &world.poll_salt),
        poll("poll_depth_16", 12, "the same for proofs of depth 16", "group", &world.poll_depth_16),
        poll("poll_three", 19, "the same for three voters", "group_three", &three),
        ballot("ballot", 0, "a ballot", "poll", &world.ballot),
        ballot(
            "ballot_of_the_last_place",
            0,
            "a ballot from the last place",
            "poll",
            &world.cast(6, 0, &answers()),
        ),
        ballot(
            "ballot_abstains",
            0,
            "shortest answers, one of them none",
            "poll",
            &world.cast(5, 0, &extreme),
        ),
        ballot(
            "ballot_last_revision",
            14,
            "the highest revision allowed",
            "poll",
            &world.cast(2, 2, &answers()),
        ),
        ballot("ballot_depth_16", 12, "a ballot of depth 16", "poll_depth_16", &depth_16),
    ]
}
