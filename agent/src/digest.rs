//! What an agent did and what waits for its owner, in a page that is read in a minute.

use std::fmt::Write as _;

use ostrakon_core::time::Timestamp;

use crate::decision::Decision;
use crate::mandate::Judgement;
use crate::record::Check;
use crate::state::{Affair, Stage};

/// Most polls that are told of under one heading.
const MOST: usize = 20;

/// Most characters of a reason.
const REASON: usize = 200;

/// A heading, and what stands under it.
type Section<'a> = (&'a str, &'a dyn Fn(&Affair) -> bool);

/// What was decided and why, what waits for the owner, and what can still be changed. It holds what only the owner may
/// see.
#[must_use]
pub fn digest<'a>(affairs: impl IntoIterator<Item = &'a Affair>, now: Timestamp) -> String {
    let mut affairs: Vec<_> = affairs.into_iter().collect();
    affairs.sort_by_key(|affair| (affair.poll.closes(), affair.poll.id()));
    let open = |affair: &Affair| now < affair.poll.closes();
    let mut text = format!("As of {now}.\n");
    let sections: [Section<'_>; 7] = [
        ("waits for you", &|affair| open(affair) && affair.stage == Stage::Waiting),
        ("is kept for you, and not cast", &|affair| open(affair) && affair.stage == Stage::Kept),
        ("is to leave; you can still change it", &|affair| matches!(affair.stage, Stage::Planned { .. })),
        ("is cast; you can still replace it", &|affair| {
            open(affair) && affair.stage == Stage::Cast && affair.next_revision().is_some()
        }),
        ("is cast for good", &|affair| {
            affair.stage == Stage::Cast
                && affair.check.is_none()
                && !(open(affair) && affair.next_revision().is_some())
        }),
        ("needs you to look: no ballot, or one that is not in the log", &|affair| {
            matches!(affair.stage, Stage::Failed { .. } | Stage::Withdrawn { .. })
                || matches!(affair.check, Some(Check::Dropped | Check::Forked))
        }),
        ("is in the final log", &|affair| affair.check == Some(Check::Included)),
    ];
    for (what, belongs) in sections {
        let those: Vec<_> = affairs.iter().filter(|affair| belongs(affair)).collect();
        if those.is_empty() {
            continue;
        }
        add(&mut text, format_args!("\n{} {what}\n", those.len()));
        for affair in those.iter().take(MOST) {
            tell(&mut text, affair);
        }
        if let Some(more) = those.len().checked_sub(MOST).filter(|&more| more > 0) {
            add(&mut text, format_args!("- and {more} more\n"));
        }
    }
    text
}

fn tell(text: &mut String, affair: &Affair) {
    let Affair { poll, decided, stage, .. } = affair;
    add(text, format_args!("- {} (closes {}, {})\n", poll.title(), poll.closes(), poll.id()));
    let proposed = affair.proposal();
    if let Some(answers) = affair.answers().or_else(|| Some(&proposed?.answers)) {
        for line in poll.tell(answers).lines() {
            add(text, format_args!("    {line}\n"));
        }
    }
    if let Judgement::Ask(reason) = &decided.judgement {
        add(text, format_args!("    asked: {reason}\n"));
    }
    match stage {
        Stage::Planned { leaves } => add(text, format_args!("    leaves {leaves}\n")),
        Stage::Failed { message, .. } => add(text, format_args!("    not cast: {message}\n")),
        Stage::Withdrawn { code } => add(text, format_args!("    not cast: {code}\n")),
        _ => {}
    }
    let (reason, sure) = match &decided.decision {
        Decision::Propose(proposal) => {
            (&proposal.rationale, Some((proposal.confidence, proposal.importance)))
        }
        Decision::Undecided { reason, .. } => (reason, None),
    };
    let mut short: String = reason.as_str().chars().take(REASON).collect();
    if short.len() < reason.as_str().len() {
        short.push('…');
    }
    let sure =
        sure.map(|(sure, important)| format!(", {sure} sure, importance {important}")).unwrap_or_default();
    if affair.owner {
        add(text, format_args!("    you answered\n"));
    } else {
        add(text, format_args!("    {}{sure}: {short}\n", decided.decider));
    }
}

fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("text takes what is written");
}
