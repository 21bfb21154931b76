//! Polls: what they are, what is cast in them, and what came out.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use ostrakon_core::poll::PollId;
use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::app::App;
use crate::body::{Body, Organiser};
use crate::limits::{BALLOT_BODY, OPENING_BODY, POLL_BODY};
use crate::params::Params;
use crate::problem::RequestError;
use crate::reply::{self, Cache, JSON, Reply, TEXT};

/// Most polls that one answer lists.
const PAGE: usize = 1000;

/// A poll that is brought, with its group: two documents, each in its canonical spelling.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPoll<'a> {
    #[serde(borrow)]
    group: &'a RawValue,
    #[serde(borrow)]
    poll: &'a RawValue,
}

#[derive(Serialize)]
struct Added {
    poll: PollId,
}

/// `POST /polls`
pub(crate) async fn add(
    _: Organiser,
    State(app): State<Arc<App>>,
    Body(body, _place): Body<POLL_BODY>,
) -> Reply {
    let (manifest, group) = {
        let parts: NewPoll<'_> = serde_json::from_slice(&body)
            .map_err(|_| RequestError::BodyShape(r#"{"group":GROUP,"poll":POLL}"#))?;
        (parts.poll.get().as_bytes().to_vec(), parts.group.get().as_bytes().to_vec())
    };
    drop(body);
    let (poll, new) = app.board.add_poll(manifest, group).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, [(header::LOCATION, format!("/polls/{poll}"))], reply::object(&Added { poll }))
        .into_response())
}

#[derive(Serialize)]
struct Listed {
    polls: Vec<PollId>,
}

/// `GET /polls?after=ID`
pub(crate) async fn list(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Reply {
    let after = query.map(|query| query.strip_prefix("after=").and_then(|id| id.parse().ok()));
    let after = after.map(|id| id.ok_or(RequestError::Query)).transpose()?;
    let polls = app.board.polls(after, PAGE).await?;
    Ok(reply::object(&Listed { polls }))
}

#[derive(Serialize)]
struct Shown<'a> {
    ballots: u64,
    closed: bool,
    closes: Timestamp,
    opens: Timestamp,
    poll: PollId,
    title: &'a str,
}

/// `GET /polls/{id}`
pub(crate) async fn show(State(app): State<Arc<App>>, params: Params) -> Reply {
    let poll = app.board.poll(params.poll()?).await?;
    let head = app.board.head(poll.id()).await?;
    let manifest = poll.poll();
    Ok(reply::object(&Shown {
        ballots: head.ballots(),
        closed: head.closed,
        closes: manifest.closes(),
        opens: manifest.opens(),
        poll: poll.id(),
        title: manifest.title().as_str(),
    }))
}

/// `GET /polls/{id}/poll.json`
pub(crate) async fn manifest(State(app): State<Arc<App>>, params: Params) -> Reply {
    let poll = app.board.poll(params.poll()?).await?;
    Ok(reply::bytes(JSON, Cache::Forever, poll.poll().to_bytes().to_vec()))
}

/// `GET /polls/{id}/group.json`
pub(crate) async fn group(State(app): State<Arc<App>>, params: Params) -> Reply {
    Ok(reply::bytes(JSON, Cache::Forever, app.board.group(params.poll()?).await?))
}

/// `POST /polls/{id}/ballots`: answers with the promise, the same for a ballot that is in already. Line feeds
/// after the ballot, which hide its length on the way, are left out.
pub(crate) async fn cast(
    State(app): State<Arc<App>>,
    params: Params,
    Body(body, _place): Body<BALLOT_BODY>,
) -> Reply {
    let poll = app.board.poll(params.poll()?).await?;
    let mut ballot = Vec::from(body);
    ballot.truncate(ballot.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last + 1));
    // The board bounds what waits by length, and holds it after whoever sent it has gone.
    ballot.shrink_to_fit();
    let cast = app.board.cast(&poll, ballot).await?;
    Ok(reply::bytes(TEXT, Cache::Never, poll.promise(cast.id).to_bytes()))
}

/// `GET /polls/{id}/receipts/{ballot}`
pub(crate) async fn receipt(State(app): State<Arc<App>>, params: Params) -> Reply {
    let receipt = app.board.receipt(params.poll()?, params.ballot()?).await?;
    Ok(reply::bytes(JSON, Cache::Never, receipt.to_bytes()))
}

/// `POST /polls/{id}/lottery`: what the poll's lottery source gave.
pub(crate) async fn open_lottery(
    State(app): State<Arc<App>>,
    params: Params,
    Body(body, _place): Body<OPENING_BODY>,
) -> Reply {
    app.board.open_lottery(params.poll()?, body.into()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /polls/{id}/lottery.json`
pub(crate) async fn lottery(State(app): State<Arc<App>>, params: Params) -> Reply {
    Ok(reply::bytes(JSON, Cache::Check, app.board.lottery(params.poll()?).await?))
}

/// `GET /polls/{id}/result.json`
pub(crate) async fn result(State(app): State<Arc<App>>, params: Params) -> Reply {
    Ok(reply::bytes(JSON, Cache::Check, app.board.result(params.poll()?).await?))
}
