//! A [`Board`] runs polls: it takes ballots in, keeps their logs, signs checkpoints and promises.
//!
//! It is not trusted with the result: logs are public and append-only, whoever cast a ballot holds a promise,
//! and whoever audits counts again. Who controls it sees network addresses, and can refuse ballots.

mod at_hand;
pub mod casting;
pub mod count;
pub mod enrolling;
pub mod key;
pub mod polls;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::board::{Host, NoteKey};
use ostrakon_core::enrolment::EnrolmentId;
use ostrakon_core::group::MAX_GROUP_BYTES;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;

use self::at_hand::AtHand;
use self::casting::{Cast, CastError, Casting};
pub use self::key::BoardKey;
use self::polls::{BoardPoll, Polls};
use crate::checkpoint::SignedCheckpoint;
use crate::cosignature;
use crate::note::{NoteError, NoteSignature, SignedNote};
use crate::proof::ProofPlan;
use crate::receipt::{Inclusion, Receipt};
use crate::store::{Head, Store, StoreError};
use crate::tile::entries::{self, BundleId};
use crate::tile::{self, TileId};

/// Least seconds between a poll's close and the close of its log, in which what came in time is committed.
const SETTLING: i64 = 2;

/// Most bytes of groups that are kept at hand, those of polls and those of enrolments each: one of the largest.
const GROUPS: usize = MAX_GROUP_BYTES;

/// Most results that are counted at once: each takes some kilobytes of memory for each voter.
const MAX_COUNTING: usize = 2;

/// Most requests to enrol that are in the store at once.
const MAX_ENROLLING: usize = 4;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Polls of one operator, on one store. Any number of them can share a store, in as many processes.
pub struct Board {
    host: Host,
    key: BoardKey,
    store: Arc<dyn Store>,
    clock: Clock,
    polls: Polls,
    casting: Casting,
    groups: AtHand<PollId, Bytes>,
    /// Groups of closed enrolments.
    enrolled: AtHand<EnrolmentId, Bytes>,
    /// Results that may be counted at once.
    counting: Arc<tokio::sync::Semaphore>,
    /// Requests to enrol that may be in the store at once: ballots are to find room beside them.
    enrolling: tokio::sync::Semaphore,
}

/// What went wrong in looking something up.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The board has no such poll.
    #[error("this board has no such poll")]
    UnknownPoll,
    /// The poll's log has no such ballot, tile or bundle.
    #[error("the poll's log has no such {0}")]
    Missing(&'static str),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LookupError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownPoll => "unknown-poll",
            Self::Missing(_) => "not-in-log",
            Self::Store(error) => error.code(),
        }
    }
}

/// Why a cosignature is not taken.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CosignError {
    /// The note is damaged, or a cosignature in it is wrong.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note is not the latest checkpoint. Ask for that one, and check that it goes on from this.
    #[error("this is not the latest checkpoint of the poll's log: fetch that one and cosign it")]
    Outdated,
    /// No cosigner of the poll has signed the note.
    #[error("none of the poll's cosigners has signed this")]
    NoCosigner,
    /// The poll or its log cannot be looked up.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

impl CosignError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Note(error) => error.code(),
            Self::Outdated => "cosign-outdated",
            Self::NoCosigner => "cosign-nobody",
            Self::Lookup(error) => error.code(),
        }
    }
}

impl Board {
    /// A board on a store. Has to be made within a Tokio runtime.
    #[must_use]
    pub fn new(host: Host, key: BoardKey, store: Arc<dyn Store>, clock: Clock) -> Self {
        let (polls, casting) = (Polls::new(key.clone()), Casting::start(store.clone()));
        Self {
            host,
            key,
            store,
            clock,
            polls,
            casting,
            groups: AtHand::new(GROUPS),
            enrolled: AtHand::new(GROUPS),
            counting: Arc::new(tokio::sync::Semaphore::new(MAX_COUNTING)),
            enrolling: tokio::sync::Semaphore::new(MAX_ENROLLING),
        }
    }

