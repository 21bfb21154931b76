//! Our Poseidon is that of two other implementations, written by other people from other parameters:
//! World ID's (`semaphore-rs`) and iden3's (`poseidon-rs`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::array;

use ark_bn254::Fr;
use ark_ff::{UniformRand as _, Zero as _};
use ark_std::rand::SeedableRng as _;
use ark_std::rand::rngs::StdRng;
use ff_ce::PrimeField as _;
use ostrakon_core::field::{from_bytes, to_bytes, to_decimal};
use ostrakon_core::poseidon::{Poseidon, hash2, hash5};
use ruint::aliases::U256;

fn hash<const T: usize>(poseidon: &Poseidon<T>, inputs: &[Fr]) -> Fr {
    let state = array::from_fn(|at| at.checked_sub(1).map_or_else(Fr::zero, |at| inputs[at]));
    poseidon.permute(state, |_| ())[0]
}

/// Random inputs, and those at the ends of the field.
fn inputs<const N: usize>() -> Vec<[Fr; N]> {
    let mut rng = StdRng::seed_from_u64(4);
    let mut inputs: Vec<[Fr; N]> = (0..20).map(|_| array::from_fn(|_| Fr::rand(&mut rng))).collect();
    inputs.extend([[Fr::zero(); N], [Fr::from(1); N], [-Fr::from(1); N]]);
    inputs
}

#[test]
fn agrees_with_semaphore_rs() {
    let to_u256 = |element: Fr| U256::from_be_bytes(to_bytes(&element));
    let to_field = |number: U256| from_bytes::<Fr>(&number.to_be_bytes()).unwrap();
    let poseidon = Poseidon::<2>::new();
    for [a] in inputs() {
        let theirs = semaphore_rs_poseidon::poseidon::hash1(to_u256(a));
        assert_eq!(hash(&poseidon, &[a]), to_field(theirs), "{a}");
    }
    for [a, b] in inputs() {
        let theirs = semaphore_rs_poseidon::poseidon::hash2(to_u256(a), to_u256(b));
        assert_eq!(hash2(a, b), to_field(theirs), "{a} {b}");
    }
}

/// What `poseidon-rs` makes of the inputs. It shows elements as `Fr(0x…)`.
fn theirs(oracle: &poseidon_rs::Poseidon, inputs: &[Fr]) -> Fr {
    let inputs = inputs.iter().map(|input| poseidon_rs::Fr::from_str(&to_decimal(input)).unwrap()).collect();
    let shown = oracle.hash(inputs).unwrap().to_string();
    let digits = shown.strip_prefix("Fr(0x").and_then(|rest| rest.strip_suffix(')')).unwrap();
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).unwrap();
    from_bytes(&bytes).unwrap()
}

#[test]
fn agrees_with_poseidon_rs_at_every_width() {
    let oracle = poseidon_rs::Poseidon::new();
    macro_rules! agree {
        ($($inputs:literal)*) => {$({
            let poseidon = Poseidon::<{ $inputs + 1 }>::new();
            for inputs in inputs::<$inputs>() {
                assert_eq!(hash(&poseidon, &inputs), theirs(&oracle, &inputs), "{inputs:?}");
            }
        })*};
    }
    agree!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
    for [a, b] in inputs() {
        assert_eq!(hash2(a, b), theirs(&oracle, &[a, b]));
    }
    for inputs in inputs::<5>() {
        assert_eq!(hash5(inputs), theirs(&oracle, &inputs));
    }
}
