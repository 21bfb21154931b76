//! How ballots get in: those that arrive together are verified as one batch and committed once.
//!
//! Three tasks work hand in hand: one answers those whose ballots are in already, while one batch of new ones is
//! being verified and another is being committed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ostrakon_core::ballot::BallotId;
use ostrakon_core::counted::Countable;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;
use ostrakon_verifier::VerifiedBallot;
use ostrakon_verifier::admission::{AdmitError, ScreenedBallot};
use ostrakon_verifier::nullifier_set::Claim;
use rand_core::OsRng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, mpsc, oneshot};

use super::polls::BoardPoll;
use crate::store::{BallotKey, NewBallot, Store, StoreError};

/// Most ballots that are verified as one batch: from here on more at once go no faster, and who waits would
/// wait longer.
const MAX_BATCH: usize = 1024;

/// Most bytes of ballots that wait. More are refused at once, so that memory is bounded.
const MAX_WAITING: u32 = 64 << 20;

/// What became of a ballot that was cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast {
    /// The ballot's id.
    pub id: BallotId,
    /// Whether it came for the first time.
    pub new: bool,
}

/// Why a ballot is not in.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CastError {
    /// The ballot is refused, or the store failed.
    #[error(transparent)]
    Admit(#[from] AdmitError<StoreError>),
    /// Too many ballots wait. Try again.
    #[error("too many ballots wait to be verified: try again in a few seconds")]
    Busy,
    /// The board is being stopped. Try again.
    #[error("the board is being stopped: try again in a few seconds")]
    Stopped,
}

impl CastError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Admit(AdmitError::Set(error)) => error.code(),
            Self::Admit(error) => error.code(),
            Self::Busy => "busy",
            Self::Stopped => "stopped",
        }
    }
}

/// Takes ballots in.
#[derive(Debug)]
pub(super) struct Casting {
    queue: mpsc::UnboundedSender<(Arc<BoardPoll>, Screened)>,
    /// A permit for each byte that may wait.
    room: Arc<Semaphore>,
    waiting: Arc<Waiting>,
}

/// How many ballots of each poll wait.
#[derive(Debug, Default)]
struct Waiting(Mutex<BTreeMap<PollId, usize>>);

/// Counts a ballot as waiting until it is dropped.
struct Waits {
    poll: PollId,
    among: Arc<Waiting>,
}

/// A ballot that passed the cheap checks.
struct Screened {
    ballot: ScreenedBallot,
    bytes: Vec<u8>,
    reply: Reply,
}

/// A ballot that is good.
struct Verified {
    ballot: VerifiedBallot,
    bytes: Vec<u8>,
    reply: Reply,
}

/// Who waits for the answer.
struct Reply {
    answer: oneshot::Sender<Result<Cast, CastError>>,
    /// What the ballot takes of the room, until it is answered.
    room: OwnedSemaphorePermit,
    waits: Waits,
}

impl Reply {
    fn send(self, outcome: Result<Cast, AdmitError<StoreError>>) {
        let Self { answer, room, waits } = self;
        // First, so that a log can be closed as soon as its last ballot is answered.
        drop((room, waits));
        // Fails where nobody waits any more.
        let _ = answer.send(outcome.map_err(CastError::Admit));
    }
}

impl Waits {
    fn new(poll: PollId, among: &Arc<Waiting>) -> Self {
        *among.0.lock().unwrap_or_else(PoisonError::into_inner).entry(poll).or_default() += 1;
        Self { poll, among: among.clone() }
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        let mut waiting = self.among.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = waiting.get_mut(&self.poll) {
            *number -= 1;
            if *number == 0 {
                waiting.remove(&self.poll);
            }
        }
    }
}

impl Casting {
    /// Starts the three tasks. They end when this is dropped.
    pub(super) fn start(store: Arc<dyn Store>) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let (new, to_verify) = mpsc::unbounded_channel();
        let (verified, to_commit) = mpsc::channel(1);
        tokio::spawn(look(store.clone(), waiting, new));
        tokio::spawn(verify(to_verify, verified));
        tokio::spawn(commit(store, to_commit));
        Self { queue, room: Arc::new(Semaphore::new(MAX_WAITING as usize)), waiting: Arc::default() }
    }

    /// Casts a ballot that came at a time, and waits until it is committed or refused.
    pub(super) async fn cast(
        &self,
        poll: Arc<BoardPoll>,
        bytes: Vec<u8>,
        at: Timestamp,
    ) -> Result<Cast, CastError> {
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let room = self.room.clone().try_acquire_many_owned(size).map_err(|error| match error {
            TryAcquireError::NoPermits => CastError::Busy,
            TryAcquireError::Closed => CastError::Stopped,
        })?;
        let ballot = poll.verifier().screen(&bytes, at)?;
        let waits = Waits::new(poll.id(), &self.waiting);
        let (answer, answered) = oneshot::channel();
        let screened = Screened { ballot, bytes, reply: Reply { answer, room, waits } };
        self.queue.send((poll, screened)).map_err(|_| CastError::Stopped)?;
        answered.await.unwrap_or(Err(CastError::Stopped))
    }

    /// Whether ballots of a poll wait to be answered.
    pub(super) fn waits(&self, poll: PollId) -> bool {
        self.waiting.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&poll)
    }

    /// Returns when all that waits is answered. Nothing more is taken.
    pub(super) async fn stop(&self) {
        // All room is free once nothing waits; who comes meanwhile finds none.
        let _all = self.room.acquire_many(MAX_WAITING).await;
        self.room.close();
    }
}

