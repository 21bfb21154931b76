//! The [`CountedSet`] holds the one ballot that counts for each nullifier.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::ballot::BallotId;
use crate::hash::{Digest, TaggedHash};
use crate::nullifier::Nullifier;
use crate::poll::PollId;

/// What a counted set needs to know of a ballot.
pub trait Countable {
    /// Whose ballot it is.
    fn nullifier(&self) -> Nullifier;
    /// Which of that voter's ballots it is.
    fn revision(&self) -> u8;
    /// What it says.
    fn id(&self) -> BallotId;
}

/// Per nullifier the ballot with the highest revision and, among those, the smallest [`BallotId`].
///
/// The set does not depend on the order in which ballots arrive, and posting an older one again
/// changes nothing.
#[derive(Debug, Clone)]
pub struct CountedSet<B>(BTreeMap<Nullifier, B>);

/// What became of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The first of its nullifier.
    First,
    /// It replaces an older revision.
    Replaces,
    /// Another ballot of the same nullifier stands above it.
    Outranked,
    /// The same ballot counts already.
    Same,
}

impl<B> Default for CountedSet<B> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<B: Countable> CountedSet<B> {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a ballot in, if it counts.
    pub fn insert(&mut self, ballot: B) -> Counted {
        match self.0.entry(ballot.nullifier()) {
            Entry::Vacant(entry) => {
                entry.insert(ballot);
                Counted::First
            }
            Entry::Occupied(mut entry) => {
                let standing = entry.get();
                if standing.id() == ballot.id() {
                    Counted::Same
                } else if (standing.revision(), ballot.id()) < (ballot.revision(), standing.id()) {
                    entry.insert(ballot);
                    Counted::Replaces
                } else {
                    Counted::Outranked
                }
            }
        }
    }

    /// The ballot that counts for a nullifier.
    #[must_use]
    pub fn get(&self, nullifier: Nullifier) -> Option<&B> {
        self.0.get(&nullifier)
    }

    /// The counted ballots by ascending nullifier.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &B> {
        self.0.values()
    }

    /// The number of counted ballots.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no ballot counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `H("ostrakon/seed/1", PollId, counted nullifiers in ascending order)`: what ties break by.
    /// Nullifiers cannot be chosen; all one can do is stay away.
    #[must_use]
    pub fn seed(&self, poll: PollId) -> Digest {
        let hash = TaggedHash::new("ostrakon/seed/1").part(poll.to_bytes());
        self.0.keys().fold(hash, |hash, nullifier| hash.part(nullifier.to_bytes())).finish()
    }
}

#[cfg(test)]
mod tests {
    use ark_bn254::Fr;
    use proptest::prelude::*;

    use super::*;
    use crate::scope::Message;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Cast {
        voter: u8,
        revision: u8,
        says: u8,
    }

    impl Countable for Cast {
        fn nullifier(&self) -> Nullifier {
            Nullifier::from_field(Fr::from(self.voter)).unwrap()
        }

        fn revision(&self) -> u8 {
            self.revision
        }

        fn id(&self) -> BallotId {
            BallotId::new(
                self.nullifier(),
                Message::from_bytes(std::array::from_fn(
                    |at| if at == 0 { self.says } else { self.revision },
                )),
            )
        }
    }

    fn counted(casts: &[Cast]) -> Vec<Cast> {
        let mut set = CountedSet::new();
        for cast in casts {
            set.insert(*cast);
        }
        set.iter().copied().collect()
    }

    #[test]
    fn an_older_revision_posted_again_changes_nothing() {
        let old = Cast { voter: 1, revision: 0, says: 10 };
        let new = Cast { voter: 1, revision: 1, says: 20 };
        let mut set = CountedSet::new();
        assert_eq!(set.insert(old), Counted::First);
        assert_eq!(set.insert(new), Counted::Replaces);
        assert_eq!(set.insert(old), Counted::Outranked);
        assert_eq!(set.insert(new), Counted::Same);
        assert_eq!(set.iter().copied().collect::<Vec<_>>(), [new]);
        assert_eq!(set.get(old.nullifier()), Some(&new));
    }

    proptest! {
        #[test]
        fn order_of_arrival_does_not_matter(
            casts in prop::collection::vec((0u8..4, 0u8..4, 0u8..64), 0..20),
            turn in 0usize..20,
        ) {
            let mut casts: Vec<Cast> =
                casts.into_iter().map(|(voter, revision, says)| Cast { voter, revision, says }).collect();
            let ids = |casts: &[Cast]| counted(casts).iter().map(Countable::id).collect::<Vec<_>>();
            let first = ids(&casts);
            casts.reverse();
            prop_assert_eq!(&ids(&casts), &first);
            let middle = turn.min(casts.len());
            casts.rotate_left(middle);
            prop_assert_eq!(&ids(&casts), &first);
        }
    }
}
