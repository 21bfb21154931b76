//! A server, voters and their ballots.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ostrakon_board::service::{Board, BoardKey};
use ostrakon_board::store::Store;
use ostrakon_board::store::redb::RedbStore;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answers;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use ostrakon_prover::Prover;
use ostrakon_server::{Config, Keys, Limits, Pages, Tls, Token};
use ostrakon_tally::rule::Rules;
use rand_core::OsRng;
use rayon::prelude::*;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use ureq::Agent;
use ureq::http::Response;

pub(crate) const TOKEN: &str = "the-organisers-of-these-tests-show-this-token";
pub(crate) const HOST: &str = "votes.example.org";
pub(crate) const OPENS: &str = "2026-01-01T00:00:00Z";
pub(crate) const CLOSES: &str = "2026-01-02T00:00:00Z";
const DURING: &str = "2026-01-01T12:00:00Z";

const KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";

/// For groups of at most 1,024.
static SMALL: LazyLock<Prover> = LazyLock::new(|| prover(10));

/// For groups of at most 65,536.
static LARGE: LazyLock<Prover> = LazyLock::new(|| prover(16));

fn prover(depth: u8) -> Prover {
    let key = format!("{}/../circuits/keys/semaphore-{depth}.zkey", env!("CARGO_MANIFEST_DIR"));
    let depth = Depth::new(depth).unwrap();
    Prover::new(ProvingKey::from_bytes(depth, &std::fs::read(key).unwrap()).unwrap())
}

/// What few tests need of a server.
#[derive(Default)]
struct Setting {
    pages: Pages,
    keys: Keys,
    tls: Option<Tls>,
}

/// A server that listens until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    clock: Arc<AtomicI64>,
    pub(crate) metrics: SocketAddr,
    agent: Agent,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
    runtime: Runtime,
}

impl Server {
    /// With nothing stored.
    pub(crate) fn start() -> Self {
        Self::with(Arc::new(RedbStore::in_memory().unwrap()), Limits::default())
    }

    pub(crate) fn with(store: Arc<dyn Store>, limits: Limits) -> Self {
        Self::run(store, limits, Setting::default())
    }

    /// One that speaks TLS.
    pub(crate) fn with_tls(tls: Tls) -> Self {
        let store = Arc::new(RedbStore::in_memory().unwrap());
        Self::run(store, Limits::default(), Setting { tls: Some(tls), ..Setting::default() })
    }

    /// One that shows a voting page, and hands out keys to vote on it.
    pub(crate) fn with_pages(pages: Pages, keys: Keys) -> Self {
        let store = Arc::new(RedbStore::in_memory().unwrap());
        Self::run(store, Limits::default(), Setting { pages, keys, tls: None })
    }

