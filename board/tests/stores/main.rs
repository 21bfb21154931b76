//! What every store has to do, whichever database it keeps things in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod common;
mod contract;
mod crash;
mod full;
mod postgres;
mod race;

use std::sync::Arc;

use ostrakon_board::store::Store;
use ostrakon_board::store::redb::RedbStore;

fn in_memory() -> Arc<dyn Store> {
    Arc::new(RedbStore::in_memory().unwrap())
}

contract::tests!(redb, crate::in_memory());
