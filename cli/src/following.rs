//! Following a log: all of it is checked, in the order in which it came to be.

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::entry::Close;
use ostrakon_board::tile::TILE_WIDTH;
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_core::counted::Counted;
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;

use crate::error::Error;
use crate::evidence::Trouble;
use crate::shown_log::{ShownLog, other_root};

/// A log that is followed, as far as it was checked.
pub(crate) struct Following<'a> {
    log: ShownLog<'a>,
    verifier: Verifier,
    signed: Option<SignedCheckpoint>,
    frontier: Frontier,
    tally: Tally,
    ballots: u64,
    closed: bool,
}

impl<'a> Following<'a> {
    /// A log of which nothing is checked yet.
    pub(crate) fn new(log: ShownLog<'a>) -> Self {
        let (verifier, tally) = (Verifier::new(log.poll().clone()), Tally::new(log.poll().clone()));
        Self { log, verifier, signed: None, frontier: Frontier::new(), tally, ballots: 0, closed: false }
    }

    /// The poll.
    pub(crate) const fn poll(&self) -> &'a Poll {
        self.log.poll()
    }

    /// How many ballots are in the log.
    pub(crate) const fn ballots(&self) -> u64 {
        self.ballots
    }

    /// How many entries it has.
    pub(crate) const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Whether it ends in a close.
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// The ballots that count.
    pub(crate) const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Checks what has been added, and says whether that is anything.
    pub(crate) fn step(&mut self) -> Result<bool, Trouble> {
        let signed = self.log.checkpoint()?;
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
        let wrong = self.read_to(size)?;
        if self.frontier.root() != root {
            // Either the entries shown are not those signed, or those signed do not go on from before.
            if let Some(before) = &self.signed {
                self.log.goes_on(before.unverified(), signed.unverified()).map_err(|error| {
                    match error.code() {
                        "log-proof-root" => Trouble::caught(forked(), &[before, &signed]),
                        _ => error.into(),
                    }
                })?;
            }
            return Err(other_root().into());
        }
        if let Some(error) = wrong {
            return Err(Trouble::caught(error, &[&signed]));
        }
        self.signed = Some(signed);
        Ok(true)
    }

    /// Reads on, and returns the first thing in the entries that may not be there.
    fn read_to(&mut self, size: u64) -> Result<Option<Error>, Error> {
        let (mut wrong, mut ballots) = (None, Vec::new());
        let start = self.frontier.size();
        let Self { log, verifier, frontier, tally, ballots: number, closed, .. } = self;
        log.entries(start..size, |index, entry| {
            frontier.push(leaf_hash(entry));
            let problem = if index == 0 {
                (entry != log.poll().to_bytes()).then(|| bad("log-manifest", 0, "is not the poll"))
            } else if *closed {
                Some(bad("log-after-close", index, "follows the close"))
            } else if let Ok(close) = Close::from_bytes(entry) {
                *closed = true;
                let right = (close.poll(), close.ballots()) == (log.poll().id(), index - 1);
                (!right).then(|| bad("log-close", index, "is not the close of this log"))
            } else {
                *number += 1;
                ballots.push((index, entry.to_vec()));
                None
            };
            wrong = wrong.take().or(problem);
            if ballots.len() == usize::from(TILE_WIDTH) || index + 1 == size {
                let counted = count(verifier, tally, std::mem::take(&mut ballots));
                wrong = wrong.take().or(counted);
            }
            Ok(())
        })?;
        Ok(wrong)
    }
}

/// Verifies ballots and counts them; returns what is wrong with the first that should not be in a log.
fn count(verifier: &Verifier, tally: &mut Tally, ballots: Vec<(u64, Vec<u8>)>) -> Option<Error> {
    let (indices, bytes): (Vec<u64>, Vec<Vec<u8>>) = ballots.into_iter().unzip();
    let mut wrong = None;
    for (index, verdict) in indices.into_iter().zip(verifier.verify_all(&bytes, &mut OsRng)) {
        let problem = match verdict {
            Err(error) => {
                Some(Error::rejected(error.code(), format!("entry {index} is a bad ballot: {error}")))
            }
            Ok(ballot) => match tally.add(ballot).expect("the verifier is of the same poll") {
                Counted::First | Counted::Replaces => None,
                Counted::Outranked | Counted::Same => Some(bad(
                    "log-second-ballot",
                    index,
                    "is a ballot of a voter who has the same or a later one in",
                )),
            },
        };
        wrong = wrong.or(problem);
    }
    wrong
}

fn bad(code: &str, index: u64, what: &str) -> Error {
    Error::rejected(code, format!("entry {index} of the log {what}"))
}

fn forked() -> Error {
    Error::rejected("log-forked", "the board has signed two logs that do not go on from each other")
}
