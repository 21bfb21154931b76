//! How parts of logs come from JavaScript.

use js_sys::{Function, Promise, Uint8Array};
use ostrakon_board::shown::{Parts, Trouble};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::refusal::Refusal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/**
 * Fetches a file of a poll's board by its name below the poll's path, such as `checkpoint` or
 * `tile/entries/000`. Of more than `limit` bytes it may stop reading. What it throws comes out of the call
 * that asked.
 */
export type FetchPart = (name: string, limit: number) => Promise<Uint8Array>;
"#;

/// What a function of JavaScript fetches.
pub(crate) struct Fetched(pub(crate) Function);

impl Parts for Fetched {
    type Error = JsValue;

    async fn part(&self, name: &str, limit: usize) -> Result<Vec<u8>, JsValue> {
        let fetched = self.0.call2(&JsValue::NULL, &name.into(), &limit.into())?;
        let fetched = JsFuture::from(Promise::resolve(&fetched)).await?;
        let refused = |text: &str| Refusal::new("server-answer", format!("{name}: {text}"));
        let bytes: Uint8Array = fetched.dyn_into().map_err(|_| refused("the answer is not bytes"))?;
        if bytes.length() as usize > limit {
            return Err(refused("the answer is longer than it may be").into());
        }
        Ok(bytes.to_vec())
    }
}

/// What is thrown where a log cannot be read on.
pub(crate) fn thrown(trouble: Trouble<JsValue>) -> JsValue {
    match trouble {
        Trouble::Caught { error, signed } => {
            let signed = signed.iter().map(|checkpoint| checkpoint.to_bytes()).collect();
            Refusal::from(error).with_evidence(signed).into()
        }
        Trouble::Fetch(error) => error,
        Trouble::Refused(error) => Refusal::from(error).into(),
    }
}
