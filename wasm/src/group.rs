//! A [`Group`]: who may vote.

use ostrakon_core::group;
use ostrakon_core::identity::IdentityCommitment;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::refusal::Refusal;

/// A list of members with its Merkle tree.
#[wasm_bindgen]
pub struct Group(pub(crate) group::Group);

#[wasm_bindgen]
impl Group {
    /// A group without members.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "JavaScript has no defaults")]
    pub fn new() -> Self {
        Self(group::Group::new())
    }

    /// Reads a group's document and builds its tree.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(group::Group::from_bytes(bytes)?))
    }

    /// Adds a member, by its commitment in decimal, and gives its place, counted from 0.
    pub fn append(&mut self, commitment: &str) -> Result<usize, Refusal> {
        let member = self.member(commitment)?;
        Ok(self.0.append(member)?)
    }

    /// Puts another member at a place.
    pub fn update(&mut self, place: usize, commitment: &str) -> Result<(), Refusal> {
        let member = self.member(commitment)?;
        Ok(self.0.update(place, member)?)
    }

    /// Removes the member at a place, which stays empty.
    pub fn remove(&mut self, place: usize) -> Result<(), Refusal> {
        Ok(self.0.remove(place)?)
    }

    /// The document's bytes.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// The root in decimal; none for a group without members.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn root(&self) -> Option<String> {
        self.0.root().map(|root| root.to_string())
    }

    /// What tells this list of places from every other, in hexadecimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn digest(&self) -> String {
        let digest = serde_json::to_value(self.0.digest()).ok();
        digest.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The number of places, empty ones too.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn places(&self) -> usize {
        self.0.places()
    }

    /// The number of members.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn members(&self) -> usize {
        self.0.members()
    }

    /// The place of a member, if it is one.
    #[wasm_bindgen(js_name = placeOf)]
    pub fn place_of(&self, commitment: &str) -> Result<Option<usize>, Refusal> {
        Ok(self.0.place_of(self.member(commitment)?))
    }

    fn member(&self, commitment: &str) -> Result<IdentityCommitment, Refusal> {
        let member = commitment.parse();
        member.map_err(|error| Refusal::new("group-place", format!("the commitment is {error}")))
    }
}
