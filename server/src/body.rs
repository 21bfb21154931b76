//! What comes with a request: a body of bounded size, and the organisers' token.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{header, request};
use http_body_util::BodyExt as _;
use tokio::sync::OwnedSemaphorePermit;

use crate::app::App;
use crate::problem::{Problem, RequestError};

/// How much of a body that is too large is still read.
const THROWN_AWAY: usize = 1 << 17;

/// A whole body of at most so many bytes, and the place among the requests that are served, which it gets when
/// it is there: whoever sends slowly keeps no other request from being served.
pub(crate) struct Body<const LIMIT: usize>(pub(crate) Bytes, pub(crate) OwnedSemaphorePermit);

impl<const LIMIT: usize> FromRequest<Arc<App>> for Body<LIMIT> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let reading = app.bodies.try_acquire().map_err(|_| RequestError::Overloaded)?;
        let announced = request.headers().get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > LIMIT as u64) {
            // Who is still sending may never see the answer: a little more is taken, and thrown away.
            throw_away(request.into_body()).await;
            return Err(RequestError::BodySize(LIMIT).into());
        }
        axum::extract::DefaultBodyLimit::max(LIMIT).apply(&mut request);
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                RequestError::BodySize(LIMIT)
            }
            _ => RequestError::BodyCut,
        })?;
        drop(reading);
        let place = app.room.clone().try_acquire_owned().map_err(|_| RequestError::Overloaded)?;
        Ok(Self(bytes, place))
    }
}

async fn throw_away(mut body: axum::body::Body) {
    let mut left = THROWN_AWAY;
    while let Some(Ok(frame)) = body.frame().await {
        let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else { return };
        left = rest;
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
