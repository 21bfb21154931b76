//! Proofs are, point for point, those that arkworks makes of the same witness with the same blinding.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

#[path = "oracle/arkworks.rs"]
mod arkworks;

use std::fs;

use ark_bn254::Fr;
use ark_ff::PrimeField;
use ark_std::rand::{RngCore, SeedableRng, rngs::StdRng};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};
use ostrakon_prover::Prover;

use arkworks::Arkworks;

fn key(depth: Depth) -> ProvingKey {
    let file = format!("{}/../circuits/keys/semaphore-{depth}.zkey", env!("CARGO_MANIFEST_DIR"));
    ProvingKey::from_bytes(depth, &fs::read(file).unwrap()).unwrap()
}

/// What the prover takes from the source of randomness: 512 bits for each of r and s.
fn blinding(mut rng: StdRng) -> [Fr; 2] {
    [(); 2].map(|()| {
        let mut bytes = [0; 64];
        rng.fill_bytes(&mut bytes);
        Fr::from_le_bytes_mod_order(&bytes)
    })
}

#[test]
fn proofs_are_those_of_arkworks() {
    for (number, length) in [(10, 0), (10, 10), (16, 9), (20, 20), (32, 31)] {
        let depth = Depth::new(number).unwrap();
        let (arkworks, prover) = (Arkworks::new(&key(depth)), Prover::new(key(depth)));
        let secret = IdentitySecret::from_private_key(&[number; 32]).unwrap();
        let siblings = (0..length).map(|n| -Fr::from(n)).collect();
        let path = MerklePath::new((1_u64 << length) - 1, siblings).unwrap();
        let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));

        let rng = StdRng::seed_from_u64(length);
        let [r, s] = blinding(rng.clone());
        let session = prover.session(&secret, &path).unwrap();
        let (_, in_session) = session.prove_statement(message, scope, &mut rng.clone()).unwrap();
        let (_, proof) = prover.prove_statement(&secret, &path, message, scope, &mut { rng }).unwrap();
        assert_eq!(in_session, proof, "depth {number}");
        let witness = Witness::generate(depth, &Inputs::new(&secret, path, message, scope)).unwrap();
        let expected = arkworks.prove(witness.wires(), r, s);
        assert_eq!(
            (*proof.a(), *proof.b(), *proof.c()),
            (expected.a, expected.b, expected.c),
            "depth {number}"
        );
    }
}
