//! `ostrakon tally`.

mod plain;

use ostrakon_core::poll::Poll;
use ostrakon_verifier::lottery::LotteryError;
use ostrakon_verifier::result::PollResult;
use serde_json::{Value, json};

use crate::ballots::{self, Checked, Note};
use crate::bundle::Bundle;
use crate::cli::{Proven, Tally};
use crate::document;
use crate::error::Error;
use crate::io::Existing;
use crate::report::Report;
use crate::style::{BOLD, warn};
use crate::telling::with_heading;

pub(super) fn run(arguments: &Tally) -> Result<Report, Error> {
    if arguments.ballots.is_empty() { plain::run(arguments) } else { proven(arguments) }
}

/// Counts the ballots of a poll.
fn proven(arguments: &Tally) -> Result<Report, Error> {
    let Tally { file: poll, ballots, telling, proven, plain: _, overwrite } = arguments;
    let Proven { id, lottery, skip_bad, output, bundle, group } = proven;
    let existing = Existing::from_force(overwrite.force);
    if let Some(output) = output {
        output.check(existing)?;
    }
    let bundle = bundle.as_ref().map(|folder| Bundle::new(folder, existing)).transpose()?;
    let poll = document::poll_of(poll, *id)?;
    let group = group.as_ref().map(|group| document::electorate(group, &poll)).transpose()?;
    let lottery = lottery.as_ref().map(|lottery| document::lottery(lottery, &poll)).transpose()?;
    if poll.lottery().is_some() && lottery.is_none() {
        return Err(Error::rejected(LotteryError::Missing.code(), LotteryError::Missing));
    }
    let received = ballots::read(ballots)?;
    let mut checked = Checked::new(&poll, &received);
    if let Some(lottery) = lottery {
        checked.open_lottery(lottery)?;
    }
    let bad: Vec<_> = checked.bad().iter().map(Note::to_line).collect();
    if !bad.is_empty() && !skip_bad {
        let message = format!("{} of {} ballots are bad, so nothing was counted", bad.len(), received.len());
        return Err(Error::rejected("bad-ballots", message)
            .details(bad)
            .hint("find out where they come from; --skip-bad counts the others"));
    }
    for line in &bad {
        warn(&format!("left out: {line}"));
    }
    let result = checked.result()?;
    if let Some(output) = output {
        output.write_document(&result.to_bytes(), existing)?;
    }
    let mut text = heading(&poll, &result);
    let mut pictures = 0;
    for (question, outcome) in poll.questions().iter().zip(result.outcomes()) {
        let profile = checked.profile(question, poll.electorate().members)?;
        text.push_str(&format!("\n{}", telling.tell(outcome, &profile)));
        pictures += telling.draw(outcome, &profile, question.id().as_str(), existing)?;
    }
    text.push_str(&telling.drew(pictures));
    if let Some(output) = output {
        text.push_str(&format!("\n{}.\n", output.wrote()));
    }
    if let (Some(bundle), Some(group)) = (bundle, group) {
        bundle.write(&poll, &group, checked.good(), &result)?;
        text.push_str(&format!("\nCheck it: ostrakon audit {bundle} --poll {}\n", poll.id()));
    }
    let report = Report::new(text, to_json(&result));
    Ok(match output {
        Some(output) => report.beside(output),
        None => report,
    })
}

fn heading(poll: &Poll, result: &PollResult) -> String {
    format!("{BOLD}{}{BOLD:#}\nBallots counted: {}\n", poll.title(), result.counted())
}

/// A result for a person: who won and why, question by question.
pub(super) fn describe(poll: &Poll, result: &PollResult) -> String {
    let mut text = heading(poll, result);
    for (question, outcome) in poll.questions().iter().zip(result.outcomes()) {
        text.push_str(&format!("\n{}", with_heading(&outcome.render(question))));
    }
    text
}

/// The result document itself.
pub(super) fn to_json(result: &PollResult) -> Value {
    serde_json::to_value(result).unwrap_or_else(|_| json!({}))
}
