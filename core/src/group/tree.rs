//! [`GroupTree`]: a group with all nodes of its tree, as bytes that are used as they are.
//!
//! ```text
//! "ostrakon/tree/1" and a line feed   16 bytes
//! number of places                     8 bytes, big-endian
//! places, then each level of nodes    32 bytes each, big-endian
//! above them, up to the root
//! ```
//!
//! The digest of the places tells whether they are a poll's, and a path tells whether it leads to the
//! root. So nothing here is believed, though nothing is hashed again but one path.

use ark_bn254::Fr;
use ark_ff::Zero;

use super::{Group, GroupRoot, MembersDigest};
use crate::field::{FieldError, from_bytes, to_bytes};
use crate::hash::TaggedHash;
use crate::identity::IdentityCommitment;
use crate::path::MerklePath;

/// Most bytes that a tree may have: room for 4,000,000 places.
pub const MAX_TREE_BYTES: usize = 256 * 1024 * 1024;

/// How the bytes of a tree begin.
pub const TREE_HEAD: &[u8; 16] = b"ostrakon/tree/1\n";

const EMPTY: [u8; 32] = [0; 32];

/// The places and nodes of a group, in borrowed bytes.
#[derive(Debug, Clone)]
pub struct GroupTree<'b> {
    /// The places, then each level of nodes above them, up to the root.
    levels: Vec<&'b [[u8; 32]]>,
    root: GroupRoot,
}

/// Why bytes are not a tree, or a tree is not to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupTreeError {
    /// The path of a member does not lead to the root.
    #[error("the tree is damaged: the path from place {0} does not lead to the root")]
    Damaged(usize),
    /// The place is empty, or there is no such place.
    #[error("there is no member in place {0}")]
    EmptyPlace(usize),
    /// Other bytes at the start.
    #[error("this is not a tree of a group: it does not begin with \"ostrakon/tree/1\"")]
    Head,
    /// Not as long as a tree of so many places.
    #[error("a tree of {places} places does not have {bytes} bytes: it is cut off, or damaged")]
    Length {
        /// The stated number of places.
        places: u64,
        /// Bytes received.
        bytes: usize,
    },
    /// A node is no element of the field.
    #[error("the tree is damaged: a node is no element of the field")]
    Node(#[from] FieldError),
}

impl GroupTreeError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "tree-damaged",
            Self::EmptyPlace(_) => "group-empty-place",
            Self::Head => "tree-head",
            Self::Length { .. } => "tree-length",
            Self::Node(_) => "tree-node",
        }
    }
}

impl Group {
    /// The group with all its nodes, for [`GroupTree::from_bytes`].
    #[must_use]
    pub fn to_tree_bytes(&self) -> Vec<u8> {
        let nodes: usize = self.levels.iter().map(Vec::len).sum();
        let mut bytes = Vec::with_capacity(TREE_HEAD.len() + 8 + 32 * nodes);
        bytes.extend_from_slice(TREE_HEAD);
        bytes.extend_from_slice(&(self.places() as u64).to_be_bytes());
        for node in self.levels.iter().flatten() {
            bytes.extend_from_slice(&to_bytes(node));
        }
        bytes
    }
}

impl<'b> GroupTree<'b> {
    /// The tree that these bytes are.
    ///
    /// # Errors
    /// [`GroupTreeError::Head`], [`GroupTreeError::Length`], [`GroupTreeError::Node`] for a root that is none.
    pub fn from_bytes(bytes: &'b [u8]) -> Result<Self, GroupTreeError> {
        let rest = bytes.strip_prefix(TREE_HEAD).ok_or(GroupTreeError::Head)?;
        let (places, nodes) = rest.split_first_chunk::<8>().ok_or(GroupTreeError::Head)?;
        let places = u64::from_be_bytes(*places);
        let length = GroupTreeError::Length { places, bytes: bytes.len() };
        let (mut nodes, rest) = nodes.as_chunks::<32>();
        let mut width = usize::try_from(places).map_err(|_| length)?;
        let mut levels = Vec::new();
        loop {
            let (level, above) = nodes.split_at_checked(width).ok_or(length)?;
            levels.push(level);
            nodes = above;
            if width <= 1 {
                break;
            }
            width = width.div_ceil(2);
        }
        if !nodes.is_empty() || !rest.is_empty() {
            return Err(length);
        }
        let top = levels.last().and_then(|top| top.first()).ok_or(length)?;
        Ok(Self { root: GroupRoot::from_bytes(top)?, levels })
    }

