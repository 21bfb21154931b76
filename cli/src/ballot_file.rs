//! Plain ballot files from other programs.

use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::{BallotFile, MAX_SIZE};

use crate::error::Error;
use crate::io::Source;
use crate::style::warn;

/// Reads a ballot file, in this format or in the one that its name tells. What is odd about it is told
/// on the way.
pub(crate) fn read(source: &Source, format: Option<Format>) -> Result<BallotFile, Error> {
    let format = format_of(source, format)?;
    parse(&source.read(MAX_SIZE, "file-size")?, source, format)
}

/// The format of a file: this one, or the one that its name tells.
pub(crate) fn format_of(source: &Source, format: Option<Format>) -> Result<Format, Error> {
    format.or_else(|| name(source).as_deref().and_then(Format::of_file_name)).ok_or_else(|| {
        let known = Format::all().map(|format| format!("{:<14}{}", format.name(), format.summary()));
        Error::usage("file-format", "the name does not tell what format this is")
            .about(source)
            .details(known.collect())
            .hint("say which with --format")
    })
}

/// As [`read`], for bytes that were read from `source` already.
pub(crate) fn parse(bytes: &[u8], source: &Source, format: Format) -> Result<BallotFile, Error> {
    let file = BallotFile::read(bytes, format).map_err(|error| {
        Error::rejected(error.code(), &error)
            .about(source)
            .hint(format!("this was read as the format {format}: see docs/ballot-files.md"))
    })?;
    for notice in file.notices() {
        warn(&format!("{source}: {notice}"));
    }
    let name = name(source);
    let stem = name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    Ok(file.or_title(stem.unwrap_or("ballots")))
}

fn name(source: &Source) -> Option<String> {
    match source {
        Source::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        Source::Stdin => None,
    }
}
