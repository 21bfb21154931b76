//! A bundle: everything that the result of a poll follows from, in parts that are read one after the other.
//!
//! A bundle mirrors the paths that a board serves below a poll's own, in this order:
//!
//! | Part | What |
//! |---|---|
//! | `poll.json` | the poll |
//! | `group.json` | its group |
//! | `lottery.json` | what its lottery source gave, where the poll draws lots |
//! | `checkpoint` | the final checkpoint of its log |
//! | `tile/entries/…` | the log's entries, 256 a part, as [tlog-tiles](https://c2sp.org/tlog-tiles) has them |
//! | `result.json` | the result |
//!
//! A poll without a board has its ballots in `ballots.jsonl`, one a line, in place of lottery, checkpoint and
//! entries. Parts are hostile input wherever they come from: whoever reads them says how long they may be.

#[cfg(any(feature = "archive", feature = "unpack"))]
pub mod archive;
pub mod copy;
pub mod entries;
pub mod folder;

use std::io::{self, ErrorKind, Read};

use crate::tile::entries::BundleError;

/// The poll.
pub const POLL: &str = "poll.json";
/// The group.
pub const GROUP: &str = "group.json";
/// What the poll's lottery source gave.
pub const LOTTERY: &str = "lottery.json";
/// The final checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// All ballots, one a line, of a poll without a board.
pub const BALLOTS: &str = "ballots.jsonl";
/// The result.
pub const RESULT: &str = "result.json";

/// Where the parts of a bundle come from.
pub trait Source {
    /// A part by its name. Parts are asked for in the order of a bundle, each once, and what is left of one is
    /// skipped when the next is asked for.
    ///
    /// # Errors
    /// [`PartError`]; reading on from what is returned fails with [`ErrorKind::UnexpectedEof`] where the part
    /// is cut short, and [`ErrorKind::InvalidData`] where it is damaged.
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError>;

    /// Refuses what follows the last part, where the source can tell.
    ///
    /// # Errors
    /// [`PartError`].
    fn end(&mut self) -> Result<(), PartError> {
        Ok(())
    }
}

/// Where the parts of a bundle go, in their order.
pub trait Sink {
    /// Writes a part.
    ///
    /// # Errors
    /// The system's.
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;
}

/// Why a part cannot be had, or is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// The part ends before its end.
    #[error("{0}: is cut short")]
    CutShort(String),
    /// The archive cannot be unpacked here.
    #[error("{name}: the archive is damaged: {reason}")]
    Damaged {
        /// The part.
        name: String,
        /// What the unpacker says.
        reason: String,
    },
    /// The part is no bundle of as many entries as it has to be.
    #[error("{name}: {error}")]
    Entries {
        /// The part.
        name: String,
        /// What is wrong with it.
        error: BundleError,
    },
    /// The archive holds something else than plain files: a link, a folder.
    #[error("the archive holds {0:?}, which is not a plain file")]
    Kind(String),
    /// There is no such part.
    #[error("{0}: is missing")]
    Missing(String),
    /// Another part than the next one.
    #[error("the archive has {found:?} where {expected} has to be")]
    Order {
        /// The next part.
        expected: String,
        /// The name of what is there.
        found: String,
    },
    /// The system or the network does not let it be read. Not the bundle's fault.
    #[error("{name}: cannot be read: {reason}")]
    Read {
        /// The part.
        name: String,
        /// What the system says.
        reason: String,
    },
    /// The part is longer than it may be.
    #[error("{name}: more than the limit of {limit} bytes")]
    Size {
        /// The part.
        name: String,
        /// Most bytes that it may have.
        limit: usize,
    },
    /// Something follows the last part.
    #[error("the archive goes on after its last part")]
    Trailing,
}

impl PartError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CutShort(_) => "part-cut-short",
            Self::Damaged { .. } => "part-damaged",
            Self::Entries { error, .. } => error.code(),
            Self::Kind(_) => "part-kind",
            Self::Missing(_) => "part-missing",
            Self::Order { .. } => "part-order",
            Self::Read { .. } => "part-read",
            Self::Size { .. } => "part-size",
            Self::Trailing => "part-trailing",
        }
    }

    /// What an error in reading a part means.
    #[must_use]
    pub fn in_part(name: &str, error: &io::Error) -> Self {
        let (name, reason) = (name.to_owned(), error.to_string());
        match error.kind() {
            ErrorKind::NotFound => Self::Missing(name),
            ErrorKind::UnexpectedEof => Self::CutShort(name),
            ErrorKind::InvalidData => Self::Damaged { name, reason },
            _ => Self::Read { name, reason },
        }
    }
}

/// All bytes of a part, if there are at most `limit`.
///
/// # Errors
/// [`PartError`].
pub fn read(source: &mut dyn Source, name: &str, limit: usize) -> Result<Vec<u8>, PartError> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut part = source.open(name)?.take(one_more);
    part.read_to_end(&mut bytes).map_err(|error| PartError::in_part(name, &error))?;
    if bytes.len() > limit { Err(PartError::Size { name: name.to_owned(), limit }) } else { Ok(bytes) }
}

/// A document: a part without the line feed at its end that programs add to files.
///
/// # Errors
/// [`PartError`].
pub fn read_document(source: &mut dyn Source, name: &str, limit: usize) -> Result<Vec<u8>, PartError> {
    let mut bytes = read(source, name, limit.saturating_add(1))?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Ok(bytes)
}
