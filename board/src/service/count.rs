//! The result of a poll whose log is closed, counted from the log as anybody can.

use std::sync::Arc;

use ostrakon_core::json::JsonError;
use ostrakon_core::lottery::LotteryOpening;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;
use ostrakon_verifier::lottery::LotteryError;
use ostrakon_verifier::result::{ResultError, Tally};
use rand_core::OsRng;

use super::polls::BoardPoll;
use super::{Board, LookupError};
use crate::store::{Final, Head, Store, StoreError};

/// Entries that are read and verified at a time.
const PIECE: u16 = 1024;

/// Why there is no result.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The log is not closed yet.
    #[error("the poll closes at {0}, and has a result when its log is closed a few seconds later")]
    NotClosed(Timestamp),
    /// The bytes are no opening.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The opening is not the lottery source's.
    #[error(transparent)]
    Lottery(#[from] LotteryError),
    /// The ballots cannot be counted.
    #[error(transparent)]
    Result(#[from] ResultError),
    /// The poll cannot be looked up.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

impl CountError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotClosed(_) => "not-closed",
            Self::Json(error) => error.code(),
            Self::Lottery(error) => error.code(),
            Self::Result(error) => error.code(),
            Self::Lookup(error) => error.code(),
        }
    }
}

impl From<StoreError> for CountError {
    fn from(error: StoreError) -> Self {
        Self::Lookup(error.into())
    }
}

impl Board {
    /// The result of a poll, as its bytes: counted when first asked for, and kept.
    ///
    /// # Errors
    /// [`CountError`].
    pub async fn result(&self, id: PollId) -> Result<Vec<u8>, CountError> {
        let (poll, head) = self.closed(id).await?;
        if let Some(result) = self.store.get_final(id, Final::Result).await? {
            return Ok(result);
        }
        let mut tally = Tally::new(poll.poll().clone());
        match self.store.get_final(id, Final::Lottery).await? {
            Some(opening) => tally.open_lottery(LotteryOpening::from_bytes(&opening)?)?,
            // Before ballots are verified for nothing, each time that somebody asks.
            None if poll.poll().lottery().is_some() => return Err(LotteryError::Missing.into()),
            None => {}
        }
        // One count of a poll at a time: a second request finds the result of the first.
        let one = poll.counting().lock_owned().await;
        if let Some(result) = self.store.get_final(id, Final::Result).await? {
            return Ok(result);
        }
        let place = self.counting.clone().acquire_owned().await;
        let store = self.store.clone();
        // Whoever waits for a count can go away; one that has begun is finished, and kept.
        let counted = tokio::spawn(async move {
            let _until_kept = (one, place);
            let result = count(store.as_ref(), &poll, head, tally).await?.result()?.to_bytes();
            store.put_final(id, Final::Result, result.clone()).await?;
            Ok(result)
        });
        counted.await.map_err(StoreError::database)?
    }

    /// Takes what a poll's lottery source gave, once the log is closed. Whoever brings it, it is checked.
    ///
    /// # Errors
    /// [`CountError`].
    pub async fn open_lottery(&self, id: PollId, opening: Vec<u8>) -> Result<(), CountError> {
        let (poll, _) = self.closed(id).await?;
        Tally::new(poll.poll().clone()).open_lottery(LotteryOpening::from_bytes(&opening)?)?;
        Ok(self.store.put_final(id, Final::Lottery, opening).await?)
    }

    /// What a poll's lottery source gave, as its bytes, once somebody has brought it.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn lottery(&self, id: PollId) -> Result<Vec<u8>, LookupError> {
        self.poll(id).await?;
        let opening = self.store.get_final(id, Final::Lottery).await?;
        opening.ok_or(LookupError::Missing("lottery opening"))
    }

    async fn closed(&self, id: PollId) -> Result<(Arc<BoardPoll>, Head), CountError> {
        let (poll, head) = (self.poll(id).await?, self.head(id).await?);
        if head.closed { Ok((poll, head)) } else { Err(CountError::NotClosed(poll.poll().closes())) }
    }
}

/// Adds all ballots of a closed log.
async fn count(
    store: &dyn Store,
    poll: &Arc<BoardPoll>,
    head: Head,
    mut tally: Tally,
) -> Result<Tally, CountError> {
    let damaged = || StoreError::Damaged("a log's entry is no ballot of its poll");
    let mut at = 1;
    while at <= head.ballots() {
        let count = PIECE.min(u16::try_from(head.ballots() + 1 - at).unwrap_or(PIECE));
        let ballots = store.entries(poll.id(), at, count).await?;
        if ballots.len() != usize::from(count) {
            return Err(damaged().into());
        }
        let poll = poll.clone();
        let verified = tokio::task::spawn_blocking(move || poll.verifier().verify_all(&ballots, &mut OsRng));
        for ballot in verified.await.map_err(StoreError::database)? {
            tally.add(ballot.map_err(|_| damaged())?).map_err(|_| damaged())?;
        }
        at += u64::from(count);
    }
    Ok(tally)
}
