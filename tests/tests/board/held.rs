//! A store that keeps one call waiting, as a slow disk does, until a test lets it go on; or that panics.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ostrakon_board::store::redb::RedbStore;
use ostrakon_board::store::{
    BallotKey, Enrolled, EnrolmentRecord, Final, Head, NewBallot, NewEnrolment, NewPoll, Store, StoreError,
};
use ostrakon_board::tree::TreeHash;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::{CodeDigest, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::poll::PollId;
use ostrakon_verifier::nullifier_set::Claim;
use tokio::sync::oneshot;

/// A store in memory.
#[derive(Debug)]
pub(crate) struct HeldStore {
    store: RedbStore,
    next: Mutex<Option<Waiting>>,
}

/// The call that is to wait.
#[derive(Debug)]
struct Waiting {
    method: &'static str,
    came: oneshot::Sender<()>,
    goes_on: oneshot::Receiver<()>,
    panics: bool,
}

/// A call that waits, once it has come, until this is dropped.
pub(crate) struct Hold {
    came: oneshot::Receiver<()>,
    _goes_on: oneshot::Sender<()>,
}

impl Hold {
    /// Returns when the call has come.
    pub(crate) async fn came(&mut self) {
        (&mut self.came).await.unwrap();
    }
}

impl HeldStore {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { store: RedbStore::in_memory().unwrap(), next: Mutex::new(None) })
    }

    /// Makes the next call of a method wait.
    pub(crate) fn hold(&self, method: &'static str) -> Hold {
        self.next_call(method, false)
    }

    /// Makes the next call of a method panic.
    pub(crate) fn panic(&self, method: &'static str) {
        self.next_call(method, true);
    }

    fn next_call(&self, method: &'static str, panics: bool) -> Hold {
        let ((came, comes), (let_go, goes_on)) = (oneshot::channel(), oneshot::channel());
        *self.next.lock().unwrap() = Some(Waiting { method, came, goes_on, panics });
        Hold { came: comes, _goes_on: let_go }
    }

    async fn pass(&self, method: &str) {
        let waiting = {
            let mut next = self.next.lock().unwrap();
            if next.as_ref().is_some_and(|waiting| waiting.method == method) { next.take() } else { None }
        };
        if let Some(Waiting { came, goes_on, panics, .. }) = waiting {
            let _ = came.send(());
            // An error says that the other end is gone, and so may this call.
            let _ = goes_on.await;
            assert!(!panics, "as a test wants it");
        }
    }
}

macro_rules! held {
    ($($method:ident($($name:ident: $kind:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Store for HeldStore {
            $(async fn $method(&self, $($name: $kind),*) -> Result<$out, StoreError> {
                self.pass(stringify!($method)).await;
                self.store.$method($($name),*).await
            })*
        }
    };
}

held! {
    add_poll(poll: NewPoll) -> bool;
    polls(after: Option<PollId>, limit: usize) -> Vec<PollId>;
    due(at: i64) -> Vec<PollId>;
    manifest(poll: PollId) -> Option<Vec<u8>>;
    group(poll: PollId) -> Option<Vec<u8>>;
    head(poll: PollId) -> Option<Head>;
    look(poll: PollId, ballots: Vec<BallotKey>) -> Vec<Claim>;
    append(poll: PollId, ballots: Vec<NewBallot>) -> Vec<Claim>;
    close(poll: PollId) -> Head;
    find(poll: PollId, ballot: BallotId) -> Option<u64>;
    entries(poll: PollId, from: u64, count: u16) -> Vec<Vec<u8>>;
    tile(poll: PollId, level: u8, index: u64) -> Vec<TreeHash>;
    cosign(poll: PollId, size: u64, name: String, line: String) -> ();
    cosignatures(poll: PollId, size: u64) -> Vec<(String, String)>;
    put_final(poll: PollId, document: Final, bytes: Vec<u8>) -> ();
    get_final(poll: PollId, document: Final) -> Option<Vec<u8>>;
    add_enrolment(enrolment: NewEnrolment) -> bool;
    enrolment(id: EnrolmentId) -> Option<EnrolmentRecord>;
    enrol(id: EnrolmentId, code: CodeDigest, member: IdentityCommitment) -> Enrolled;
    close_enrolment(id: EnrolmentId) -> ();
    enrolled(id: EnrolmentId) -> Vec<IdentityCommitment>;
}
