//! `ostrakon audit`.

use std::path::Path;

use ostrakon_core::lottery::LotterySource;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_verifier::lottery::LotteryError;
use ostrakon_verifier::result::{MAX_RESULT_BYTES, PollResult};
use serde_json::{Value, json};

use crate::ballots::{self, Checked, Note};
use crate::bundle::{BALLOTS, GROUP, POLL, RESULT};
use crate::cli::Audit;
use crate::document;
use crate::error::Error;
use crate::io::Source;
use crate::report::Report;
use crate::style::{BAD, GOOD, mark};

/// Most bad ballots that are told one by one.
const MOST_TOLD: usize = 20;

pub(super) fn run(arguments: &Audit) -> Result<Report, Error> {
    let Audit { folder, poll: id } = arguments;
    if !folder.is_dir() {
        return Err(Error::usage("file-read", "there is no such folder")
            .about(folder.display())
            .hint("give the folder with poll.json, group.json, ballots.jsonl and result.json"));
    }
    let audit = Verdict::of(folder, *id);
    Ok(Report::new(audit.to_text(), audit.to_json()).rejecting(!audit.passed()))
}

/// What an audit found out, check by check.
pub(super) struct Verdict {
    checks: Vec<Check>,
    id_was_given: bool,
    poll: Option<Poll>,
    result: Option<PollResult>,
}

struct Check {
    name: &'static str,
    passed: bool,
    text: String,
    details: Vec<String>,
}

impl Verdict {
    /// Checks everything in a folder, and trusts nothing in it.
    pub(super) fn of(folder: &Path, id: Option<PollId>) -> Self {
        let mut audit = Self { checks: Vec::new(), id_was_given: id.is_some(), poll: None, result: None };
        let source = |name: &str| Source::from(folder.join(name));
        let poll = document::poll(&source(POLL));
        let said = |poll: &Poll| format!("{POLL} is a poll that makes sense: {}", poll.title());
        let Some(poll) = audit.note("poll", poll, said) else { return audit };
        if let Some(id) = id {
            let expected = poll.clone().expect_id(id).map_err(|error| Error::rejected(error.code(), &error));
            audit.note("poll-id", expected, |_| format!("it is poll {id}, as you said"));
        }
        audit.poll = Some(poll.clone());
        let group = document::electorate(&source(GROUP), &poll);
        audit.note("group", group, |group| {
            format!("{GROUP} is the poll's electorate: {} members", group.members())
        });
        let received = match ballots::read(&[source(BALLOTS)]) {
            Ok(received) => received,
            Err(error) => {
                audit.note("ballots", Err::<(), _>(error), |()| String::new());
                return audit;
            }
        };
        let mut checked = Checked::new(&poll, &received);
        audit.note_ballots(received.len(), &checked);
        let stated = source(RESULT).read(MAX_RESULT_BYTES, "json-size");
        if let Some(lottery) = poll.lottery() {
            let opened = stated.as_ref().map_err(Error::clone);
            let opened = opened.and_then(|stated| open_lottery(&mut checked, stated));
            if audit.note("lottery", opened, |()| drawn_by(lottery)).is_none() {
                return audit;
            }
        }
        let recounted = checked.result();
        let Some(recounted) = audit.note("count", recounted, |_| "the ballots were counted again".to_owned())
        else {
            return audit;
        };
        let stated = stated.and_then(|bytes| {
            if *bytes == recounted.to_bytes() { Ok(()) } else { Err(difference(&bytes, &recounted)) }
        });
        audit.note("result", stated, |()| format!("{RESULT} is what these ballots give, byte for byte"));
        audit.result = Some(recounted);
        audit
    }

