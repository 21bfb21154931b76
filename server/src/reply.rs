//! Answers: bytes of a kind, and how long others may keep them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ostrakon_core::json;
use serde::Serialize;

use crate::problem::Problem;

pub(crate) type Reply = Result<Response, Problem>;

pub(crate) const JSON: &str = "application/json";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
pub(crate) const BYTES: &str = "application/octet-stream";

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cache {
    /// Not at all: it is for one voter, or changes.
    Never,
    /// Until it is asked for again, and found to be the same.
    Check,
    /// A minute: it does not change, but will not be asked for much longer.
    Short,
    /// Forever: there is only one thing that this path ever shows.
    Forever,
}

impl Cache {
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Never => "no-store",
            Self::Check => "no-cache",
            Self::Short => "public, max-age=60",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

/// An answer of bytes.
pub(crate) fn bytes(kind: &'static str, cache: Cache, bytes: impl Into<axum::body::Body>) -> Response {
    let mut response = bytes.into().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, cache.header());
    response
}

/// An answer of a JSON object that changes.
pub(crate) fn object(object: &impl Serialize) -> Response {
    bytes(JSON, Cache::Never, json::to_canonical(object))
}
