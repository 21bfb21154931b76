//! An [`Identity`]: who votes.

use ostrakon_core::enrolment::{Enrolment, EnrolmentRequest};
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

    /// The request to be enrolled with a code, which the registrar gave, in an enrolment, by its document. A
    /// secret, until the code is used up.
    #[wasm_bindgen(js_name = enrolmentRequest)]
    pub fn enrolment_request(&self, enrolment: &[u8], code: &str) -> Result<Vec<u8>, Refusal> {
        let enrolment = Enrolment::from_bytes(enrolment)?;
        let code = code.trim().parse().map_err(|error| Refusal::new("code", error))?;
        Ok(EnrolmentRequest::new(&enrolment, code, &self.0).to_bytes().to_vec())
    }
}

/// The id, in hexadecimal, of an enrolment's document.
#[wasm_bindgen(js_name = enrolmentId)]
pub fn enrolment_id(document: &[u8]) -> Result<String, Refusal> {
    Ok(Enrolment::from_bytes(document)?.id().to_string())
}
