//! Names of options, collected while the ballots that use them are read.

use std::collections::BTreeMap;

use ostrakon_core::form::Form;
use ostrakon_core::question::MAX_OPTIONS;
use ostrakon_core::text::nfc;

use crate::file::ballots::Ballots;
use crate::file::error::{Fault, FileError};
use crate::file::location::{Location, Span};
use crate::file::notice::Notice;
use crate::file::option::Listed;
use crate::file::{BallotFile, Stated};

/// What stands where no option is named: left empty, or marked more than once.
const MARKS: [&str; 6] = ["", "-", "blank", "overvote", "skipped", "undervote"];

/// Whether a cell says nothing.
pub(super) fn is_mark(text: &str) -> bool {
    MARKS.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// The names that ballots use, each with a position in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<String, usize>,
    repeated: u64,
    repeated_last: usize,
}

impl Names {
    /// The position of the option that a cell names, or none where it names nobody.
    pub(super) fn find(&mut self, name: Span<'_>) -> Result<Option<usize>, FileError> {
        if is_mark(name.text) {
            return Ok(None);
        }
        // One name can be typed in several ways that nobody can see.
        let normal: String = nfc(name.text);
        let position = match self.known.get(&normal) {
            Some(&position) => position,
            None if self.known.len() == MAX_OPTIONS => return Err(name.error(Fault::Options)),
            None => {
                let position = self.known.len();
                self.known.insert(normal, position);
                position
            }
        };
        Ok(Some(position))
    }

    /// Remembers that the row on this line names an option again.
    pub(super) fn repeated_on(&mut self, line: usize) {
        self.repeated += u64::from(line != self.repeated_last);
        self.repeated_last = line;
    }

    /// The file with the options by name, so that the order of the rows does not matter.
    pub(super) fn into_file(
        self,
        ballots: Ballots,
        usual: impl Fn(usize) -> Form,
        start: Location,
    ) -> Result<BallotFile, FileError> {
        let Self { known, repeated, .. } = self;
        if known.is_empty() {
            return Err(start.error(Fault::NoOptions));
        }
        let mut positions = vec![0; known.len()];
        for (sorted, met) in known.values().enumerate() {
            positions.iter_mut().skip(*met).take(1).for_each(|position| *position = sorted);
        }
        let mut notices = Vec::new();
        notices.extend(known.keys().all(|name| name.parse::<u64>().is_ok()).then_some(Notice::Numbers));
        notices.extend((repeated > 0).then_some(Notice::Repeated { rows: repeated }));
        Ok(file(known.into_keys().collect(), ballots.reordered(&positions), usual, notices))
    }
}

/// The file of a table: it has no title and states nothing.
pub(super) fn file(
    names: Vec<String>,
    ballots: Ballots,
    usual: impl Fn(usize) -> Form,
    notices: Vec<Notice>,
) -> BallotFile {
    let usual = usual(names.len());
    let listed = names.into_iter().map(Listed::named).collect();
    BallotFile::new(None, listed, ballots, usual, Stated::default(), notices)
}
