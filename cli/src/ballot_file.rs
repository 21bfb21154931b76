//! Plain ballot files from other programs.

use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;

use crate::error::Error;
use crate::io::Source;
use crate::style::warn;

/// Reads a ballot file, in this format or in the one that its name tells. What is odd about it is told
/// on the way.
pub(crate) fn read(source: &Source, format: Option<Format>) -> Result<BallotFile, Error> {
    let name = match source {
        Source::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        Source::Stdin => None,
    };
    let format = format.or_else(|| name.as_deref().and_then(Format::of_file_name)).ok_or_else(|| {
        let known = Format::all().map(|format| format!("{:<14}{}", format.name(), format.summary()));
        Error::usage("file-format", "the name does not tell what format this is")
            .about(source)
            .details(known.collect())
            .hint("say which with --format")
    })?;
    let bytes = source.read(ostrakon_tally::file::MAX_SIZE, "file-size")?;
    let file = BallotFile::read(&bytes, format).map_err(|error| {
        Error::rejected(error.code(), &error)
            .about(source)
            .hint(format!("this was read as the format {format}: see docs/ballot-files.md"))
    })?;
    for notice in file.notices() {
        warn(&format!("{source}: {notice}"));
    }
    let stem = name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    Ok(file.or_title(stem.unwrap_or("ballots")))
}
