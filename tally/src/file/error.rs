//! A [`FileError`] says what is wrong with a ballot file, and where.

use ostrakon_core::form::MAX_CREDITS;
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::question::MAX_OPTIONS;

use super::location::Location;
use super::{MAX_COLUMNS, MAX_MARKS, MAX_SIZE};

/// What is wrong with a file, and where it was seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{location}: {fault}")]
pub struct FileError {
    /// Where reading stopped.
    pub location: Location,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a ballot file.
///
/// Texts from the file are cut after 40 characters and shown so that a terminal obeys none of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A row has other cells than its header.
    #[error("the row has {found} cells, the header {expected}")]
    Cells {
        /// Cells of the row.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// More columns than a file may have.
    #[error("the row has more than {MAX_COLUMNS} cells")]
    Columns,
    /// More is given away than a question can allow.
    #[error("the points of a ballot add up to more than {MAX_CREDITS}")]
    Credits,
    /// The file ends too early.
    #[error("the file ends where {0} was expected")]
    CutShort(&'static str),
    /// Instructions of another program.
    #[error("the directive {0:?} is for another program; take it out if the count does not depend on it")]
    Directive(String),
    /// Not UTF-8.
    #[error("the file is not UTF-8 text")]
    Encoding,
    /// Something else was expected here.
    #[error("{expected} was expected, not {found:?}")]
    Expected {
        /// What was expected.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A number that has to be whole is not.
    #[error("{what} has to be a whole number, not {found:?}: multiply all of them by one number")]
    Fraction {
        /// What the number is.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// The header names no column that this format reads.
    #[error("no column is called {0}")]
    Header(&'static str),
    /// A ballot says nothing about an option where every option needs a word.
    #[error("nothing is said about {0:?}")]
    Incomplete(String),
    /// The rankings together name more than can be kept.
    #[error("the different ballots hold more than {MAX_MARKS} marks")]
    Marks,
    /// A field that has to be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The file names no option.
    #[error("the file names no option")]
    NoOptions,
    /// Not a number.
    #[error("{what} has to be a number, not {found:?}")]
    Number {
        /// What the number is.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// The format as it was before 2022.
    #[error("this is PrefLib's format of before September 2022; get the file again from preflib.org")]
    OldFormat,
    /// More options than a question may have.
    #[error("the file has more than {MAX_OPTIONS} options")]
    Options,
    /// An option is listed twice.
    #[error("{0:?} is listed twice")]
    OptionTwice(String),
    /// The file lists no such option.
    #[error("the file lists no option {0:?}")]
    OptionUnknown(String),
    /// A quoted text does not end, or goes on after its end.
    #[error("a text in double quotes does not end, or more stands after its end")]
    Quote,
    /// A number is too large, or zero where it cannot be.
    #[error("{what} cannot be {found}")]
    Range {
        /// What the number is.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// A ballot names an option twice.
    #[error("the ballot names {0:?} twice")]
    Repeated(String),
    /// More bytes than a file may have.
    #[error("the file has {0} bytes, the limit is {MAX_SIZE}")]
    Size(usize),
    /// Options share a place in a file of strict rankings.
    #[error("options share a place, which a file of this kind does not allow")]
    Tie,
    /// A kind of vote that is not known.
    #[error("the vote type {0:?} is not known: approval, choose-1, cumulative, ordinal and scoring are")]
    VoteType(String),
    /// The weights add up to more than can be counted.
    #[error("the weights add up to more than {MAX_INTEGER}")]
    Weights,
}

impl FileError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match &self.fault {
            Fault::Cells { .. } => "file-cells",
            Fault::Columns => "file-columns",
            Fault::Credits => "file-credits",
            Fault::CutShort(_) => "file-cut-short",
            Fault::Directive(_) => "file-directive",
            Fault::Encoding => "file-encoding",
            Fault::Expected { .. } => "file-expected",
            Fault::Fraction { .. } => "file-fraction",
            Fault::Header(_) => "file-header",
            Fault::Incomplete(_) => "file-incomplete",
            Fault::Marks => "file-marks",
            Fault::Missing(_) => "file-missing",
            Fault::NoOptions => "file-no-options",
            Fault::Number { .. } => "file-number",
            Fault::OldFormat => "file-old-format",
            Fault::Options => "file-options",
            Fault::OptionTwice(_) => "file-option-twice",
            Fault::OptionUnknown(_) => "file-option-unknown",
            Fault::Quote => "file-quote",
            Fault::Range { .. } => "file-range",
            Fault::Repeated(_) => "file-repeated",
            Fault::Size(_) => "file-size",
            Fault::Tie => "file-tie",
            Fault::VoteType(_) => "file-vote-type",
            Fault::Weights => "file-weights",
        }
    }
}
