//! The hash tree of a log, as RFC 6962 section 2.1 defines it.
//!
//! A root binds the number, the order and the bytes of all entries. [`Frontier`] finds it as entries come.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The hash of a leaf, of a node or of a whole tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

/// Text that is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hash: 64 lowercase hexadecimal digits are needed")]
pub struct TreeHashError;

impl TreeHash {
    /// Bytes of a hash.
    pub const LEN: usize = 32;

    /// The root of a tree without leaves: SHA-256 of nothing.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self(Sha256::digest(b"").into())
    }

    /// A hash from its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; Self::LEN] {
        self.0
    }

    /// The 32 bytes, where they stand.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}

impl FromStr for TreeHash {
    type Err = TreeHashError;

    fn from_str(text: &str) -> Result<Self, TreeHashError> {
        if text.len() != 2 * Self::LEN || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(TreeHashError);
        }
        let mut bytes = [0; Self::LEN];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| TreeHashError)?;
        Ok(Self(bytes))
    }
}

impl Serialize for TreeHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TreeHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> TreeHash {
    TreeHash(Sha256::new_with_prefix([0]).chain_update(entry).finalize().into())
}

/// `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: TreeHash, right: TreeHash) -> TreeHash {
    TreeHash(Sha256::new_with_prefix([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The root over the hashes of neighbouring subtrees, each a full one at least as large as the next, or
/// the root of no leaves.
pub(crate) fn fold(subtrees: impl DoubleEndedIterator<Item = TreeHash>) -> TreeHash {
    subtrees.rev().reduce(|right, left| node_hash(left, right)).unwrap_or_else(TreeHash::of_nothing)
}

/// The roots of the full subtrees that a tree is made of: all that is needed to add leaves and know the
/// root, at most 64 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// From the largest to the smallest: one for each bit of `size` that is set.
    subtrees: Vec<TreeHash>,
}

impl Frontier {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a leaf on the right.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.subtrees.pop().expect("there is a subtree for each bit set in the size");
            hash = node_hash(left, hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// How many leaves there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        fold(self.subtrees.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MTH of RFC 6962 section 2.1, word for word.
    fn mth(leaves: &[Vec<u8>]) -> TreeHash {
        match leaves {
            [] => TreeHash(Sha256::digest(b"").into()),
            [leaf] => TreeHash(Sha256::digest([&[0], leaf.as_slice()].concat()).into()),
            leaves => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                let children = [&[1], mth(left).0.as_slice(), mth(right).0.as_slice()].concat();
                TreeHash(Sha256::digest(children).into())
            }
        }
    }

    #[test]
    fn the_root_is_the_one_of_rfc_6962_at_each_size() {
        let mut frontier = Frontier::new();
        let mut leaves = Vec::new();
        for i in 0..600_u32 {
            assert_eq!((frontier.size(), frontier.root()), (u64::from(i), mth(&leaves)));
            leaves.push(i.to_string().into_bytes());
            frontier.push(leaf_hash(leaves.last().unwrap()));
        }
    }

    #[test]
    fn published_hashes_come_out() {
        assert_eq!(
            TreeHash::of_nothing().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        // The leaf of no bytes, as in the tests of Certificate Transparency.
        assert_eq!(
            leaf_hash(b"").to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = leaf_hash(b"x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for other in ["", "00", &hash.to_string().to_uppercase(), &hash.to_string()[1..], &"g".repeat(64)] {
            assert_eq!(other.parse::<TreeHash>(), Err(TreeHashError), "{other}");
        }
    }
}
