//! Polls of a board: how they come in, and those that are at hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ostrakon_core::ballot::BallotId;
use ostrakon_core::board::{BoardSpec, Host, NoteKey};
use ostrakon_core::electorate::ElectorateError;
use ostrakon_core::group::{Group, GroupDocumentError};
use ostrakon_core::poll::{Poll, PollError, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;

use super::at_hand::AtHand;
use super::key::BoardKey;
use super::{Board, LookupError};
use crate::checkpoint::SignedCheckpoint;
use crate::note::{KeyError, Signer, VerifierKey};
use crate::promise::SignedPromise;
use crate::store::{Head, NewPoll, Store, StoreError};

/// Most polls that are kept at hand. Others are read anew.
const MAX_AT_HAND: usize = 1000;

/// A poll, with what is needed to take its ballots.
#[derive(Debug)]
pub struct BoardPoll {
    verifier: Verifier,
    signer: Signer,
    deadline: Timestamp,
    cosigners: Vec<VerifierKey>,
    over: AtomicBool,
    /// Held while its result is counted.
    counting: Arc<tokio::sync::Mutex<()>>,
}

/// Why a poll is not taken in.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AddPollError {
    /// The manifest is no poll.
    #[error(transparent)]
    Poll(#[from] PollError),
    /// The list of members is no group.
    #[error(transparent)]
    Group(#[from] GroupDocumentError),
    /// The group is not the poll's.
    #[error(transparent)]
    Electorate(#[from] ElectorateError),
    /// The poll names no board.
    #[error("the poll names no board: make it with one")]
    NoBoard,
    /// The poll names another board.
    #[error("the poll is for the board of {host} with key {key}, not for this one")]
    OtherBoard {
        /// The host that it names.
        host: Host,
        /// The key that it names.
        key: NoteKey,
    },
    /// The poll has closed.
    #[error("the poll closed at {0}")]
    Closed(Timestamp),
    /// A cosigner that the poll names has a key that is none.
    #[error("the poll names a cosigner whose key is none: {0}")]
    Cosigner(#[from] KeyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AddPollError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Poll(error) => error.code(),
            Self::Group(error) => error.code(),
            Self::Electorate(error) => error.code(),
            Self::NoBoard => "poll-no-board",
            Self::OtherBoard { .. } => "poll-other-board",
            Self::Closed(_) => "closed",
            Self::Cosigner(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl Board {
    /// Takes in a poll with its group, and says whether it is new. A log begins with the manifest.
    ///
    /// # Errors
    /// [`AddPollError`].
    pub async fn add_poll(&self, manifest: Vec<u8>, group: Vec<u8>) -> Result<(PollId, bool), AddPollError> {
        let poll = Poll::from_bytes(&manifest, &Rules)?;
        let BoardSpec { host, key, .. } = poll.board().ok_or(AddPollError::NoBoard)?.clone();
        if (&host, key) != (self.host(), self.key()) {
            return Err(AddPollError::OtherBoard { host, key });
        }
        BoardPoll::new(poll.clone(), &self.key)?;
        if self.now() >= poll.closes() {
            return Err(AddPollError::Closed(poll.closes()));
        }
        let electorate = *poll.electorate();
        let checked = tokio::task::spawn_blocking(move || {
            electorate.check_group(&Group::from_bytes(&group)?)?;
            Ok::<_, AddPollError>(group)
        });
        let group = checked.await.map_err(StoreError::database)??;
        let new = NewPoll { id: poll.id(), manifest, group, closes: poll.closes().unix_seconds() };
        Ok((poll.id(), self.store.add_poll(new).await?))
    }
}

impl BoardPoll {
    fn new(poll: Poll, key: &BoardKey) -> Result<Self, AddPollError> {
        let (Some(origin), Some(deadline)) = (poll.origin(), poll.deadline()) else {
            return Err(AddPollError::NoBoard);
        };
        let signer = key.signer(origin.parse()?);
        let cosigners = VerifierKey::of_cosigners(&poll)?;
        let (over, counting, verifier) = (AtomicBool::new(false), Arc::default(), Verifier::new(poll));
        Ok(Self { signer, deadline, cosigners, over, counting, verifier })
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> &Poll {
        self.verifier.poll()
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> PollId {
        self.poll().id()
    }

    /// What checks its ballots.
    #[must_use]
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The board's promise that a ballot will be in the final log. The same each time.
    #[must_use]
    pub fn promise(&self, ballot: BallotId) -> SignedPromise {
        SignedPromise::sign(ballot, self.deadline, &self.signer).expect("the signer is one of notes")
    }

    /// The checkpoint of the log when it is so far, without cosignatures.
    pub(super) fn sign(&self, head: Head) -> SignedCheckpoint {
        SignedCheckpoint::sign(head.size, head.root, &self.signer).expect("the signer is the log's")
    }

    /// The keys of the cosigners that the poll names.
    pub(super) fn cosigners(&self) -> &[VerifierKey] {
        &self.cosigners
    }

    /// Held while its result is counted.
    pub(super) fn counting(&self) -> Arc<tokio::sync::Mutex<()>> {
        self.counting.clone()
    }

    /// Whether its log may stay open after its close for ballots that came in time.
    pub(super) fn settles(&self, now: Timestamp) -> bool {
        let (closes, deadline) = (self.poll().closes().unix_seconds(), self.deadline.unix_seconds());
        now.unix_seconds() < i64::midpoint(closes, deadline)
    }

    /// The time that counts: once a poll is over it stays over, though the clock go back.
    pub(super) fn moment(&self, now: Timestamp) -> Timestamp {
        let closes = self.poll().closes();
        if now >= closes {
            self.over.store(true, Ordering::Relaxed);
        }
        if self.over.load(Ordering::Relaxed) { now.max(closes) } else { now }
    }
}

/// The polls at hand.
#[derive(Debug)]
pub(super) struct Polls {
    key: BoardKey,
    at_hand: AtHand<PollId, Arc<BoardPoll>>,
}

impl Polls {
    pub(super) fn new(key: BoardKey) -> Self {
        Self { key, at_hand: AtHand::new(MAX_AT_HAND) }
    }

    /// A poll, from the store where it is not at hand.
    pub(super) async fn get(&self, id: PollId, store: &dyn Store) -> Result<Arc<BoardPoll>, LookupError> {
        if let Some(poll) = self.at_hand.get(id) {
            return Ok(poll);
        }
        let manifest = store.manifest(id).await?.ok_or(LookupError::UnknownPoll)?;
        self.at_hand.get_or_make(id, async { Ok((Arc::new(self.made(id, &manifest)?), 1)) }).await
    }

    fn made(&self, id: PollId, manifest: &[u8]) -> Result<BoardPoll, StoreError> {
        let poll = Poll::from_bytes(manifest, &Rules).ok();
        let poll = poll.filter(|poll| poll.id() == id);
        let poll = poll.ok_or(StoreError::Damaged("a manifest is not that of its poll"))?;
        // With another key, promises would be signed that nobody can verify.
        if poll.board().is_none_or(|board| board.key != self.key.public()) {
            return Err(StoreError::Damaged("a poll names another key than this board's"));
        }
        BoardPoll::new(poll, &self.key).map_err(|_| StoreError::Damaged("a poll names keys that are none"))
    }
}
