//! A [`Receipt`]: what a voter keeps of a ballot.

use js_sys::{Function, Reflect, Uint8Array};
use ostrakon_board::receipt;
use ostrakon_board::search::{End, Fate, SearchedLog};
use ostrakon_board::shown::ShownLog;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::time::Timestamp;
use serde_json::json;
use wasm_bindgen::prelude::*;

use crate::object::object;
use crate::parts::{Fetched, thrown};
use crate::poll::Poll;
use crate::refusal::Refusal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a receipt shows by itself. A time is written `2026-12-01T09:00:00Z`. */
export type ReceiptState =
    | { verdict: "promised"; deadline: string }
    | { verdict: "included"; index: number; size: number };

/** What became of a ballot, as far as receipt and log show together. */
export type ReceiptVerdict =
    /**
     * The ballot is entry `index` of a log of `size` entries. `final`: it is closed, and cosigned as the poll asks.
     * Where it is closed and not final, `missing` tells why, and `deadline`, if it is still to come, until when
     * that may change. `receipt`: the receipt with the proof.
     */
    | {
          verdict: "included";
          index: number;
          size: number;
          closed: boolean;
          final: boolean;
          missing?: { code: string; message: string };
          deadline?: string;
          receipt: Uint8Array;
      }
    /** The ballot is promised, and the log of `size` entries does not have it yet. */
    | { verdict: "promised"; deadline: string; size: number }
    /**
     * Evidence against the board, to be kept with the receipt: `checkpoint` is of a closed log without the ballot
     * (dropped), or of one that does not go on from the one in the receipt (forked).
     */
    | { verdict: "dropped" | "forked"; size: number; checkpoint: Uint8Array };
"#;

/// What a voter keeps of a ballot: the board's promise and, once it is known, the proof that the ballot is in
/// the log. Who holds it can show how its voter voted.
#[wasm_bindgen]
pub struct Receipt(receipt::Receipt);

#[wasm_bindgen]
impl Receipt {
    /// The receipt of a ballot from the board's answer to it. Everything in it is checked.
    pub fn promised(poll: &Poll, ballot: &[u8], promise: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(receipt::Receipt::promised(&poll.0, Ballot::from_bytes(ballot)?, promise)?))
    }

    /// Reads a receipt; a line feed at its end does no harm. Nothing in it is believed before `check`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self(receipt::Receipt::from_bytes(bytes.strip_suffix(b"\n").unwrap_or(bytes))?))
    }

    /// The receipt's bytes, which are JSON.
    #[wasm_bindgen(js_name = toBytes)]
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// The id of the poll.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn poll(&self) -> String {
        self.0.poll().to_string()
    }

    /// The id of the ballot.
    #[wasm_bindgen(getter, js_name = ballotId)]
    pub fn ballot_id(&self) -> Result<String, Refusal> {
        Ok(self.0.ballot_id()?.to_string())
    }

    /// The bytes of the ballot as it is logged.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn ballot(&self) -> Vec<u8> {
        self.0.ballot().to_bytes()
    }

    /// Checks promise, checkpoint and proof, and says what they show without any log.
    #[wasm_bindgen(unchecked_return_type = "ReceiptState")]
    pub fn check(&self, poll: &Poll) -> Result<JsValue, Refusal> {
        Ok(object(&match Fate::alone(&self.0.check(&poll.0)?) {
            Fate::Included { index, size, .. } => {
                json!({"verdict": "included", "index": index, "size": size})
            }
            Fate::Promised { deadline, .. } => json!({"verdict": "promised", "deadline": deadline}),
            Fate::Dropped(_) | Fate::Forked(_) => unreachable!("a receipt alone shows nothing else"),
        }))
    }

    /// Looks for the ballot in the board's log. The board does not learn what is looked for. `now` is written
    /// `2026-12-01T09:00:00Z`.
    #[wasm_bindgen(unchecked_return_type = "ReceiptVerdict")]
    pub async fn search(
        &self,
        poll: &Poll,
        #[wasm_bindgen(unchecked_param_type = "FetchPart")] fetch: Function,
        now: &str,
    ) -> Result<JsValue, JsValue> {
        let now: Timestamp = now.parse().map_err(|error| Refusal::new("time", error))?;
        let verdict = self.0.check(&poll.0).map_err(Refusal::from)?;
        let parts = Fetched(fetch);
        let shown = ShownLog::new(&parts, &poll.0).map_err(Refusal::from)?;
        let log = SearchedLog::of_shown(&shown, &self.0).await.map_err(thrown)?;
        let (fate, proven) = log.tell(&self.0, &verdict, &poll.0, now).map_err(Refusal::from)?;
        let (told, bytes) = match &fate {
            Fate::Dropped(checkpoint) | Fate::Forked(checkpoint) => {
                let verdict = if matches!(fate, Fate::Dropped(_)) { "dropped" } else { "forked" };
                let size = checkpoint.unverified().size();
                (json!({"verdict": verdict, "size": size}), Some(("checkpoint", checkpoint.to_bytes())))
            }
            Fate::Included { index, size, end } => {
                (included(*index, *size, end), proven.map(|receipt| ("receipt", receipt.to_bytes())))
            }
            Fate::Promised { deadline, seen } => {
                (json!({"verdict": "promised", "deadline": deadline, "size": seen}), None)
            }
        };
        let told = object(&told);
        if let Some((name, bytes)) = bytes {
            Reflect::set(&told, &name.into(), &Uint8Array::from(bytes.as_slice()))?;
        }
        Ok(told)
    }
}

fn included(index: u64, size: u64, end: &End) -> serde_json::Value {
    let (closed, is_final) = (!matches!(end, End::Open), matches!(end, End::Final));
    let mut told =
        json!({"verdict": "included", "index": index, "size": size, "closed": closed, "final": is_final});
    if let (End::NotFinal { error, deadline }, Some(told)) = (end, told.as_object_mut()) {
        told.insert("missing".to_owned(), json!({"code": error.code(), "message": error.to_string()}));
        if let Some(deadline) = deadline {
            told.insert("deadline".to_owned(), json!(deadline));
        }
    }
    told
}
