//! A [`Nullifier`] is equal only for the same voter in the same poll: it makes a second ballot show
//! without showing whose it is.

use ark_bn254::Fr;

use crate::field::{FieldError, field_newtype};
use crate::identity::IdentitySecret;
use crate::poseidon;
use crate::scope::Scope;

field_newtype! {
    /// `Poseidon(keccak(scope), s)` for the secret scalar `s`.
    Nullifier
}

impl Nullifier {
    /// The nullifier of an identity in a scope.
    #[must_use]
    pub fn derive(scope: Scope, secret: &IdentitySecret) -> Self {
        Self(poseidon::hash2(scope.to_field(), *secret.secret_scalar()))
    }

    /// A nullifier from its field element.
    ///
    /// # Errors
    /// None: every element may be one.
    pub const fn from_field(element: Fr) -> Result<Self, FieldError> {
        Ok(Self(element))
    }
}
