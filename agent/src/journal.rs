//! The journal: an append-only file of encrypted records.
//!
//! A record is four bytes of length, big-endian, a random nonce of 24 bytes, and the record's JSON under
//! XChaCha20-Poly1305. The key is `H("ostrakon/journal-key/1", s)` for the identity's secret scalar `s`, 32 bytes
//! big-endian: whoever can unlock the identity can read the journal. Associated data is the number of the record, eight
//! bytes big-endian, and the tag of the one before, so that none is left out, moved or put in. Records cut off at the
//! end cannot be told from records never written. Half a record at the end, of a program that was ended while it wrote,
//! is overwritten by the next.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use ostrakon_core::field;
use ostrakon_core::hash::TaggedHash;
use ostrakon_core::identity::IdentitySecret;
use rand_core::{OsRng, RngCore as _};
use zeroize::Zeroizing;

use crate::record::Record;

/// Most bytes of a record.
const MAX_RECORD_BYTES: usize = 1 << 20;

const NONCE: usize = 24;
const TAG: usize = 16;

/// A journal, read up to some record.
pub struct Journal {
    file: File,
    cipher: XChaCha20Poly1305,
    /// Where the next record begins.
    end: u64,
    /// How many records there are before it.
    count: u64,
    /// The tag of the record before it.
    last: [u8; TAG],
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another identity's, or changed.
    #[error("record {0} of the journal is damaged, or the journal is another identity's")]
    Damaged(u64),
    /// The system does not let it be read or written.
    #[error("the journal cannot be read or written: {0}")]
    Io(#[from] io::Error),
}

impl JournalError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "journal-damaged",
            Self::Io(_) => "journal-io",
        }
    }
}

impl Journal {
    /// Opens the journal in a file, which is made where there is none.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn open(path: &Path, secret: &IdentitySecret) -> Result<Self, JournalError> {
        let scalar = Zeroizing::new(field::to_bytes(&*secret.secret_scalar()));
        let key = Zeroizing::new(
            TaggedHash::new("ostrakon/journal-key/1").part(scalar.as_slice()).finish().to_bytes(),
        );
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path)?;
        let cipher = XChaCha20Poly1305::new(Key::from_slice(key.as_slice()));
        Ok(Self { file, cipher, end: 0, count: 0, last: [0; TAG] })
    }

    /// Keeps other programs from the journal until the guard goes, and hands over the records that were not read yet.
    /// Each is read once, even where one after it cannot be.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn lock(&mut self, mut each: impl FnMut(Record)) -> Result<Locked<'_>, JournalError> {
        self.file.lock()?;
        let locked = Locked(self);
        while let Some(record) = locked.0.next()? {
            each(record);
        }
        Ok(locked)
    }

    /// The record after the last that was read; none where the file ends, or ends within it.
    fn next(&mut self) -> Result<Option<Record>, JournalError> {
        self.file.seek(SeekFrom::Start(self.end))?;
        let mut length = [0; 4];
        if !read_whole(&mut self.file, &mut length)? {
            return Ok(None);
        }
        let damaged = JournalError::Damaged(self.count);
        let length = u32::from_be_bytes(length) as usize;
        if !(NONCE + TAG..=MAX_RECORD_BYTES).contains(&length) {
            return Err(damaged);
        }
        let mut frame = vec![0; length];
        if !read_whole(&mut self.file, &mut frame)? {
            return Ok(None);
        }
        let Some((nonce, sealed)) = frame.split_at_checked(NONCE) else { return Err(damaged) };
        let payload = Payload { msg: sealed, aad: &self.associated() };
        let Ok(plain) = self.cipher.decrypt(XNonce::from_slice(nonce), payload) else { return Err(damaged) };
        let record = serde_json::from_slice(&Zeroizing::new(plain)).map_err(|_| damaged)?;
        self.advance(sealed)?;
        Ok(Some(record))
    }

    fn associated(&self) -> Vec<u8> {
        [self.count.to_be_bytes().as_slice(), &self.last].concat()
    }

    /// Goes to the record after one that was just read or written.
    fn advance(&mut self, sealed: &[u8]) -> io::Result<()> {
        self.end = self.file.stream_position()?;
        self.last = *sealed.last_chunk().expect("a tag ends what is sealed");
        self.count += 1;
        Ok(())
    }
}

/// A journal that this program alone uses now, read to its end.
pub struct Locked<'a>(&'a mut Journal);

impl Locked<'_> {
    /// Adds a record. It is on disk when this returns.
    ///
    /// # Errors
    /// [`JournalError::Io`].
    pub fn append(&mut self, record: &Record) -> Result<(), JournalError> {
        let journal = &mut *self.0;
        let plain = Zeroizing::new(serde_json::to_vec(record).map_err(io::Error::other)?);
        let mut nonce = [0; NONCE];
        OsRng.fill_bytes(&mut nonce);
        let payload = Payload { msg: &plain, aad: &journal.associated() };
        let sealed = journal.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| io::Error::other("a record cannot be encrypted"))?;
        let length = u32::try_from(NONCE + sealed.len()).map_err(io::Error::other)?;
        let frame = [length.to_be_bytes().as_slice(), &nonce, &sealed].concat();
        journal.file.set_len(journal.end)?;
        journal.file.seek(SeekFrom::Start(journal.end))?;
        journal.file.write_all(&frame)?;
        journal.file.sync_data()?;
        Ok(journal.advance(&sealed)?)
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // A lock that cannot be given back goes with the file.
        drop(self.0.file.unlock());
    }
}

