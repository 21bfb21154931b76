//! A board over HTTP: polls come in, ballots are cast, logs are read.
//!
//! It keeps no address, sets no cookie, and writes neither an address nor a nullifier nor a ballot into a
//! log. Whoever runs it sees the addresses of those who connect: `docs/server.md` says what voters can do.
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod api;
mod app;
mod body;
mod connections;
mod enrolments;
mod index;
pub mod keys;
pub mod limits;
mod log;
mod metrics;
mod paced;
pub mod pages;
mod params;
mod polls;
pub mod problem;
mod reply;
mod routes;
pub mod tls;
pub mod token;

use std::future::{Future, pending};
use std::sync::Arc;
use std::time::Duration;

use ostrakon_board::service::Board;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use self::app::App;
pub use self::keys::Keys;
pub use self::limits::Limits;
pub use self::pages::Pages;
pub use self::tls::Tls;
pub use self::token::Token;

/// What is served, and to whom.
#[derive(Debug)]
pub struct Config {
    /// The board.
    pub board: Board,
    /// What organisers show to bring polls and enrolments.
    pub token: Token,
    /// Bounds on time and numbers.
    pub limits: Limits,
    /// Proving keys for whoever votes in a browser.
    pub keys: Keys,
    /// The voting page.
    pub pages: Pages,
    /// With a certificate, HTTPS is spoken.
    pub tls: Option<Tls>,
    /// Where the operator asks for metrics, under `/metrics`. Nobody else should reach it.
    pub metrics: Option<TcpListener>,
}

/// Serves a board until `shutdown` ends. Then no more connections are taken, requests under way are answered,
/// and ballots that wait are committed.
pub async fn serve(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) {
    let Config { board, token, limits, keys, pages, tls, metrics } = config;
    let board = Arc::new(board);
    let closing = tokio::spawn(close_logs(board.clone()));
    let app = Arc::new(App::new(board.clone(), token, limits, keys, pages));
    let measuring = metrics.map(|listener| {
        tokio::spawn(connections::serve(listener, None, metrics::routes(app.clone()), limits, pending()))
    });
    connections::serve(listener, tls, routes::routes(app), limits, shutdown).await;
    measuring.inspect(JoinHandle::abort);
    closing.abort();
    board.stop().await;
}

/// Closes the logs of polls when they are due.
async fn close_logs(board: Arc<Board>) {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        seconds.tick().await;
        if let Err(error) = board.close_due().await {
            tracing::error!(code = error.code(), %error, "logs that are due cannot be closed");
        }
    }
}
