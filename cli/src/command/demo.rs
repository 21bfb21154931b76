//! `ostrakon demo`.

use crate::cli::Demo;
use crate::error::Error;
use crate::report::Report;

pub(super) fn run(_: &Demo, _: bool) -> Result<Report, Error> {
    Err(Error::usage("x", "x"))
}
