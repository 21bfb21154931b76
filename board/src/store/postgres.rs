//! A store in [PostgreSQL](https://www.postgresql.org), for as many processes as there are.
//!
//! Everything is in the schema `ostrakon` of a database, which the store makes where it is not there.
//!
//! # Who is next
//!
//! A log grows by one transaction at a time: each begins by locking the log's row in `logs`
//! (`SELECT … FOR UPDATE`) and holds the lock until it ends. A lock of a row, not an advisory lock of a session,
//! because
//! - the database frees it with the transaction, however that ends, be it that a server dies. Of a server that
//!   only falls silent it ends the transaction after some seconds (`idle_in_transaction_session_timeout`);
//! - it works through poolers that hand out connections by transaction (if they know prepared statements, as
//!   PgBouncer does from 1.21 on);
//! - it is one for each poll: logs of different polls grow side by side;
//! - who holds it has just read the log's head, and nothing else can change that: there is no number to agree
//!   on, and no way to write without it.
//!
//! # Isolation
//!
//! `READ COMMITTED`, whatever the database's default. Whoever waited for the lock sees, in every statement
//! after, all that was committed by who had it before, and nobody but them writes to that poll's ballots,
//! entries and tiles. `REPEATABLE READ` and `SERIALIZABLE` would make whoever waited fail and begin again.
//! Reads are one statement each.
//!
//! # What is on disk
//!
//! Transactions that change something wait for the disk (`synchronous_commit`), whatever the database's
//! default; and nobody sees what they wrote before. A server with `fsync = off`, or a standby that takes over
//! without having been synchronous, loses what was promised.

mod connect;
mod log;
mod pages;
mod schema;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::{CodeDigest, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::poll::PollId;
use ostrakon_verifier::nullifier_set::Claim;
use sqlx::postgres::PgPool;
use sqlx::{Postgres, Transaction};

use self::pages::{List, Page};
use super::growth::{self, Growth};
use super::{
    BallotKey, Enrolled, EnrolmentRecord, Final, Head, NewBallot, NewEnrolment, NewPoll, Store, StoreError,
};
use crate::tree::TreeHash;

/// How long the database may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// How transactions begin that change something.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SET LOCAL synchronous_commit = on;
    SET LOCAL lock_timeout = '20s';
    SET LOCAL idle_in_transaction_session_timeout = '20s'";

/// A store in a PostgreSQL database.
#[derive(Clone)]
pub struct PostgresStore(PgPool);

/// What the database, or the way to it, says. Without the details it gives, which may show what is stored.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::database(Failure(match &error {
            sqlx::Error::Database(refused) => match refused.code() {
                Some(code) => format!("{} (SQLSTATE {code})", refused.message()),
                None => refused.message().to_owned(),
            },
            other => other.to_string(),
        }))
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens a store by the URL of its database, `postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETERS`. What
    /// the URL leaves out is taken from the environment (`PGHOST`, `PGUSER`, …) and the password file
    /// (`PGPASSFILE`, `~/.pgpass`), as PostgreSQL's own programs do: passwords are better there than in
    /// arguments, which others on the machine can read.
    ///
    /// Parameters are those of libpq of the same names: `host` (of a folder, for a Unix socket), `hostaddr`,
    /// `port`, `dbname`, `user`, `password`, `application_name`, `options`, `sslmode` (`prefer`, if it is not
    /// given; `verify-full` is safe against who is between), `sslrootcert`, `sslcert` and `sslkey`.
    ///
    /// # Errors
    /// [`StoreError::Url`] for a URL that is none, and those of the database: it may refuse, be out of reach,
    /// or hold a later version of the schema.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = connect::options(url)?;
        in_time(async {
            let store = Self(connect::pool(options).await?);
            schema::prepare(store.begin().await?).await?;
            Ok(store)
        })
        .await
    }

    /// Begins a transaction that changes something. It is undone where it is not committed.
    async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.0.begin_with(BEGIN).await?)
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| {
        Err(StoreError::database(Failure(format!("no answer within {} seconds", PATIENCE.as_secs()))))
    })
}

