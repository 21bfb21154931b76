//! A [`Store`] keeps polls, their logs and enrolments.
//!
//! It is trusted to keep what it was given: who controls one can lose ballots, which shows to whoever holds
//! a promise, and no more. They cannot make a ballot, or change one unnoticed.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::{CodeDigest, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::PollId;
use ostrakon_verifier::nullifier_set::Claim;

use crate::tree::TreeHash;

#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "redb")]
pub mod redb;

#[cfg(any(feature = "postgres", feature = "redb"))]
mod growth;

/// What a store does. Every method is one transaction: it happens whole or not at all, and what it says has
/// happened is on disk.
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// Takes in a poll with its group's bytes and starts its log with the manifest as entry 0. Says whether it
    /// is new; a poll that is there already stays as it is.
    async fn add_poll(&self, poll: NewPoll) -> Result<bool, StoreError>;

    /// The ids of at most `limit` polls after `after`, in ascending order.
    async fn polls(&self, after: Option<PollId>, limit: usize) -> Result<Vec<PollId>, StoreError>;

    /// The ids of polls whose logs are not closed, and that close at or before `at`, in seconds since 1970.
    async fn due(&self, at: i64) -> Result<Vec<PollId>, StoreError>;

    /// A poll's manifest.
    async fn manifest(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError>;

    /// A poll's group.
    async fn group(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError>;

    /// How far a poll's log is.
    async fn head(&self, poll: PollId) -> Result<Option<Head>, StoreError>;

    /// What [`Self::append`] would say of each of these ballots now.
    async fn look(&self, poll: PollId, ballots: Vec<BallotKey>) -> Result<Vec<Claim>, StoreError>;

    /// Claims the nullifier of each ballot and appends those that are new to the log, in this order. Ballots of
    /// one call may be of one voter.
    ///
    /// # Errors
    /// [`StoreError::Closed`] if the log is.
    async fn append(&self, poll: PollId, ballots: Vec<NewBallot>) -> Result<Vec<Claim>, StoreError>;

    /// Appends the close entry and closes the log. A closed log stays as it is.
    async fn close(&self, poll: PollId) -> Result<Head, StoreError>;

    /// Where in the log a ballot is.
    async fn find(&self, poll: PollId, ballot: BallotId) -> Result<Option<u64>, StoreError>;

    /// At most `count` entries from `from` on.
    async fn entries(&self, poll: PollId, from: u64, count: u16) -> Result<Vec<Vec<u8>>, StoreError>;

    /// The hashes of a tile as far as it is filled; none that are not there.
    async fn tile(&self, poll: PollId, level: u8, index: u64) -> Result<Vec<TreeHash>, StoreError>;

    /// Keeps a cosigner's signature line under the log's checkpoint of a size, in place of an earlier one.
    async fn cosign(&self, poll: PollId, size: u64, name: String, line: String) -> Result<(), StoreError>;

    /// The signature lines that cosigners gave for the checkpoint of a size, by name.
    async fn cosignatures(&self, poll: PollId, size: u64) -> Result<Vec<(String, String)>, StoreError>;

    /// Keeps what belongs to a poll once it has closed.
    async fn put_final(&self, poll: PollId, document: Final, bytes: Vec<u8>) -> Result<(), StoreError>;

    /// What belongs to a poll once it has closed.
    async fn get_final(&self, poll: PollId, document: Final) -> Result<Option<Vec<u8>>, StoreError>;

    /// Takes in an enrolment with the digests of its codes. Says whether it is new; one that is there stays as
    /// it is.
    async fn add_enrolment(&self, enrolment: NewEnrolment) -> Result<bool, StoreError>;

    /// An enrolment's document and numbers.
    async fn enrolment(&self, id: EnrolmentId) -> Result<Option<EnrolmentRecord>, StoreError>;

    /// Uses a code for a commitment. Which code admitted which commitment is not kept.
    async fn enrol(
        &self,
        id: EnrolmentId,
        code: CodeDigest,
        member: IdentityCommitment,
    ) -> Result<Enrolled, StoreError>;

    /// Closes an enrolment. A closed one stays as it is.
    async fn close_enrolment(&self, id: EnrolmentId) -> Result<(), StoreError>;

    /// The commitments of an enrolment in ascending order, which tells nothing about who came when.
    async fn enrolled(&self, id: EnrolmentId) -> Result<Vec<IdentityCommitment>, StoreError>;
}

/// A poll to be taken in.
#[derive(Debug, Clone)]
pub struct NewPoll {
    /// Its id.
    pub id: PollId,
    /// Its manifest's bytes.
    pub manifest: Vec<u8>,
    /// Its group's bytes.
    pub group: Vec<u8>,
    /// When it closes, in seconds since 1970.
    pub closes: i64,
}

/// What a ballot is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BallotKey {
    /// Whose it is, in this poll.
    pub nullifier: Nullifier,
    /// Its revision.
    pub revision: u8,
    /// What it says and whose it is.
    pub id: BallotId,
}

