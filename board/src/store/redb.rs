//! A store in one file, for one process: [redb](https://docs.rs/redb).

mod enrolments;
mod file;
mod log;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::{CodeDigest, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::poll::PollId;
use ostrakon_verifier::nullifier_set::Claim;
use redb::{
    Database, ReadTransaction, ReadableDatabase as _, ReadableTable as _, TableDefinition, WriteTransaction,
};

use self::file::DatabaseFile;
use self::log::{ENTRIES, LOGS, NULLIFIERS, TILES};
use super::growth::{self, Growth};
use super::{
    BallotKey, Enrolled, EnrolmentRecord, Final, Head, NewBallot, NewEnrolment, NewPoll, Store, StoreError,
};
use crate::tree::TreeHash;

type Id = &'static [u8; 32];
type Bytes = &'static [u8];
type Text = &'static str;
type Table<K, V> = TableDefinition<'static, K, V>;
/// Manifest or group, of the two.
type Document = for<'a> fn((&'a [u8], &'a [u8])) -> &'a [u8];

/// Manifest and group.
const POLLS: Table<Id, (Bytes, Bytes)> = TableDefinition::new("polls");
/// By ballot id: the index.
const BALLOTS: Table<(Id, Id), u64> = TableDefinition::new("ballots");
/// By size and cosigner.
const COSIGNATURES: Table<(Id, u64, Text), Text> = TableDefinition::new("cosignatures");
const FINALS: Table<(Id, u8), Bytes> = TableDefinition::new("finals");

const FIRST: Id = &[0; 32];

/// A store in one file. No second process can open it meanwhile.
#[derive(Debug, Clone)]
pub struct RedbStore(Arc<DatabaseFile>);

impl RedbStore {
    /// Opens a store, making the file where there is none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        blocking(move || DatabaseFile::open(&path, prepare)).await.map(|file| Self(Arc::new(file)))
    }

    /// A store in memory, gone with the value.
    ///
    /// # Errors
    /// Those of the database.
    pub fn in_memory() -> Result<Self, StoreError> {
        DatabaseFile::in_memory(prepare).map(|file| Self(Arc::new(file)))
    }

    /// One transaction that changes something.
    fn change<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.change_if(work, |_| true)
    }

    /// One transaction, which is left undone where it changed nothing: what is not committed costs no write.
    fn change_if<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>,
        is_change: impl FnOnce(&T) -> bool,
    ) -> Result<T, StoreError> {
        self.0.with(|database| change(database, work, is_change))
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        blocking(move || store.change(work)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&ReadTransaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        blocking(move || store.0.with(|database| work(&database.begin_read()?))).await
    }

    /// One of the two documents of a poll.
    async fn document(&self, poll: PollId, which: Document) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |tables| {
            let polls = tables.open_table(POLLS)?;
            let row = polls.get(&poll.to_bytes())?;
            Ok(row.map(|row| which(row.value()).to_vec()))
        })
        .await
    }
}

/// Makes the tables that are not there.
fn prepare(database: &Database) -> Result<(), StoreError> {
    let tables = |tables: &WriteTransaction| {
        tables.open_table(POLLS)?;
        tables.open_table(LOGS)?;
        tables.open_table(ENTRIES)?;
        tables.open_table(NULLIFIERS)?;
        tables.open_table(BALLOTS)?;
        tables.open_table(TILES)?;
        tables.open_table(COSIGNATURES)?;
        tables.open_table(FINALS)?;
        enrolments::open(tables)
    };
    change(database, tables, |()| true)
}

/// One transaction, which is left undone where it changed nothing.
fn change<T>(
    database: &Database,
    work: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>,
    is_change: impl FnOnce(&T) -> bool,
) -> Result<T, StoreError> {
    let mut transaction = database.begin_write()?;
    // Whoever casts ballots chooses bytes in the file, and pages' checksums are not cryptographic: the two
    // phases of a commit with quick repair leave nothing to them. And a crash takes no time to repair.
    transaction.set_quick_repair(true);
    let done = work(&transaction)?;
    if is_change(&done) {
        transaction.commit()?;
    } else {
        transaction.abort()?;
    }
    Ok(done)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(StoreError::database)?
}

/// Errors of redb, each the database's.
macro_rules! database_errors {
    ($($error:ty),*) => {
        $(impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                Self::database(error)
            }
        })*
    };
}

