//! Logs in their tables: heads, entries, tiles, and whose ballots are in.

use std::collections::BTreeMap;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::nullifier::Nullifier;
use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::{Bytes, Id, Table};
use crate::store::growth::{self, Growth};
use crate::store::{BallotKey, Head, StoreError};
use crate::tile::{self, Edge, TileId};
use crate::tree::TreeHash;

/// Size, root, whether it is closed, and when the poll closes.
pub(super) const LOGS: Table<Id, (u64, Id, bool, i64)> = TableDefinition::new("logs");
pub(super) const ENTRIES: Table<(Id, u64), Bytes> = TableDefinition::new("entries");
/// By nullifier and revision: the ballot's id.
pub(super) const NULLIFIERS: Table<(Id, Id, u8), Id> = TableDefinition::new("nullifiers");
/// By level and index.
pub(super) const TILES: Table<(Id, u8, u64), Bytes> = TableDefinition::new("tiles");

/// How far a log is, and when its poll closes.
pub(super) fn head(
    logs: &impl ReadableTable<Id, (u64, Id, bool, i64)>,
    poll: &[u8; 32],
) -> Result<Option<(Head, i64)>, StoreError> {
    let row = logs.get(poll)?;
    Ok(row.map(|row| {
        let (size, root, closed, closes) = row.value();
        (Head { size, root: TreeHash::from_bytes(*root), closed }, closes)
    }))
}

/// The ballots that are in of the voters of these.
pub(super) fn standing(
    nullifiers: &impl ReadableTable<(Id, Id, u8), Id>,
    poll: &[u8; 32],
    ballots: &[BallotKey],
) -> Result<Vec<BallotKey>, StoreError> {
    let voters: BTreeMap<[u8; 32], Nullifier> =
        ballots.iter().map(|ballot| (ballot.nullifier.to_bytes(), ballot.nullifier)).collect();
    let mut standing = Vec::new();
    for (bytes, nullifier) in voters {
        let rows = nullifiers.range((poll, &bytes, 0)..=(poll, &bytes, u8::MAX))?;
        for row in rows {
            let (key, id) = row?;
            let id = BallotId::from_bytes(*id.value());
            standing.push(BallotKey { nullifier, revision: key.value().2, id });
        }
    }
    Ok(standing)
}

/// The hashes of a tile; none where there is no tile.
pub(super) fn hashes(
    tiles: &impl ReadableTable<(Id, u8, u64), &'static [u8]>,
    poll: &[u8; 32],
    level: u8,
    index: u64,
) -> Result<Vec<TreeHash>, StoreError> {
    let row = tiles.get((poll, level, index))?;
    Ok(row.map_or_else(Vec::new, |row| {
        row.value().as_chunks().0.iter().copied().map(TreeHash::from_bytes).collect()
    }))
}

/// The tiles at the log's end.
pub(super) fn edge(tables: &WriteTransaction, poll: &[u8; 32], size: u64) -> Result<Edge, StoreError> {
    let stored = tables.open_table(TILES)?;
    let mut tiles = BTreeMap::new();
    for tile in TileId::edge(size) {
        tiles.insert(tile, hashes(&stored, poll, tile.level(), tile.index())?);
    }
    Edge::load(size, &tiles).map_err(growth::damaged)
}

/// Writes entries, tiles and head.
pub(super) fn grow(
    tables: &WriteTransaction,
    poll: &[u8; 32],
    growth: Growth,
    closes: i64,
) -> Result<Head, StoreError> {
    let mut entries = tables.open_table(ENTRIES)?;
    for (index, entry) in (growth.first..).zip(&growth.entries) {
        entries.insert((poll, index), entry.as_slice())?;
    }
    let mut tiles = tables.open_table(TILES)?;
    for (tile, hashes) in growth.edge.changed() {
        tiles.insert((poll, tile.level(), tile.index()), tile::to_bytes(hashes).as_slice())?;
    }
    let head = growth.head();
    let mut logs = tables.open_table(LOGS)?;
    logs.insert(poll, (head.size, head.root.as_bytes(), head.closed, closes))?;
    Ok(head)
}
