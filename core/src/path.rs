//! A [`MerklePath`] leads from a member's place to the root of the group.

use std::fmt;

use ark_bn254::Fr;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::group::GroupRoot;
use crate::identity::IdentityCommitment;
use crate::poseidon;

/// The number of levels a circuit has room for, 1 to 32. A group may be less deep than its circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Depth(u8);

/// A number that is not a depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("depth {0} is not between 1 and 32")]
pub struct DepthError(pub u8);

impl Depth {
    /// The shallowest circuit.
    pub const MIN: Self = Self(1);
    /// The deepest circuit.
    pub const MAX: Self = Self(32);

    /// A depth from 1 to 32.
    ///
    /// # Errors
    /// [`DepthError`] for any other number.
    pub const fn new(depth: u8) -> Result<Self, DepthError> {
        if matches!(depth, 1..=32) { Ok(Self(depth)) } else { Err(DepthError(depth)) }
    }

    /// The shallowest circuit that a group of `places` places fits in; none above 2³² places.
    #[must_use]
    pub fn for_places(places: u64) -> Option<Self> {
        let levels = 64 - places.saturating_sub(1).leading_zeros();
        u8::try_from(levels.max(1)).ok().and_then(|depth| Self::new(depth).ok())
    }

    /// All depths, shallowest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (Self::MIN.0..=Self::MAX.0).map(Self)
    }

    /// The depth as a number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Depth {
    type Error = DepthError;

    fn try_from(depth: u8) -> Result<Self, DepthError> {
        Self::new(depth)
    }
}

impl From<Depth> for u8 {
    fn from(depth: Depth) -> Self {
        depth.0
    }
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The siblings from a leaf to the root. A level at which the node has no sibling is left out, so a
/// path may be shorter than the group is deep.
///
/// A path tells whose it is: it is never sent anywhere, and zeroized on drop.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MerklePath {
    index: u64,
    siblings: Vec<Fr>,
}

/// Numbers that are not a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path: at most 32 siblings, and an index below 2 to their number, are needed")]
pub struct PathError;

impl MerklePath {
    /// A path from its siblings, leaf's level first, and the index whose bit `i` tells whether the
    /// node at level `i` is the right child.
    ///
    /// # Errors
    /// [`PathError`] for more than 32 siblings or an index with bits beyond them.
    pub fn new(index: u64, siblings: Vec<Fr>) -> Result<Self, PathError> {
        if siblings.len() > 32 || index >> siblings.len() != 0 {
            return Err(PathError);
        }
        Ok(Self { index, siblings })
    }

    /// Bit `i` is set where the node at level `i` is the right child.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The siblings, leaf's level first.
    #[must_use]
    pub fn siblings(&self) -> &[Fr] {
        &self.siblings
    }

    /// The root that the path leads to from `leaf`.
    #[must_use]
    pub fn root(&self, leaf: IdentityCommitment) -> Option<GroupRoot> {
        let mut node = leaf.to_field();
        for (level, &sibling) in self.siblings.iter().enumerate() {
            let right = self.index >> level & 1 == 1;
            node = if right { poseidon::hash2(sibling, node) } else { poseidon::hash2(node, sibling) };
        }
        GroupRoot::from_field(node).ok()
    }
}

impl fmt::Debug for MerklePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MerklePath(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_fit_their_groups() {
        for (places, depth) in [
            (0, 1),
            (1, 1),
            (2, 1),
            (3, 2),
            (4, 2),
            (5, 3),
            (1 << 20, 20),
            ((1 << 20) + 1, 21),
            (1 << 32, 32),
        ] {
            assert_eq!(Depth::for_places(places).map(Depth::get), Some(depth), "{places}");
        }
        assert_eq!(Depth::for_places((1 << 32) + 1), None);
        assert_eq!(Depth::new(0), Err(DepthError(0)));
        assert_eq!(Depth::new(33), Err(DepthError(33)));
    }
}
