//! `ostrakon replay`.

use crate::cli::Replay;
use crate::error::Error;
use crate::report::Report;

pub(super) fn run(_: &Replay) -> Result<Report, Error> {
    Err(Error::usage("x", "x"))
}