#[async_trait]
impl Store for PostgresStore {
    async fn add_poll(&self, poll: NewPoll) -> Result<bool, StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            let added = sqlx::query(
                "INSERT INTO ostrakon.polls (poll, manifest, roll) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(poll.id.to_bytes())
            .bind(&poll.manifest)
            .bind(&poll.group)
            .execute(&mut *change)
            .await?;
            if added.rows_affected() == 0 {
                return Ok(false);
            }
            log::grow(&mut change, poll.id, &Growth::opening(poll.manifest)?, poll.closes).await?;
            change.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn polls(&self, after: Option<PollId>, limit: usize) -> Result<Vec<PollId>, StoreError> {
        in_time(async {
            let ids: Vec<([u8; 32],)> =
                sqlx::query_as("SELECT poll FROM ostrakon.polls WHERE poll > $1 ORDER BY poll LIMIT $2")
                    .bind(after.map_or_else(Vec::new, |id| id.to_bytes().to_vec()))
                    .bind(at_most(limit))
                    .fetch_all(&self.0)
                    .await?;
            Ok(ids.into_iter().map(|(id,)| PollId::from_bytes(id)).collect())
        })
        .await
    }

    async fn due(&self, at: i64) -> Result<Vec<PollId>, StoreError> {
        in_time(async {
            let ids: Vec<([u8; 32],)> = sqlx::query_as(
                "SELECT poll FROM ostrakon.logs WHERE NOT closed AND closes <= $1 ORDER BY poll",
            )
            .bind(at)
            .fetch_all(&self.0)
            .await?;
            Ok(ids.into_iter().map(|(id,)| PollId::from_bytes(id)).collect())
        })
        .await
    }

    async fn manifest(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError> {
        in_time(async {
            let query = sqlx::query_scalar("SELECT manifest FROM ostrakon.polls WHERE poll = $1");
            Ok(query.bind(poll.to_bytes()).fetch_optional(&self.0).await?)
        })
        .await
    }

    async fn group(&self, poll: PollId) -> Result<Option<Vec<u8>>, StoreError> {
        in_time(async {
            let query = sqlx::query_scalar("SELECT roll FROM ostrakon.polls WHERE poll = $1");
            Ok(query.bind(poll.to_bytes()).fetch_optional(&self.0).await?)
        })
        .await
    }

    async fn head(&self, poll: PollId) -> Result<Option<Head>, StoreError> {
        in_time(async {
            let query = sqlx::query_as("SELECT size, root, closed FROM ostrakon.logs WHERE poll = $1");
            let row = query.bind(poll.to_bytes()).fetch_optional(&self.0).await?;
            row.map(log::head).transpose()
        })
        .await
    }

    async fn look(&self, poll: PollId, ballots: Vec<BallotKey>) -> Result<Vec<Claim>, StoreError> {
        in_time(async {
            let standing = log::standing(&self.0, poll, &ballots).await?;
            Ok(growth::looks(standing, &ballots))
        })
        .await
    }

    async fn append(&self, poll: PollId, ballots: Vec<NewBallot>) -> Result<Vec<Claim>, StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            let (head, closes) = log::lock(&mut change, poll).await?;
            if head.closed {
                return Err(StoreError::Closed);
            }
            let keys: Vec<_> = ballots.iter().map(|ballot| ballot.key).collect();
            let standing = log::standing(&mut *change, poll, &keys).await?;
            let claims = growth::claims(standing, &keys);
            let growth = Growth::by(log::edge(&mut change, poll, head.size).await?, ballots, &claims)?;
            if growth.entries.is_empty() {
                return Ok(claims);
            }
            let new = keys.iter().zip(&claims).filter(|(_, claim)| **claim == Claim::New);
            let new: Vec<_> = new.map(|(key, _)| *key).collect();
            log::claim(&mut change, poll, growth.first, &new).await?;
            log::grow(&mut change, poll, &growth, closes).await?;
            change.commit().await?;
            Ok(claims)
        })
        .await
    }

    async fn close(&self, poll: PollId) -> Result<Head, StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            let (head, closes) = log::lock(&mut change, poll).await?;
            if head.closed {
                return Ok(head);
            }
            let growth = Growth::closing(log::edge(&mut change, poll, head.size).await?, poll)?;
            log::grow(&mut change, poll, &growth, closes).await?;
            change.commit().await?;
            Ok(growth.head())
        })
        .await
    }

    async fn find(&self, poll: PollId, ballot: BallotId) -> Result<Option<u64>, StoreError> {
        in_time(async {
            let index: Option<i64> =
                sqlx::query_scalar("SELECT index FROM ostrakon.ballots WHERE poll = $1 AND id = $2")
                    .bind(poll.to_bytes())
                    .bind(ballot.to_bytes())
                    .fetch_optional(&self.0)
                    .await?;
            index.map(log::number).transpose()
        })
        .await
    }

    async fn entries(&self, poll: PollId, from: u64, count: u16) -> Result<Vec<Vec<u8>>, StoreError> {
        in_time(async {
            let query = sqlx::query_scalar(
                "SELECT entry FROM ostrakon.entries
                 WHERE poll = $1 AND index >= $2 ORDER BY index LIMIT $3",
            );
            Ok(query
                .bind(poll.to_bytes())
                .bind(at_most(from))
                .bind(i64::from(count))
                .fetch_all(&self.0)
                .await?)
        })
        .await
    }

    async fn tile(&self, poll: PollId, level: u8, index: u64) -> Result<Vec<TreeHash>, StoreError> {
        in_time(async {
            let hashes: Option<Vec<u8>> = sqlx::query_scalar(
                "SELECT hashes FROM ostrakon.tiles WHERE poll = $1 AND level = $2 AND index = $3",
            )
            .bind(poll.to_bytes())
            .bind(i16::from(level))
            .bind(at_most(index))
            .fetch_optional(&self.0)
            .await?;
            Ok(hashes.as_deref().map_or_else(Vec::new, log::hashes))
        })
        .await
    }

    async fn cosign(&self, poll: PollId, size: u64, name: String, line: String) -> Result<(), StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            sqlx::query(
                "INSERT INTO ostrakon.cosignatures (poll, size, cosigner, line) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (poll, size, cosigner) DO UPDATE SET line = excluded.line",
            )
            .bind(poll.to_bytes())
            .bind(at_most(size))
            .bind(name)
            .bind(line)
            .execute(&mut *change)
            .await?;
            Ok(change.commit().await?)
        })
        .await
    }

    async fn cosignatures(&self, poll: PollId, size: u64) -> Result<Vec<(String, String)>, StoreError> {
        in_time(async {
            let query = sqlx::query_as(
                "SELECT cosigner, line FROM ostrakon.cosignatures
                 WHERE poll = $1 AND size = $2 ORDER BY cosigner",
            );
            Ok(query.bind(poll.to_bytes()).bind(at_most(size)).fetch_all(&self.0).await?)
        })
        .await
    }

    async fn put_final(&self, poll: PollId, document: Final, bytes: Vec<u8>) -> Result<(), StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            sqlx::query(
                "INSERT INTO ostrakon.finals (poll, document, bytes) VALUES ($1, $2, $3)
                 ON CONFLICT (poll, document) DO UPDATE SET bytes = excluded.bytes",
            )
            .bind(poll.to_bytes())
            .bind(i16::from(document.number()))
            .bind(bytes)
            .execute(&mut *change)
            .await?;
            Ok(change.commit().await?)
        })
        .await
    }

    async fn get_final(&self, poll: PollId, document: Final) -> Result<Option<Vec<u8>>, StoreError> {
        in_time(async {
            let query =
                sqlx::query_scalar("SELECT bytes FROM ostrakon.finals WHERE poll = $1 AND document = $2");
            Ok(query.bind(poll.to_bytes()).bind(i16::from(document.number())).fetch_optional(&self.0).await?)
        })
        .await
    }

    async fn add_enrolment(&self, mut enrolment: NewEnrolment) -> Result<bool, StoreError> {
        in_time(async {
            enrolment.codes.sort_unstable();
            enrolment.codes.dedup();
            let mut change = self.begin().await?;
            let added = sqlx::query(
                "INSERT INTO ostrakon.enrolments (enrolment, document, issued, used, closed)
                 VALUES ($1, $2, $3, 0, false) ON CONFLICT DO NOTHING",
            )
            .bind(enrolment.id.to_bytes())
            .bind(enrolment.document)
            .bind(at_most(enrolment.codes.len()))
            .execute(&mut *change)
            .await?;
            if added.rows_affected() == 0 {
                return Ok(false);
            }
            let codes = enrolment.codes.iter().map(|code| code.to_bytes()).collect();
            pages::add_list(&mut change, enrolment.id, List::Issued, codes).await?;
            pages::add_list(&mut change, enrolment.id, List::Used, Vec::new()).await?;
            pages::add_list(&mut change, enrolment.id, List::Members, Vec::new()).await?;
            change.commit().await?;
            Ok(true)
        })
        .await
    }

    async fn enrolment(&self, id: EnrolmentId) -> Result<Option<EnrolmentRecord>, StoreError> {
        in_time(async {
            let row: Option<(Vec<u8>, i64, i64, bool)> = sqlx::query_as(
                "SELECT document, issued, used, closed FROM ostrakon.enrolments WHERE enrolment = $1",
            )
            .bind(id.to_bytes())
            .fetch_optional(&self.0)
            .await?;
            let Some((document, issued, used, closed)) = row else { return Ok(None) };
            let (issued, used) = (log::number(issued)?, log::number(used)?);
            Ok(Some(EnrolmentRecord { document, issued, used, closed }))
        })
        .await
    }

    async fn enrol(
        &self,
        id: EnrolmentId,
        code: CodeDigest,
        member: IdentityCommitment,
    ) -> Result<Enrolled, StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            let closed: Option<bool> =
                sqlx::query_scalar("SELECT closed FROM ostrakon.enrolments WHERE enrolment = $1 FOR UPDATE")
                    .bind(id.to_bytes())
                    .fetch_optional(&mut *change)
                    .await?;
            let closed = closed.ok_or(StoreError::Unknown)?;
            let (code, member) = (code.to_bytes(), member.to_bytes());
            let issued = Page::of(&mut change, id, List::Issued, &code).await?;
            let used = Page::of(&mut change, id, List::Used, &code).await?;
            let members = Page::of(&mut change, id, List::Members, &member).await?;
            let code_used = issued.holds(&code).then(|| used.holds(&code));
            let outcome = Enrolled::of(code_used, members.holds(&member), closed);
            if outcome == Enrolled::New {
                used.add(&mut change, code).await?;
                members.add(&mut change, member).await?;
                sqlx::query("UPDATE ostrakon.enrolments SET used = used + 1 WHERE enrolment = $1")
                    .bind(id.to_bytes())
                    .execute(&mut *change)
                    .await?;
                change.commit().await?;
            }
            Ok(outcome)
        })
        .await
    }

    async fn close_enrolment(&self, id: EnrolmentId) -> Result<(), StoreError> {
        in_time(async {
            let mut change = self.begin().await?;
            let closed = sqlx::query("UPDATE ostrakon.enrolments SET closed = true WHERE enrolment = $1")
                .bind(id.to_bytes())
                .execute(&mut *change)
                .await?;
            if closed.rows_affected() == 0 {
                return Err(StoreError::Unknown);
            }
            pages::forget(&mut change).await?;
            Ok(change.commit().await?)
        })
        .await
    }

    async fn enrolled(&self, id: EnrolmentId) -> Result<Vec<IdentityCommitment>, StoreError> {
        in_time(async {
            let members = pages::list(&self.0, id, List::Members).await?;
            let commitment = |bytes: &[u8; 32]| {
                IdentityCommitment::from_bytes(bytes)
                    .map_err(|_| StoreError::Damaged("it holds a commitment that is none"))
            };
            members.iter().map(commitment).collect()
        })
        .await
    }
}

/// A number for the database, which knows none past this.
fn at_most(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
