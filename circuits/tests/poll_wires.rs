//! Another poll changes the wires that are said to depend on it, and no others.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

use ark_bn254::Fr;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};

#[test]
fn a_witness_for_another_poll_is_that_of_its_inputs() {
    let secret = IdentitySecret::from_private_key(&[7; 32]).unwrap();
    for (depth, length) in [(1, 0), (1, 1), (10, 4), (20, 20), (32, 31)] {
        let depth = Depth::new(depth).unwrap();
        let path = MerklePath::new(0, (0..length).map(Fr::from).collect()).unwrap();
        let generate = |message, scope| {
            Witness::generate(depth, &Inputs::new(&secret, path.clone(), message, scope)).unwrap()
        };
        let first = generate(Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
        let (message, scope) = (Message::from_bytes([3; 32]), Scope::from_bytes([4; 32]));
        let second = generate(message, scope);
        assert!(first.with(message, scope).wires() == second.wires(), "depth {depth}");

        let ranges = Witness::poll_wires(depth);
        for (wire, (one, other)) in first.wires().iter().zip(second.wires()).enumerate() {
            let is_of_poll = ranges.iter().any(|range| range.contains(&wire));
            assert!(is_of_poll || one == other, "depth {depth}, wire {wire}");
        }
    }
}
