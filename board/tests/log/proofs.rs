//! Roots and proofs, with ct-merkle as the other implementation.

use std::collections::BTreeMap;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use ostrakon_board::proof::{ProofError, ProofPlan, verify_consistency, verify_inclusion};
use ostrakon_board::tile::{Edge, TileId};
use ostrakon_board::tree::{TreeHash, leaf_hash};
use proptest::prelude::*;
use sha2_11::Sha256;

type Tiles = BTreeMap<TileId, Vec<TreeHash>>;

fn entry(index: u64) -> String {
    format!("entry {index}")
}

/// All tiles of a log, each as in a log of `size` entries, and its roots at every size.
fn log(size: u64) -> (Tiles, Vec<TreeHash>) {
    let mut edge = Edge::new();
    let mut roots = vec![edge.root()];
    let mut tiles = Tiles::new();
    for index in 0..size {
        edge.push(leaf_hash(entry(index).as_bytes())).unwrap();
        roots.push(edge.root());
    }
    tiles.extend(edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())));
    (tiles, roots)
}

/// The tiles of `all` as they were at an earlier size.
fn earlier(all: &Tiles, plan: &ProofPlan) -> Tiles {
    let wide = |tile: TileId| {
        let found = all.iter().find(|(id, _)| (id.level(), id.index()) == (tile.level(), tile.index()));
        found.unwrap().1[..tile.width().into()].to_vec()
    };
    plan.tiles().into_iter().map(|tile| (tile, wide(tile))).collect()
}

fn bytes(proof: &[TreeHash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.to_bytes()).collect()
}

fn their_root(root: TreeHash, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.to_bytes().into(), size)
}

#[test]
fn roots_are_those_of_another_implementation_at_each_size() {
    let (_, roots) = log(600);
    let mut theirs = MemoryBackedTree::<Sha256, String>::new();
    for (size, root) in (0..).zip(roots) {
        assert_eq!(theirs.root().as_bytes().as_slice(), root.as_bytes(), "{size}");
        theirs.push(entry(size));
    }
}

#[test]
fn proofs_of_inclusion_are_those_of_another_implementation() {
    let (tiles, roots) = log(300);
    let mut theirs = MemoryBackedTree::<Sha256, String>::new();
    for size in 1..=300 {
        theirs.push(entry(size - 1));
        for index in (0..size).filter(|index| size < 20 || (index * 7 + size) % 23 == 0 || index + 2 > size) {
            let plan = ProofPlan::inclusion(index, size).unwrap();
            let proof = plan.make(&earlier(&tiles, &plan)).unwrap();
            assert_eq!(bytes(&proof), theirs.prove_inclusion(index as usize).as_bytes(), "{index} of {size}");
            let leaf = leaf_hash(entry(index).as_bytes());
            verify_inclusion(leaf, index, size, &proof, roots[size as usize]).unwrap();
            let other = InclusionProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
            their_root(roots[size as usize], size).verify_inclusion(&entry(index), index, &other).unwrap();
        }
    }
}

#[test]
fn proofs_of_consistency_are_those_of_another_implementation() {
    let (tiles, roots) = log(300);
    let mut theirs = MemoryBackedTree::<Sha256, String>::new();
    for size in 1..=300 {
        theirs.push(entry(size - 1));
        for old in (1..=size).filter(|old| size < 40 || (old * 7 + size) % 23 == 0 || old + 2 > size) {
            let plan = ProofPlan::consistency(old, size).unwrap();
            let proof = plan.make(&earlier(&tiles, &plan)).unwrap();
            let other = theirs.prove_consistency((size - old) as usize);
            assert_eq!(bytes(&proof), other.as_bytes(), "{old} to {size}");
            verify_consistency(old, roots[old as usize], size, roots[size as usize], &proof).unwrap();
            let other = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
            let (old_root, root) =
                (their_root(roots[old as usize], old), their_root(roots[size as usize], size));
            root.verify_consistency(&old_root, &other).unwrap();
        }
    }
}

