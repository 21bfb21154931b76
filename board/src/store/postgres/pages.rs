//! The lists of an enrolment, in pages: codes issued, codes used, members.
//!
//! A row for each code and one for each member would tell who used which code: the database keeps with each
//! row which transaction wrote it, and rows mostly lie in the order in which they came. So a row is a [`Page`]
//! of a list, its entries in ascending order, and whoever enrols has two of them written anew. What the
//! database then tells is which page of codes and which page of members were last written together: where a
//! list has no more than [`PAGE`] entries it is one page, and else a page has half as many at least.
//!
//! Earlier versions of pages lie in the database's files until it has cleared them away; [`forget`] does, when
//! an enrolment closes.

use ostrakon_core::enrolment::EnrolmentId;
use sqlx::{Executor as _, PgConnection, PgExecutor};

use crate::store::StoreError;

/// Most entries of a page.
const PAGE: usize = 1024;

/// Which list of an enrolment.
#[derive(Debug, Clone, Copy)]
pub(super) enum List {
    /// Digests of codes.
    Issued,
    /// Digests of codes.
    Used,
    /// Commitments.
    Members,
}

type Entry = [u8; 32];

/// The entries of a list from `first` on, up to those of the next page.
#[derive(Debug)]
pub(super) struct Page {
    enrolment: EnrolmentId,
    list: List,
    first: Entry,
    entries: Vec<Entry>,
}

impl Page {
    /// The page where an entry is, or would be.
    pub(super) async fn of(
        change: &mut PgConnection,
        enrolment: EnrolmentId,
        list: List,
        entry: &Entry,
    ) -> Result<Self, StoreError> {
        let row: Option<(Entry, Vec<u8>)> = sqlx::query_as(
            "SELECT first, entries FROM ostrakon.pages
             WHERE enrolment = $1 AND list = $2 AND first <= $3 ORDER BY first DESC LIMIT 1",
        )
        .bind(enrolment.to_bytes())
        .bind(list as i16)
        .bind(entry)
        .fetch_optional(change)
        .await?;
        let (first, stored) = row.ok_or(StoreError::Damaged("an enrolment's list has no first page"))?;
        Ok(Self { enrolment, list, first, entries: entries(&stored)?.to_vec() })
    }

    pub(super) fn holds(&self, entry: &Entry) -> bool {
        self.entries.binary_search(entry).is_ok()
    }

    /// Adds an entry that is not there.
    pub(super) async fn add(mut self, change: &mut PgConnection, entry: Entry) -> Result<(), StoreError> {
        let above = self.insert(entry);
        for page in [Some(self), above].into_iter().flatten() {
            page.write(change).await?;
        }
        Ok(())
    }

    /// Where the page gets too full, its upper half goes to a page of its own.
    fn insert(&mut self, entry: Entry) -> Option<Self> {
        let at = self.entries.partition_point(|other| *other < entry);
        self.entries.insert(at, entry);
        if self.entries.len() <= PAGE {
            return None;
        }
        let entries = self.entries.split_off(PAGE / 2);
        Some(Self { first: *entries.first()?, entries, ..*self })
    }

    async fn write(&self, change: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO ostrakon.pages (enrolment, list, first, entries) VALUES ($1, $2, $3, $4)
             ON CONFLICT (enrolment, list, first) DO UPDATE SET entries = excluded.entries",
        )
        .bind(self.enrolment.to_bytes())
        .bind(self.list as i16)
        .bind(self.first)
        .bind(self.entries.as_flattened())
        .execute(change)
        .await?;
        Ok(())
    }
}

/// Writes a new list. The entries are in ascending order.
pub(super) async fn add_list(
    change: &mut PgConnection,
    enrolment: EnrolmentId,
    list: List,
    entries: Vec<Entry>,
) -> Result<(), StoreError> {
    // The first page begins with the least that an entry can be, so that there is a page for each.
    let mut page = Page { enrolment, list, first: [0; 32], entries: Vec::new() };
    for entry in entries {
        if let Some(above) = page.insert(entry) {
            page.write(change).await?;
            page = above;
        }
    }
    page.write(change).await
}

/// All entries of a list, in ascending order.
pub(super) async fn list(
    database: impl PgExecutor<'_>,
    enrolment: EnrolmentId,
    list: List,
) -> Result<Vec<Entry>, StoreError> {
    let pages: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT entries FROM ostrakon.pages WHERE enrolment = $1 AND list = $2 ORDER BY first",
    )
    .bind(enrolment.to_bytes())
    .bind(list as i16)
    .fetch_all(database)
    .await?;
    let mut all = Vec::new();
    for page in &pages {
        all.extend_from_slice(entries(page)?);
    }
    Ok(all)
}

/// Writes all pages anew, into new files, in their order and by one transaction. Nothing remains then of
/// earlier versions and of who wrote what, but in the database's journal and in backups.
pub(super) async fn forget(change: &mut PgConnection) -> Result<(), StoreError> {
    // Nobody comes between: a lock of the whole table, until the transaction ends.
    change
        .execute(
            "LOCK TABLE ostrakon.pages IN ACCESS EXCLUSIVE MODE;
         CREATE TEMPORARY TABLE kept ON COMMIT DROP AS TABLE ostrakon.pages;
         TRUNCATE ostrakon.pages;
         INSERT INTO ostrakon.pages SELECT * FROM kept ORDER BY enrolment, list, first",
        )
        .await?;
    Ok(())
}

fn entries(stored: &[u8]) -> Result<&[Entry], StoreError> {
    match stored.as_chunks() {
        (entries, []) => Ok(entries),
        _ => Err(StoreError::Damaged("a page of a list is not whole")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_is_halved() {
        let enrolment = "00".repeat(32).parse().unwrap();
        let mut page = Page { enrolment, list: List::Used, first: [0; 32], entries: Vec::new() };
        let entry = |number: usize| {
            let mut entry = [0; 32];
            entry[..8].copy_from_slice(&number.to_be_bytes());
            entry
        };
        // Neither in ascending nor in descending order.
        let numbers: Vec<_> = (0..=PAGE).map(|at| at * 7 % (PAGE + 1)).collect();
        let (last, others) = numbers.split_last().unwrap();
        assert!(others.iter().all(|number| page.insert(entry(*number)).is_none()));
        let above = page.insert(entry(*last)).unwrap();
        assert_eq!((page.first, above.first), ([0; 32], entry(PAGE / 2)));
        let both: Vec<_> = page.entries.iter().chain(&above.entries).copied().collect();
        assert_eq!(both, (0..=PAGE).map(entry).collect::<Vec<_>>());
        assert_eq!((page.entries.len(), above.entries.len()), (PAGE / 2, PAGE / 2 + 1));
        assert!(above.holds(&entry(*last)) != page.holds(&entry(*last)));
    }
}
