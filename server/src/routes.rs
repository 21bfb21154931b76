//! Which path does what.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::problem::{Problem, RequestError};
use crate::{api, enrolments, index, keys, log, metrics, pages, polls};

pub(crate) fn routes(app: Arc<App>) -> Router {
    let short = Router::new()
        .route("/", get(pages::first))
        .route("/plain", get(index::page))
        .route("/style.css", get(index::style))
        .route("/api", get(api::page))
        .route("/openapi.json", get(api::openapi))
        .route("/board", get(index::board))
        .route("/health", get(index::health))
        .route("/keys/semaphore-4.13.0/{name}", get(keys::key))
        .route("/polls/{id}", get(polls::show))
        .route("/polls/{id}/poll.json", get(polls::manifest))
        .route("/polls/{id}/group.json", get(polls::group))
        .route("/polls/{id}/ballots", post(polls::cast))
        .route("/polls/{id}/receipts/{ballot}", get(polls::receipt))
        .route("/polls/{id}/lottery", post(polls::open_lottery))
        .route("/polls/{id}/lottery.json", get(polls::lottery))
        .route("/polls/{id}/checkpoint", get(log::checkpoint))
        .route("/polls/{id}/tile/{*path}", get(log::tile))
        .route("/polls/{id}/cosignatures", post(log::cosign))
        .route("/enrolments/{id}", get(enrolments::show))
        .route("/enrolments/{id}/requests", post(enrolments::enrol))
        .route("/enrolments/{id}/close", post(enrolments::close))
        .route("/enrolments/{id}/group.json", get(enrolments::group))
        .layer(from_fn_with_state(app.limits.request, in_time));
    let long = Router::new()
        .route("/polls", get(polls::list).post(polls::add))
        .route("/polls/{id}/result.json", get(polls::result))
        .route("/enrolments", post(enrolments::add))
        .layer(from_fn_with_state(app.limits.long_request, in_time));
    short
        .merge(long)
        .fallback(pages::file)
        .method_not_allowed_fallback(async || Problem::from(RequestError::Method))
        .layer(from_fn_with_state(app.clone(), if_there_is_room))
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .layer(map_response(hardened))
        .with_state(app)
}

/// Gives up a request that takes longer. What it has begun in the store happens whole or not at all.
async fn in_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(RequestError::Timeout).into_response(),
    }
}

/// Refuses a request where as many are being served as may be. What is posted gets its place later: see
/// [`Body`](crate::body::Body).
async fn if_there_is_room(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        return next.run(request).await;
    }
    let Ok(_place) = app.room.try_acquire() else {
        return Problem::from(RequestError::Overloaded).into_response();
    };
    next.run(request).await
}

/// Tells browsers to run nothing and to load nothing but a style, where the answer itself does not say otherwise,
/// and to tell nobody where they have been.
async fn hardened(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in
        [(header::REFERRER_POLICY, "no-referrer"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
