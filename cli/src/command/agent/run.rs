//! `ostrakon agent run`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

use ostrakon_agent::digest::digest;
use ostrakon_agent::folder::{self, DIGEST, PREFERENCES};
use ostrakon_agent::preferences::Preferences;
use ostrakon_agent::record::Check;
use ostrakon_agent::rules::RulesDecider;
use ostrakon_agent::run::{Round, Runner};
use ostrakon_agent::signer::Verdict;
use serde_json::json;

use super::signer;
use crate::cli::AgentRun;
use crate::clock::now;
use crate::command::serve::stop_signal;
use crate::error::Error;
use crate::io::{Access, Existing, Source, Target};
use crate::report::Report;
use crate::style::warn;

pub(super) fn run(arguments: &AgentRun) -> Result<Report, Error> {
    let AgentRun { agent, once, every } = arguments;
    let source = Source::File(agent.folder.join(PREFERENCES));
    let text = source.read_text(folder::MAX_BYTES, "preferences-size")?;
    let preferences = Preferences::from_toml(&text).map_err(|error| {
        Error::rejected(error.code(), &error)
            .about(&source)
            .hint("compare with the file that `ostrakon agent new` writes")
    })?;
    let mut signer = signer(agent)?;
    let (mut decider, mut runner) = (RulesDecider::new(preferences), Runner::default());
    let stopping = if *once { Arc::default() } else { stopping()? };
    let stop = || stopping.load(Ordering::Relaxed);
    let target = Target::from(agent.folder.join(DIGEST));
    let mut decided = 0;
    loop {
        let round = runner.round(&mut signer, &mut decider, &stop)?;
        decided += round.decided.len();
        tell(&round);
        let page = digest(signer.affairs(), signer.now());
        target.write(page.as_bytes(), Access::Owner, Existing::Replace)?;
        if *once || stop() {
            let json = json!({"decided": decided, "digest": target.to_string(), "next": signer.next_due()});
            return Ok(Report::new(page, json));
        }
        let until = now().unix_seconds().saturating_add(i64::from(*every));
        let until = signer.next_due().map_or(until, |due| due.unix_seconds().min(until));
        // A moment at least, however much is due.
        loop {
            sleep(Duration::from_secs(1));
            if stop() || now().unix_seconds() >= until {
                break;
            }
        }
    }
}

/// Says, once set, that the program is to end.
fn stopping() -> Result<Arc<AtomicBool>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Error::usage("threads", format!("the system gives no threads: {error}")).hint("try again")
    })?;
    let stopped = runtime.block_on(async { stop_signal() })?;
    let stopping = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&stopping);
    spawn(move || {
        runtime.block_on(stopped);
        set.store(true, Ordering::Relaxed);
    });
    Ok(stopping)
}

/// What came of a round, line by line.
fn tell(round: &Round) {
    for trouble in &round.troubles {
        match trouble.poll {
            Some(poll) => warn(&format!("{} {poll}: {}", trouble.board, trouble.error)),
            None => warn(&format!("{}: {}", trouble.board, trouble.error)),
        }
    }
    for (_, title, verdict) in &round.decided {
        let what = match verdict {
            Verdict::Cast { .. } => "cast".to_owned(),
            Verdict::Kept {} => "kept for you".to_owned(),
            Verdict::Planned { to, .. } => format!("leaves before {to}"),
            Verdict::Refused { message, .. } => message.clone(),
            Verdict::Waiting { reason } => format!("waits for you: {reason}"),
        };
        anstream::eprintln!("{} {title}: {what}", now());
    }
    for sent in &round.sent {
        match &sent.outcome {
            Ok(_) => anstream::eprintln!("{} {}: cast", now(), sent.title),
            Err(error) => warn(&format!("{}: {error}", sent.title)),
        }
    }
    for (poll, check) in &round.checked {
        match check {
            Check::Included => anstream::eprintln!("{} {poll}: in the final log", now()),
            Check::Dropped => warn(&format!("{poll}: promised, and not in the final log. Keep the receipt")),
            Check::Forked => warn(&format!("{poll}: the board has signed two logs. Keep the receipt")),
        }
    }
}
