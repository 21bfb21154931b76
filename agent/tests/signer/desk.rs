//! A board in memory, and an agent that votes on it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ostrakon_agent::address::Address;
use ostrakon_agent::boards::{BoardError, Boards};
use ostrakon_agent::decider::DeciderName;
use ostrakon_agent::decision::Decision;
use ostrakon_agent::folder::MANDATE;
use ostrakon_agent::mandate::Mandate;
use ostrakon_agent::signer::{Signer, SignerError, Verdict};
use ostrakon_board::note::{Purpose, Signer as NoteSigner};
use ostrakon_board::promise::SignedPromise;
use ostrakon_board::receipt::Receipt;
use ostrakon_board::search::Fate;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Manifest, Poll, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use serde_json::json;
use tempfile::TempDir;

const SEED: [u8; 32] = [7; 32];
pub(crate) const BOARD: &str = "https://votes.example.org";
pub(crate) const OWNER: &[u8] = b"the owner of the agent";

/// What a board does wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Says so of every ballot.
    AlreadyVoted,
    /// Goes away once the ballot is in, and the program with it.
    Dies,
    /// Cannot be reached.
    Away,
    /// Shows another group than the poll's.
    OtherGroup,
    /// Shows another poll under every id.
    OtherPoll,
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) polls: BTreeMap<PollId, Poll>,
    /// What was sent, in order.
    pub(crate) sent: Vec<Ballot>,
    pub(crate) groups_fetched: usize,
    pub(crate) fault: Option<Fault>,
    pub(crate) now: i64,
}

pub(crate) type Shared = Arc<Mutex<World>>;

struct InMemory(Shared);

pub(crate) fn group() -> Group {
    let others = (0..24_u8).map(|other| IdentitySecret::from_private_key(&[other]).unwrap());
    let owner = IdentitySecret::from_private_key(OWNER).unwrap();
    Group::from_members(others.chain([owner]).map(|secret| secret.commitment())).unwrap()
}

pub(crate) fn fails(code: &str, again: bool) -> BoardError {
    BoardError { code: code.to_owned(), message: "no".to_owned(), again }
}

impl Boards for InMemory {
    fn polls(&self, _: &Address) -> Result<Vec<PollId>, BoardError> {
        Ok(self.0.lock().unwrap().polls.keys().copied().collect())
    }

    fn poll(&self, _: &Address, id: PollId) -> Result<Poll, BoardError> {
        let world = self.0.lock().unwrap();
        if world.fault == Some(Fault::OtherPoll) {
            return Ok(world.polls.values().find(|poll| poll.id() != id).unwrap().clone());
        }
        world.polls.get(&id).cloned().ok_or_else(|| fails("unknown-poll", false))
    }

    fn group(&self, _: &Address, _: &Poll) -> Result<Group, BoardError> {
        let mut world = self.0.lock().unwrap();
        world.groups_fetched += 1;
        let mut group = group();
        if world.fault == Some(Fault::OtherGroup) {
            group.append(IdentitySecret::from_private_key(b"one more").unwrap().commitment()).unwrap();
        }
        Ok(group)
    }

    fn cast(&self, _: &Address, poll: &Poll, ballot: &Ballot) -> Result<Receipt, BoardError> {
        let mut world = self.0.lock().unwrap();
        match world.fault {
            Some(Fault::AlreadyVoted) => return Err(fails("already-voted", false)),
            Some(Fault::Away) => return Err(fails("server-unreachable", true)),
            _ => {}
        }
        assert!(Verifier::new(poll.clone()).verify_bytes(&ballot.to_bytes()).is_ok());
        world.sent.push(ballot.clone());
        let fault = world.fault;
        drop(world);
        if fault == Some(Fault::Dies) {
            std::panic::panic_any("killed");
        }
        let id = BallotId::new(ballot.nullifier().unwrap(), ballot.content().message());
        let signer = NoteSigner::new(poll.origin().unwrap().parse().unwrap(), Purpose::Note, &SEED);
        let promise = SignedPromise::sign(id, poll.deadline().unwrap(), &signer).unwrap();
        Ok(Receipt::promised(poll, ballot.clone(), &promise.to_bytes()).unwrap())
    }

    fn fate(
        &self,
        _: &Address,
        poll: &Poll,
        receipt: &Receipt,
        _: Timestamp,
    ) -> Result<(Fate, Option<Receipt>), BoardError> {
        Ok((Fate::alone(&receipt.check(poll).unwrap()), None))
    }
}