    /// Whether every check passed.
    pub(super) fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.passed)
    }

    fn note<T>(
        &mut self,
        name: &'static str,
        found: Result<T, Error>,
        said: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let (text, found) = match found {
            Ok(found) => (said(&found), Some(found)),
            Err(error) => (format!("{} ({})", error.message(), error.code()), None),
        };
        self.checks.push(Check { name, passed: found.is_some(), text, details: Vec::new() });
        found
    }

    fn note_ballots(&mut self, received: usize, checked: &Checked) {
        let bad = checked.bad();
        let mut details: Vec<_> = bad.iter().take(MOST_TOLD).map(Note::to_line).collect();
        if bad.len() > MOST_TOLD {
            details.push(format!("and {} more", bad.len() - MOST_TOLD));
        }
        let not_counted = checked.good().len() - checked.counted();
        let text = if bad.is_empty() {
            format!(
                "each of {received} ballots is by a member and in form; {} count, {not_counted} were replaced or repeated",
                checked.counted()
            )
        } else {
            format!("{} of {received} ballots are bad", bad.len())
        };
        self.checks.push(Check { name: "ballots", passed: bad.is_empty(), text, details });
    }

    /// The verdict for a person.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for Check { name: _, passed, text: said, details } in &self.checks {
            text.push_str(&format!("{} {said}\n", mark(*passed)));
            for detail in details {
                text.push_str(&format!("    {detail}\n"));
            }
        }
        if !self.passed() {
            text.push_str(&format!("\n{BAD}Rejected:{BAD:#} do not rely on this result.\n"));
            return text;
        }
        if let (Some(poll), Some(result)) = (&self.poll, &self.result) {
            text.push('\n');
            for (question, outcome) in poll.questions().iter().zip(result.outcomes()) {
                text.push_str(&format!("{} {}\n", question.prompt(), outcome.sentence(question)));
            }
        }
        text.push_str(&match (&self.poll, self.id_was_given) {
            (Some(poll), false) => format!(
                "\nSelf-consistent: the result follows from these files. Compare the poll's id with the one you\n\
                 were told, or give it as --poll: {}\n",
                poll.id()
            ),
            _ => format!("\n{GOOD}Accepted:{GOOD:#} this is the result of this poll.\n"),
        });
        text.push_str("No file can tell whether a ballot was kept from whoever collected them.\n");
        text
    }

    fn to_json(&self) -> Value {
        let check = |Check { name, passed, text, details }: &Check| json!({"check": name, "passed": passed, "text": text, "details": details});
        let verdict = match (self.passed(), self.id_was_given) {
            (false, _) => "rejected",
            (true, false) => "self-consistent",
            (true, true) => "accepted",
        };
        json!({
            "verdict": verdict,
            "poll": self.poll.as_ref().map(Poll::id),
            "checks": self.checks.iter().map(check).collect::<Vec<_>>(),
        })
    }
}

/// What a poll's lots were drawn by, once that is found to be right.
fn drawn_by(lottery: &LotterySource) -> String {
    match lottery {
        LotterySource::Beacon(round) => {
            format!("lots are drawn by round {} of the beacon, and the beacon signed it", round.round)
        }
        LotterySource::Parties(parties) => {
            format!("lots are drawn by the secrets that {} parties had committed to", parties.len())
        }
    }
}

/// Takes in what the stated result says the poll's lottery source gave.
fn open_lottery(checked: &mut Checked, stated: &[u8]) -> Result<(), Error> {
    let stated = PollResult::from_bytes(stated)
        .map_err(|error| Error::rejected(error.code(), &error).about(RESULT))?;
    let missing = || Error::rejected(LotteryError::Missing.code(), LotteryError::Missing).about(RESULT);
    checked.open_lottery(stated.lottery().cloned().ok_or_else(missing)?)
}

/// Where a stated result differs from the recounted one.
fn difference(stated: &[u8], recounted: &PollResult) -> Error {
    let reason = match PollResult::from_bytes(stated) {
        Err(error) => return Error::rejected(error.code(), &error).about(RESULT),
        Ok(stated) if stated.poll() != recounted.poll() => "it is of another poll".to_owned(),
        Ok(stated) if stated.counted() != recounted.counted() => {
            format!("it counts {} ballots, there are {}", stated.counted(), recounted.counted())
        }
        Ok(stated) => {
            let winners = |result: &PollResult| {
                result.outcomes().iter().map(|outcome| outcome.winners().to_vec()).collect::<Vec<_>>()
            };
            if winners(&stated) == winners(recounted) {
                "its figures or its transcript are others".to_owned()
            } else {
                "it names other winners".to_owned()
            }
        }
    };
    Error::rejected("result-differs", format!("{RESULT} is not what these ballots give: {reason}"))
}
