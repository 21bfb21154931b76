//! The [`audit`] of a whole poll from its bundle.

use std::io::{Cursor, Read};

use js_sys::{Function, Reflect, Uint8Array};
use ostrakon_board::audit::{self as board, Brought, Progress, Verdict};
use ostrakon_board::bundle::archive::ArchiveReader;
use ostrakon_board::bundle::{PartError, Source};
use ostrakon_board::receipt::MAX_RECEIPT_BYTES;
use ostrakon_core::poll::Poll;
use wasm_bindgen::prelude::*;

use crate::object::object;
use crate::progress::tell;
use crate::refusal::Refusal;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A whole poll: the bytes of a .tar.zst, or what gives its parts by their names. */
export type Bundle = Uint8Array | ((name: string) => Uint8Array | undefined);

/** What the auditor brings: the poll's id, from somewhere else than the bundle, and receipts of voters. */
export interface AuditGiven {
    poll?: string;
    brought?: { name: string; bytes: Uint8Array }[];
}

/** One thing that an audit checked. `passed` is null where that could not be told. */
export interface AuditCheck {
    check: string;
    passed: boolean | null;
    code: string | null;
    text: string;
    details: string[];
}

/** What an audit comes to. */
export interface AuditVerdict {
    verdict: "accepted" | "rejected" | "self-consistent";
    /** The poll's id. */
    poll: string | null;
    checks: AuditCheck[];
    /** What no audit of these files can tell. */
    open: string[];
    /** A sentence for each question: what came out. To be relied on only if the verdict says so. */
    sentences: string[];
    /** The poll's manifest. */
    manifest?: Uint8Array;
    /** The result as it was counted again. To be relied on only if the verdict says so. */
    result?: Uint8Array;
    /** The verdict as a page of HTML that stands alone. */
    page: string;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// `AuditGiven`.
    #[wasm_bindgen(typescript_type = "AuditGiven")]
    pub type AuditGiven;
    #[wasm_bindgen(method, getter)]
    fn poll(this: &AuditGiven) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn brought(this: &AuditGiven) -> Option<Vec<BroughtFile>>;

    /// What a voter gave to the auditor.
    pub type BroughtFile;
    #[wasm_bindgen(method, getter)]
    fn name(this: &BroughtFile) -> String;
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &BroughtFile) -> Uint8Array;
}

/// Checks everything in a bundle. Throws only where a part cannot be had: whatever is wrong with the bundle
/// itself is in the verdict.
#[wasm_bindgen(unchecked_return_type = "AuditVerdict")]
pub fn audit(
    #[wasm_bindgen(unchecked_param_type = "Bundle")] bundle: JsValue,
    given: &AuditGiven,
    #[wasm_bindgen(unchecked_optional_param_type = "(progress: Progress) => void")] progress: Option<
        Function,
    >,
) -> Result<JsValue, JsValue> {
    let poll =
        given.poll().map(|id| id.parse().map_err(|error| Refusal::new("poll-id", error))).transpose()?;
    let brought = given.brought().unwrap_or_default();
    let brought = brought.iter().map(read).collect::<Result<_, Refusal>>()?;
    let given = board::Given { poll, brought };
    let mut watch = |at: Progress| tell(progress.as_ref(), at);
    let verdict = match bundle.dyn_into::<Function>() {
        Ok(give) => {
            let mut parts = Given::new(give);
            let verdict = board::audit(&mut parts, &given, &mut watch);
            if let Some(error) = parts.thrown {
                return Err(error);
            }
            verdict
        }
        Err(bytes) => {
            let bytes: Uint8Array = bytes.dyn_into().map_err(|_| not_a_bundle())?;
            board::audit(&mut ArchiveReader::of_bytes(&bytes.to_vec()), &given, &mut watch)
        }
    };
    told(&verdict.map_err(Refusal::from)?)
}

fn not_a_bundle() -> Refusal {
    let (name, reason) = ("the bundle".to_owned(), "neither bytes nor a function".to_owned());
    PartError::Read { name, reason }.into()
}

fn read(file: &BroughtFile) -> Result<Brought, Refusal> {
    let (name, bytes) = (file.name(), file.bytes());
    if bytes.length() as usize > MAX_RECEIPT_BYTES + 1 {
        return Err(Refusal::new("json-size", format!("{name}: too long for a receipt")));
    }
    Ok(Brought { name, bytes: bytes.to_vec() })
}

fn told(verdict: &Verdict) -> Result<JsValue, JsValue> {
    let told = object(verdict);
    let set = |name: &str, value: &JsValue| Reflect::set(&told, &name.into(), value);
    set("sentences", &object(&verdict.sentences()))?;
    set("page", &verdict.to_html().into())?;
    if let Some(manifest) = verdict.poll().map(Poll::to_bytes) {
        set("manifest", &Uint8Array::from(manifest))?;
    }
    if let Some(result) = verdict.result() {
        set("result", &Uint8Array::from(result.to_bytes().as_slice()))?;
    }
    Ok(told)
}

/// The parts of a bundle that a function of JavaScript gives.
struct Given {
    give: Function,
    /// What the function has thrown.
    thrown: Option<JsValue>,
}

impl Given {
    const fn new(give: Function) -> Self {
        Self { give, thrown: None }
    }
}

impl Source for Given {
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError> {
        let given = self.give.call1(&JsValue::NULL, &name.into()).map_err(|error| {
            self.thrown = Some(error);
            PartError::Read { name: name.to_owned(), reason: "an exception".to_owned() }
        })?;
        match given.dyn_into::<Uint8Array>() {
            Ok(bytes) => Ok(Box::new(Cursor::new(bytes.to_vec()))),
            Err(_) => Err(PartError::Missing(name.to_owned())),
        }
    }
}
