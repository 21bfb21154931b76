//! Numbers as JavaScript gives them.

use std::str::FromStr;

use ostrakon_core::compatibility::SemaphoreProofError;
use ostrakon_core::field::FieldError;

use crate::refusal::Refusal;

/// Reads a number of a proof object.
pub(crate) fn read<T: FromStr<Err = FieldError>>(name: &'static str, text: &str) -> Result<T, Refusal> {
    Ok(text.parse().map_err(|reason| SemaphoreProofError::Field { name, reason })?)
}
