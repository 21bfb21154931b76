//! A [`Refusal`] is an error on its way to JavaScript.

use std::convert::Infallible;
use std::fmt::Display;

use js_sys::{Array, Reflect, Uint8Array};
use ostrakon_board::bundle::PartError;
use ostrakon_board::receipt::ReceiptError;
use ostrakon_board::shown::ShownError;
use ostrakon_circuits::key::KeyError;
use ostrakon_core::answer::AnswerError;
use ostrakon_core::compatibility::SemaphoreProofError;
use ostrakon_core::content::ContentError;
use ostrakon_core::electorate::ElectorateError;
use ostrakon_core::group::{GroupDocumentError, GroupError};
use ostrakon_core::identity::IdentityError;
use ostrakon_core::json::JsonError;
use ostrakon_core::poll::PollError;
use ostrakon_core::proof::ProofError;
use ostrakon_prover::ProveError;
use ostrakon_verifier::VerifyError;
use ostrakon_verifier::admission::AdmitError;
use ostrakon_verifier::result::ResultError;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const ERROR: &str = r"
/** What is thrown for every document, ballot or key that is refused. */
export interface OstrakonError extends Error {
    /** Stable, see docs/format.md. Messages are not. */
    code: string;
    /** What the board has signed and should not have, oldest first: checkpoints, to be kept and shown. */
    evidence?: Uint8Array[];
}
";

/// A stable code and a sentence.
pub struct Refusal {
    code: &'static str,
    message: String,
    evidence: Vec<Vec<u8>>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Display) -> Self {
        Self { code, message: message.to_string(), evidence: Vec::new() }
    }

    /// The same with what the board has signed.
    pub(crate) fn with_evidence(self, evidence: Vec<Vec<u8>>) -> Self {
        Self { evidence, ..self }
    }
}

/// The `Error` with the property `code`, and `evidence` where there is some.
impl From<Refusal> for JsValue {
    fn from(Refusal { code, message, evidence }: Refusal) -> Self {
        let error = js_sys::Error::new(&message);
        // Fails for frozen objects alone, and this one is new.
        let _ = Reflect::set(&error, &"code".into(), &code.into());
        if !evidence.is_empty() {
            let evidence: Array = evidence.iter().map(|note| Uint8Array::from(note.as_slice())).collect();
            let _ = Reflect::set(&error, &"evidence".into(), &evidence);
        }
        error.into()
    }
}

macro_rules! refused_by_code {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error)
            }
        })+
    };
}

refused_by_code!(
    AdmitError<Infallible>,
    AnswerError,
    ContentError,
    ElectorateError,
    GroupDocumentError,
    IdentityError,
    JsonError,
    KeyError,
    PartError,
    PollError,
    ProofError,
    ProveError,
    ReceiptError,
    ResultError,
    SemaphoreProofError,
    ShownError,
    VerifyError,
);

impl From<GroupError> for Refusal {
    fn from(error: GroupError) -> Self {
        GroupDocumentError::from(error).into()
    }
}
