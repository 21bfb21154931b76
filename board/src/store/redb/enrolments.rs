//! Enrolments in their tables. Which code admitted which commitment is not kept.

use ostrakon_core::enrolment::{CodeDigest, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use redb::{ReadTransaction, ReadableTable as _, TableDefinition, WriteTransaction};

use super::{Bytes, Id, Table};
use crate::store::{Enrolled, EnrolmentRecord, NewEnrolment, StoreError};

/// The document, codes issued, codes used, whether it is closed.
const ENROLMENTS: Table<Id, (Bytes, u64, u64, bool)> = TableDefinition::new("enrolments");
/// Whether the code was used.
const CODES: Table<(Id, Id), bool> = TableDefinition::new("codes");
const MEMBERS: Table<(Id, Id), ()> = TableDefinition::new("members");

const FIRST: Id = &[0; 32];
const LAST: Id = &[0xff; 32];

/// Makes the tables where they are not there.
pub(super) fn open(tables: &WriteTransaction) -> Result<(), StoreError> {
    tables.open_table(ENROLMENTS)?;
    tables.open_table(CODES)?;
    tables.open_table(MEMBERS)?;
    Ok(())
}

pub(super) fn add(tables: &WriteTransaction, enrolment: &NewEnrolment) -> Result<bool, StoreError> {
    let id = enrolment.id.to_bytes();
    let mut enrolments = tables.open_table(ENROLMENTS)?;
    if enrolments.get(&id)?.is_some() {
        return Ok(false);
    }
    let mut codes = tables.open_table(CODES)?;
    let mut issued = 0;
    for code in &enrolment.codes {
        let earlier = codes.insert((&id, &code.to_bytes()), false)?;
        issued += u64::from(earlier.is_none());
    }
    enrolments.insert(&id, (enrolment.document.as_slice(), issued, 0, false))?;
    Ok(true)
}

pub(super) fn record(
    tables: &ReadTransaction,
    id: EnrolmentId,
) -> Result<Option<EnrolmentRecord>, StoreError> {
    let enrolments = tables.open_table(ENROLMENTS)?;
    let row = enrolments.get(&id.to_bytes())?;
    Ok(row.map(|row| {
        let (document, issued, used, closed) = row.value();
        EnrolmentRecord { document: document.to_vec(), issued, used, closed }
    }))
}

pub(super) fn enrol(
    tables: &WriteTransaction,
    id: EnrolmentId,
    code: CodeDigest,
    member: IdentityCommitment,
) -> Result<Enrolled, StoreError> {
    let (id, code, member) = (id.to_bytes(), code.to_bytes(), member.to_bytes());
    let mut enrolments = tables.open_table(ENROLMENTS)?;
    let (document, issued, used, closed) = {
        let row = enrolments.get(&id)?.ok_or(StoreError::Unknown)?;
        let (document, issued, used, closed) = row.value();
        (document.to_vec(), issued, used, closed)
    };
    let mut codes = tables.open_table(CODES)?;
    let mut members = tables.open_table(MEMBERS)?;
    let code_used = codes.get((&id, &code))?.map(|row| row.value());
    let is_in = members.get((&id, &member))?.is_some();
    let outcome = Enrolled::of(code_used, is_in, closed);
    if outcome == Enrolled::New {
        codes.insert((&id, &code), true)?;
        members.insert((&id, &member), ())?;
        enrolments.insert(&id, (document.as_slice(), issued, used + 1, closed))?;
    }
    Ok(outcome)
}

pub(super) fn close(tables: &WriteTransaction, id: EnrolmentId) -> Result<(), StoreError> {
    let id = id.to_bytes();
    let mut enrolments = tables.open_table(ENROLMENTS)?;
    let (document, issued, used) = {
        let row = enrolments.get(&id)?.ok_or(StoreError::Unknown)?;
        let (document, issued, used, _) = row.value();
        (document.to_vec(), issued, used)
    };
    enrolments.insert(&id, (document.as_slice(), issued, used, true))?;
    Ok(())
}

pub(super) fn members(
    tables: &ReadTransaction,
    id: EnrolmentId,
) -> Result<Vec<IdentityCommitment>, StoreError> {
    let members = tables.open_table(MEMBERS)?;
    let id = id.to_bytes();
    let rows = members.range((&id, FIRST)..=(&id, LAST))?;
    rows.map(|row| {
        let (key, _) = row?;
        IdentityCommitment::from_bytes(key.value().1)
            .map_err(|_| StoreError::Damaged("it holds a commitment that is none"))
    })
    .collect()
}
