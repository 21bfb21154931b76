//! Ballots one after the other: out of a log, or out of a list.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read};

use ostrakon_core::ballot::{BallotId, MAX_BALLOT_BYTES};
use ostrakon_core::counted::Countable as _;
use ostrakon_core::poll::Poll;
use ostrakon_verifier::result::Tally;
use ostrakon_verifier::{VerifiedBallot, VerifyError};

use super::verdict::{AuditError, Check};
use crate::bundle::entries::{Place, entries};
use crate::bundle::{BALLOTS, PartError, Source};
use crate::log::{Entry, Log, LogError};
use crate::tree::TreeHash;

/// Most bad ballots that are told one by one.
const MOST_TOLD: usize = 20;

/// A ballot as it stands in a log or a list. Nothing of it is believed.
pub(super) struct Received {
    /// The entry of a log, from 0, or the line of a list, from 1.
    pub(super) number: u64,
    bytes: Vec<u8>,
}

impl AsRef<[u8]> for Received {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The ballots of a log. Ends where the log ends, or cannot be read on.
pub(super) struct Logged<'a> {
    source: &'a mut dyn Source,
    place: Place,
    next: VecDeque<Received>,
    pub(super) log: Log,
    /// The log's roots at the sizes that are asked about.
    pub(super) roots: BTreeMap<u64, Option<TreeHash>>,
    /// What is wrong with the order of entries, as far as it is told.
    pub(super) faults: Vec<LogError>,
    /// Why the log cannot be read to its end.
    pub(super) trouble: Option<PartError>,
}

impl<'a> Logged<'a> {
    /// The ballots of a poll's log of `size` entries.
    pub(super) fn new(
        source: &'a mut dyn Source,
        poll: &'a Poll,
        size: u64,
        roots: BTreeMap<u64, Option<TreeHash>>,
    ) -> Self {
        let (place, log) = (Place::beginning(size), Log::new(poll));
        Self { source, place, next: VecDeque::new(), log, roots, faults: Vec::new(), trouble: None }
    }

    /// Takes the next bundle in. Whether there was one.
    fn fill(&mut self) -> Result<bool, PartError> {
        let Some((id, bytes)) = self.place.next(self.source)? else { return Ok(false) };
        for entry in entries(id, &bytes)? {
            let number = self.log.size();
            match self.log.push(entry) {
                Ok(Entry::Ballot) => self.next.push_back(Received { number, bytes: entry.to_vec() }),
                Ok(Entry::Manifest | Entry::Close) => {}
                Err(error) if self.faults.len() < MOST_TOLD => self.faults.push(error),
                Err(_) => {}
            }
            if let Some(root) = self.roots.get_mut(&self.log.size()) {
                *root = Some(self.log.root());
            }
        }
        Ok(true)
    }
}

impl Iterator for Logged<'_> {
    type Item = Received;

    fn next(&mut self) -> Option<Received> {
        loop {
            if let Some(ballot) = self.next.pop_front() {
                return Some(ballot);
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.trouble = Some(error);
                    return None;
                }
            }
        }
    }
}

/// The ballots of a list, one a line. Ends where the list ends, or cannot be read on.
pub(super) struct Lines<'a> {
    reader: BufReader<Box<dyn Read + 'a>>,
    number: u64,
    /// Why the list cannot be read to its end.
    pub(super) trouble: Option<PartError>,
}

impl<'a> Lines<'a> {
    pub(super) fn open(source: &'a mut dyn Source) -> Result<Self, PartError> {
        Ok(Self { reader: BufReader::new(source.open(BALLOTS)?), number: 0, trouble: None })
    }

    /// The next line, of which more than a ballot can have is left out.
    fn line(&mut self) -> std::io::Result<Vec<u8>> {
        let (mut line, most) = (Vec::new(), MAX_BALLOT_BYTES + 2);
        (&mut self.reader).take(most as u64).read_until(b'\n', &mut line)?;
        if line.len() == most && line.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
        }
        Ok(line)
    }
}

impl Iterator for Lines<'_> {
    type Item = Received;

    fn next(&mut self) -> Option<Received> {
        loop {
            let mut bytes = match self.line() {
                Ok(line) if line.is_empty() => return None,
                Ok(line) => line,
                Err(error) => {
                    self.trouble = Some(PartError::in_part(BALLOTS, &error));
                    return None;
                }
            };
            self.number += 1;
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if !bytes.is_empty() {
                return Some(Received { number: self.number, bytes });
            }
        }
    }
}

/// Counts the next ballot of a log, where each one of a voter has a higher revision than the one before.
///
/// # Errors
/// [`AuditError::SecondBallot`] or [`AuditError::OtherPoll`]: it is not counted.
pub fn add_logged(tally: &mut Tally, ballot: VerifiedBallot) -> Result<(), AuditError> {
    match tally.ballots().get(ballot.nullifier()).map(|standing| standing.revision()) {
        Some(highest) if highest >= ballot.revision() => Err(AuditError::SecondBallot { highest }),
        _ => {
            tally.add(ballot)?;
            Ok(())
        }
    }
}

/// Adds ballots up that were checked.
pub(super) struct Counting {
    tally: Tally,
    good: u64,
    bad: u64,
    told: Vec<String>,
    /// Bad ones that are not told.
    untold: u64,
}

impl Counting {
    pub(super) const fn new(tally: Tally) -> Self {
        Self { tally, good: 0, bad: 0, told: Vec::new(), untold: 0 }
    }

    /// How many ballots were taken in.
    pub(super) const fn received(&self) -> u64 {
        self.good + self.bad
    }

    /// Takes a ballot of a list, where several of one voter may stand.
    pub(super) fn take(&mut self, line: u64, verdict: Result<VerifiedBallot, VerifyError>) {
        match verdict {
            Ok(ballot) => {
                self.tally.add(ballot).expect("the verifier is of the same poll");
                self.good += 1;
            }
            Err(error) => self.tell(&format!("{BALLOTS}:{line}"), error.code(), &error.to_string()),
        }
    }

    /// Takes a ballot of a log. Returns its id if it is good.
    pub(super) fn take_logged(
        &mut self,
        entry: u64,
        verdict: Result<VerifiedBallot, VerifyError>,
    ) -> Option<BallotId> {
        let place = format!("entry {entry}");
        let ballot = match verdict {
            Ok(ballot) => ballot,
            Err(error) => {
                self.tell(&place, error.code(), &error.to_string());
                return None;
            }
        };
        let id = ballot.id();
        match add_logged(&mut self.tally, ballot) {
            Ok(()) => self.good += 1,
            Err(error) => self.tell(&place, error.code(), &error.to_string()),
        }
        Some(id)
    }

    fn tell(&mut self, place: &str, code: &str, reason: &str) {
        self.bad += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push(format!("{place}: {code}: {reason}"));
        } else {
            self.untold += 1;
        }
    }

    /// What comes of it, and the tally of the good ones.
    pub(super) fn finish(mut self) -> (Check, Tally) {
        let (all, counted) = (self.received(), self.tally.ballots().len() as u64);
        let check = if self.bad == 0 {
            let others = self.good - counted;
            let text = format!(
                "each of {all} ballots is by a member and in form; {counted} count, {others} were replaced or repeated"
            );
            Check::passed("ballots", text)
        } else {
            if self.untold > 0 {
                self.told.push(format!("and {} more", self.untold));
            }
            let error = AuditError::BadBallots { bad: self.bad, all };
            Check::failed("ballots", error.code(), error.to_string()).with(self.told)
        };
        (check, self.tally)
    }
}
