//! The tables, and their version.

use sqlx::{Executor as _, Postgres, Transaction};

use super::Failure;
use crate::store::StoreError;

/// The version of [`TABLES`].
const VERSION: i32 = 1;

/// The schema's name, as the number of the lock under which it is made.
const LOCK: i64 = i64::from_be_bytes(*b"ostrakon");

/// Whatever is of a poll has its id in front. `index` is that of an entry in the log, from 0. Ids, nullifiers,
/// hashes, digests and commitments are 32 bytes, as they are written everywhere.
///
/// `pages`: see the module of this name.
const TABLES: &str = r#"
CREATE TABLE ostrakon.polls (
    poll bytea PRIMARY KEY,
    manifest bytea NOT NULL,
    roll bytea NOT NULL
);
CREATE TABLE ostrakon.logs (
    poll bytea PRIMARY KEY,
    size bigint NOT NULL,
    root bytea NOT NULL,
    closed boolean NOT NULL,
    closes bigint NOT NULL
);
CREATE INDEX ON ostrakon.logs (closes) WHERE NOT closed;
CREATE TABLE ostrakon.entries (
    poll bytea,
    index bigint,
    entry bytea NOT NULL,
    PRIMARY KEY (poll, index)
);
CREATE TABLE ostrakon.ballots (
    poll bytea,
    nullifier bytea,
    revision smallint,
    id bytea NOT NULL,
    index bigint NOT NULL,
    PRIMARY KEY (poll, nullifier, revision),
    UNIQUE (poll, id)
);
CREATE TABLE ostrakon.tiles (
    poll bytea,
    level smallint,
    index bigint,
    hashes bytea NOT NULL,
    PRIMARY KEY (poll, level, index)
);
CREATE TABLE ostrakon.cosignatures (
    poll bytea,
    size bigint,
    cosigner text COLLATE "C",
    line text NOT NULL,
    PRIMARY KEY (poll, size, cosigner)
);
CREATE TABLE ostrakon.finals (
    poll bytea,
    document smallint,
    bytes bytea NOT NULL,
    PRIMARY KEY (poll, document)
);
CREATE TABLE ostrakon.enrolments (
    enrolment bytea PRIMARY KEY,
    document bytea NOT NULL,
    issued bigint NOT NULL,
    used bigint NOT NULL,
    closed boolean NOT NULL
);
CREATE TABLE ostrakon.pages (
    enrolment bytea,
    list smallint,
    first bytea,
    entries bytea NOT NULL,
    PRIMARY KEY (enrolment, list, first)
);
CREATE TABLE ostrakon.layout (version integer NOT NULL);
"#;

/// Makes the tables where they are not there, and looks whether they are those that this program knows. Of
/// servers that start at once one makes them, and the others wait for it.
///
/// Whoever may not make tables can use those that another made, or has only to be given the schema.
pub(super) async fn prepare(mut change: Transaction<'_, Postgres>) -> Result<(), StoreError> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *change).await?;
    let (has_schema, has_tables): (bool, bool) = sqlx::query_as(
        "SELECT to_regnamespace('ostrakon') IS NOT NULL, to_regclass('ostrakon.layout') IS NOT NULL",
    )
    .fetch_one(&mut *change)
    .await?;
    if !has_schema {
        change.execute("CREATE SCHEMA ostrakon").await?;
    }
    if !has_tables {
        change.execute(TABLES).await?;
        let version = sqlx::query("INSERT INTO ostrakon.layout (version) VALUES ($1)");
        version.bind(VERSION).execute(&mut *change).await?;
    }
    let versions: Vec<i32> =
        sqlx::query_scalar("SELECT version FROM ostrakon.layout").fetch_all(&mut *change).await?;
    if versions != [VERSION] {
        let found = format!(
            "its tables are of version {versions:?}, and this program knows only {VERSION}: use the program \
             that made them, or another database"
        );
        return Err(StoreError::database(Failure(found)));
    }
    Ok(change.commit().await?)
}
