//! The page without scripts, and what else is said of the board as a whole.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use ostrakon_core::board::{Host, NoteKey};
use serde::Serialize;

use crate::app::App;
use crate::reply::{self, Cache, Reply, TEXT};

/// Most polls that the page lists.
const PAGE: usize = 100;

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const CSS: &str = "text/css; charset=utf-8";

/// `GET /plain`
pub(crate) async fn page(State(app): State<Arc<App>>) -> Reply {
    let mut rows = String::new();
    for id in app.board.polls(None, PAGE).await? {
        let (poll, head) = (app.board.poll(id).await?, app.board.head(id).await?);
        let poll = poll.poll();
        let (title, opens, closes) = (escape(poll.title().as_str()), poll.opens(), poll.closes());
        let result = if head.closed {
            format!(" <a href=\"/polls/{id}/result.json\">result</a>")
        } else {
            String::new()
        };
        // Writing to a text never fails.
        let _ = writeln!(
            rows,
            "<tr><td><a href=\"/polls/{id}\">{title}</a><br><code>{id}</code></td>\
             <td>{opens}</td><td>{closes}</td><td>{}</td>\
             <td><a href=\"/polls/{id}/poll.json\">poll</a> <a href=\"/polls/{id}/group.json\">members</a> \
             <a href=\"/polls/{id}/checkpoint\">log</a>{result}</td></tr>",
            head.ballots()
        );
    }
    let host = escape(&app.board.host().to_string());
    let page = include_str!("index.html")
        .replace("{host}", &host)
        .replace("{key}", &app.board.key().to_string())
        .replace("{rows}", &rows);
    Ok(reply::bytes(HTML, Cache::Never, page))
}

/// `GET /style.css`
pub(crate) async fn style() -> Reply {
    Ok(reply::bytes(CSS, Cache::Short, include_str!("style.css")))
}

#[derive(Serialize)]
struct Shown<'a> {
    host: &'a Host,
    key: NoteKey,
}

/// `GET /board`
pub(crate) async fn board(State(app): State<Arc<App>>) -> Reply {
    Ok(reply::object(&Shown { host: app.board.host(), key: app.board.key() }))
}

/// `GET /health`: whether the store can be read.
pub(crate) async fn health(State(app): State<Arc<App>>) -> Reply {
    app.board.polls(None, 1).await?;
    Ok(reply::bytes(TEXT, Cache::Never, "ok\n"))
}

/// Text with nothing in it that a browser would take for markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
