//! An [`Identity`]: who votes.

use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::nullifier::Nullifier;
use rand_core::OsRng;
use wasm_bindgen::prelude::*;

use crate::refusal::Refusal;
use crate::semaphore::read;

/// An identity with its secret, which stays in the module's memory until `free()` clears it.
#[wasm_bindgen]
pub struct Identity(pub(crate) IdentitySecret);

#[wasm_bindgen]
impl Identity {
    /// A new identity from the system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self(IdentitySecret::generate(&mut OsRng))
    }

    /// An identity from the private key that Semaphore's JavaScript client exports, in base64.
    pub fn import(key: &str) -> Result<Self, Refusal> {
        Ok(Self(IdentitySecret::import(key)?))
    }

    /// An identity from the bytes of a private key.
    #[wasm_bindgen(js_name = fromPrivateKey)]
    pub fn from_private_key(key: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(IdentitySecret::from_private_key(key)?))
    }

    /// The private key in base64. Whoever has it votes in this identity's place, and sees how it voted.
    #[must_use]
    pub fn export(&self) -> String {
        self.0.export().to_string()
    }

    /// What the registrar lists, in decimal. Public.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn commitment(&self) -> String {
        self.0.commitment().to_string()
    }

    /// The nullifier of all ballots of this identity in a scope, both in decimal. Whoever knows it can
    /// tell which ballots are this voter's.
    pub fn nullifier(&self, scope: &str) -> Result<String, Refusal> {
        Ok(Nullifier::derive(read("scope", scope)?, &self.0).to_string())
    }
}