    /// The root that the tree states.
    #[must_use]
    pub const fn root(&self) -> GroupRoot {
        self.root
    }

    /// The digest of the list of places, as [`Group::digest`].
    #[must_use]
    pub fn digest(&self) -> MembersDigest {
        let hash = TaggedHash::new("ostrakon/members/1");
        MembersDigest(self.leaves().iter().fold(hash, |hash, leaf| hash.part(leaf)).finish())
    }

    /// The number of places, empty ones included.
    #[must_use]
    pub fn places(&self) -> usize {
        self.leaves().len()
    }

    /// The number of members.
    #[must_use]
    pub fn members(&self) -> usize {
        self.leaves().iter().filter(|&&leaf| leaf != EMPTY).count()
    }

    /// The place of a member.
    #[must_use]
    pub fn place_of(&self, member: IdentityCommitment) -> Option<usize> {
        let member = member.to_bytes();
        self.leaves().iter().position(|leaf| *leaf == member)
    }

    /// The path of the member in a place, which leads to the root.
    ///
    /// # Errors
    /// [`GroupTreeError::EmptyPlace`], [`GroupTreeError::Node`], [`GroupTreeError::Damaged`].
    pub fn path(&self, place: usize) -> Result<MerklePath, GroupTreeError> {
        let leaf: Fr = self.leaves().get(place).map_or_else(|| Ok(Fr::zero()), from_bytes)?;
        let member = IdentityCommitment::from_field(leaf).map_err(|_| GroupTreeError::EmptyPlace(place))?;
        let (mut index, mut siblings) = (0, Vec::with_capacity(self.levels.len()));
        for (level, nodes) in self.levels.iter().enumerate() {
            let at = place >> level;
            if let Some(sibling) = nodes.get(at ^ 1) {
                index |= u64::from(at & 1 == 1) << siblings.len();
                siblings.push(from_bytes(sibling)?);
            }
        }
        let path = MerklePath::new(index, siblings).map_err(|_| GroupTreeError::Damaged(place))?;
        if path.root(member) == Some(self.root) { Ok(path) } else { Err(GroupTreeError::Damaged(place)) }
    }

    fn leaves(&self) -> &'b [[u8; 32]] {
        self.levels.first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(n: u64) -> IdentityCommitment {
        IdentityCommitment::from_field(Fr::from(n)).unwrap()
    }

    fn group(size: u64) -> Group {
        Group::from_members((1..=size).map(member)).unwrap()
    }

    #[test]
    fn a_tree_says_what_its_group_says() {
        for size in 1..=33 {
            let mut group = group(size);
            if size > 2 {
                group.remove(1).unwrap();
            }
            let bytes = group.to_tree_bytes();
            let tree = GroupTree::from_bytes(&bytes).unwrap();
            assert_eq!((Some(tree.root()), tree.digest()), (group.root(), group.digest()));
            assert_eq!((tree.places(), tree.members()), (group.places(), group.members()));
            for n in 1..=size + 1 {
                assert_eq!(tree.place_of(member(n)), group.place_of(member(n)));
            }
            for place in 0..=group.places() {
                assert_eq!(tree.path(place).ok(), group.path(place).ok(), "place {place} of {size}");
            }
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = group(5).to_tree_bytes();
        let code = |bytes: &[u8]| GroupTree::from_bytes(bytes).unwrap_err().code();
        for length in 0..bytes.len() {
            assert_eq!(code(&bytes[..length]), if length < 24 { "tree-head" } else { "tree-length" });
        }
        assert_eq!(code(&[&bytes[..], &[0]].concat()), "tree-length");
        assert_eq!(code(&[&bytes[..16], &[0xff; 8], &bytes[24..]].concat()), "tree-length");
        assert_eq!(code(&Group::new().to_tree_bytes()), "tree-length");
        let mut no_root = bytes;
        let root = no_root.len() - 32;
        no_root[root..].fill(0xff);
        assert_eq!(code(&no_root), "tree-node");
    }

    #[test]
    fn a_changed_node_is_found_on_each_path_through_it() {
        let bytes = group(4).to_tree_bytes();
        // The nodes: four places, two above them, the root.
        for node in 0..7 {
            let mut changed = bytes.clone();
            changed[24 + 32 * node + 31] ^= 1;
            let tree = GroupTree::from_bytes(&changed).unwrap();
            assert!((0..4).any(|place| tree.path(place).is_err()), "node {node}");
            assert_eq!(tree.digest() == group(4).digest(), node >= 4);
        }
    }
}