/// A verified ballot to be appended.
#[derive(Debug, Clone)]
pub struct NewBallot {
    /// What it is known by.
    pub key: BallotKey,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
}

/// How far a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Entries, the manifest and the close among them.
    pub size: u64,
    /// The root of the tree over them.
    pub root: TreeHash,
    /// Whether the last one is the close.
    pub closed: bool,
}

impl Head {
    /// How many ballots are in the log.
    #[must_use]
    pub const fn ballots(&self) -> u64 {
        self.size.saturating_sub(if self.closed { 2 } else { 1 })
    }
}

/// A document that a poll gets after its close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    /// What its lottery source gave.
    Lottery,
    /// Its result.
    Result,
}

impl Final {
    /// The number under which stores keep it: the order of the names above says nothing.
    #[cfg(any(feature = "postgres", feature = "redb"))]
    const fn number(self) -> u8 {
        match self {
            Self::Lottery => 0,
            Self::Result => 1,
        }
    }
}

/// An enrolment to be taken in.
#[derive(Debug, Clone)]
pub struct NewEnrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// Its document's bytes.
    pub document: Vec<u8>,
    /// The digests of its codes.
    pub codes: Vec<CodeDigest>,
}

/// What is known of an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRecord {
    /// Its document's bytes.
    pub document: Vec<u8>,
    /// Codes that were issued.
    pub issued: u64,
    /// Codes that were used.
    pub used: u64,
    /// Whether it is closed.
    pub closed: bool,
}

/// What became of a request to enrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolled {
    /// The commitment is in, by this code.
    New,
    /// The code was used before, and the commitment is in: the same request again.
    Repeated,
    /// The code was used before, and the commitment is not in.
    CodeUsed,
    /// The enrolment has no such code.
    NoSuchCode,
    /// The commitment is in by another code, which this one is not used up for.
    AlreadyIn,
    /// The enrolment is closed, or unknown.
    Closed,
}

impl Enrolled {
    /// What becomes of a request, where the code was issued and perhaps used, and the commitment may be in.
    #[cfg(any(feature = "postgres", feature = "redb"))]
    const fn of(code_used: Option<bool>, is_in: bool, closed: bool) -> Self {
        match (code_used, is_in) {
            (None, _) => Self::NoSuchCode,
            (Some(true), true) => Self::Repeated,
            _ if closed => Self::Closed,
            (Some(true), false) => Self::CodeUsed,
            (Some(false), true) => Self::AlreadyIn,
            (Some(false), false) => Self::New,
        }
    }
}

/// Why a store failed. No fault of who asked, but for [`StoreError::Closed`].
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The log is closed.
    #[error("the poll's log is closed")]
    Closed,
    /// There is no such poll or enrolment.
    #[error("the store has no such poll or enrolment")]
    Unknown,
    /// What is stored makes no sense.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// The database cannot do it, for the reason it gives.
    #[error("the database failed: {0}")]
    Database(Arc<dyn std::error::Error + Send + Sync>),
    /// No store has this URL, of which only the scheme is told.
    #[error("{0:?} is not the URL of a store: give redb:FILE or postgres://USER@HOST/DATABASE")]
    Url(String),
}

impl StoreError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Unknown => "store-unknown",
            Self::Damaged(_) => "store-damaged",
            Self::Database(_) => "store",
            Self::Url(_) => "store-url",
        }
    }

    pub(crate) fn database(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Database(Arc::new(error))
    }
}

/// Opens the store that a URL names, making it where it is not there: `redb:FILE`, or
/// `postgres://USER@HOST/DATABASE`.
///
/// # Errors
/// [`StoreError::Url`] for another URL, and the database's own.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    #[cfg(feature = "redb")]
    if let Some(path) = url.strip_prefix("redb:") {
        return Ok(Arc::new(redb::RedbStore::open(path.as_ref()).await?));
    }
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Arc::new(postgres::PostgresStore::open(url).await?));
    }
    Err(unknown(url))
}

/// A URL may hold a password: only its scheme is told.
fn unknown(url: &str) -> StoreError {
    StoreError::Url(url.split(':').next().unwrap_or_default().chars().take(20).collect())
}
