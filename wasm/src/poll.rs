//! A [`Poll`]: what is asked, of whom, until when.

use ostrakon_core::answer::Answers;
use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::content::Content;
use ostrakon_core::json;
use ostrakon_core::poll;
use ostrakon_tally::rule::Rules;
use wasm_bindgen::prelude::*;

use crate::group::Group;
use crate::refusal::Refusal;

/// A poll that makes sense.
#[wasm_bindgen]
pub struct Poll(pub(crate) poll::Poll);

#[wasm_bindgen]
impl Poll {
    /// Reads a poll's manifest. Whoever got it from a server demands `expectId`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(poll::Poll::from_bytes(bytes, &Rules)?))
    }

    /// Refuses another poll than the one whose id, in hexadecimal, the voter got by another way.
    #[wasm_bindgen(js_name = expectId)]
    pub fn expect_id(&self, id: &str) -> Result<(), Refusal> {
        let id = id.parse().map_err(|error| Refusal::new("poll-id", error))?;
        self.0.clone().expect_id(id)?;
        Ok(())
    }

    /// Refuses another group than the poll's electorate.
    #[wasm_bindgen(js_name = checkGroup)]
    pub fn check_group(&self, group: &Group) -> Result<(), Refusal> {
        Ok(self.0.electorate().check_group(&group.0)?)
    }

    /// Refuses answers, as JSON, that make no ballot.
    #[wasm_bindgen(js_name = checkAnswers)]
    pub fn check_answers(&self, revision: u8, answers: &[u8]) -> Result<(), Refusal> {
        self.content(revision, answers).map(drop)
    }

    /// The id in hexadecimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn id(&self) -> String {
        self.0.id().to_string()
    }

    /// The scope of its proofs, in decimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn scope(&self) -> String {
        self.0.id().scope().to_string()
    }

    /// The depth of the circuit that its ballots are made with.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn depth(&self) -> u8 {
        self.0.electorate().depth.get()
    }

    /// The manifest's bytes, which are JSON.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }
}

impl Poll {
    /// The content that answers, as JSON, make.
    pub(crate) fn content(&self, revision: u8, answers: &[u8]) -> Result<Content, Refusal> {
        let answers: Answers = json::from_json(answers, MAX_BALLOT_BYTES)?;
        Ok(Content::new(&self.0, revision, answers)?)
    }
}
