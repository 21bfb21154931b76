//! The circuit is the one that was reviewed: its size, its matrices, the order of its public inputs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use std::fs;
use std::path::Path;

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::matrices::Matrix;
use ostrakon_circuits::shape;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::hash::Digest;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};
use sha2::{Digest as _, Sha256};

fn key(depth: u8) -> ProvingKey {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("keys/semaphore-{depth}.zkey"));
    ProvingKey::from_bytes(Depth::new(depth).unwrap(), &fs::read(path).unwrap()).unwrap()
}

/// SHA-256 over every entry of A, then of B: row and wire as 32 bits, the coefficient as 32 bytes, all
/// little-endian.
fn fingerprint(matrices: [&Matrix; 2]) -> String {
    let mut hash = Sha256::new();
    for matrix in matrices {
        for (row, entries) in matrix.iter().enumerate() {
            for (wire, coefficient) in entries {
                hash.update(u32::try_from(row).unwrap().to_le_bytes());
                hash.update(u32::try_from(wire).unwrap().to_le_bytes());
                hash.update(coefficient.into_bigint().to_bytes_le());
            }
        }
    }
    Digest::from_bytes(hash.finalize().into()).to_string()
}

#[test]
fn matrices_are_those_of_the_ceremony() {
    let expected = [
        (10, 3_976, 16_167, "f780e2f1243fbc0e4db17a80d1e6a07c4a9e883b9aa805e1b718e6413279d2db"),
        (16, 5_452, 22_017, "284488464f6bc3d52d8578220301968e83eeea7d678793cf1b53876cc10c9ff4"),
        (20, 6_436, 25_917, "2d495774399ea858c51f884b347ab4fd1c0b6173067aa7abd408de369e22ee58"),
        (32, 9_388, 37_617, "dfacfa384d5294b257d44330fde34bfba34a2f3ca34b39fe9b950f7583b38ba2"),
    ];
    for (depth, rows, entries, hash) in expected {
        let key = key(depth);
        let matrices = key.matrices();
        assert_eq!((matrices.a.rows(), matrices.b.rows()), (rows, rows), "depth {depth}");
        assert_eq!(matrices.a.entries() + matrices.b.entries(), entries, "depth {depth}");
        assert_eq!(fingerprint([&matrices.a, &matrices.b]), hash, "depth {depth}");
    }
}

#[test]
fn sizes_are_those_of_the_keys() {
    for depth in [10, 16, 20, 32] {
        let key = key(depth);
        let depth = key.depth();
        assert_eq!(key.a().len(), shape::wires(depth));
        assert_eq!(key.b_g1().len(), shape::wires(depth));
        assert_eq!(key.b_g2().len(), shape::wires(depth));
        assert_eq!(key.c().len(), shape::wires(depth) - 1 - shape::PUBLIC_INPUTS);
        assert_eq!(key.h().len(), shape::domain_size(depth));
        assert_eq!(key.matrices().a.rows(), shape::constraints(depth) + 5);
    }
}

#[test]
fn public_inputs_stand_in_the_order_root_nullifier_message_scope() {
    let secret = IdentitySecret::from_private_key(b"somebody").unwrap();
    let path = MerklePath::new(1, vec![Fr::from(7), Fr::from(8)]).unwrap();
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    let inputs = Inputs::new(&secret, path.clone(), message, scope);
    let witness = Witness::generate(Depth::new(2).unwrap(), &inputs).unwrap();
    let root = path.root(secret.commitment()).unwrap();
    let nullifier = Nullifier::derive(scope, &secret);
    let expected = [root.to_field(), nullifier.to_field(), message.to_field(), scope.to_field()];
    assert_eq!(witness.public_inputs(), &expected);
    assert_eq!(witness.wires()[1..5], expected);
}
