//! Ballots from files: read, checked many at once, and counted.

use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::counted::{Countable as _, Counted};
use ostrakon_core::lottery::LotteryOpening;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::Question;
use ostrakon_tally::profile::Profile;
use ostrakon_verifier::result::{CountedBallot, PollResult, Tally};
use ostrakon_verifier::{VerifiedBallot, Verifier};
use rand_core::OsRng;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::error::Error;
use crate::io::Source;
use crate::progress;

/// Most bytes of a file with ballots.
const MOST_BYTES: usize = 2 * 1024 * 1024 * 1024;

/// Most ballots that are taken at a time.
const MOST_BALLOTS: usize = 2_000_000;

/// A ballot as it stands in a file. Nothing of it is believed.
#[derive(Debug)]
pub(crate) struct Received {
    /// Where it stands: a file, or a file and a line.
    name: String,
    bytes: Vec<u8>,
}

impl Received {
    /// A ballot that did not come from a file.
    pub(crate) fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes }
    }
}

impl AsRef<[u8]> for Received {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads files with one ballot each, or with one ballot a line.
pub(crate) fn read(sources: &[Source]) -> Result<Vec<Received>, Error> {
    let mut received = Vec::new();
    for source in sources {
        let bytes = source.read_document(MOST_BYTES)?;
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        // A ballot that was spread over lines is one bad ballot, not many.
        let is_one = first.len() == bytes.len()
            || (bytes.len() <= MAX_BALLOT_BYTES && serde_json::from_slice::<IgnoredAny>(&bytes).is_ok());
        if is_one {
            if !bytes.is_empty() {
                received.push(Received { name: source.to_string(), bytes: bytes.to_vec() });
            }
            continue;
        }
        let lines = bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
        for (at, line) in lines {
            if received.len() == MOST_BALLOTS {
                return Err(Error::rejected("ballots-number", format!("more than {MOST_BALLOTS} ballots"))
                    .about(source)
                    .hint("check that these are files of ballots, and check fewer at a time"));
            }
            received.push(Received { name: format!("{source}:{}", at + 1), bytes: line.to_vec() });
        }
    }
    Ok(received)
}

/// What became of received ballots, by their numbers from 1.
#[derive(Debug)]
pub(crate) struct Checked {
    tally: Tally,
    good: Vec<VerifiedBallot>,
    bad: Vec<Note>,
    /// Good ballots that are not the only ones of their voter.
    notable: Vec<Note>,
}

/// Something to say about one ballot.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

impl Note {
    /// One line for a person.
    pub(crate) fn to_line(&self) -> String {
        let Self { number, name, code, reason } = self;
        format!("ballot {number} ({name}): {code}: {reason}")
    }

    /// The same for a program.
    pub(crate) fn to_json(&self) -> Value {
        let Self { number, name, code, reason } = self;
        json!({"number": number, "name": name, "code": code, "reason": reason})
    }
}

impl Checked {
    /// Checks ballots of a poll, many at once.
    pub(crate) fn new(poll: &Poll, received: &[Received]) -> Self {
        let verifier = Verifier::new(poll.clone());
        let mut checked =
            Self { tally: Tally::new(poll.clone()), good: Vec::new(), bad: Vec::new(), notable: Vec::new() };
        let bar = progress::bar("checking ballots", received.len());
        for (number, (Received { name, .. }, verdict)) in
            (1..).zip(verifier.verify_stream(received, &mut OsRng))
        {
            match verdict {
                Ok(ballot) => checked.take(number, name, ballot),
                Err(error) => {
                    let (code, reason) = (error.code(), error.to_string());
                    checked.bad.push(Note { number, name: name.clone(), code, reason });
                }
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        checked
    }

    fn take(&mut self, number: usize, name: &str, ballot: VerifiedBallot) {
        let standing = self.tally.ballots().get(ballot.nullifier()).map(CountedBallot::revision);
        let counted = self.tally.add(ballot.clone()).expect("the verifier is of the same poll");
        let note = match counted {
            Counted::First => None,
            Counted::Outranked | Counted::Replaces if standing == Some(ballot.revision()) => Some((
                "conflict",
                "this voter said two things at once: the ballot with the smaller id counts",
            )),
            Counted::Outranked => Some(("outranked", "another ballot of this voter counts instead")),
            Counted::Replaces => Some(("replaces", "counts instead of an earlier ballot of this voter")),
            Counted::Same => Some(("repeated", "this ballot was there already")),
        };
        if let Some((code, reason)) = note {
            let reason = format!("{reason} (revision {})", ballot.revision());
            self.notable.push(Note { number, name: name.to_owned(), code, reason });
        }
        self.good.push(ballot);
    }

    /// Takes in what the poll's lottery source gave.
    pub(crate) fn open_lottery(&mut self, opening: LotteryOpening) -> Result<(), Error> {
        self.tally.open_lottery(opening).map_err(|error| Error::rejected(error.code(), &error))
    }

    /// The ballots that passed every check, in the order they came.
    pub(crate) fn good(&self) -> &[VerifiedBallot] {
        &self.good
    }

    /// The ballots that failed one.
    pub(crate) fn bad(&self) -> &[Note] {
        &self.bad
    }

    /// Good ballots that repeat, replace or stand behind another of the same voter.
    pub(crate) fn notable(&self) -> &[Note] {
        &self.notable
    }

    /// How many ballots count: one for each voter.
    pub(crate) fn counted(&self) -> usize {
        self.tally.ballots().len()
    }

    /// What was answered to a question of the poll, one ballot for each voter.
    pub(crate) fn profile<'q>(&self, question: &'q Question, electorate: u64) -> Result<Profile<'q>, Error> {
        let answers = self.tally.ballots().iter().filter_map(|ballot| ballot.answers().get(question.id()));
        Profile::new(question, answers.map(|answer| (answer, 1)))
            .and_then(|profile| profile.with_electorate(electorate))
            .map_err(|error| Error::rejected("tally-profile", error))
    }

    /// The result of the poll.
    pub(crate) fn result(&self) -> Result<PollResult, Error> {
        self.tally.result().map_err(|error| Error::rejected(error.code(), &error))
    }
}
