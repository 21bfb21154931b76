//! Witnesses equal those of the circuit's own calculator, byte for byte (`circuits/vectors`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use std::fs;
use std::path::Path;

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use ostrakon_circuits::shape;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::field;
use ostrakon_core::path::{Depth, MerklePath};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[derive(Deserialize)]
struct Vectors {
    depth: u8,
    wires: usize,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    inputs: CircuitInputs,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CircuitInputs {
    secret: String,
    merkle_proof_length: String,
    merkle_proof_index: String,
    merkle_proof_siblings: Vec<String>,
    message: String,
    scope: String,
}

impl CircuitInputs {
    fn to_inputs(&self) -> Inputs {
        let element = |text: &String| field::from_decimal::<Fr>(text).unwrap();
        let length = self.merkle_proof_length.parse().unwrap();
        let siblings = self.merkle_proof_siblings.iter().take(length).map(element).collect();
        let path = MerklePath::new(self.merkle_proof_index.parse().unwrap(), siblings).unwrap();
        let secret = Zeroizing::new(element(&self.secret));
        Inputs::from_fields(secret, path, element(&self.message), element(&self.scope))
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name)).unwrap()
}

#[test]
fn at_every_depth_that_has_vectors() {
    for depth in [1, 2, 5, 10, 16, 20, 32] {
        let vectors: Vectors = serde_json::from_str(&read(&format!("witness-{depth}.json"))).unwrap();
        let depth = Depth::new(vectors.depth).unwrap();
        assert_eq!(vectors.wires, shape::wires(depth));
        assert!(vectors.cases.len() >= 20);
        for case in vectors.cases {
            let witness = Witness::generate(depth, &case.inputs.to_inputs()).unwrap();
            let mut hash = Sha256::new();
            for wire in witness.wires() {
                hash.update(wire.into_bigint().to_bytes_le());
            }
            let found: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found, case.sha256, "depth {depth}, {}", case.name);
        }
    }
}

#[test]
fn wire_for_wire_where_the_vectors_list_them() {
    for depth in [1, 10] {
        let vectors: Vectors = serde_json::from_str(&read(&format!("witness-{depth}.json"))).unwrap();
        let case = vectors.cases.iter().find(|case| case.name == "random 1").unwrap();
        let witness = Witness::generate(Depth::new(depth).unwrap(), &case.inputs.to_inputs()).unwrap();
        let expected = read(&format!("witness-{depth}-random-1.txt"));
        assert_eq!(expected.lines().count(), witness.wires().len());
        for (at, (wire, expected)) in witness.wires().iter().zip(expected.lines()).enumerate() {
            let hex =
                wire.into_bigint().to_bytes_be().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let found = hex.trim_start_matches('0');
            assert_eq!(if found.is_empty() { "0" } else { found }, expected, "depth {depth}, wire {at}");
        }
    }
}
