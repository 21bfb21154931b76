//! A [`Group`] is the list of who may vote: commitments in places, under one Merkle root.
//!
//! The tree is the LeanIMT of Semaphore V4: a node without a right sibling is its left child. The
//! root does not tell the number of places, so a poll states it beside the root, with a digest of
//! the list.

mod document;
mod index;
pub mod tree;

use ark_bn254::Fr;
use ark_ff::Zero;
use serde::{Deserialize, Serialize};

use crate::field::{FieldError, field_newtype, to_bytes};
use crate::hash::{Digest, TaggedHash};
use crate::identity::IdentityCommitment;
use crate::path::MerklePath;
use crate::poseidon;

use index::Index;

pub use document::{GroupDocumentError, MAX_GROUP_BYTES};

field_newtype! {
    /// The Merkle root of a group. Never zero: that is what a forged path leads to.
    GroupRoot
}

impl GroupRoot {
    /// A root from its field element.
    ///
    /// # Errors
    /// [`FieldError::Zero`] for zero.
    pub fn from_field(element: Fr) -> Result<Self, FieldError> {
        if element.is_zero() { Err(FieldError::Zero) } else { Ok(Self(element)) }
    }
}

/// `H("ostrakon/members/1", each place as 32 bytes, big-endian, a removed one as zero)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MembersDigest(Digest);

/// Commitments in places. A removed member leaves an empty place behind.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// The places, then each level of nodes above them, up to the root. No level for no places.
    levels: Vec<Vec<Fr>>,
    index: Index,
}

/// Why a group cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// The commitment is in the group already.
    #[error("{0} is a member already")]
    Duplicate(IdentityCommitment),
    /// The place is empty: its member was removed.
    #[error("place {0} is empty")]
    EmptyPlace(usize),
    /// There is no such place.
    #[error("the group has no place {0}")]
    NoPlace(usize),
}

impl Group {
    /// A group without places.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A group from all its places, an empty one being `None`.
    ///
    /// # Errors
    /// [`GroupError::Duplicate`].
    pub fn from_places(
        places: impl IntoIterator<Item = Option<IdentityCommitment>>,
    ) -> Result<Self, GroupError> {
        let leaf =
            |place: Option<IdentityCommitment>| place.map_or_else(Fr::zero, |member| member.to_field());
        Self::from_leaves(places.into_iter().map(leaf).collect())
    }

    /// A group from its leaves, an empty place being zero.
    fn from_leaves(leaves: Vec<Fr>) -> Result<Self, GroupError> {
        let index = Index::new(&leaves).map_err(|place| {
            let member = leaves.get(place).and_then(|&leaf| IdentityCommitment::from_field(leaf).ok());
            GroupError::Duplicate(member.expect("an empty place is no member, and stands as often as it may"))
        })?;
        let levels = if leaves.is_empty() { Vec::new() } else { vec![leaves] };
        let mut group = Self { levels, index };
        group.hash_from(0);
        Ok(group)
    }

    /// A group from its members in order.
    ///
    /// # Errors
    /// [`GroupError::Duplicate`].
    pub fn from_members(members: impl IntoIterator<Item = IdentityCommitment>) -> Result<Self, GroupError> {
        Self::from_places(members.into_iter().map(Some))
    }

    /// Adds a member in a new place and returns the place.
    ///
    /// # Errors
    /// [`GroupError::Duplicate`], leaving the group as it was.
    pub fn append(&mut self, member: IdentityCommitment) -> Result<usize, GroupError> {
        let place = self.places();
        self.append_all(&[member])?;
        Ok(place)
    }

    /// Adds members in new places, in order.
    ///
    /// # Errors
    /// [`GroupError::Duplicate`], leaving the group as it was.
    pub fn append_all(&mut self, members: &[IdentityCommitment]) -> Result<(), GroupError> {
        let first = self.places();
        for &member in members {
            if let Err(error) = self.push_leaf(member) {
                self.retract_leaves(first);
                return Err(error);
            }
        }
        self.hash_from(first);
        Ok(())
    }

