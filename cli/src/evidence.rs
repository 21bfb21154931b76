//! What a board has signed and should not have.

use std::fs;
use std::path::Path;

use ostrakon_board::shown::Trouble;

use crate::error::Error;
use crate::io::{Access, Existing, Target};

/// Keeps the evidence, if there is any, and says where it is.
pub(crate) fn keep(trouble: Trouble<Error>, folder: &Path) -> Error {
    let (error, signed) = match trouble {
        Trouble::Caught { error, signed } => (Error::from(error), signed),
        other => return other.into(),
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
