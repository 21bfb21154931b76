//! How ballots get in: those that arrive together are verified as one batch and committed once.
//!
//! Two tasks work hand in hand: while one batch is being committed, the next is being verified.

use std::collections::BTreeMap;
use std::sync::Arc;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::counted::Countable;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;
use ostrakon_verifier::VerifiedBallot;
use ostrakon_verifier::admission::{AdmitError, ScreenedBallot};
use ostrakon_verifier::nullifier_set::Claim;
use rand_core::OsRng;
use rayon::prelude::*;
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
    queue: mpsc::UnboundedSender<Job>,
    /// A permit for each byte that may wait.
    room: Arc<Semaphore>,
}

/// A ballot that waits.
struct Job {
    poll: Arc<BoardPoll>,
    bytes: Vec<u8>,
    at: Timestamp,
    reply: Reply,
}

/// Who waits for the answer.
struct Reply {
    answer: oneshot::Sender<Result<Cast, CastError>>,
    /// What the ballot takes of the room, until it is answered.
    _room: OwnedSemaphorePermit,
}

impl Reply {
    fn send(self, outcome: Result<Cast, AdmitError<StoreError>>) {
        // Fails where nobody waits any more.
        let _ = self.answer.send(outcome.map_err(CastError::Admit));
    }
}

/// Verified ballots of one poll, to be committed.
struct Batch {
    poll: Arc<BoardPoll>,
    ballots: Vec<(VerifiedBallot, Vec<u8>, Reply)>,
}

impl Casting {
    /// Starts the two tasks. They end when this is dropped.
    pub(super) fn start(store: Arc<dyn Store>) -> Self {
        let (queue, waiting) = mpsc::unbounded_channel();
        let (verified, to_commit) = mpsc::channel(1);
        tokio::spawn(verify(store.clone(), waiting, verified));
        tokio::spawn(commit(store, to_commit));
        Self { queue, room: Arc::new(Semaphore::new(MAX_WAITING as usize)) }
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
        let (answer, answered) = oneshot::channel();
        let job = Job { poll, bytes, at, reply: Reply { answer, _room: room } };
        self.queue.send(job).map_err(|_| CastError::Stopped)?;
        answered.await.unwrap_or(Err(CastError::Stopped))
    }

    /// Returns when all that waits is answered. Nothing more is taken.
    pub(super) async fn stop(&self) {
        // All room is free once nothing waits; who comes meanwhile finds none.
        let _all = self.room.acquire_many(MAX_WAITING).await;
        self.room.close();
    }
}

async fn verify(
    store: Arc<dyn Store>,
    mut waiting: mpsc::UnboundedReceiver<Job>,
    verified: mpsc::Sender<Batch>,
) {
    let mut jobs = Vec::new();
    while waiting.recv_many(&mut jobs, MAX_BATCH).await > 0 {
        let mut by_poll: BTreeMap<PollId, Vec<Job>> = BTreeMap::new();
        for job in jobs.drain(..) {
            by_poll.entry(job.poll.id()).or_default().push(job);
        }
        for jobs in by_poll.into_values() {
            let Some(batch) = judge(store.as_ref(), jobs).await else { continue };
            if verified.send(batch).await.is_err() {
                return;
            }
        }
    }
}

/// Answers those whose ballots are refused or in already; the others' are verified.
async fn judge(store: &dyn Store, jobs: Vec<Job>) -> Option<Batch> {
    let poll = jobs.first()?.poll.clone();
    let screened = blocking(move || screen(jobs)).await?;
    let keys = screened.iter().map(|(screened, ..)| key_of(screened)).collect();
    let claims = match store.look(poll.id(), keys).await {
        Ok(claims) => claims,
        Err(error) => {
            let failed = |(_, _, reply): (_, _, Reply)| reply.send(Err(AdmitError::Set(error.clone())));
            screened.into_iter().for_each(failed);
            return None;
        }
    };
    let (mut ballots, mut waiting) = (Vec::new(), Vec::new());
    for ((screened, bytes, reply), claim) in screened.into_iter().zip(claims) {
        match answer(screened.id(), claim) {
            Ok(Cast { new: true, .. }) => {
                ballots.push(screened);
                waiting.push((bytes, reply));
            }
            settled => reply.send(settled),
        }
    }
    let verdicts = blocking({
        let poll = poll.clone();
        move || poll.verifier().prove_all(ballots, &mut OsRng)
    });
    let mut good = Vec::new();
    for (verdict, (bytes, reply)) in verdicts.await?.into_iter().zip(waiting) {
        match verdict {
            Ok(ballot) => good.push((ballot, bytes, reply)),
            Err(error) => reply.send(Err(error.into())),
        }
    }
    (!good.is_empty()).then_some(Batch { poll, ballots: good })
}

/// Answers those whose ballots fail a cheap check.
fn screen(jobs: Vec<Job>) -> Vec<(ScreenedBallot, Vec<u8>, Reply)> {
    let screened = |job: Job| match job.poll.verifier().screen(&job.bytes, job.at) {
        Ok(screened) => Some((screened, job.bytes, job.reply)),
        Err(error) => {
            job.reply.send(Err(error));
            None
        }
    };
    jobs.into_par_iter().filter_map(screened).collect()
}

async fn commit(store: Arc<dyn Store>, mut batches: mpsc::Receiver<Batch>) {
    while let Some(Batch { poll, ballots }) = batches.recv().await {
        let (mut new, mut waiting) = (Vec::new(), Vec::new());
        for (ballot, bytes, reply) in ballots {
            new.push(NewBallot { key: key_of(&ballot), bytes });
            waiting.push((ballot.id(), reply));
        }
        let claims = store.append(poll.id(), new).await;
        for (at, (id, reply)) in waiting.into_iter().enumerate() {
            reply.send(match &claims {
                Ok(claims) => answer(id, claims.get(at).copied().expect("a claim for each ballot")),
                Err(StoreError::Closed) => Err(AdmitError::Closed(poll.poll().closes())),
                Err(error) => Err(AdmitError::Set(error.clone())),
            });
        }
    }
}

fn key_of(ballot: &impl Countable) -> BallotKey {
    BallotKey { nullifier: ballot.nullifier(), revision: ballot.revision(), id: ballot.id() }
}

fn answer(id: BallotId, claim: Claim) -> Result<Cast, AdmitError<StoreError>> {
    match claim {
        Claim::New => Ok(Cast { id, new: true }),
        Claim::Repeated => Ok(Cast { id, new: false }),
        Claim::Taken { highest } => Err(AdmitError::AlreadyVoted { highest }),
    }
}

/// Runs what takes long away from the tasks that serve requests; none if it panicked, and then whoever waits
/// is told that the board stopped.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