/// Fills a buffer, or says that the file ends before.
fn read_whole(file: &mut File, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::record::Event;

    fn secret(key: &[u8]) -> IdentitySecret {
        IdentitySecret::from_private_key(key).unwrap()
    }

    fn record(second: i64) -> Record {
        let at = ostrakon_core::time::Timestamp::from_unix_seconds(second).unwrap();
        let text = format!("expires in {second} seconds");
        Record { at, event: Event::Accepted { mandate: mandate(), text } }
    }

    fn mandate() -> crate::mandate::MandateHash {
        serde_json::from_str(&format!("\"{}\"", "11".repeat(32))).unwrap()
    }

    fn written(folder: &tempfile::TempDir, records: i64) -> PathBuf {
        let path = folder.path().join("journal");
        let mut journal = Journal::open(&path, &secret(b"owner")).unwrap();
        for second in 0..records {
            journal.lock(drop).unwrap().append(&record(second)).unwrap();
        }
        path
    }

    fn read(path: &Path, key: &[u8]) -> Result<Vec<Record>, JournalError> {
        let mut records = Vec::new();
        Journal::open(path, &secret(key)).unwrap().lock(|record| records.push(record))?;
        Ok(records)
    }

    /// The records' bytes.
    fn frames(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut rest = bytes;
        let mut frames = Vec::new();
        while let Some((length, _)) = rest.split_first_chunk::<4>() {
            let (frame, after) = rest.split_at(4 + u32::from_be_bytes(*length) as usize);
            frames.push(frame.to_vec());
            rest = after;
        }
        frames
    }

    #[test]
    fn records_come_back_and_nothing_of_them_shows() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, 3);
        assert_eq!(read(&path, b"owner").unwrap(), [record(0), record(1), record(2)]);
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"expires"));
        assert_eq!(read(&path, b"another").unwrap_err().code(), "journal-damaged");
    }

    #[test]
    fn a_record_that_is_changed_moved_left_out_or_put_in_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, 3);
        let bytes = fs::read(&path).unwrap();
        let frames = frames(&bytes);
        let damaged = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path, b"owner").unwrap_err().code(), "journal-damaged");
        };
        let [first, second, third] = [0, 1, 2].map(|at: usize| frames[at].as_slice());
        damaged(&[second, first, third].concat());
        damaged(&[first, third].concat());
        damaged(&[second, third].concat());
        damaged(&[first, first, second, third].concat());
        for at in first.len() + 4..first.len() + second.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            damaged(&changed);
        }
        let mut long = bytes.clone();
        long[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        damaged(&long);
    }

    #[test]
    fn records_before_a_damaged_one_are_handed_over_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, 3);
        let whole = fs::read(&path).unwrap();
        let third = whole.len() - frames(&whole)[2].len();
        let mut damaged = whole.clone();
        damaged[third + 10] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let mut journal = Journal::open(&path, &secret(b"owner")).unwrap();
        let mut records = Vec::new();
        for _ in 0..2 {
            let error = journal.lock(|record| records.push(record)).map(drop).unwrap_err();
            assert!(matches!(error, JournalError::Damaged(2)), "{error}");
        }
        fs::write(&path, &whole).unwrap();
        journal.lock(|record| records.push(record)).unwrap();
        assert_eq!(records, [record(0), record(1), record(2)]);
    }

    #[test]
    fn half_a_record_at_the_end_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, 2);
        let bytes = fs::read(&path).unwrap();
        let whole = frames(&bytes)[0].len();
        for length in whole..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            let mut journal = Journal::open(&path, &secret(b"owner")).unwrap();
            let mut records = Vec::new();
            let mut locked = journal.lock(|record| records.push(record)).unwrap();
            locked.append(&record(7)).unwrap();
            drop(locked);
            assert_eq!(records, [record(0)]);
            assert_eq!(read(&path, b"owner").unwrap(), [record(0), record(7)]);
        }
    }

    #[test]
    fn writers_beside_each_other_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, 0);
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    let mut journal = Journal::open(path, &secret(b"owner")).unwrap();
                    for second in 0..25 {
                        journal.lock(drop).unwrap().append(&record(writer * 100 + second)).unwrap();
                    }
                });
            }
        });
        let records = read(&path, b"owner").unwrap();
        assert_eq!(records.len(), 100);
        for writer in 0..4 {
            let mine: Vec<_> =
                records.iter().filter(|r| r.at.unix_seconds() / 100 == writer).cloned().collect();
            assert_eq!(mine, (0..25).map(|second| record(writer * 100 + second)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        use proptest::prelude::*;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        proptest!(|(bytes in prop::collection::vec(any::<u8>(), 0..400))| {
            fs::write(&path, &bytes).unwrap();
            if let Ok(records) = read(&path, b"owner") {
                prop_assert!(records.is_empty());
            }
        });
    }
}
