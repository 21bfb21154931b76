//! What all requests share.

use std::sync::Arc;

use ostrakon_board::service::Board;
use tokio::sync::{Mutex, Semaphore};

use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::token::Token;

#[derive(Debug)]
pub(crate) struct App {
    pub(crate) board: Arc<Board>,
    pub(crate) token: Token,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    /// A permit for each request that may be served at a time.
    pub(crate) room: Semaphore,
    /// Held while a result is counted.
    pub(crate) counting: Arc<Mutex<()>>,
}

impl App {
    pub(crate) fn new(board: Arc<Board>, token: Token, limits: Limits) -> Self {
        let (metrics, room) = (Metrics::new(), Semaphore::new(limits.requests));
        Self { board, token, limits, metrics, room, counting: Arc::default() }
    }
}
