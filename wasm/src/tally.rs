//! What ballots come to: a [`Tally`], the result of a [`LogFollower`], and results told for people.

use ostrakon_core::counted::Countable as _;
use ostrakon_core::question::Question;
use ostrakon_tally::outcome::Outcome;
use ostrakon_verifier::result::{self, PollResult};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::ballot::VerifiedBallot;
use crate::follower::LogFollower;
use crate::object::object;
use crate::poll::Poll;
use crate::refusal::Refusal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A question's outcome for people. A picture is SVG that stands alone. */
export interface OutcomeTold {
    question: string;
    sentence: string;
    text: string;
    pictures: { name: "figures" | "rounds" | "pairs" | "awards"; svg: string }[];
}
"#;

/// Counts the ballots of one poll.
#[wasm_bindgen]
pub struct Tally(result::Tally);

#[wasm_bindgen]
impl Tally {
    /// A tally without ballots.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self(result::Tally::new(poll.0.clone()))
    }

    /// Takes in a ballot. Of each voter one counts: that of the highest revision.
    pub fn add(&mut self, ballot: &VerifiedBallot) -> Result<(), Refusal> {
        let added = self.0.add(ballot.0.clone());
        added.map(drop).map_err(|error| Refusal::new("content-poll", error))
    }

    /// The ids of the ballots that count.
    #[must_use]
    pub fn counted(&self) -> Vec<String> {
        self.0.ballots().iter().map(|ballot| ballot.id().to_string()).collect()
    }

    /// Counts, and gives the bytes of the result, which are JSON.
    pub fn result(&self) -> Result<Vec<u8>, Refusal> {
        Ok(self.0.result()?.to_bytes())
    }
}

#[wasm_bindgen]
impl LogFollower {
    /// The bytes of the result, if nothing else came. A poll that draws lots has none before they are drawn.
    pub fn result(&self) -> Result<Vec<u8>, Refusal> {
        Ok(self.0.tally().result()?.to_bytes())
    }
}

#[wasm_bindgen]
impl Poll {
    /// Tells a result of this poll, in the order of its questions. To be relied on only if it was counted here, or
    /// audited.
    #[wasm_bindgen(unchecked_return_type = "OutcomeTold[]")]
    pub fn tell(&self, result: &[u8]) -> Result<JsValue, Refusal> {
        let result = PollResult::from_bytes(result)?;
        if result.poll() != self.0.id() || result.outcomes().len() != self.0.questions().len() {
            return Err(Refusal::new("content-poll", "not a result of this poll"));
        }
        let told = |(question, outcome): (&Question, &Outcome)| {
            let pictures = outcome.pictures(question);
            json!({
                "question": question.id(),
                "sentence": outcome.sentence(question),
                "text": outcome.render(question),
                "pictures": pictures
                    .iter()
                    .map(|picture| json!({"name": picture.name(), "svg": picture.svg()}))
                    .collect::<Value>(),
            })
        };
        Ok(object(&self.0.questions().iter().zip(result.outcomes()).map(told).collect::<Value>()))
    }
}
