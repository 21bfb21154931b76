//! Proofs that an entry is in a log, and that a log has only grown: RFC 9162 section 2.1.
//!
//! [`verify_inclusion`] and [`verify_consistency`] believe nothing but the roots they are given. A
//! [`ProofPlan`] says which tiles a proof is made of, so that they can be fetched before it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::tile::{TILE_HEIGHT, TileId};
use crate::tree::{TreeHash, fold, node_hash};

/// Most hashes in a proof of inclusion; one of consistency has at most one more.
pub const MAX_PROOF_HASHES: usize = 64;

/// Why a proof proves nothing, or cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// There is no such entry in a log of that size.
    #[error("no entry {index} in a log of {size}")]
    Index {
        /// The entry's index, from 0.
        index: u64,
        /// The log's size.
        size: u64,
    },
    /// The proof has more or fewer hashes than one for these sizes.
    #[error("the proof has {0} hashes, which is too few or too many")]
    Length(usize),
    /// A tile that the proof is made of is missing, or too short.
    #[error("{} is missing, or too short", .0.path())]
    Missing(TileId),
    /// The hashes lead to another root.
    #[error("the proof does not lead to the root")]
    Root,
    /// The older log is the longer one.
    #[error("a log of {old} entries cannot have become one of {size}")]
    Shrunk {
        /// The older size.
        old: u64,
        /// The newer size.
        size: u64,
    },
}

impl ProofError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Index { .. } => "log-index",
            Self::Length(_) => "log-proof-length",
            Self::Missing(_) => "log-tile-missing",
            Self::Root => "log-proof-root",
            Self::Shrunk { .. } => "log-shrunk",
        }
    }
}

/// Checks that `leaf` is entry `index`, from 0, of the log with this size and root: RFC 9162 section 2.1.3.2.
///
/// # Errors
/// [`ProofError::Index`], [`ProofError::Length`] or [`ProofError::Root`].
pub fn verify_inclusion(
    leaf: TreeHash,
    index: u64,
    size: u64,
    proof: &[TreeHash],
    root: TreeHash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    let mut climb = Climb { node: index, last: size - 1 };
    let mut hash = leaf;
    for &sibling in proof {
        hash = match climb.step().ok_or(ProofError::Length(proof.len()))? {
            Side::Left => node_hash(sibling, hash),
            Side::Right => node_hash(hash, sibling),
        };
    }
    climb.arrive(proof)?;
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the log of `old_size` entries is how the one of `size` entries began: RFC 9162 section
/// 2.1.4.2. A log of no entries is how every log began.
///
/// # Errors
/// [`ProofError::Shrunk`], [`ProofError::Length`] or [`ProofError::Root`].
pub fn verify_consistency(
    old_size: u64,
    old_root: TreeHash,
    size: u64,
    root: TreeHash,
    proof: &[TreeHash],
) -> Result<(), ProofError> {
    let length = ProofError::Length(proof.len());
    if old_size > size {
        return Err(ProofError::Shrunk { old: old_size, size });
    }
    if old_size == 0 || old_size == size {
        let expected = if old_size == size { root } else { TreeHash::of_nothing() };
        return match proof {
            [] if old_root == expected && (size > 0 || root == TreeHash::of_nothing()) => Ok(()),
            [] => Err(ProofError::Root),
            _ => Err(length),
        };
    }
    // The climb begins at the last full subtree of the older log. Where that is all of it, its hash is known.
    let (start, rest) = match proof.split_first() {
        _ if old_size.is_power_of_two() => (old_root, proof),
        Some((&first, rest)) => (first, rest),
        None => return Err(length),
    };
    let height = old_size.trailing_zeros();
    let mut climb = Climb { node: (old_size - 1) >> height, last: (size - 1) >> height };
    let (mut old, mut new) = (start, start);
    for &sibling in rest {
        match climb.step().ok_or_else(|| length.clone())? {
            Side::Left => (old, new) = (node_hash(sibling, old), node_hash(sibling, new)),
            Side::Right => new = node_hash(new, sibling),
        }
    }
    climb.arrive(proof)?;
    if old == old_root && new == root { Ok(()) } else { Err(ProofError::Root) }
}

/// On which side of the node the sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node to the root: the places, in their level, of the node and of the level's last node.
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    /// Goes to the next level on which the node has a sibling; none at the root.
    const fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // Levels on which the node is the last and has no sibling.
            while self.node & 1 == 0 {
                self.up();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.up();
        Some(side)
    }

    const fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }

    /// Refuses a proof that ends before the root.
    const fn arrive(&self, proof: &[TreeHash]) -> Result<(), ProofError> {
        if self.last == 0 { Ok(()) } else { Err(ProofError::Length(proof.len())) }
    }
}

