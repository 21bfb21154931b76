//! Enrolments: who has a one-time code gets into a group.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use ostrakon_board::store::{EnrolmentRecord, StoreError};
use ostrakon_core::enrolment::{CodeDigest, Enrolment, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::app::App;
use crate::body::{Body, Organiser};
use crate::limits::{ENROLMENT_BODY, REQUEST_BODY};
use crate::params::Params;
use crate::problem::RequestError;
use crate::reply::{self, Cache, JSON, Reply};

/// An enrolment that is opened, with the digests of its codes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewEnrolment<'a> {
    codes: Vec<CodeDigest>,
    #[serde(borrow)]
    enrolment: &'a RawValue,
}

#[derive(Serialize)]
struct Added {
    enrolment: EnrolmentId,
}

/// `POST /enrolments`
pub(crate) async fn add(
    _: Organiser,
    State(app): State<Arc<App>>,
    Body(body, _place): Body<ENROLMENT_BODY>,
) -> Reply {
    let (document, codes) = {
        let parts: NewEnrolment<'_> = serde_json::from_slice(&body)
            .map_err(|_| RequestError::BodyShape(r#"{"codes":[DIGEST,…],"enrolment":ENROLMENT}"#))?;
        (parts.enrolment.get().as_bytes().to_vec(), parts.codes)
    };
    drop(body);
    let (enrolment, new) = app.board.add_enrolment(document, codes).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let location = [(header::LOCATION, format!("/enrolments/{enrolment}"))];
    Ok((status, location, reply::object(&Added { enrolment })).into_response())
}

#[derive(Serialize)]
struct Shown<'a> {
    closed: bool,
    enrolment: &'a Enrolment,
    issued: u64,
    used: u64,
}

/// `GET /enrolments/{id}`
pub(crate) async fn show(State(app): State<Arc<App>>, params: Params) -> Reply {
    let EnrolmentRecord { document, issued, used, closed } = app.board.enrolment(params.enrolment()?).await?;
    let damaged = |_| StoreError::Damaged("an enrolment's document is none");
    let enrolment = Enrolment::from_bytes(&document).map_err(damaged)?;
    Ok(reply::object(&Shown { closed, enrolment: &enrolment, issued, used }))
}

#[derive(Serialize)]
struct Entered {
    commitment: IdentityCommitment,
}

/// `POST /enrolments/{id}/requests`: answers with the commitment that is in, the same for a request that came
/// before.
pub(crate) async fn enrol(
    State(app): State<Arc<App>>,
    params: Params,
    Body(body, _place): Body<REQUEST_BODY>,
) -> Reply {
    let (commitment, _) = app.board.enrol(params.enrolment()?, &body).await?;
    Ok(reply::object(&Entered { commitment }))
}

/// `POST /enrolments/{id}/close`
pub(crate) async fn close(_: Organiser, State(app): State<Arc<App>>, params: Params) -> Reply {
    app.board.close_enrolment(params.enrolment()?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /enrolments/{id}/group.json`
pub(crate) async fn group(State(app): State<Arc<App>>, params: Params) -> Reply {
    Ok(reply::bytes(JSON, Cache::Forever, app.board.enrolled_group(params.enrolment()?).await?))
}
