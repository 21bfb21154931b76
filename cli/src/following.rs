//! Following a log: all of it is checked, in the order in which it came to be.

use ostrakon_board::audit::add_logged;
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::log::{Entry, Log};
use ostrakon_board::tile::TILE_WIDTH;
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;

use crate::error::Error;
use crate::evidence::Trouble;
use crate::shown_log::{ShownLog, other_root};

/// A log that is followed, as far as it was checked.
pub(crate) struct Following<'a> {
    shown: ShownLog<'a>,
    verifier: Verifier,
    signed: Option<SignedCheckpoint>,
    log: Log<'a>,
    tally: Tally,
    /// The first thing in the log that may not be there.
    wrong: Option<Error>,
}

impl<'a> Following<'a> {
    /// A log of which nothing is checked yet.
    pub(crate) fn new(shown: ShownLog<'a>) -> Self {
        let poll = shown.poll();
        let (verifier, log, tally) = (Verifier::new(poll.clone()), Log::new(poll), Tally::new(poll.clone()));
        Self { shown, verifier, signed: None, log, tally, wrong: None }
    }

    /// The poll.
    pub(crate) const fn poll(&self) -> &'a Poll {
        self.shown.poll()
    }

    /// How many ballots are in the log.
    pub(crate) fn ballots(&self) -> u64 {
        self.size().saturating_sub(1 + u64::from(self.is_closed()))
    }

    /// How many entries it has.
    pub(crate) const fn size(&self) -> u64 {
        self.log.size()
    }

    /// Whether it ends in a close.
    pub(crate) const fn is_closed(&self) -> bool {
        self.log.is_closed()
    }

    /// The ballots that count.
    pub(crate) const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Checks what has been added, and says whether that is anything.
    pub(crate) fn step(&mut self) -> Result<bool, Trouble> {
        let signed = self.shown.checkpoint()?;
        let (size, root) = (signed.unverified().size(), signed.unverified().root());
        if let Some(before) = &self.signed {
            let old = before.unverified();
            if size < old.size() {
                let message = format!("the log had {} entries, and has {size} now", old.size());
                return Err(Trouble::caught(Error::rejected("log-shrunk", message), &[before, &signed]));
            }
            if size == old.size() {
                if root == old.root() {
                    return Ok(false);
                }
                return Err(Trouble::caught(forked(), &[before, &signed]));
            }
        }
        self.read_to(size)?;
        if self.log.root() != root {
            // Either the entries shown are not those signed, or those signed do not go on from before.
            if let Some(before) = &self.signed {
                self.shown.goes_on(before.unverified(), signed.unverified()).map_err(|error| match error
                    .code()
                {
                    "log-proof-root" => Trouble::caught(forked(), &[before, &signed]),
                    _ => error.into(),
                })?;
            }
            return Err(other_root().into());
        }
        if let Some(error) = self.wrong.take() {
            return Err(Trouble::caught(error, &[&signed]));
        }
        self.signed = Some(signed);
        Ok(true)
    }

    /// Reads on, and takes note of the first entry that may not be there.
    fn read_to(&mut self, size: u64) -> Result<(), Error> {
        let Self { shown, verifier, log, tally, wrong, .. } = self;
        let mut ballots = Vec::new();
        shown.entries(log.size()..size, |index, entry| {
            let problem = match log.push(entry) {
                Ok(Entry::Ballot) => {
                    ballots.push((index, entry.to_vec()));
                    None
                }
                Ok(Entry::Manifest | Entry::Close) => None,
                Err(error) => Some(Error::rejected(error.code(), &error)),
            };
            *wrong = wrong.take().or(problem);
            // All of a part is counted before the next is fetched: should that fail, this one is not read again.
            if (index + 1) % u64::from(TILE_WIDTH) == 0 || index + 1 == size {
                let counted = count(verifier, tally, std::mem::take(&mut ballots));
                *wrong = wrong.take().or(counted);
            }
            Ok(())
        })
    }
}

/// Verifies ballots and counts them; returns what is wrong with the first that should not be in a log.
fn count(verifier: &Verifier, tally: &mut Tally, ballots: Vec<(u64, Vec<u8>)>) -> Option<Error> {
    let (indices, bytes): (Vec<u64>, Vec<Vec<u8>>) = ballots.into_iter().unzip();
    let mut wrong = None;
    for (index, verdict) in indices.into_iter().zip(verifier.verify_all(&bytes, &mut OsRng)) {
        let told = |code, reason: String| Error::rejected(code, format!("entry {index}: {reason}"));
        let problem = match verdict {
            Err(error) => Some(told(error.code(), error.to_string())),
            Ok(ballot) => add_logged(tally, ballot).err().map(|error| told(error.code(), error.to_string())),
        };
        wrong = wrong.or(problem);
    }
    wrong
}

fn forked() -> Error {
    Error::rejected("log-forked", "the board has signed two logs that do not go on from each other")
}
