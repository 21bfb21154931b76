//! `ostrakon verify`.

use serde_json::json;

use crate::ballots::{self, Checked, Note};
use crate::cli::Verify;
use crate::document;
use crate::error::Error;
use crate::report::Report;
use crate::style::mark;

pub(super) fn run(arguments: &Verify) -> Result<Report, Error> {
    let Verify { poll, ballots, id } = arguments;
    let poll = document::poll_of(poll, *id)?;
    let received = ballots::read(ballots)?;
    if received.is_empty() {
        return Err(Error::rejected("json-syntax", "the files hold no ballot"));
    }
    let checked = Checked::new(&poll, &received);
    let mut text = String::new();
    for bad in checked.bad() {
        text.push_str(&format!("{} {}\n", mark(false), bad.to_line()));
    }
    for note in checked.notable() {
        text.push_str(&format!("  {}\n", note.to_line()));
    }
    let all_good = checked.bad().is_empty();
    text.push_str(&format!(
        "{} {} of {} ballots are good; {} count, one for each voter.\n",
        mark(all_good),
        checked.good().len(),
        received.len(),
        checked.counted()
    ));
    let notes = |notes: &[Note]| notes.iter().map(Note::to_json).collect::<Vec<_>>();
    let json = json!({
        "poll": poll.id(),
        "poll_id_checked": id.is_some(),
        "ballots": received.len(),
        "good": checked.good().len(),
        "counted": checked.counted(),
        "bad": notes(checked.bad()),
        "notes": notes(checked.notable()),
    });
    Ok(Report::new(text, json).rejecting(!all_good))
}