    /// Puts another member in the place of one.
    ///
    /// # Errors
    /// [`GroupError::NoPlace`], [`GroupError::EmptyPlace`], [`GroupError::Duplicate`].
    pub fn update(&mut self, place: usize, member: IdentityCommitment) -> Result<(), GroupError> {
        let old = self.occupied(place)?;
        self.refuse_second(member)?;
        self.index.remove(&old.to_field(), place);
        self.index.insert(&member.to_field(), place);
        self.set_leaf(place, member.to_field());
        Ok(())
    }

    /// Empties a place. The places of other members stay as they are.
    ///
    /// # Errors
    /// [`GroupError::NoPlace`], [`GroupError::EmptyPlace`].
    pub fn remove(&mut self, place: usize) -> Result<(), GroupError> {
        let old = self.occupied(place)?;
        self.index.remove(&old.to_field(), place);
        self.set_leaf(place, Fr::zero());
        Ok(())
    }

    /// The member in a place, or none for an empty place or no place.
    #[must_use]
    pub fn member(&self, place: usize) -> Option<IdentityCommitment> {
        self.leaves().get(place).and_then(|&leaf| IdentityCommitment::from_field(leaf).ok())
    }

    /// The place of a member.
    #[must_use]
    pub fn place_of(&self, member: IdentityCommitment) -> Option<usize> {
        self.index.place_of(&member.to_field(), self.leaves())
    }

    /// All places in order, `None` being an empty one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<IdentityCommitment>> {
        self.leaves().iter().map(|&leaf| IdentityCommitment::from_field(leaf).ok())
    }

    /// The number of places, empty ones included.
    #[must_use]
    pub fn places(&self) -> usize {
        self.leaves().len()
    }

    /// The number of members.
    #[must_use]
    pub fn members(&self) -> usize {
        self.index.members()
    }

    /// The number of levels between the places and the root: ⌈log2 places⌉.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    /// The root. None where there are no places, or a single empty one: zero is no root.
    #[must_use]
    pub fn root(&self) -> Option<GroupRoot> {
        let top = self.levels.last()?.first()?;
        GroupRoot::from_field(*top).ok()
    }

    /// The digest of the list of places.
    #[must_use]
    pub fn digest(&self) -> MembersDigest {
        let hash = TaggedHash::new("ostrakon/members/1");
        MembersDigest(self.leaves().iter().fold(hash, |hash, leaf| hash.part(to_bytes(leaf))).finish())
    }

    /// The path of the member in a place.
    ///
    /// # Errors
    /// [`GroupError::NoPlace`], [`GroupError::EmptyPlace`].
    pub fn path(&self, place: usize) -> Result<MerklePath, GroupError> {
        self.occupied(place)?;
        let mut index = 0;
        let mut siblings = Vec::with_capacity(self.depth());
        for (level, nodes) in self.levels.iter().take(self.depth()).enumerate() {
            let at = place >> level;
            if let Some(sibling) = nodes.get(at ^ 1) {
                index |= u64::from(at & 1 == 1) << siblings.len();
                siblings.push(*sibling);
            }
        }
        Ok(MerklePath::new(index, siblings).expect("an index has a bit for each sibling"))
    }

    fn leaves(&self) -> &[Fr] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    fn occupied(&self, place: usize) -> Result<IdentityCommitment, GroupError> {
        let leaf = *self.leaves().get(place).ok_or(GroupError::NoPlace(place))?;
        IdentityCommitment::from_field(leaf).map_err(|_| GroupError::EmptyPlace(place))
    }

    fn refuse_second(&self, member: IdentityCommitment) -> Result<(), GroupError> {
        self.place_of(member).map_or(Ok(()), |_| Err(GroupError::Duplicate(member)))
    }

    fn push_leaf(&mut self, member: IdentityCommitment) -> Result<(), GroupError> {
        self.refuse_second(member)?;
        let (place, leaf) = (self.places(), member.to_field());
        self.index.insert(&leaf, place);
        match self.levels.first_mut() {
            Some(leaves) => leaves.push(leaf),
            None => self.levels.push(vec![leaf]),
        }
        Ok(())
    }

    /// Takes back all leaves from a place on, above which nothing is hashed yet.
    fn retract_leaves(&mut self, first: usize) {
        let Some(leaves) = self.levels.first_mut() else { return };
        for (place, leaf) in (first..).zip(leaves.drain(first..)) {
            self.index.remove(&leaf, place);
        }
        if first == 0 {
            self.levels.clear();
        }
    }

    /// Hashes the nodes above all places from one on.
    fn hash_from(&mut self, place: usize) {
        let (mut changed, mut level) = (place, 0);
        while let Some(below) = self.levels.get(level).filter(|nodes| nodes.len() > 1) {
            changed /= 2;
            let (pairs, single) = below.as_chunks::<2>();
            let mut nodes = poseidon::hash2_all(pairs.get(changed..).unwrap_or_default());
            nodes.extend(single);
            level += 1;
            match self.levels.get_mut(level) {
                Some(above) => {
                    above.truncate(changed);
                    above.append(&mut nodes);
                }
                None => self.levels.push(nodes),
            }
        }
    }

    fn set_leaf(&mut self, place: usize, leaf: Fr) {
        let (mut at, mut node) = (place, leaf);
        for nodes in &mut self.levels {
            if let Some(slot) = nodes.get_mut(at) {
                *slot = node;
            }
            at /= 2;
            if let Some(pair) = nodes.chunks(2).nth(at) {
                node = parent(pair);
            }
        }
    }
}

