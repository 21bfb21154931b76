//! A log's rows: its head, ballots, entries and tiles.

use std::collections::BTreeMap;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::PollId;
use sqlx::{PgConnection, PgExecutor};

use super::at_most;
use crate::store::growth::{self, Growth};
use crate::store::{BallotKey, Head, StoreError};
use crate::tile::{self, Edge, TileId};
use crate::tree::TreeHash;

/// How far a log is and when its poll closes, once nobody else can make it grow until this transaction ends.
pub(super) async fn lock(change: &mut PgConnection, poll: PollId) -> Result<(Head, i64), StoreError> {
    let row: Option<(i64, [u8; 32], bool, i64)> =
        sqlx::query_as("SELECT size, root, closed, closes FROM ostrakon.logs WHERE poll = $1 FOR UPDATE")
            .bind(poll.to_bytes())
            .fetch_optional(change)
            .await?;
    let (size, root, closed, closes) = row.ok_or(StoreError::Unknown)?;
    Ok((head((size, root, closed))?, closes))
}

/// A head from its row.
pub(super) fn head((size, root, closed): (i64, [u8; 32], bool)) -> Result<Head, StoreError> {
    Ok(Head { size: number(size)?, root: TreeHash::from_bytes(root), closed })
}

/// A count or an index.
pub(super) fn number(stored: i64) -> Result<u64, StoreError> {
    stored.try_into().map_err(|_| StoreError::Damaged("a number is below zero"))
}

/// The ballots that are in of the voters of these.
pub(super) async fn standing(
    database: impl PgExecutor<'_>,
    poll: PollId,
    ballots: &[BallotKey],
) -> Result<Vec<BallotKey>, StoreError> {
    let mut voters: Vec<_> = ballots.iter().map(|ballot| ballot.nullifier.to_bytes()).collect();
    voters.sort_unstable();
    voters.dedup();
    let rows: Vec<([u8; 32], i16, [u8; 32])> = sqlx::query_as(
        // OFFSET 0 keeps the planner from joining otherwise than by one look into the index for each.
        "SELECT nullifier, revision, id FROM unnest($2::bytea[]) AS voters (nullifier), LATERAL (
             SELECT revision, id FROM ostrakon.ballots
             WHERE ballots.poll = $1 AND ballots.nullifier = voters.nullifier OFFSET 0
         ) AS standing",
    )
    .bind(poll.to_bytes())
    .bind(voters)
    .fetch_all(database)
    .await?;
    let key = |(nullifier, revision, id): ([u8; 32], i16, [u8; 32])| {
        let damaged = StoreError::Damaged("it holds a nullifier or a revision that is none");
        let (Ok(nullifier), Ok(revision)) = (Nullifier::from_bytes(&nullifier), revision.try_into()) else {
            return Err(damaged);
        };
        Ok(BallotKey { nullifier, revision, id: BallotId::from_bytes(id) })
    };
    rows.into_iter().map(key).collect()
}

/// A tile's hashes from its row.
pub(super) fn hashes(stored: &[u8]) -> Vec<TreeHash> {
    stored.as_chunks().0.iter().copied().map(TreeHash::from_bytes).collect()
}

/// The edge of a log.
pub(super) async fn edge(change: &mut PgConnection, poll: PollId, size: u64) -> Result<Edge, StoreError> {
    let ids: BTreeMap<_, _> =
        TileId::edge(size).map(|tile| ((i16::from(tile.level()), at_most(tile.index())), tile)).collect();
    let (levels, indices): (Vec<i16>, Vec<i64>) = ids.keys().copied().unzip();
    let rows: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT level, index, hashes FROM unnest($2::smallint[], $3::bigint[]) AS edge (level, index), LATERAL (
             SELECT hashes FROM ostrakon.tiles
             WHERE tiles.poll = $1 AND tiles.level = edge.level AND tiles.index = edge.index OFFSET 0
         ) AS stored",
    )
    .bind(poll.to_bytes())
    .bind(levels)
    .bind(indices)
    .fetch_all(change)
    .await?;
    let tiles = rows
        .into_iter()
        .filter_map(|(level, index, stored)| Some((*ids.get(&(level, index))?, hashes(&stored))))
        .collect();
    Edge::load(size, &tiles).map_err(growth::damaged)
}

/// Claims the nullifiers of ballots that come to the log from an index on.
pub(super) async fn claim(
    change: &mut PgConnection,
    poll: PollId,
    first: u64,
    ballots: &[BallotKey],
) -> Result<(), StoreError> {
    let nullifiers: Vec<_> = ballots.iter().map(|key| key.nullifier.to_bytes()).collect();
    let revisions: Vec<_> = ballots.iter().map(|key| i16::from(key.revision)).collect();
    let ids: Vec<_> = ballots.iter().map(|key| key.id.to_bytes()).collect();
    let indices: Vec<_> = (first..).map(at_most).take(ballots.len()).collect();
    sqlx::query(
        "INSERT INTO ostrakon.ballots (poll, nullifier, revision, id, index)
         SELECT $1, * FROM unnest($2::bytea[], $3::smallint[], $4::bytea[], $5::bigint[])",
    )
    .bind(poll.to_bytes())
    .bind(nullifiers)
    .bind(revisions)
    .bind(ids)
    .bind(indices)
    .execute(change)
    .await?;
    Ok(())
}

/// Writes entries, tiles and head.
pub(super) async fn grow(
    change: &mut PgConnection,
    poll: PollId,
    growth: &Growth,
    closes: i64,
) -> Result<(), StoreError> {
    let indices: Vec<_> = (growth.first..).map(at_most).take(growth.entries.len()).collect();
    sqlx::query(
        "INSERT INTO ostrakon.entries (poll, index, entry)
         SELECT $1, * FROM unnest($2::bigint[], $3::bytea[])",
    )
    .bind(poll.to_bytes())
    .bind(indices)
    .bind(&growth.entries)
    .execute(&mut *change)
    .await?;
    let (mut levels, mut indices, mut tiles) = (Vec::new(), Vec::new(), Vec::new());
    for (tile, hashes) in growth.edge.changed() {
        levels.push(i16::from(tile.level()));
        indices.push(at_most(tile.index()));
        tiles.push(tile::to_bytes(hashes));
    }
    sqlx::query(
        "INSERT INTO ostrakon.tiles (poll, level, index, hashes)
         SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])
         ON CONFLICT (poll, level, index) DO UPDATE SET hashes = excluded.hashes",
    )
    .bind(poll.to_bytes())
    .bind(levels)
    .bind(indices)
    .bind(tiles)
    .execute(&mut *change)
    .await?;
    let head = growth.head();
    sqlx::query(
        "INSERT INTO ostrakon.logs (poll, size, root, closed, closes) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (poll) DO UPDATE SET size = excluded.size, root = excluded.root, closed = excluded.closed",
    )
    .bind(poll.to_bytes())
    .bind(at_most(head.size))
    .bind(head.root.to_bytes())
    .bind(head.closed)
    .bind(closes)
    .execute(&mut *change)
    .await?;
    Ok(())
}
