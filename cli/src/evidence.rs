//! What a board has signed and should not have.

use std::fs;
use std::path::Path;

use ostrakon_board::checkpoint::SignedCheckpoint;

use crate::error::Error;
use crate::io::{Access, Existing, Target};

/// Why a log is not followed any further.
pub(crate) enum Trouble {
    /// Something stands in the way, which may be nobody's fault.
    Failed(Error),
    /// The board has signed what it should not have.
    Caught { error: Box<Error>, signed: Vec<SignedCheckpoint> },
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Trouble {
    /// The board is caught by checkpoints, oldest first.
    pub(crate) fn caught(error: Error, signed: &[&SignedCheckpoint]) -> Self {
        Self::Caught {
            error: Box::new(error),
            signed: signed.iter().map(|checkpoint| (*checkpoint).clone()).collect(),
        }
    }

    /// Keeps the evidence, if there is any, and says where it is.
    pub(crate) fn keep(self, folder: &Path) -> Error {
        let (error, signed) = match self {
            Self::Failed(error) => return error,
            Self::Caught { error, signed } => (*error, signed),
        };
        let mut kept = Vec::new();
        for (number, checkpoint) in (1..).zip(&signed) {
            let checkpoint_size = checkpoint.unverified().size();
            let file = folder.join(format!("{number}-of-size-{checkpoint_size}.checkpoint"));
            let target = Target::from(file);
            let written = fs::create_dir_all(folder).map_err(|error| error.to_string()).and_then(|()| {
                let written = target.write(&checkpoint.to_bytes(), Access::Everybody, Existing::Replace);
                written.map_err(|error| error.message().to_owned())
            });
            kept.push(match written {
                Ok(()) => format!("the board has signed {target}"),
                // Evidence is not to be lost with the disk: it fits on the screen.
                Err(reason) => format!("{target} cannot be written ({reason}): {}", checkpoint.note()),
            });
        }
        error.details(kept).hint(
            "keep these files: signed by the board, they are evidence against it. Where a cache or a mirror stands \
             between, look again without it; then tell the organiser",
        )
    }
}
