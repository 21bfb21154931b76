//! What all requests share.

use std::sync::Arc;

use ostrakon_board::service::Board;
use tokio::sync::Semaphore;

use crate::keys::Keys;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::pages::Pages;
use crate::token::Token;

#[derive(Debug)]
pub(crate) struct App {
    pub(crate) board: Arc<Board>,
    pub(crate) token: Token,
    pub(crate) limits: Limits,
    pub(crate) keys: Keys,
    pub(crate) pages: Pages,
    pub(crate) metrics: Metrics,
    /// A permit for each request that may be served at a time.
    pub(crate) room: Arc<Semaphore>,
    /// A permit for each body that may be read at a time.
    pub(crate) bodies: Semaphore,
}

impl App {
    pub(crate) fn new(board: Arc<Board>, token: Token, limits: Limits, keys: Keys, pages: Pages) -> Self {
        let (room, bodies) = (Arc::new(Semaphore::new(limits.requests)), Semaphore::new(limits.bodies));
        Self { board, token, limits, keys, pages, metrics: Metrics::new(), room, bodies }
    }
}
