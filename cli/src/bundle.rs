//! The bundle of a poll without a board: one folder with everything that its result follows from.

use std::fmt;
use std::path::{Path, PathBuf};

use ostrakon_board::bundle::{BALLOTS, GROUP, POLL, RESULT};
use ostrakon_core::group::Group;
use ostrakon_core::poll::Poll;
use ostrakon_verifier::VerifiedBallot;
use ostrakon_verifier::result::PollResult;

use crate::error::Error;
use crate::io::{Access, Existing, Target};

/// A folder that a bundle is written to.
#[derive(Debug)]
pub(crate) struct Bundle {
    folder: PathBuf,
    existing: Existing,
}

impl fmt::Display for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.folder.display().fmt(f)
    }
}

impl Bundle {
    /// A folder to write to. Finds out early that files are there already.
    pub(crate) fn new(folder: &Path, existing: Existing) -> Result<Self, Error> {
        for name in [POLL, GROUP, BALLOTS, RESULT] {
            Target::from(folder.join(name)).check(existing)?;
        }
        Ok(Self { folder: folder.to_owned(), existing })
    }

    /// Writes all four files.
    pub(crate) fn write(
        &self,
        poll: &Poll,
        group: &Group,
        ballots: &[VerifiedBallot],
        result: &PollResult,
    ) -> Result<(), Error> {
        std::fs::create_dir_all(&self.folder).map_err(|error| {
            Error::usage("file-write", format!("cannot be made: {error}"))
                .about(self.folder.display())
                .hint("choose a folder that you may write")
        })?;
        let target = |name: &str| Target::from(self.folder.join(name));
        target(POLL).write_document(poll.to_bytes(), self.existing)?;
        target(GROUP).write_spelling(&group.spelling(), self.existing)?;
        let lines: Vec<u8> =
            ballots.iter().flat_map(|ballot| ballot.ballot().to_bytes().into_iter().chain(*b"\n")).collect();
        target(BALLOTS).write(&lines, Access::Everybody, self.existing)?;
        target(RESULT).write_document(&result.to_bytes(), self.existing)
    }
}
