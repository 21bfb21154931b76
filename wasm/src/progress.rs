//! How far long work is, told to a function of JavaScript.

use js_sys::Function;
use ostrakon_board::audit::Progress;
use serde_json::json;
use wasm_bindgen::prelude::*;

use crate::object::object;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How far long work is. */
export type Progress =
    | { step: "group" }
    | { step: "ballots"; done: number; of?: number }
    | { step: "count" };
"#;

/// Tells whoever watches, if anybody does.
pub(crate) fn tell(watcher: Option<&Function>, at: Progress) {
    let Some(watcher) = watcher else { return };
    let told = match at {
        Progress::Group => json!({"step": "group"}),
        Progress::Ballots { done, of: Some(of) } => json!({"step": "ballots", "done": done, "of": of}),
        Progress::Ballots { done, of: None } => json!({"step": "ballots", "done": done}),
        Progress::Count => json!({"step": "count"}),
    };
    // Whoever watches cannot stop the work by throwing.
    let _ = watcher.call1(&JsValue::NULL, &object(&told));
}