database_errors!(
    redb::CommitError,
    redb::DatabaseError,
    redb::StorageError,
    redb::TableError,
    redb::TransactionError
);

#[async_trait]
impl Store for RedbStore {
    async fn add_poll(&self, poll: NewPoll) -> Result<bool, StoreError> {
        self.write(move |tables| {
            let id = poll.id.to_bytes();
            let mut polls = tables.open_table(POLLS)?;
            if polls.get(&id)?.is_some() {
                return Ok(false);
            }
            polls.insert(&id, (poll.manifest.as_slice(), poll.group.as_slice()))?;
            log::grow(tables, &id, Growth::opening(poll.manifest)?, poll.closes)?;
            Ok(true)
        })
        .await
    }

    async fn polls(&self, after: Option<PollId>, limit: usize) -> Result<Vec<PollId>, StoreError> {
        self.read(move |tables| {
            let polls = tables.open_table(POLLS)?;
            let after = after.map(PollId::to_bytes);
            let rows = polls.range::<&[u8; 32]>(after.as_ref().unwrap_or(FIRST)..)?;
            let ids = rows.map(|row| row.map(|(id, _)| *id.value()));
            let others = ids.filter(|id| !matches!((id, &after), (Ok(id), Some(after)) if id == after));
            others.take(limit).map(|id| Ok(PollId::from_bytes(id?))).collect()
        })
        .await
    }

    async fn due(&self, at: i64) -> Result<Vec<PollId>, StoreError> {
        self.read(move |tables| {
            let logs = tables.open_table(LOGS)?;
            let mut due = Vec::new();
            for row in logs.iter()? {
                let (id, log) = row?;
                let (_, _, closed, closes) = log.value();
                if !closed && closes <= at {
                    due.push(PollId::from_bytes(*id.value()));
                }
            }
            Ok(due)
        })
        .await
    }

