//! Plain objects for JavaScript.

use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a value is as JSON.
pub(crate) fn object(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).expect("what is told has text for keys");
    JSON::parse(&text).expect("this is JSON")
}
