//! What an append does, the same for every store: which ballots are new, and how the log grows by them.

use ostrakon_core::poll::PollId;
use ostrakon_verifier::nullifier_set::{Claim, MemoryNullifierSet, NullifierSet as _};

use super::{BallotKey, Head, NewBallot, StoreError};
use crate::entry::Close;
use crate::tile::{Edge, TileError};
use crate::tree::leaf_hash;

/// What each ballot is, one after the other, where `standing` are those that are in of the same nullifiers.
pub(super) fn claims(standing: Vec<BallotKey>, ballots: &[BallotKey]) -> Vec<Claim> {
    let set = set_of(standing);
    ballots.iter().map(|key| claim(&set, key)).collect()
}

/// What [`claims`] says of ballots that are not appended: each by itself.
pub(super) fn looks(standing: Vec<BallotKey>, ballots: &[BallotKey]) -> Vec<Claim> {
    let set = set_of(standing);
    let look = |key: &BallotKey| {
        let Ok(claim) = set.look(key.nullifier, key.revision, key.id);
        claim
    };
    ballots.iter().map(look).collect()
}

fn set_of(mut standing: Vec<BallotKey>) -> MemoryNullifierSet {
    let set = MemoryNullifierSet::new();
    // A set takes in what comes in rising revisions.
    standing.sort_unstable_by_key(|key| key.revision);
    for key in &standing {
        claim(&set, key);
    }
    set
}

fn claim(set: &MemoryNullifierSet, key: &BallotKey) -> Claim {
    let Ok(claim) = set.claim(key.nullifier, key.revision, key.id);
    claim
}

/// Entries that come to a log.
#[derive(Debug)]
pub(super) struct Growth {
    pub(super) edge: Edge,
    /// The index of the first.
    pub(super) first: u64,
    pub(super) entries: Vec<Vec<u8>>,
    pub(super) closed: bool,
}

impl Growth {
    /// The ballots that are new, appended to the log that has this edge.
    pub(super) fn by(edge: Edge, ballots: Vec<NewBallot>, claims: &[Claim]) -> Result<Self, StoreError> {
        let new = ballots.into_iter().zip(claims).filter(|(_, claim)| **claim == Claim::New);
        Self::of(edge, new.map(|(ballot, _)| ballot.bytes).collect(), false)
    }

    /// The close, appended to the log that has this edge.
    pub(super) fn closing(edge: Edge, poll: PollId) -> Result<Self, StoreError> {
        let ballots = edge.size().saturating_sub(1);
        Self::of(edge, vec![Close::new(poll, ballots).to_bytes()], true)
    }

    /// The manifest, as the first entry of a log.
    pub(super) fn opening(manifest: Vec<u8>) -> Result<Self, StoreError> {
        Self::of(Edge::new(), vec![manifest], false)
    }

    fn of(mut edge: Edge, entries: Vec<Vec<u8>>, closed: bool) -> Result<Self, StoreError> {
        let first = edge.size();
        entries.iter().try_for_each(|entry| edge.push(leaf_hash(entry))).map_err(damaged)?;
        Ok(Self { edge, first, entries, closed })
    }

    /// How far the log is then.
    pub(super) fn head(&self) -> Head {
        Head { size: self.edge.size(), root: self.edge.root(), closed: self.closed }
    }
}

/// Tiles that do not fit the log they are stored with.
pub(super) const fn damaged(_: TileError) -> StoreError {
    StoreError::Damaged("its tiles are not those of its log")
}