/// A poll about lunch, open for two days.
pub(crate) fn poll(title: &str, salt: u8, revisions: u8) -> Poll {
    let key = NoteSigner::new("a".parse().unwrap(), Purpose::Note, &SEED).verifier_key().to_bytes();
    let electorate = Electorate::new(&group(), Depth::new(10).unwrap()).unwrap();
    let manifest = json!({
        "format": "ostrakon/poll/1",
        "title": title,
        "questions": [{
            "id": "lunch", "prompt": "Where do we eat?", "form": {"pick": {"min": 1, "max": 1}},
            "rule": {"plurality": {}}, "abstain": revisions == 2,
            "options": [{"id": "thai", "label": "Thai"}, {"id": "soup", "label": "Soup"}],
        }],
        "electorate": electorate,
        "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-03T00:00:00Z", "privacy": "open",
        "revisions": revisions,
        "board": {"host": "votes.example.org", "key": hex(&key), "grace": 60},
        "salt": hex(&[salt; 32]),
    });
    Poll::new(serde_json::from_value::<Manifest>(manifest).unwrap(), &Rules).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An agent's folder, beside a board.
pub(crate) struct Agent {
    pub(crate) folder: TempDir,
    pub(crate) world: Shared,
}

impl Agent {
    /// With a mandate as the template has it, but for some of its lines.
    pub(crate) fn new(polls: &[Poll], lines: &[(&str, &str)]) -> Self {
        let world = World {
            polls: polls.iter().map(|poll| (poll.id(), poll.clone())).collect(),
            now: "2026-01-01T12:00:00Z".parse::<Timestamp>().unwrap().unix_seconds(),
            ..World::default()
        };
        let agent = Self { folder: tempfile::tempdir().unwrap(), world: Arc::new(Mutex::new(world)) };
        agent.mandate(lines);
        agent.signer().accept().unwrap();
        agent
    }

    pub(crate) fn mandate(&self, lines: &[(&str, &str)]) {
        let expires = "2027-01-01T00:00:00Z".parse().unwrap();
        let text = Mandate::template(&BOARD.parse().unwrap(), expires);
        let mut text = text.replace("casting = \"propose\"", "casting = \"at-once\"");
        text = text.replace("otherwise = \"ask\"", "otherwise = \"free\"");
        text = text.replace("spread = \"6h\"", "spread = \"0s\"");
        for (from, to) in lines {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        std::fs::write(self.folder.path().join(MANDATE), text).unwrap();
    }

    pub(crate) fn signer(&self) -> Signer {
        let key = |depth: Depth| {
            let file = format!("{}/../circuits/keys/semaphore-{depth}.zkey", env!("CARGO_MANIFEST_DIR"));
            Ok(ProvingKey::from_bytes(depth, &std::fs::read(file).unwrap()).unwrap())
        };
        let clock = Arc::clone(&self.world);
        let clock = move || Timestamp::from_unix_seconds(clock.lock().unwrap().now).unwrap();
        let secret = IdentitySecret::from_private_key(OWNER).unwrap();
        let boards = Box::new(InMemory(Arc::clone(&self.world)));
        Signer::open(self.folder.path(), secret, boards, Box::new(key), Box::new(clock)).unwrap()
    }

    /// A signer that has looked at the board.
    pub(crate) fn looking(&self) -> Signer {
        let mut signer = self.signer();
        assert_eq!(signer.refresh().unwrap().troubles, []);
        signer
    }

    pub(crate) fn fault(&self, fault: Option<Fault>) {
        self.world.lock().unwrap().fault = fault;
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.world.lock().unwrap().now += seconds;
    }

    pub(crate) fn sent(&self) -> Vec<Ballot> {
        self.world.lock().unwrap().sent.clone()
    }
}

pub(crate) fn decision(option: &str, confidence: u8, importance: u8) -> Decision {
    let proposal = json!({
        "answers": {"lunch": {"pick": [option]}},
        "confidence": confidence,
        "importance": importance,
        "rationale": "It is what the owner always eats.",
    });
    Decision::Propose(serde_json::from_value(proposal).unwrap())
}

/// Proposes what the decider is sure of.
pub(crate) fn propose(signer: &mut Signer, poll: &Poll) -> Result<Verdict, SignerError> {
    signer.propose(poll.id(), decision("thai", 95, 10), &DeciderName::new("rules"))
}

pub(crate) fn code(verdict: Verdict) -> String {
    match verdict {
        Verdict::Refused { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn answers(option: &str) -> ostrakon_core::answer::Answers {
    serde_json::from_value(json!({"lunch": {"pick": [option]}})).unwrap()
}
