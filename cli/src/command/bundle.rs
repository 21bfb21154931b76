//! `ostrakon bundle`.

use ostrakon_board::bundle::copy::{CopyError, copy};
use serde_json::json;

use crate::cli::Bundle;
use crate::error::Error;
use crate::io::Existing;
use crate::parts::{BundleTarget, refused};
use crate::progress;
use crate::report::Report;
use crate::style::warn;

pub(super) fn run(arguments: &Bundle) -> Result<Report, Error> {
    let Bundle { from, into, poll, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    let mut written = BundleTarget::new(into, existing)?;
    let mut source = from.open()?;
    let mut bar = progress::stages();
    let copied = copy(source.as_mut(), written.sink(), *poll, &mut |done, of| {
        bar.stage("reading the log", done, Some(of));
    });
    bar.end();
    let copied = copied.map_err(|error| match error {
        CopyError::Part(error) => refused(&error),
        CopyError::Sink(error) => Error::usage("file-write", format!("cannot be written: {error}"))
            .about(into.display())
            .hint("check that the disk has room"),
        error => Error::rejected(error.code(), &error),
    })?;
    written.finish(into, existing)?;
    if let Some(error) = &copied.not_final {
        warn(&format!("an audit will reject this: {error} ({})", error.code()));
    }
    let (shown, entries) = (into.display(), copied.checkpoint.size());
    let text = format!(
        "Wrote {shown}: a closed log of {entries} entries.\nCheck it: ostrakon audit {shown} --poll {}\n",
        copied.poll
    );
    let json = json!({
        "entries": entries,
        "final": copied.not_final.is_none(),
        "poll": copied.poll,
        "root": copied.checkpoint.root(),
    });
    Ok(Report::new(text, json))
}