    fn run(store: Arc<dyn Store>, limits: Limits, setting: Setting) -> Self {
        let Setting { pages, keys, tls } = setting;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let clock = Arc::new(AtomicI64::new(seconds(DURING)));
        let (stop, stopped) = oneshot::channel();
        let tells = clock.clone();
        let (address, metrics, done) = runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let for_metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let metrics = for_metrics.local_addr().unwrap();
            let clock =
                Arc::new(move || Timestamp::from_unix_seconds(tells.load(Ordering::Relaxed)).unwrap());
            let board = Board::new(HOST.parse().unwrap(), board_key(), store, clock);
            let config = Config {
                board,
                token: Token::new(TOKEN).unwrap(),
                limits,
                keys,
                pages,
                tls,
                metrics: Some(for_metrics),
            };
            let shutdown = async {
                let _ = stopped.await;
            };
            (address, metrics, tokio::spawn(ostrakon_server::serve(listener, config, shutdown)))
        });
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        Self { address, metrics, clock, agent, stop, done, runtime }
    }

    /// Stops it in order.
    pub(crate) fn stop(self) {
        self.stop.send(()).unwrap();
        self.runtime.block_on(self.done).unwrap();
    }

    pub(crate) fn set_time(&self, time: &str) {
        self.clock.store(seconds(time), Ordering::Relaxed);
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Answer::of(self.agent.get(self.url(path)).call().unwrap())
    }

    /// Asks with a header.
    pub(crate) fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        Answer::of(self.agent.get(self.url(path)).header(name, value).call().unwrap())
    }

    /// What the operator is told.
    pub(crate) fn metrics(&self) -> String {
        Answer::of(self.agent.get(format!("http://{}/metrics", self.metrics)).call().unwrap())
            .text()
            .to_owned()
    }

    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Answer {
        Answer::of(self.agent.post(self.url(path)).send(body).unwrap())
    }

    /// Posts with a token.
    pub(crate) fn post_as(&self, token: &str, path: &str, body: &[u8]) -> Answer {
        let request = self.agent.post(self.url(path)).header("Authorization", format!("Bearer {token}"));
        Answer::of(request.send(body).unwrap())
    }

    /// Brings a poll.
    pub(crate) fn add(&self, election: &Election) {
        let answer = self.post_as(TOKEN, "/polls", &election.body());
        assert_eq!(answer.status, 201, "{answer:?}");
    }

    /// How many ballots are in a poll's log.
    pub(crate) fn ballots(&self, election: &Election) -> u64 {
        self.get(&election.path("")).json()["ballots"].as_u64().unwrap()
    }

    /// Waits until the log of a poll is closed.
    pub(crate) fn close(&self, election: &Election) {
        self.set_time("2026-01-02T00:00:10Z");
        while !self.get(&election.path("")).json()["closed"].as_bool().unwrap() {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn of(mut response: Response<ureq::Body>) -> Self {
        let body = response.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        Self { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and code of a problem, which has the form of one.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["status"], self.status);
        assert!(problem["title"].is_string() && problem["detail"].is_string());
        (self.status, problem["code"].as_str().unwrap().to_owned())
    }
}

/// A poll and those who may vote in it.
pub(crate) struct Election {
    pub(crate) poll: Poll,
    pub(crate) group: Group,
    voters: Vec<IdentitySecret>,
}

impl Election {
    /// A poll of three members.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// With something else in the manifest.
    pub(crate) fn with(change: impl FnOnce(&mut Value)) -> Self {
        Self::made(3, change)
    }

    /// A poll of so many members, who may cast so many ballots each.
    pub(crate) fn of(members: usize, each: u8) -> Self {
        Self::made(members, |manifest| manifest["revisions"] = json!(each - 1))
    }

    fn made(members: usize, change: impl FnOnce(&mut Value)) -> Self {
        let voters: Vec<_> = (0..members).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
        let group = Group::from_members(voters.iter().map(IdentitySecret::commitment)).unwrap();
        let depth = if members > 1024 { 16 } else { 10 };
        let electorate = Electorate::new(&group, Depth::new(depth).unwrap()).unwrap();
        let mut manifest = json!({
            "format": "ostrakon/poll/1", "title": "Shall <we> & they?", "privacy": "open", "revisions": 0,
            "questions": [{
                "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
            }],
            "electorate": serde_json::to_value(electorate).unwrap(),
            "opens": OPENS, "closes": CLOSES,
            "board": {"host": HOST, "key": board_key().public().to_string(), "grace": 300},
            "salt": "5a".repeat(32),
        });
        change(&mut manifest);
        let poll = Poll::new(serde_json::from_value(manifest).unwrap(), &Rules).unwrap();
        Self { poll, group, voters }
    }

    /// What an organiser sends.
    pub(crate) fn body(&self) -> Vec<u8> {
        let parts: [&[u8]; 5] =
            [b"{\"group\":", &self.group.to_bytes(), b",\"poll\":", self.poll.to_bytes(), b"}"];
        parts.concat()
    }

    /// A path of the poll.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/polls/{}{rest}", self.poll.id())
    }

    /// A voter's ballot for an option.
    pub(crate) fn ballot(&self, voter: usize, option: &str) -> Ballot {
        self.ballot_in(&self.group, &self.voters[voter], option)
    }

    /// All ballots for an option that all members may cast.
    pub(crate) fn ballots(&self, option: &str) -> Vec<Ballot> {
        let ballots_of = |voter: &IdentitySecret| {
            let session = self.prover().session(voter, &path_of(voter, &self.group)).unwrap();
            let ballot = |revision| session.prove(&self.poll, self.content(revision, option), &mut OsRng);
            (0..=self.poll.revisions()).map(|revision| ballot(revision).unwrap()).collect::<Vec<_>>()
        };
        self.voters.par_iter().flat_map_iter(ballots_of).collect()
    }

    /// The ballot of somebody who is in another group.
    pub(crate) fn outsiders_ballot(&self) -> Ballot {
        let outsider = IdentitySecret::generate(&mut OsRng);
        self.ballot_in(&Group::from_members([outsider.commitment()]).unwrap(), &outsider, "a")
    }

    fn ballot_in(&self, group: &Group, secret: &IdentitySecret, option: &str) -> Ballot {
        let content = self.content(0, option);
        let (message, scope) = (content.message(), self.poll.id().scope());
        let proven =
            self.prover().prove_statement(secret, &path_of(secret, group), message, scope, &mut OsRng);
        let (statement, proof) = proven.unwrap();
        Ballot::new(content, statement.nullifier, &proof)
    }

    fn content(&self, revision: u8, option: &str) -> Content {
        let answers: Answers = serde_json::from_value(json!({"q": {"pick": [option]}})).unwrap();
        Content::new(&self.poll, revision, answers).unwrap()
    }

    fn prover(&self) -> &'static Prover {
        if self.poll.electorate().depth.get() > 10 { &LARGE } else { &SMALL }
    }
}

fn path_of(secret: &IdentitySecret, group: &Group) -> MerklePath {
    group.path(group.place_of(secret.commitment()).unwrap()).unwrap()
}

pub(crate) fn id_of(ballot: &Ballot) -> BallotId {
    BallotId::new(ballot.nullifier().unwrap(), ballot.content().message())
}

pub(crate) fn board_key() -> BoardKey {
    KEY.parse().unwrap()
}

fn seconds(time: &str) -> i64 {
    time.parse::<Timestamp>().unwrap().unix_seconds()
}
