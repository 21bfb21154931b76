//! One bad case for each condition of the statement that inputs can fail, and the edges that hold.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use ark_bn254::Fr;
use ark_ff::{One, PrimeField, Zero};
use ostrakon_circuits::shape;
use ostrakon_circuits::witness::{Inputs, Unsatisfied, Witness};
use ostrakon_core::field;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poseidon::hash2;
use ostrakon_core::scope::{Message, Scope};
use zeroize::Zeroizing;

/// `l`, the order of the subgroup.
const ORDER: &str = "2736030358979909402780800718157159386076813972158567259200215660948447373041";

fn depth(number: u8) -> Depth {
    Depth::new(number).unwrap()
}

fn path(length: usize) -> MerklePath {
    MerklePath::new(0, vec![Fr::from(3); length]).unwrap()
}

fn with_secret(secret: Fr) -> Result<Witness, Unsatisfied> {
    let inputs = Inputs::from_fields(Zeroizing::new(secret), path(2), Fr::from(1), Fr::from(2));
    Witness::generate(depth(2), &inputs)
}

fn with_path(number: u8, path: MerklePath) -> Result<Witness, Unsatisfied> {
    let secret = IdentitySecret::from_private_key(b"somebody").unwrap();
    let inputs = Inputs::new(&secret, path, Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    Witness::generate(depth(number), &inputs)
}

#[test]
fn a_secret_that_is_not_below_the_order() {
    let order: Fr = field::from_decimal(ORDER).unwrap();
    // l, l + s for the JavaScript client's s, and r − 1: the cases that its circuit refuses.
    let sum = "3941400365271628239643479288308814808178452287327673759639279205084098842534";
    for secret in [order, order + Fr::one(), field::from_decimal(sum).unwrap(), -Fr::one()] {
        assert_eq!(with_secret(secret).unwrap_err(), Unsatisfied::SecretNotBelowOrder, "{secret}");
    }
    assert!(with_secret(order - Fr::one()).is_ok());
}

#[test]
fn a_secret_of_zero() {
    assert_eq!(with_secret(Fr::zero()).unwrap_err(), Unsatisfied::SecretZero);
    assert!(with_secret(Fr::one()).is_ok());
}

#[test]
fn a_secret_by_which_the_circuit_cannot_multiply() {
    // The lowest 249 bits of s with 2·8⁸³ + Σ (tᵢ + 1)·8ⁱ = l.
    let low = {
        let power = |n: u64| ark_ff::Field::pow(&Fr::from(2), [n]);
        let ones = (power(249) - Fr::one()) / Fr::from(7);
        field::from_decimal::<Fr>(ORDER).unwrap() - power(250) - ones
    };
    assert!(low.into_bigint().to_string().len() < 76);
    assert_eq!(with_secret(low).unwrap_err(), Unsatisfied::ExceptionalSecret);
    assert!(with_secret(low + Fr::one()).is_ok());
    assert!(with_secret(low - Fr::one()).is_ok());
}

#[test]
fn a_path_longer_than_the_circuit_is_deep() {
    for (number, length) in [(1, 2), (2, 3), (10, 11), (31, 32), (1, 32)] {
        let error = with_path(number, path(length)).unwrap_err();
        assert_eq!(error, Unsatisfied::PathTooLong { length, depth: depth(number) });
        assert!(with_path(number, path(usize::from(number))).is_ok());
    }
}

#[test]
fn a_path_of_any_shorter_length_leads_to_its_root_at_every_depth() {
    let secret = IdentitySecret::from_private_key(b"somebody").unwrap();
    for depth in Depth::all() {
        for length in [0, usize::from(depth.get() / 2), usize::from(depth.get())] {
            let path = MerklePath::new((1 << length) - 1, vec![Fr::from(3); length]).unwrap();
            let root = path.root(secret.commitment()).unwrap();
            let witness = with_path(depth.get(), path).unwrap();
            let [found, ..] = *witness.public_inputs();
            assert_eq!(found, root.to_field(), "depth {depth}, {length} siblings");
            assert_eq!(witness.wires().len(), shape::wires(depth));
        }
    }
}

#[test]
fn a_changed_sibling_or_index_leads_to_another_root() {
    let root = |index, sibling: u64| {
        let path = MerklePath::new(index, vec![Fr::from(3), Fr::from(sibling)]).unwrap();
        with_path(2, path).unwrap().public_inputs()[0]
    };
    let all = [root(0, 3), root(1, 3), root(2, 3), root(3, 3), root(0, 4)];
    for (at, one) in all.iter().enumerate() {
        assert!(all[..at].iter().all(|other| other != one));
    }
}

#[test]
fn a_nullifier_is_the_hash_of_scope_and_secret() {
    let witness = with_secret(Fr::from(5)).unwrap();
    assert_eq!(witness.public_inputs()[1], hash2(Fr::from(2), Fr::from(5)));
}

#[test]
fn secrets_are_redacted() {
    let secret = IdentitySecret::from_private_key(b"somebody").unwrap();
    let inputs = Inputs::new(&secret, path(1), Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    assert_eq!(format!("{inputs:?}"), "Inputs(<redacted>)");
    let witness = Witness::generate(depth(1), &inputs).unwrap();
    assert_eq!(format!("{witness:?}"), "Witness { depth: Depth(1), .. }");
}
