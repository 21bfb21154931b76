//! [`Index`]: which place a member has.

use std::collections::BTreeSet;

use ark_bn254::Fr;
use ark_ff::{PrimeField, Zero};

/// Places by a part of their commitments. It does not hold the commitments themselves, so that a million
/// members take little memory: whoever asks brings the leaves.
#[derive(Debug, Clone, Default)]
pub(super) struct Index(BTreeSet<(u64, usize)>);

impl Index {
    /// The index of all leaves that are not empty.
    ///
    /// # Errors
    /// The first place whose member stands in an earlier one.
    pub(super) fn new(leaves: &[Fr]) -> Result<Self, usize> {
        let members = leaves.iter().enumerate().filter(|(_, leaf)| !leaf.is_zero());
        let index: BTreeSet<_> = members.map(|(place, leaf)| (part(leaf), place)).collect();
        let keys: Vec<_> = index.iter().copied().collect();
        let same_part = keys.chunk_by(|(left, _), (right, _)| left == right).filter(|same| same.len() > 1);
        let mut first_repeated: Option<usize> = None;
        for same in same_part {
            let mut seen = BTreeSet::new();
            let repeated = same.iter().find(|(_, place)| !seen.insert(leaves.get(*place)));
            first_repeated = first_repeated.into_iter().chain(repeated.map(|&(_, place)| place)).min();
        }
        match first_repeated {
            Some(place) => Err(place),
            None => Ok(Self(index)),
        }
    }

    /// The place of a member among these leaves.
    pub(super) fn place_of(&self, member: &Fr, leaves: &[Fr]) -> Option<usize> {
        let part = part(member);
        let mut places = self.0.range((part, 0)..=(part, usize::MAX)).map(|&(_, place)| place);
        places.find(|&place| leaves.get(place) == Some(member))
    }

    pub(super) fn insert(&mut self, member: &Fr, place: usize) {
        self.0.insert((part(member), place));
    }

    pub(super) fn remove(&mut self, member: &Fr, place: usize) {
        self.0.remove(&(part(member), place));
    }

    /// How many members there are.
    pub(super) fn members(&self) -> usize {
        self.0.len()
    }
}

/// 64 bits of a commitment. They are those of a hash: equal ones are rare, and making many of them equal
/// takes more work than it costs whoever looks them up.
fn part(member: &Fr) -> u64 {
    let [part, ..] = member.into_bigint().0;
    part
}

#[cfg(test)]
mod tests {
    use ark_ff::BigInt;

    use super::*;

    /// Elements with the same 64 bits.
    fn alike(n: u64) -> Fr {
        Fr::from_bigint(BigInt([7, n, 0, 0])).unwrap()
    }

    #[test]
    fn members_with_equal_parts_are_told_apart() {
        let mut leaves = vec![alike(1), Fr::zero(), alike(2), Fr::from(7), Fr::zero()];
        let mut index = Index::new(&leaves).unwrap();
        assert_eq!(index.members(), 3);
        for place in [0, 2, 3] {
            assert_eq!(index.place_of(&leaves[place], &leaves), Some(place));
        }
        assert_eq!(index.place_of(&alike(3), &leaves), None);
        index.remove(&alike(1), 0);
        assert_eq!(index.place_of(&alike(1), &leaves), None);
        leaves[0] = alike(3);
        index.insert(&alike(3), 0);
        assert_eq!(index.place_of(&alike(3), &leaves), Some(0));
    }

    #[test]
    fn the_first_that_stands_twice_is_told() {
        let leaves =
            [alike(9), alike(1), Fr::from(5), Fr::zero(), alike(2), Fr::from(5), alike(1), Fr::zero()];
        assert_eq!(Index::new(&leaves).unwrap_err(), 5);
        assert!(Index::new(&leaves[..5]).is_ok());
    }
}
