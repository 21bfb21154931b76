//! A [`LogFollower`]: the log of a poll's board, checked as it grows.

use js_sys::Function;
use ostrakon_board::audit::Progress;
use ostrakon_board::follower::Follower;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::counted::Countable as _;
use ostrakon_core::hash::Digest;
use serde_json::json;
use wasm_bindgen::prelude::*;

use crate::number::read;
use crate::object::object;
use crate::parts::{Fetched, thrown};
use crate::poll::Poll;
use crate::progress::tell;
use crate::refusal::Refusal;

/// Follows the log of a poll's board: every entry is checked, and that the log only grows. Nothing else of it
/// may be called while a step runs.
#[wasm_bindgen]
pub struct LogFollower(pub(crate) Follower);

#[wasm_bindgen]
impl LogFollower {
    /// A follower that has seen nothing yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(poll: &Poll) -> Self {
        Self(Follower::new(&poll.0))
    }

    /// Checks what has been added, and says whether that is anything. Where a fetch fails, the next step goes on
    /// from there. An error with `evidence` means that the board has signed what it should not have, unless an old
    /// copy in a cache is to blame.
    pub async fn step(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "FetchPart")] fetch: Function,
        #[wasm_bindgen(unchecked_optional_param_type = "(progress: Progress) => void")] progress: Option<
            Function,
        >,
    ) -> Result<bool, JsValue> {
        let mut watch =
            |done: u64, of: u64| tell(progress.as_ref(), Progress::Ballots { done, of: Some(of) });
        self.0.step(&Fetched(fetch), &mut watch).await.map_err(thrown)
    }

    /// How many entries were checked.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn size(&self) -> u32 {
        number(self.0.size())
    }

    /// How many of them are ballots.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn ballots(&self) -> u32 {
        number(self.0.ballots())
    }

    /// How many voters they are of.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn voters(&self) -> usize {
        self.0.tally().ballots().len()
    }

    /// Whether the log has come to its end.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn closed(&self) -> bool {
        self.0.is_closed()
    }

    /// The entry of a ballot, by the ballot's id, if it is in.
    #[wasm_bindgen(js_name = indexOf)]
    #[must_use]
    pub fn index_of(&self, ballot: &str) -> Option<u32> {
        let ballot: Digest = ballot.parse().ok()?;
        self.0.index_of(BallotId::from_bytes(ballot.to_bytes())).map(number)
    }

    /// The latest ballot of a voter, by the nullifier in decimal: its revision and its id.
    #[wasm_bindgen(js_name = latestOf, unchecked_return_type = "{ revision: number; id: string } | undefined")]
    pub fn latest_of(&self, nullifier: &str) -> Result<JsValue, Refusal> {
        let standing = self.0.tally().ballots().get(read("nullifier", nullifier)?);
        Ok(standing.map_or(JsValue::UNDEFINED, |ballot| {
            object(&json!({"revision": ballot.revision(), "id": ballot.id()}))
        }))
    }
}

fn number(of: u64) -> u32 {
    of.try_into().expect("no log that is followed has more than 2²⁴ entries")
}
