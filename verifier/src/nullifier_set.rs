//! A [`NullifierSet`] knows which ballots are in, so that nobody votes twice.
//!
//! It is trusted for exactly that: who controls it can keep ballots out or let a voter's later
//! ballot in without a higher revision. They cannot make a ballot, change one, or make two of one
//! voter's count: the counted set takes one per nullifier whatever the set let in.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use ostrakon_core::ballot::BallotId;
use ostrakon_core::nullifier::Nullifier;

/// What a set says about a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is new: no ballot of this nullifier, or only of lower revisions.
    New,
    /// This very ballot is in already: not a second vote.
    Repeated,
    /// Another ballot of this nullifier has the same or a higher revision.
    Taken {
        /// The highest revision that is in.
        highest: u8,
    },
}

/// Remembers nullifiers, revisions and ballot ids of one poll.
///
/// Methods take `&self`, since a server asks from many threads: of two claims at once for one
/// nullifier and revision, one is told [`Claim::New`].
pub trait NullifierSet {
    /// What can go wrong inside the set.
    type Error;

    /// What [`Self::claim`] would say now. Claims nothing.
    ///
    /// # Errors
    /// The set's own.
    fn look(&self, nullifier: Nullifier, revision: u8, id: BallotId) -> Result<Claim, Self::Error>;

    /// Claims a nullifier at a revision for a ballot, in one step with finding out whether it can.
    ///
    /// # Errors
    /// The set's own.
    fn claim(&self, nullifier: Nullifier, revision: u8, id: BallotId) -> Result<Claim, Self::Error>;
}

/// A set in memory: gone when the program ends.
#[derive(Debug, Default)]
pub struct MemoryNullifierSet(Mutex<BTreeMap<Nullifier, BTreeMap<u8, BallotId>>>);

impl MemoryNullifierSet {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

fn standing(ballots: Option<&BTreeMap<u8, BallotId>>, revision: u8, id: BallotId) -> Claim {
    let Some(ballots) = ballots else { return Claim::New };
    if ballots.get(&revision) == Some(&id) {
        return Claim::Repeated;
    }
    match ballots.last_key_value() {
        Some((&highest, _)) if highest >= revision => Claim::Taken { highest },
        _ => Claim::New,
    }
}

impl NullifierSet for MemoryNullifierSet {
    type Error = Infallible;

    fn look(&self, nullifier: Nullifier, revision: u8, id: BallotId) -> Result<Claim, Infallible> {
        // A thread that panicked while it held the lock left the map whole: it is changed in one step.
        let set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(standing(set.get(&nullifier), revision, id))
    }

    fn claim(&self, nullifier: Nullifier, revision: u8, id: BallotId) -> Result<Claim, Infallible> {
        let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let claim = standing(set.get(&nullifier), revision, id);
        if claim == Claim::New {
            set.entry(nullifier).or_default().insert(revision, id);
        }
        Ok(claim)
    }
}
