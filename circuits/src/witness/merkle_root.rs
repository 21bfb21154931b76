//! The wires of the path from the leaf to the root.
//!
//! The circuit always climbs all its levels and picks the node at the path's length: with
//! `is(i) = 1` where the length is `i` and 0 elsewhere, the root is `Σ is(i)·nodeᵢ`. In order, for depth
//! `d`:
//!
//! | Wires | What |
//! |---|---|
//! | 1 + d | the leaf, then the node above each level |
//! | d | `is(i)·nodeᵢ` below the top; the top's share is linear in the root |
//! | d − 1 | bits of the index; the highest is linear in the others |
//! | 2·(d + 1) | `is(i)`, and the inverse of `i − length` or 0 where there is none |
//! | 2·d | left and right child at each level |
//! | 239·d | the hash at each level |

use ark_bn254::Fr;
use ark_ff::batch_inversion;
use ostrakon_core::path::MerklePath;

use super::poseidon;
use super::wires::Wires;

pub(super) const fn wires(levels: usize) -> usize {
    (1 + levels) + levels + (levels - 1) + 2 * (levels + 1) + 2 * levels + poseidon::WIRES * levels
}

/// Writes the wires and returns the root, for a path of at most `levels` siblings.
pub(super) fn fill(leaf: Fr, path: &MerklePath, levels: usize, wires: Wires<'_>) -> Fr {
    let (mut nodes, rest) = wires.split(1 + levels);
    let (mut shares, rest) = rest.split(levels);
    let (mut bits, rest) = rest.split(levels - 1);
    let (mut lengths, rest) = rest.split(2 * (levels + 1));
    let (mut children, mut hashes) = rest.split(2 * levels);

    let length = path.siblings().len();
    let is_right = |level: usize| path.index() >> level & 1 == 1;
    bits.put_all((0..levels - 1).map(|level| Fr::from(is_right(level))));

    let mut inverses: Vec<Fr> =
        (0..=levels).map(|level| Fr::from(level as u64) - Fr::from(length as u64)).collect();
    batch_inversion(&mut inverses);
    for (level, inverse) in inverses.into_iter().enumerate() {
        lengths.put_all([Fr::from(level == length), inverse]);
    }

    let mut node = leaf;
    let mut root = Fr::default();
    let siblings = path.siblings().iter().copied().chain(std::iter::repeat(Fr::default()));
    for (level, sibling) in siblings.take(levels).enumerate() {
        nodes.put(node);
        shares.put(if level == length { node } else { Fr::default() });
        if level == length {
            root = node;
        }
        let (left, right) = if is_right(level) { (sibling, node) } else { (node, sibling) };
        children.put_all([left, right]);
        let (hash, rest) = hashes.split(poseidon::WIRES);
        hashes = rest;
        node = poseidon::fill(left, right, hash);
    }
    nodes.put(node);
    if length == levels { node } else { root }
}
