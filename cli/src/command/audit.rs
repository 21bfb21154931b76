//! `ostrakon audit`.

use std::path::Path;

use ostrakon_board::audit::{Brought, Finding, Given, Progress, Verdict, audit};
use ostrakon_board::bundle::Source;
use ostrakon_board::bundle::folder::Folder;
use ostrakon_board::receipt::MAX_RECEIPT_BYTES;
use ostrakon_core::poll::PollId;
use serde_json::json;

use crate::cli::Audit;
use crate::error::Error;
use crate::io::{Access, Existing};
use crate::parts::refused;
use crate::progress;
use crate::report::Report;
use crate::style::{BAD, GOOD, mark};

pub(super) fn run(arguments: &Audit) -> Result<Report, Error> {
    let Audit { bundle, poll, receipt, html, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    if let Some(html) = html {
        html.check(existing)?;
    }
    let bring = |source: &crate::io::Source| -> Result<Brought, Error> {
        let bytes = source.read(MAX_RECEIPT_BYTES + 1, "json-size")?.to_vec();
        Ok(Brought { name: source.to_string(), bytes })
    };
    let brought = receipt.iter().map(bring).collect::<Result<_, _>>()?;
    let given = Given { poll: *poll, brought };
    let verdict = check(bundle.open()?.as_mut(), &given)?;
    if let Some(html) = html {
        html.write(verdict.to_html().as_bytes(), Access::Everybody, existing)?;
    }
    let report = Report::new(to_text(&verdict), json!(verdict)).rejecting(!passed(&verdict));
    Ok(match html {
        Some(html) => report.beside(html),
        None => report,
    })
}

/// Audits a folder.
pub(super) fn of_folder(folder: &Path, id: PollId) -> Result<Verdict, Error> {
    check(&mut Folder::new(folder), &Given { poll: Some(id), brought: Vec::new() })
}

fn check(source: &mut dyn Source, given: &Given) -> Result<Verdict, Error> {
    let mut bar = progress::stages();
    let verdict = audit(source, given, &mut |stage| match stage {
        Progress::Group => bar.stage("building the group's tree", 0, None),
        Progress::Ballots { done, of } => bar.stage("checking ballots", done, of),
        Progress::Count => bar.stage("counting", 0, None),
    });
    bar.end();
    verdict.map_err(|error| refused(&error))
}

/// Whether nothing was found that speaks against the result.
pub(super) fn passed(verdict: &Verdict) -> bool {
    verdict.finding() != Finding::Rejected
}

/// The verdict for a person.
pub(super) fn to_text(verdict: &Verdict) -> String {
    let mut text = String::new();
    for check in verdict.checks() {
        let mark = check.is_passed().map_or_else(|| "–".to_owned(), mark);
        let code = check.code().map(|code| format!(" ({code})")).unwrap_or_default();
        text.push_str(&format!("{mark} {}{code}\n", check.text()));
        for detail in check.details() {
            text.push_str(&format!("    {detail}\n"));
        }
    }
    if !passed(verdict) {
        text.push_str(&format!("\n{BAD}Rejected:{BAD:#} do not rely on this result.\n"));
        return text;
    }
    text.push('\n');
    for sentence in verdict.sentences() {
        text.push_str(&format!("{sentence}\n"));
    }
    text.push_str(&match verdict.finding() {
        Finding::Accepted => format!("\n{GOOD}Accepted:{GOOD:#} this is the result of this poll.\n"),
        Finding::Rejected | Finding::SelfConsistent => {
            "\nSelf-consistent: the result follows from these files.\n".to_owned()
        }
    });
    text.push_str("\nWhat these files cannot tell:\n");
    for point in verdict.open_points() {
        text.push_str(&format!("- {point}\n"));
    }
    text
}
