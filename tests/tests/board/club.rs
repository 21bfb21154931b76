//! A club with a board, and a clock that tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::service::polls::BoardPoll;
use ostrakon_board::service::{Board, BoardKey};
use ostrakon_board::store::Store;
use ostrakon_board::store::redb::RedbStore;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use rand_core::OsRng;
use serde_json::json;

pub(crate) const OPENS: &str = "2026-01-01T00:00:00Z";
pub(crate) const CLOSES: &str = "2026-01-02T00:00:00Z";
pub(crate) const HOST: &str = "votes.example.org";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A moment, in seconds after the poll opens.
#[derive(Clone)]
pub(crate) struct Watch(Arc<AtomicI64>);

impl Watch {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(time(OPENS).unix_seconds())))
    }

    pub(crate) fn set(&self, to: Timestamp) {
        self.0.store(to.unix_seconds(), Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(crate) fn board_on(store: Arc<dyn Store>, key: &BoardKey, watch: &Watch) -> Board {
    let watch = watch.clone();
    Board::new(HOST.parse().unwrap(), key.clone(), store, Arc::new(move || watch.now()))
}

/// A poll of a club, open on its board.
pub(crate) struct Club {
    pub(crate) voters: Vec<IdentitySecret>,
    pub(crate) group: Group,
    pub(crate) key: BoardKey,
    pub(crate) cosigner: Signer,
    pub(crate) watch: Watch,
    pub(crate) board: Board,
    pub(crate) poll: Arc<BoardPoll>,
    prover: Prover,
}

impl Club {
    pub(crate) async fn new(voters: usize) -> Self {
        Self::on(Arc::new(RedbStore::in_memory().unwrap()), voters).await
    }

    pub(crate) async fn on(store: Arc<dyn Store>, voters: usize) -> Self {
        let voters: Vec<_> = (0..voters).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
        let group = Group::from_members(voters.iter().map(IdentitySecret::commitment)).unwrap();
        let (key, watch) = (BoardKey::generate(&mut OsRng), Watch::new());
        let seed = Signer::generate_seed(&mut OsRng);
        let cosigner = Signer::new("witness.example".parse().unwrap(), Purpose::Cosignature, &seed);
        let board = board_on(store, &key, &watch);
        let manifest = manifest(&group, &key, &cosigner, "5a");
        let (id, new) = board.add_poll(manifest.to_bytes().to_vec(), group.to_bytes()).await.unwrap();
        assert!(new);
        let poll = board.poll(id).await.unwrap();
        let key_file = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
        let proving_key = ProvingKey::from_bytes(depth(), &std::fs::read(key_file).unwrap()).unwrap();
        Self { voters, group, key, cosigner, watch, board, poll, prover: Prover::new(proving_key) }
    }

    /// Brings another poll of the same club.
    pub(crate) async fn second_poll(&self) -> PollId {
        let manifest = manifest(&self.group, &self.key, &self.cosigner, "5b");
        self.board.add_poll(manifest.to_bytes().to_vec(), self.group.to_bytes()).await.unwrap().0
    }

    pub(crate) fn poll(&self) -> &Poll {
        self.poll.poll()
    }

    /// A voter's ballot.
    pub(crate) fn ballot(&self, voter: usize, revision: u8, says: &str) -> Vec<u8> {
        self.ballot_of(&self.voters[voter], &self.group, revision, says)
    }

    /// A ballot of somebody in a group.
    pub(crate) fn ballot_of(&self, who: &IdentitySecret, group: &Group, revision: u8, says: &str) -> Vec<u8> {
        let path = group.path(group.place_of(who.commitment()).unwrap()).unwrap();
        let answers = serde_json::from_value(json!({"q": {"pick": [says]}})).unwrap();
        let content = Content::new(self.poll(), revision, answers).unwrap();
        let session = self.prover.session(who, &path).unwrap();
        // What the prover would refuse to make, an outsider's ballot, is put together by hand.
        let (statement, proof) =
            session.prove_statement(content.message(), self.poll().id().scope(), &mut OsRng).unwrap();
        ostrakon_core::ballot::Ballot::new(content, statement.nullifier, &proof).to_bytes()
    }
}

fn depth() -> Depth {
    Depth::new(10).unwrap()
}

fn manifest(group: &Group, key: &BoardKey, cosigner: &Signer, salt: &str) -> Poll {
    let cosigner_key = hex::encode(cosigner.verifier_key().to_bytes());
    let manifest = json!({
        "format": "ostrakon/poll/1", "title": "The club", "privacy": "open", "revisions": 2,
        "questions": [{
            "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        }],
        "electorate": serde_json::to_value(Electorate::new(group, depth()).unwrap()).unwrap(),
        "opens": OPENS, "closes": CLOSES, "salt": salt.repeat(32),
        "board": {
            "host": HOST, "key": key.public().to_string(), "grace": 60,
            "cosigners": {"keys": [{"name": "witness.example", "key": cosigner_key}], "threshold": 1},
        },
    });
    Poll::new(serde_json::from_value(manifest).unwrap(), &Rules).unwrap()
}