    /// The name that polls of this board give for it.
    #[must_use]
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The key that polls of this board name.
    #[must_use]
    pub fn key(&self) -> NoteKey {
        self.key.public()
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Commits the ballots that wait, and takes no more.
    pub async fn stop(&self) {
        self.casting.stop().await;
    }

    /// The ids of at most `limit` polls after `after`, in ascending order.
    ///
    /// # Errors
    /// The store's.
    pub async fn polls(&self, after: Option<PollId>, limit: usize) -> Result<Vec<PollId>, StoreError> {
        self.store.polls(after, limit).await
    }

    /// A poll of this board.
    ///
    /// # Errors
    /// [`LookupError::UnknownPoll`], or the store's.
    pub async fn poll(&self, id: PollId) -> Result<Arc<BoardPoll>, LookupError> {
        self.polls.get(id, self.store.as_ref()).await
    }

    /// A poll's group, as its bytes: the same ones for all who ask for it.
    ///
    /// # Errors
    /// [`LookupError::UnknownPoll`], or the store's.
    pub async fn group(&self, id: PollId) -> Result<Bytes, LookupError> {
        self.poll(id).await?;
        let stored = async {
            let group = self.store.group(id).await?.ok_or(LookupError::UnknownPoll)?;
            let size = group.len();
            Ok((Bytes::from(group), size))
        };
        self.groups.get_or_make(id, stored).await
    }

    /// How far a poll's log is.
    ///
    /// # Errors
    /// [`LookupError::UnknownPoll`], or the store's.
    pub async fn head(&self, id: PollId) -> Result<Head, LookupError> {
        self.store.head(id).await?.ok_or(LookupError::UnknownPoll)
    }

    /// Casts a ballot: checks it, and answers once it is in the log for good. A ballot that is refused leaves
    /// no trace; one that is in already is answered as the first time.
    ///
    /// # Errors
    /// [`CastError`].
    pub async fn cast(&self, poll: &Arc<BoardPoll>, ballot: Vec<u8>) -> Result<Cast, CastError> {
        self.casting.cast(poll.clone(), ballot, poll.moment(self.now())).await
    }

    /// The latest checkpoint of a poll's log: a signed note, with the cosignatures there are.
    ///
    /// # Errors
    /// [`LookupError::UnknownPoll`], or the store's.
    pub async fn checkpoint(&self, id: PollId) -> Result<SignedCheckpoint, LookupError> {
        let poll = self.poll(id).await?;
        let head = self.head(id).await?;
        self.checkpoint_of(&poll, head).await
    }

    async fn checkpoint_of(&self, poll: &BoardPoll, head: Head) -> Result<SignedCheckpoint, LookupError> {
        let mut checkpoint = poll.sign(head);
        for (_, line) in self.store.cosignatures(poll.id(), head.size).await? {
            NoteSignature::from_line(&line)
                .and_then(|line| checkpoint.note_mut().add(line))
                .map_err(|_| StoreError::Damaged("a cosignature is none"))?;
        }
        Ok(checkpoint)
    }

    /// Takes the cosignatures that a copy of the latest checkpoint carries, and says how many there are.
    ///
    /// # Errors
    /// [`CosignError`].
    pub async fn cosign(&self, id: PollId, note: &[u8]) -> Result<usize, CosignError> {
        let poll = self.poll(id).await?;
        let head = self.head(id).await?;
        let note = SignedNote::from_bytes(note)?;
        if note.text() != poll.sign(head).note().text() {
            return Err(CosignError::Outdated);
        }
        let mut taken = 0;
        for key in poll.cosigners() {
            // A wrong one is refused; of several good ones any will do.
            cosignature::times(&note, key)?;
            let Some(line) = note.signatures_of(key).next() else { continue };
            let stored = self.store.cosign(id, head.size, key.name().to_string(), line.to_string()).await;
            stored.map_err(LookupError::from)?;
            taken += 1;
        }
        if taken == 0 { Err(CosignError::NoCosigner) } else { Ok(taken) }
    }

    /// A tile of a poll's log, as its bytes.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn tile(&self, id: PollId, tile: TileId) -> Result<Vec<u8>, LookupError> {
        let hashes = self.store.tile(id, tile.level(), tile.index()).await?;
        let hashes = hashes.get(..tile.width().into()).ok_or(LookupError::Missing("tile"))?;
        Ok(tile::to_bytes(hashes))
    }

    /// A bundle of entries of a poll's log, as its bytes.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn bundle(&self, id: PollId, bundle: BundleId) -> Result<Vec<u8>, LookupError> {
        let first = bundle.index() * u64::from(tile::TILE_WIDTH);
        let found = self.store.entries(id, first, bundle.width()).await?;
        if found.len() < bundle.width().into() {
            return Err(LookupError::Missing("bundle of entries"));
        }
        let mut bytes = Vec::new();
        for entry in &found {
            entries::push_entry(&mut bytes, entry)
                .map_err(|_| StoreError::Damaged("an entry is longer than an entry may be"))?;
        }
        Ok(bytes)
    }

    /// The receipt of a ballot that is in a poll's log.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn receipt(&self, id: PollId, ballot: BallotId) -> Result<Receipt, LookupError> {
        let poll = self.poll(id).await?;
        let index = self.store.find(id, ballot).await?.ok_or(LookupError::Missing("ballot"))?;
        let head = self.head(id).await?;
        let entry = self.store.entries(id, index, 1).await?.pop();
        let entry = entry.ok_or(StoreError::Damaged("a ballot's entry is missing"))?;
        let damaged = |_| StoreError::Damaged("a ballot's index is not in its log");
        let plan = ProofPlan::inclusion(index, head.size).map_err(damaged)?;
        let mut tiles = BTreeMap::new();
        for tile in plan.tiles() {
            tiles.insert(tile, self.store.tile(id, tile.level(), tile.index()).await?);
        }
        let proof = plan.make(&tiles).map_err(|_| StoreError::Damaged("a tile is missing"))?;
        let checkpoint = self.checkpoint_of(&poll, head).await?;
        let logged = Ballot::from_bytes(&entry).map_err(|_| StoreError::Damaged("a ballot is none"))?;
        let inclusion = Inclusion::new(index, proof, &checkpoint);
        Ok(Receipt::new(id, logged, &poll.promise(ballot), Some(inclusion)))
    }

    /// Closes the logs of polls that have closed a moment ago, and says how many. A log for which ballots that
    /// came in time still wait is left open for half of its grace: the other half is for cosigners.
    ///
    /// # Errors
    /// The store's, for the first log that it fails to close. The others are closed all the same.
    pub async fn close_due(&self) -> Result<usize, StoreError> {
        let due = self.store.due(self.now().unix_seconds() - SETTLING).await?;
        let mut closed = Ok(0);
        for poll in due {
            if self.casting.waits(poll) && self.poll(poll).await.is_ok_and(|poll| poll.settles(self.now())) {
                continue;
            }
            let outcome = self.store.close(poll).await;
            closed = closed.and_then(|number| outcome.map(|_| number + 1));
        }
        closed
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Board").field("host", &self.host).field("store", &self.store).finish_non_exhaustive()
    }
}