/// Answers those whose ballots are in already, and passes on the others.
async fn look(
    store: Arc<dyn Store>,
    mut waiting: mpsc::UnboundedReceiver<(Arc<BoardPoll>, Screened)>,
    new: mpsc::UnboundedSender<(Arc<BoardPoll>, Screened)>,
) {
    let mut screened = Vec::new();
    while waiting.recv_many(&mut screened, MAX_BATCH).await > 0 {
        for (poll, screened) in by_poll(&mut screened) {
            let keys = screened.iter().map(|screened| key_of(&screened.ballot)).collect();
            let (store, id) = (store.clone(), poll.id());
            let claims = apart(async move { store.look(id, keys).await }).await;
            for (at, screened) in screened.into_iter().enumerate() {
                match answer(&claims, at, screened.ballot.id()) {
                    Ok(Cast { new: true, .. }) => {
                        // Fails where the board was dropped: then nobody waits.
                        let _ = new.send((poll.clone(), screened));
                    }
                    settled => screened.reply.send(settled),
                }
            }
        }
    }
}

/// Answers those whose proofs do not hold, and passes on the others.
async fn verify(
    mut waiting: mpsc::UnboundedReceiver<(Arc<BoardPoll>, Screened)>,
    verified: mpsc::Sender<(Arc<BoardPoll>, Vec<Verified>)>,
) {
    let mut screened = Vec::new();
    loop {
        // A batch begins only when the one before it is being committed: who comes until then is in it, too, and
        // a large batch takes less of each than two small ones.
        if verified.reserve().await.is_err() || waiting.recv_many(&mut screened, MAX_BATCH).await == 0 {
            return;
        }
        for (poll, screened) in by_poll(&mut screened) {
            let (mut ballots, mut waiting) = (Vec::new(), Vec::new());
            for Screened { ballot, bytes, reply } in screened {
                ballots.push(ballot);
                waiting.push((bytes, reply));
            }
            let verdicts = blocking({
                let poll = poll.clone();
                move || poll.verifier().prove_all(ballots, &mut OsRng)
            });
            let Some(verdicts) = verdicts.await else { continue };
            let mut good = Vec::new();
            for (verdict, (bytes, reply)) in verdicts.into_iter().zip(waiting) {
                match verdict {
                    Ok(ballot) => good.push(Verified { ballot, bytes, reply }),
                    Err(error) => reply.send(Err(error.into())),
                }
            }
            if !good.is_empty() && verified.send((poll, good)).await.is_err() {
                return;
            }
        }
    }
}

async fn commit(store: Arc<dyn Store>, mut batches: mpsc::Receiver<(Arc<BoardPoll>, Vec<Verified>)>) {
    while let Some((poll, ballots)) = batches.recv().await {
        let (mut new, mut waiting) = (Vec::new(), Vec::new());
        for Verified { ballot, bytes, reply } in ballots {
            new.push(NewBallot { key: key_of(&ballot), bytes });
            waiting.push((ballot.id(), reply));
        }
        let (store, id) = (store.clone(), poll.id());
        let claims = apart(async move { store.append(id, new).await }).await;
        for (at, (id, reply)) in waiting.into_iter().enumerate() {
            reply.send(match &claims {
                Err(StoreError::Closed) => Err(AdmitError::Closed(poll.poll().closes())),
                claims => answer(claims, at, id),
            });
        }
    }
}

/// What came together, by poll.
fn by_poll<T>(
    items: &mut Vec<(Arc<BoardPoll>, T)>,
) -> impl Iterator<Item = (Arc<BoardPoll>, Vec<T>)> + use<T> {
    let mut polls = BTreeMap::new();
    for (poll, item) in items.drain(..) {
        polls.entry(poll.id()).or_insert_with(|| (poll, Vec::new())).1.push(item);
    }
    polls.into_values()
}

fn key_of(ballot: &impl Countable) -> BallotKey {
    BallotKey { nullifier: ballot.nullifier(), revision: ballot.revision(), id: ballot.id() }
}

/// The answer to the ballot at a place, of all of which the store has said something.
fn answer(
    claims: &Result<Vec<Claim>, StoreError>,
    at: usize,
    id: BallotId,
) -> Result<Cast, AdmitError<StoreError>> {
    let claims = claims.as_ref().map_err(|error| AdmitError::Set(error.clone()))?;
    let missing = || AdmitError::Set(StoreError::Damaged("it does not say what became of a ballot"));
    match claims.get(at).ok_or_else(missing)? {
        Claim::New => Ok(Cast { id, new: true }),
        Claim::Repeated => Ok(Cast { id, new: false }),
        Claim::Taken { highest } => Err(AdmitError::AlreadyVoted { highest: *highest }),
    }
}

/// Asks the store in a task of its own: if it panics, only those are told who wait for this.
async fn apart(
    work: impl Future<Output = Result<Vec<Claim>, StoreError>> + Send + 'static,
) -> Result<Vec<Claim>, StoreError> {
    tokio::spawn(work).await.map_err(StoreError::database)?
}

/// Runs what takes long away from the tasks that serve requests; none if it panicked, and then whoever waits
/// is told that the board stopped.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
