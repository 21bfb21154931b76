//! A [`Follower`] of a log: all of it is checked, in the order in which it came to be.

use std::collections::BTreeMap;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::counted::Countable as _;
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;

use crate::audit::add_logged;
use crate::checkpoint::SignedCheckpoint;
use crate::log::{Entry, Log};
use crate::proof::ProofError;
use crate::shown::{Parts, ShownError, ShownLog, Trouble};
use crate::tile::TILE_WIDTH;

/// A log that is followed, as far as it was checked.
#[derive(Debug)]
pub struct Follower {
    verifier: Verifier,
    signed: Option<SignedCheckpoint>,
    log: Log,
    tally: Tally,
    places: BTreeMap<BallotId, u64>,
    /// The first thing in the log that may not be there.
    wrong: Option<ShownError>,
}

impl Follower {
    /// A log of which nothing is checked yet.
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self {
            verifier: Verifier::new(poll.clone()),
            signed: None,
            log: Log::new(poll),
            tally: Tally::new(poll.clone()),
            places: BTreeMap::new(),
            wrong: None,
        }
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> &Poll {
        self.verifier.poll()
    }

    /// How many ballots are in the log.
    #[must_use]
    pub fn ballots(&self) -> u64 {
        self.size().saturating_sub(1 + u64::from(self.is_closed()))
    }

    /// How many entries it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.log.size()
    }

    /// Whether it ends in a close.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.log.is_closed()
    }

    /// The ballots that count.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The entry, from 0, of a ballot that is in the log.
    #[must_use]
    pub fn index_of(&self, ballot: BallotId) -> Option<u64> {
        self.places.get(&ballot).copied()
    }

    /// Checks what has been added, and says whether that is anything. `watch` is told of how many entries how many
    /// are checked.
    ///
    /// # Errors
    /// [`Trouble`]. After [`Trouble::Fetch`] the next step goes on where this one stopped.
    pub async fn step<P: Parts>(
        &mut self,
        parts: &P,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<bool, Trouble<P::Error>> {
        let poll = self.poll().clone();
        let shown = ShownLog::new(parts, &poll)?;
        let signed = shown.checkpoint().await?;
        let (size, root) = (signed.unverified().size(), signed.unverified().root());
        if let Some(before) = &self.signed {
            let old = before.unverified();
            if size < old.size() {
                let error = ShownError::Shrunk { before: old.size(), size };
                return Err(Trouble::caught(error, &[before, &signed]));
            }
            if size == old.size() {
                if root == old.root() {
                    return Ok(false);
                }
                return Err(Trouble::caught(ShownError::Forked, &[before, &signed]));
            }
        }
        self.read_to(size, &shown, watch).await?;
        if self.log.root() != root {
            // Either the entries shown are not those signed, or those signed do not go on from before.
            if let Some(before) = &self.signed {
                match shown.goes_on(before.unverified(), signed.unverified()).await {
                    Err(Trouble::Refused(ShownError::Proof(ProofError::Root))) => {
                        return Err(Trouble::caught(ShownError::Forked, &[before, &signed]));
                    }
                    gone => gone?,
                }
            }
            return Err(ShownError::Root.into());
        }
        if let Some(error) = self.wrong.take() {
            return Err(Trouble::caught(error, &[&signed]));
        }
        self.signed = Some(signed);
        Ok(true)
    }

    /// Reads on, and takes note of the first entry that may not be there.
    async fn read_to<P: Parts>(
        &mut self,
        size: u64,
        shown: &ShownLog<'_, P>,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<(), Trouble<P::Error>> {
        let mut ballots = Vec::new();
        let read = shown.entries(self.log.size()..size, |index, entry| {
            let problem = match self.log.push(entry) {
                Ok(Entry::Ballot) => {
                    ballots.push((index, entry.to_vec()));
                    None
                }
                Ok(Entry::Manifest | Entry::Close) => None,
                Err(error) => Some(error.into()),
            };
            self.wrong = self.wrong.take().or(problem);
            // All of a part is counted before the next is fetched: should that fail, this one is not read again.
            if (index + 1) % u64::from(TILE_WIDTH) == 0 || index + 1 == size {
                let counted = self.count(std::mem::take(&mut ballots));
                self.wrong = self.wrong.take().or(counted);
                watch(index + 1, size);
            }
            Ok(())
        });
        read.await
    }

    /// Verifies ballots and counts them; returns what is wrong with the first that should not be in a log.
    fn count(&mut self, ballots: Vec<(u64, Vec<u8>)>) -> Option<ShownError> {
        let (indices, bytes): (Vec<u64>, Vec<Vec<u8>>) = ballots.into_iter().unzip();
        let mut wrong = None;
        for (index, verdict) in indices.into_iter().zip(self.verifier.verify_all(&bytes, &mut OsRng)) {
            let problem = match verdict {
                Err(error) => Some(ShownError::Ballot { index, error }),
                Ok(ballot) => {
                    self.places.entry(ballot.id()).or_insert(index);
                    let added = add_logged(&mut self.tally, ballot);
                    added.err().map(|error| ShownError::Second { index, error })
                }
            };
            wrong = wrong.or(problem);
        }
        wrong
    }
}