/// Which hashes a proof consists of, and which tiles they are found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofPlan {
    size: u64,
    /// The entries under each hash of the proof, in the proof's order.
    ranges: Vec<Range<u64>>,
}

impl ProofPlan {
    /// A proof that entry `index`, from 0, is in the log of `size` entries: PATH of RFC 6962 section 2.1.1.
    ///
    /// # Errors
    /// [`ProofError::Index`] where the log has no such entry.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::Index { index, size });
        }
        let (mut begin, mut end) = (0, size);
        let mut ranges = Vec::new();
        while end - begin > 1 {
            let middle = split(begin, end);
            if index < middle {
                ranges.push(middle..end);
                end = middle;
            } else {
                ranges.push(begin..middle);
                begin = middle;
            }
        }
        ranges.reverse();
        Ok(Self { size, ranges })
    }

    /// A proof that the log of `old_size` entries is how the one of `size` entries began: PROOF of RFC 6962
    /// section 2.1.2. There is nothing to prove about a log of no entries, or about the same log.
    ///
    /// # Errors
    /// [`ProofError::Shrunk`] where the older log is the longer one.
    pub fn consistency(old_size: u64, size: u64) -> Result<Self, ProofError> {
        if old_size > size {
            return Err(ProofError::Shrunk { old: old_size, size });
        }
        let (mut begin, mut end) = (0, size);
        let mut ranges = Vec::new();
        if old_size > 0 {
            while end != old_size {
                let middle = split(begin, end);
                if old_size <= middle {
                    ranges.push(middle..end);
                    end = middle;
                } else {
                    ranges.push(begin..middle);
                    begin = middle;
                }
            }
            if begin > 0 {
                ranges.push(begin..end);
            }
        }
        ranges.reverse();
        Ok(Self { size, ranges })
    }

    /// The tiles that have to be at hand, at most two a level, each as wide as it is in the log of the plan's size.
    #[must_use]
    pub fn tiles(&self) -> BTreeSet<TileId> {
        let nodes = self.ranges.iter().cloned().flat_map(full_subtrees);
        let mut tiles = BTreeSet::new();
        tiles.extend(nodes.map(|node| node.tile(self.size).0));
        tiles
    }

    /// The proof. A tile may come with more hashes than it has in the log of the plan's size.
    ///
    /// # Errors
    /// [`ProofError::Missing`] where a tile of [`Self::tiles`] is not there.
    pub fn make(&self, tiles: &BTreeMap<TileId, Vec<TreeHash>>) -> Result<Vec<TreeHash>, ProofError> {
        let hash = |node: Node| {
            let (tile, within) = node.tile(self.size);
            let hashes = tiles.get(&tile).and_then(|hashes| hashes.get(within));
            hashes.map(full_root).ok_or(ProofError::Missing(tile))
        };
        let subtree = |range: &Range<u64>| {
            let hashes: Vec<_> = full_subtrees(range.clone()).map(hash).collect::<Result<_, _>>()?;
            Ok(fold(hashes.into_iter()))
        };
        self.ranges.iter().map(subtree).collect()
    }
}

/// Where a tree of these entries, two at least, is split: after the largest power of two that is less than
/// their number.
const fn split(begin: u64, end: u64) -> u64 {
    begin + (1 << (end - begin - 1).ilog2())
}

/// A full subtree, by its height and its place among those of the same height.
#[derive(Debug, Clone, Copy)]
struct Node {
    height: u32,
    place: u64,
}

impl Node {
    /// The tile of a log of `size` entries that the node's hash can be found from, and from which hashes in it.
    fn tile(self, size: u64) -> (TileId, Range<usize>) {
        let level = u8::try_from(self.height / TILE_HEIGHT).expect("a height is at most 63");
        let height = self.height % TILE_HEIGHT;
        let first = self.place << height;
        let tile = TileId::of_log(level, first >> TILE_HEIGHT, size).expect("full subtrees are in tiles");
        let first = usize::try_from(first % (1 << TILE_HEIGHT)).expect("a place in a tile is less than 256");
        (tile, first..first + (1 << height))
    }
}

/// The full subtrees that the subtree over some entries is made of, from left to right. The subtree is one
/// that a tree's splits lead to.
fn full_subtrees(range: Range<u64>) -> impl Iterator<Item = Node> {
    let mut begin = range.start;
    std::iter::from_fn(move || {
        let height = (range.end - begin).checked_ilog2()?;
        let node = Node { height, place: begin >> height };
        begin += 1 << height;
        Some(node)
    })
}

/// The root over 1, 2, 4, … or 256 hashes of a tile.
pub(crate) fn full_root(hashes: &[TreeHash]) -> TreeHash {
    match hashes {
        [hash] => *hash,
        hashes => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            node_hash(full_root(left), full_root(right))
        }
    }
}