/// The node above one or two.
fn parent(pair: &[Fr]) -> Fr {
    match *pair {
        [left, right] => poseidon::hash2(left, right),
        [only] => only,
        _ => Fr::zero(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(n: u64) -> IdentityCommitment {
        IdentityCommitment::from_field(Fr::from(n)).unwrap()
    }

    #[test]
    fn every_path_leads_to_the_root() {
        for size in 1..=33 {
            let group = Group::from_members((1..=size).map(member)).unwrap();
            assert_eq!(
                group.depth(),
                usize::from(size > 1) * (size.max(2) - 1).ilog2() as usize + usize::from(size > 1)
            );
            for place in 0..group.places() {
                let path = group.path(place).unwrap();
                assert_eq!(path.root(group.member(place).unwrap()), group.root(), "place {place} of {size}");
            }
        }
    }

    #[test]
    fn one_by_one_equals_all_at_once() {
        let mut grown = Group::new();
        for n in 1..=40 {
            grown.append(member(n)).unwrap();
            let built = Group::from_members((1..=n).map(member)).unwrap();
            assert_eq!(
                (grown.root(), grown.digest(), grown.depth()),
                (built.root(), built.digest(), built.depth())
            );
        }
    }

    #[test]
    fn a_removed_place_is_not_provable_and_keeps_the_others() {
        let mut group = Group::from_members((1..=5).map(member)).unwrap();
        group.remove(1).unwrap();
        assert_eq!(group.path(1), Err(GroupError::EmptyPlace(1)));
        assert_eq!((group.places(), group.members()), (5, 4));
        assert_eq!(group.place_of(member(3)), Some(2));
        assert_eq!(group.remove(1), Err(GroupError::EmptyPlace(1)));
        let again = Group::from_places(group.iter()).unwrap();
        assert_eq!((again.root(), again.digest()), (group.root(), group.digest()));
    }

    #[test]
    fn nobody_is_in_twice_and_a_refused_change_changes_nothing() {
        let mut group = Group::from_members((1..=3).map(member)).unwrap();
        let before = (group.root(), group.digest(), group.members());
        assert_eq!(group.append(member(2)), Err(GroupError::Duplicate(member(2))));
        assert_eq!(
            group.append_all(&[member(7), member(8), member(7)]),
            Err(GroupError::Duplicate(member(7)))
        );
        assert_eq!(group.update(0, member(3)), Err(GroupError::Duplicate(member(3))));
        assert_eq!((group.root(), group.digest(), group.members()), before);
        assert_eq!(group.append(member(7)), Ok(3));
    }

    #[test]
    fn equal_roots_of_different_lists_have_different_digests() {
        let node = IdentityCommitment::from_field(poseidon::hash2(Fr::from(1), Fr::from(2))).unwrap();
        let collapsed = Group::from_members([node, member(3)]).unwrap();
        let whole = Group::from_members((1..=3).map(member)).unwrap();
        assert_eq!(collapsed.root(), whole.root());
        assert_ne!(collapsed.digest(), whole.digest());
    }

    #[test]
    fn groups_without_members_have_no_root() {
        let mut group = Group::new();
        assert_eq!(group.root(), None);
        group.append(member(1)).unwrap();
        group.remove(0).unwrap();
        assert_eq!(group.root(), None);
    }
}
