//! A `Problem`: why a request is refused, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem
//! details with one of the stable codes. What went wrong inside the server is logged, and not told.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ostrakon_board::service::casting::CastError;
use ostrakon_board::service::count::CountError;
use ostrakon_board::service::enrolling::EnrolError;
use ostrakon_board::service::polls::AddPollError;
use ostrakon_board::service::{CosignError, LookupError};
use ostrakon_board::store::StoreError;
use ostrakon_core::json;
use serde::Serialize;

/// What is wrong with a request as such, whatever it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The body ends early.
    #[error("the body could not be read to its end")]
    BodyCut,
    /// The body is not the JSON object that is needed.
    #[error("the body is not JSON of the form {0}")]
    BodyShape(&'static str),
    /// The body is larger than this kind of body may be.
    #[error("the body is larger than {0} bytes, which is the limit here")]
    BodySize(usize),
    /// The server does not have the proving key.
    #[error("this server has no such proving key")]
    Key,
    /// The path is there, but not for this method.
    #[error("this path does not take this method")]
    Method,
    /// As many requests are being served as may be.
    #[error("the server is busy: try again in a few seconds")]
    Overloaded,
    /// The query is not one that the path takes.
    #[error("the query is not one that this path takes")]
    Query,
    /// There is no such path.
    #[error("there is nothing under this path")]
    Route,
    /// The request, or its answer, took too long.
    #[error("the request took too long")]
    Timeout,
    /// The organisers' token is needed.
    #[error("this needs the organisers' token: Authorization: Bearer TOKEN")]
    Token,
}

impl RequestError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BodyCut => "body-cut",
            Self::BodyShape(_) => "body-shape",
            Self::BodySize(_) => "body-size",
            Self::Key => "key-absent",
            Self::Method => "method",
            Self::Overloaded => "overloaded",
            Self::Query => "query",
            Self::Route => "route",
            Self::Timeout => "timeout",
            Self::Token => "token",
        }
    }
}

/// The one place where codes become statuses. Whatever is not told here is about a document that is not what
/// it has to be.
fn status(code: &str) -> StatusCode {
    match code {
        "body-cut" | "query" => StatusCode::BAD_REQUEST,
        "token" => StatusCode::UNAUTHORIZED,
        "enrolment-no-such-code" => StatusCode::FORBIDDEN,
        "key-absent" | "not-in-log" | "route" | "store-unknown" | "tile-coordinates" | "tile-path"
        | "unknown-enrolment" | "unknown-poll" => StatusCode::NOT_FOUND,
        "method" => StatusCode::METHOD_NOT_ALLOWED,
        "timeout" => StatusCode::REQUEST_TIMEOUT,
        "already-voted"
        | "closed"
        | "cosign-outdated"
        | "enrolment-already-in"
        | "enrolment-closed"
        | "enrolment-code-used"
        | "enrolment-not-closed"
        | "lottery-missing"
        | "not-closed"
        | "not-open"
        | "tally"
        | "tally-count"
        | "tally-profile" => StatusCode::CONFLICT,
        "body-size" | "json-size" | "note-size" => StatusCode::PAYLOAD_TOO_LARGE,
        "busy" | "overloaded" | "stopped" | "store" => StatusCode::SERVICE_UNAVAILABLE,
        "nullifier-set" | "store-damaged" | "store-url" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The code of the problem that a response tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

/// Why a request is refused.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    detail: String,
}

macro_rules! problems {
    ($($error:ty),*) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self { code: error.code(), detail: error.to_string() }
            }
        })*
    };
}

problems!(
    AddPollError,
    CastError,
    CosignError,
    CountError,
    EnrolError,
    LookupError,
    RequestError,
    StoreError
);

#[derive(Serialize)]
struct Details<'a> {
    code: &'a str,
    detail: &'a str,
    status: u16,
    title: &'a str,
    r#type: &'a str,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { code, mut detail } = self;
        let status = status(code);
        // A database that is down comes back, but why it is down is not told either.
        if status == StatusCode::INTERNAL_SERVER_ERROR || code == "store" {
            tracing::error!(code, cause = detail, "a request failed");
            detail = "the server failed: this is not your fault, and whoever runs it is told".to_owned();
        }
        // The title of `about:blank` is the status's own.
        let title = status.canonical_reason().unwrap_or_default();
        let details =
            Details { code, detail: &detail, status: status.as_u16(), title, r#type: "about:blank" };
        let mut response = (status, json::to_canonical(&details)).into_response();
        response.extensions_mut().insert(Code(code));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match status {
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_inside_is_not_told() {
        let cause = StoreError::Database(std::sync::Arc::new(std::io::Error::other("/secret/path")));
        let response = Problem::from(LookupError::from(cause)).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        let body = axum::body::to_bytes(response.into_body(), 4096);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(body).unwrap();
        let text = std::str::from_utf8(&body).unwrap();
        assert!(text.contains(r#""code":"store""#) && !text.contains("secret"), "{text}");
    }
}