    async fn manifest(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError> {
        self.document(poll, |(manifest, _)| manifest).await
    }

    async fn group(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError> {
        self.document(poll, |(_, group)| group).await
    }

    async fn head(&self, poll: PollId) -> Result<Option<Head>, StoreError> {
        self.read(move |tables| {
            let logs = tables.open_table(LOGS)?;
            Ok(log::head(&logs, &poll.to_bytes())?.map(|(head, _)| head))
        })
        .await
    }

    async fn look(&self, poll: PollId, ballots: Vec<BallotKey>) -> Result<Vec<Claim>, StoreError> {
        self.read(move |tables| {
            let nullifiers = tables.open_table(NULLIFIERS)?;
            let standing = log::standing(&nullifiers, &poll.to_bytes(), &ballots)?;
            Ok(growth::looks(standing, &ballots))
        })
        .await
    }

    async fn append(&self, poll: PollId, ballots: Vec<NewBallot>) -> Result<Vec<Claim>, StoreError> {
        self.write(move |tables| {
            let id = poll.to_bytes();
            let (head, closes) = {
                let logs = tables.open_table(LOGS)?;
                log::head(&logs, &id)?.ok_or(StoreError::Unknown)?
            };
            if head.closed {
                return Err(StoreError::Closed);
            }
            let mut nullifiers = tables.open_table(NULLIFIERS)?;
            let keys: Vec<_> = ballots.iter().map(|ballot| ballot.key).collect();
            let claims = growth::claims(log::standing(&nullifiers, &id, &keys)?, &keys);
            let growth = Growth::by(log::edge(tables, &id, head.size)?, ballots, &claims)?;
            let mut ids = tables.open_table(BALLOTS)?;
            let new = keys.iter().zip(&claims).filter(|(_, claim)| **claim == Claim::New);
            let mut rows: Vec<_> = (growth.first..)
                .zip(new)
                .map(|(index, (key, _))| (key.nullifier.to_bytes(), key.revision, key.id.to_bytes(), index))
                .collect();
            // In the order of the table's keys: rows of one page one after the other.
            rows.sort_unstable();
            for (nullifier, revision, ballot, _) in &rows {
                nullifiers.insert((&id, nullifier, *revision), ballot)?;
            }
            rows.sort_unstable_by_key(|(_, _, ballot, _)| *ballot);
            for (_, _, ballot, index) in &rows {
                ids.insert((&id, ballot), index)?;
            }
            log::grow(tables, &id, growth, closes)?;
            Ok(claims)
        })
        .await
    }

    async fn close(&self, poll: PollId) -> Result<Head, StoreError> {
        self.write(move |tables| {
            let id = poll.to_bytes();
            let (head, closes) = {
                let logs = tables.open_table(LOGS)?;
                log::head(&logs, &id)?.ok_or(StoreError::Unknown)?
            };
            if head.closed {
                return Ok(head);
            }
            log::grow(tables, &id, Growth::closing(log::edge(tables, &id, head.size)?, poll)?, closes)
        })
        .await
    }

    async fn find(&self, poll: PollId, ballot: BallotId) -> Result<Option<u64>, StoreError> {
        self.read(move |tables| {
            let ids = tables.open_table(BALLOTS)?;
            let row = ids.get((&poll.to_bytes(), &ballot.to_bytes()))?;
            Ok(row.map(|row| row.value()))
        })
        .await
    }

    async fn entries(&self, poll: PollId, from: u64, count: u16) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(move |tables| {
            let entries = tables.open_table(ENTRIES)?;
            let id = poll.to_bytes();
            let rows = entries.range((&id, from)..(&id, from.saturating_add(count.into())))?;
            rows.map(|row| Ok(row?.1.value().to_vec())).collect()
        })
        .await
    }

    async fn tile(&self, poll: PollId, level: u8, index: u64) -> Result<Vec<TreeHash>, StoreError> {
        self.read(move |tables| {
            let tiles = tables.open_table(TILES)?;
            log::hashes(&tiles, &poll.to_bytes(), level, index)
        })
        .await
    }

    async fn cosign(&self, poll: PollId, size: u64, name: String, line: String) -> Result<(), StoreError> {
        self.write(move |tables| {
            let mut cosignatures = tables.open_table(COSIGNATURES)?;
            cosignatures.insert((&poll.to_bytes(), size, name.as_str()), line.as_str())?;
            Ok(())
        })
        .await
    }

    async fn cosignatures(&self, poll: PollId, size: u64) -> Result<Vec<(String, String)>, StoreError> {
        self.read(move |tables| {
            let cosignatures = tables.open_table(COSIGNATURES)?;
            let id = poll.to_bytes();
            let rows = cosignatures.range((&id, size, "")..(&id, size.saturating_add(1), ""))?;
            rows.map(|row| {
                let (key, line) = row?;
                Ok((key.value().2.to_owned(), line.value().to_owned()))
            })
            .collect()
        })
        .await
    }

    async fn put_final(&self, poll: PollId, document: Final, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.write(move |tables| {
            let mut finals = tables.open_table(FINALS)?;
            finals.insert((&poll.to_bytes(), document.number()), bytes.as_slice())?;
            Ok(())
        })
        .await
    }

    async fn get_final(&self, poll: PollId, document: Final) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |tables| {
            let finals = tables.open_table(FINALS)?;
            let row = finals.get((&poll.to_bytes(), document.number()))?;
            Ok(row.map(|row| row.value().to_vec()))
        })
        .await
    }

    async fn add_enrolment(&self, enrolment: NewEnrolment) -> Result<bool, StoreError> {
        self.write(move |tables| enrolments::add(tables, &enrolment)).await
    }

    async fn enrolment(&self, id: EnrolmentId) -> Result<Option<EnrolmentRecord>, StoreError> {
        self.read(move |tables| enrolments::record(tables, id)).await
    }

    async fn enrol(
        &self,
        id: EnrolmentId,
        code: CodeDigest,
        member: IdentityCommitment,
    ) -> Result<Enrolled, StoreError> {
        let store = self.clone();
        let enrol = move |tables: &WriteTransaction| enrolments::enrol(tables, id, code, member);
        blocking(move || store.change_if(enrol, |outcome| *outcome == Enrolled::New)).await
    }

    async fn close_enrolment(&self, id: EnrolmentId) -> Result<(), StoreError> {
        self.write(move |tables| enrolments::close(tables, id)).await
    }

    async fn enrolled(&self, id: EnrolmentId) -> Result<Vec<IdentityCommitment>, StoreError> {
        self.read(move |tables| enrolments::members(tables, id)).await
    }
}
