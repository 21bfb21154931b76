//! What comes with a request: a body of bounded size, and the organisers' token.

use std::sync::Arc;

use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{header, request};

use crate::app::App;
use crate::problem::{Problem, RequestError};

/// How much of a body that is too large is still read.
const THROWN_AWAY: usize = 1 << 17;

/// A whole body of at most so many bytes.
pub(crate) struct Body<const LIMIT: usize>(pub(crate) Bytes);

impl<const LIMIT: usize> FromRequest<Arc<App>> for Body<LIMIT> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let announced = request.headers().get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > LIMIT as u64) {
            // Who is still sending may never see the answer: a little more is taken, and thrown away.
            let _ = to_bytes(request.into_body(), THROWN_AWAY).await;
            return Err(RequestError::BodySize(LIMIT).into());
        }
        axum::extract::DefaultBodyLimit::max(LIMIT).apply(&mut request);
        Bytes::from_request(request, app).await.map(Self).map_err(|rejection| {
            let cause = match rejection {
                BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                    RequestError::BodySize(LIMIT)
                }
                _ => RequestError::BodyCut,
            };
            cause.into()
        })
    }
}

/// Stands for a request that carries the organisers' token. To be asked for before the body, so that nobody
/// else's is read.
pub(crate) struct Organiser;

impl FromRequestParts<Arc<App>> for Organiser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let given = parts.headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
        let token = given.and_then(|value| value.strip_prefix(b"Bearer "));
        if token.is_some_and(|token| app.token.is(token)) {
            Ok(Self)
        } else {
            Err(RequestError::Token.into())
        }
    }
}
