//! The [`Inputs`] of the circuit: what the voter knows, and what is to be said where.

use std::fmt;

use ark_bn254::Fr;
use ark_ff::{BigInt, PrimeField, Zero};
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};
use taceo_ark_babyjubjub::Fr as Scalar;
use zeroize::Zeroizing;

/// What a proof is made from. Holds a secret.
pub struct Inputs {
    secret: Zeroizing<Fr>,
    path: MerklePath,
    message: Fr,
    scope: Fr,
}

/// Why no proof can be made from inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsatisfied {
    /// The secret is one of the three for which two points that the circuit adds are opposite, so that
    /// the slope between them does not exist. An identity has such a secret with a chance of 2⁻²⁴⁹.
    #[error("the circuit cannot multiply by this identity's secret: use another identity")]
    ExceptionalSecret,
    /// The path has more siblings than the circuit has levels. The circuit would yield root 0.
    #[error("the path has {length} siblings, the circuit {depth} levels")]
    PathTooLong {
        /// The number of siblings.
        length: usize,
        /// The circuit's depth.
        depth: Depth,
    },
    /// The path leads to root 0, which is no group's.
    #[error("the path leads to root 0")]
    RootZero,
    /// The secret is not below the order `l` of the subgroup: `s` and `s + l` would be two nullifiers
    /// of one identity.
    #[error("the secret is not below the order of the subgroup")]
    SecretNotBelowOrder,
    /// The secret is zero, which everybody knows.
    #[error("the secret is zero")]
    SecretZero,
}

impl Inputs {
    /// The inputs for an identity whose place in the group is at the end of `path`.
    #[must_use]
    pub fn new(secret: &IdentitySecret, path: MerklePath, message: Message, scope: Scope) -> Self {
        Self { secret: secret.secret_scalar(), path, message: message.to_field(), scope: scope.to_field() }
    }

    /// Inputs as the circuit takes them: any field elements, message and scope hashed already.
    #[must_use]
    pub fn from_fields(secret: Zeroizing<Fr>, path: MerklePath, message: Fr, scope: Fr) -> Self {
        Self { secret, path, message, scope }
    }

    /// The conditions of the circuit that inputs can fail. All others hold for wires that are computed
    /// as the circuit says.
    pub(super) fn check(&self, depth: Depth) -> Result<(), Unsatisfied> {
        if self.secret.is_zero() {
            return Err(Unsatisfied::SecretZero);
        }
        if self.secret.into_bigint() >= ORDER {
            return Err(Unsatisfied::SecretNotBelowOrder);
        }
        let length = self.path.siblings().len();
        if length > usize::from(depth.get()) {
            return Err(Unsatisfied::PathTooLong { length, depth });
        }
        Ok(())
    }

    pub(super) fn secret(&self) -> Fr {
        *self.secret
    }

    pub(super) const fn path(&self) -> &MerklePath {
        &self.path
    }

    pub(super) const fn message(&self) -> Fr {
        self.message
    }

    pub(super) const fn scope(&self) -> Fr {
        self.scope
    }
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inputs(<redacted>)")
    }
}

/// `l`, the order of Baby Jubjub's prime subgroup.
pub(super) const ORDER: BigInt<4> = Scalar::MODULUS;
