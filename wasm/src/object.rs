//! Plain objects for JavaScript.

use js_sys::JSON;
use ostrakon_core::json;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a value is as JSON.
pub(crate) fn object(value: &impl Serialize) -> JsValue {
    let text = String::from_utf8(json::to_canonical(value)).expect("JSON is text");
    JSON::parse(&text).expect("this is JSON")
}
