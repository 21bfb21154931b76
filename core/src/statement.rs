//! A [`BallotStatement`] is what a ballot's proof proves, as the verifier knows it.

use ark_bn254::Fr;

use crate::group::GroupRoot;
use crate::nullifier::Nullifier;
use crate::scope::{Message, Scope};

/// "Somebody whose commitment is under `root` said `message`, and `nullifier` is theirs in `scope`."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BallotStatement {
    /// The group's root.
    pub root: GroupRoot,
    /// The voter's nullifier in the scope.
    pub nullifier: Nullifier,
    /// What is said.
    pub message: Message,
    /// Where it is said.
    pub scope: Scope,
}

impl BallotStatement {
    /// Public inputs in the circuit's order.
    #[must_use]
    pub fn to_public_inputs(&self) -> [Fr; 4] {
        let Self { root, nullifier, message, scope } = self;
        [root.to_field(), nullifier.to_field(), message.to_field(), scope.to_field()]
    }
}
