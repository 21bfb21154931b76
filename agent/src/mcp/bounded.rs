//! A connection on which a client has only so many requests open at a time.
//!
//! The service behind it answers every request in a task of its own, and would take any number of them. Here the
//! next message is read once there is room for it, so that a client that floods waits for itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{ClientNotification, JsonRpcMessage, RequestId};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::sync::Notify;

/// Most requests that are open at a time. One of them may wait for the owner, whose answer comes the same way.
const MOST_OPEN: usize = 16;

/// A connection on which only so many requests are open.
pub(super) struct Bounded<T> {
    inner: T,
    open: Arc<Open>,
}

impl<T> Bounded<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, open: Arc::default() }
    }
}

impl<T: Transport<RoleServer>> Transport<RoleServer> for Bounded<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), T::Error>> + Send + 'static {
        let answered = match &message {
            JsonRpcMessage::Response(response) => Some(response.id.clone()),
            JsonRpcMessage::Error(error) => error.id.clone(),
            JsonRpcMessage::Notification(_) | JsonRpcMessage::Request(_) => None,
        };
        let (sending, open) = (self.inner.send(message), Arc::clone(&self.open));
        async move {
            let sent = sending.await;
            if let Some(id) = answered {
                open.end(&id);
            }
            sent
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        // Nothing is lost where this is dropped while it waits: a message that was read is returned at once.
        loop {
            self.open.room().await;
            match self.inner.receive().await? {
                // An answer to an id that is open could belong to either request.
                JsonRpcMessage::Request(request) if !self.open.begin(&request.id) => {}
                // What a tool does is done in the journal or not at all. A request that is called back would leave
                // its place taken without an answer.
                JsonRpcMessage::Notification(notification)
                    if matches!(notification.notification, ClientNotification::CancelledNotification(_)) => {}
                message => return Some(message),
            }
        }
    }

    async fn close(&mut self) -> Result<(), T::Error> {
        self.inner.close().await
    }
}

/// Requests that have no answer yet.
#[derive(Default)]
struct Open {
    ids: Mutex<Vec<RequestId>>,
    ended: Notify,
}

impl Open {
    fn ids(&self) -> MutexGuard<'_, Vec<RequestId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until another request may be read.
    async fn room(&self) {
        while self.ids().len() >= MOST_OPEN {
            self.ended.notified().await;
        }
    }

    /// Whether a request is a new one.
    fn begin(&self, id: &RequestId) -> bool {
        let mut ids = self.ids();
        let new = !ids.contains(id);
        if new {
            ids.push(id.clone());
        }
        new
    }

    fn end(&self, id: &RequestId) {
        self.ids().retain(|open| open != id);
        self.ended.notify_one();
    }
}