#[test]
fn nothing_has_to_be_proven_of_an_empty_log_or_the_same_one() {
    let (_, roots) = log(5);
    assert_eq!(ProofPlan::consistency(0, 5).unwrap().make(&Tiles::new()), Ok(vec![]));
    assert_eq!(ProofPlan::consistency(5, 5).unwrap().make(&Tiles::new()), Ok(vec![]));
    assert_eq!(verify_consistency(0, roots[0], 5, roots[5], &[]), Ok(()));
    assert_eq!(verify_consistency(5, roots[5], 5, roots[5], &[]), Ok(()));
    assert_eq!(verify_consistency(0, roots[1], 5, roots[5], &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(5, roots[4], 5, roots[5], &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(0, roots[1], 0, roots[1], &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(0, roots[0], 5, roots[5], &[roots[1]]), Err(ProofError::Length(1)));
    assert_eq!(
        verify_consistency(5, roots[5], 4, roots[4], &[]),
        Err(ProofError::Shrunk { old: 5, size: 4 })
    );
    assert_eq!(ProofPlan::consistency(5, 4), Err(ProofError::Shrunk { old: 5, size: 4 }));
    assert_eq!(ProofPlan::inclusion(5, 5), Err(ProofError::Index { index: 5, size: 5 }));
}

#[test]
fn a_proof_without_one_of_its_tiles_cannot_be_made() {
    let (tiles, _) = log(70_000);
    for plan in [ProofPlan::inclusion(1234, 70_000).unwrap(), ProofPlan::consistency(65_999, 70_000).unwrap()]
    {
        let needed = earlier(&tiles, &plan);
        plan.make(&needed).unwrap();
        assert!(needed.len() > 2);
        for (&tile, hashes) in &needed {
            let mut without = needed.clone();
            without.remove(&tile);
            assert_eq!(plan.make(&without), Err(ProofError::Missing(tile)));
            without.insert(tile, Vec::new());
            assert_eq!(plan.make(&without), Err(ProofError::Missing(tile)));
            assert_eq!(hashes.len(), usize::from(tile.width()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Another hash, another index, another size, a hash more or less: none of them is a proof.
    #[test]
    fn what_is_changed_in_a_proof_of_inclusion_is_found(size in 2_u64..3000, at in any::<u64>(), pick in any::<u64>()) {
        let (tiles, roots) = log(size);
        let index = at % size;
        let root = roots[size as usize];
        let leaf = leaf_hash(entry(index).as_bytes());
        let proof = ProofPlan::inclusion(index, size).unwrap().make(&tiles).unwrap();
        let check = |leaf, index, size, proof: &[TreeHash]| verify_inclusion(leaf, index, size, proof, root);
        prop_assert_eq!(check(leaf, index, size, &proof), Ok(()));
        prop_assert_eq!(check(root, index, size, &proof), Err(ProofError::Root));
        prop_assert!(check(leaf, (index + 1) % size, size, &proof).is_err());
        prop_assert!(check(leaf, size, size, &proof).is_err());
        let mut other = proof.clone();
        let place = pick as usize % other.len();
        other[place] = leaf;
        prop_assert_eq!(check(leaf, index, size, &other), Err(ProofError::Root));
        prop_assert_eq!(check(leaf, index, size, &proof[1..]), Err(ProofError::Length(proof.len() - 1)));
        other.push(leaf);
        prop_assert_eq!(check(leaf, index, size, &other), Err(ProofError::Length(other.len())));
    }

    #[test]
    fn what_is_changed_in_a_proof_of_consistency_is_found(size in 2_u64..3000, at in any::<u64>(), pick in any::<u64>()) {
        let (tiles, roots) = log(size);
        let old = 1 + at % (size - 1);
        let (old_root, root) = (roots[old as usize], roots[size as usize]);
        let proof = ProofPlan::consistency(old, size).unwrap().make(&tiles).unwrap();
        prop_assert_eq!(verify_consistency(old, old_root, size, root, &proof), Ok(()));
        prop_assert_eq!(verify_consistency(old, roots[old as usize - 1], size, root, &proof), Err(ProofError::Root));
        prop_assert_eq!(verify_consistency(old, old_root, size, old_root, &proof), Err(ProofError::Root));
        let mut other = proof.clone();
        let place = pick as usize % other.len();
        other[place] = root;
        prop_assert_eq!(verify_consistency(old, old_root, size, root, &other), Err(ProofError::Root));
        other.push(root);
        prop_assert!(verify_consistency(old, old_root, size, root, &other).is_err());
        prop_assert!(verify_consistency(old, old_root, size, root, &proof[1..]).is_err());
    }

    #[test]
    fn no_proof_and_no_size_make_the_checks_panic(
        old in any::<u64>(), size in any::<u64>(), hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let proof: Vec<_> = hashes.into_iter().map(TreeHash::from_bytes).collect();
        let root = leaf_hash(b"root");
        prop_assert!(verify_inclusion(root, old, size, &proof, leaf_hash(b"")).is_err());
        prop_assert!(verify_consistency(old, root, size, leaf_hash(b""), &proof).is_err());
        if let Ok(plan) = ProofPlan::inclusion(old, size) {
            prop_assert!(plan.tiles().len() <= 15 && plan.tiles().len() >= usize::from(size > 1));
        }
        if let Ok(plan) = ProofPlan::consistency(old, size) {
            prop_assert!(plan.tiles().len() <= 15);
        }
    }
}
