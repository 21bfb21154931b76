//! `ostrakon watch`.

use std::thread::sleep;
use std::time::Duration;

use ostrakon_board::follower::Follower;
use ostrakon_board::shown::Trouble;
use serde_json::{Value, json};

use crate::cli::Watch;
use crate::clock::now;
use crate::error::Error;
use crate::evidence::keep;
use crate::remote::Remote;
use crate::report::Report;
use crate::shown_log::{OnServer, board_key, done};
use crate::style::{BOLD, mark, say, warn};

pub(super) fn run(arguments: &Watch, as_json: bool) -> Result<Report, Error> {
    let Watch { server, poll: id, once, every, evidence } = arguments;
    let remote = Remote::new(server)?;
    let poll = remote.poll(*id)?;
    board_key(&poll)?;
    let (mut following, server) = (Follower::new(&poll), OnServer::new(&remote, *id));
    if !as_json && !once {
        say(&format!("{BOLD}{}{BOLD:#}, closes at {}\n", poll.title(), poll.closes()));
    }
    loop {
        match done(following.step(&server, &mut |_, _| ())) {
            Ok(grown) => {
                if grown && !as_json && !once && !following.is_closed() {
                    say(&format!("{} {}", now(), describe(&following)));
                }
            }
            // A connection may come back; what a board has signed stays.
            Err(Trouble::Fetch(error)) if !once && following.size() > 0 && error.exit_code() == 2 => {
                warn(error.message());
            }
            Err(trouble) => return Err(keep(trouble, evidence)),
        }
        if *once || following.is_closed() {
            break;
        }
        sleep(Duration::from_secs(*every));
    }
    let text = format!(
        "{} All {} entries of the log are as they have to be.\n{}",
        mark(true),
        following.size(),
        describe(&following)
    );
    let json = json!({
        "ballots": following.ballots(),
        "closed": following.is_closed(),
        "poll": id,
        "size": following.size(),
        "standing": standing(&following).into_iter().map(|(id, text)| json!({"question": id, "text": text})).collect::<Vec<Value>>(),
        "voters": following.tally().ballots().len(),
    });
    Ok(Report::new(text, json))
}

/// How the vote stands, for a person.
fn describe(following: &Follower) -> String {
    let closed = following.is_closed();
    let (ballots, voters) = (following.ballots(), following.tally().ballots().len());
    let end = if closed { "The log is closed" } else { "The log is open, and this is not the result" };
    let mut text = format!("{ballots} ballots of {voters} voters. {end}.\n");
    for (id, sentence) in standing(following) {
        let when = if closed { "" } else { "so far, " };
        text.push_str(&format!("  {BOLD}{id}{BOLD:#}: {when}{sentence}\n"));
    }
    text
}

/// Each question with its outcome if nothing else came; none for a poll that draws lots.
fn standing(following: &Follower) -> Vec<(String, String)> {
    let tally = following.tally();
    let Some(result) = tally.result().ok().filter(|_| !tally.ballots().is_empty()) else { return Vec::new() };
    let questions = following.poll().questions().iter().zip(result.outcomes());
    questions.map(|(question, outcome)| (question.id().to_string(), outcome.sentence(question))).collect()
}
