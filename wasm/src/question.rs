//! A [`Question`] by itself: whether an answer fits it, before there is a ballot.

use ostrakon_core::answer::Answer;
use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::json;
use ostrakon_core::question;
use wasm_bindgen::prelude::*;

use crate::refusal::Refusal;

/// A question of a poll.
#[wasm_bindgen]
pub struct Question(question::Question);

#[wasm_bindgen]
impl Question {
    /// Reads a question as it stands in a manifest. Whether its rule can count it, the poll tells.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(json::from_json(bytes, MAX_BALLOT_BYTES)?))
    }

    /// Refuses an answer, in its canonical bytes, that does not fit.
    pub fn check(&self, answer: &[u8]) -> Result<(), Refusal> {
        let answer: Answer = json::from_canonical(answer, MAX_BALLOT_BYTES)?;
        Ok(self.0.check(&answer)?)
    }
}
