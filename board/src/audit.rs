//! Checks a whole poll from its [bundle](crate::bundle) alone, and trusts nothing in it.
//!
//! A bundle is read once from front to back. What is held in memory are the group, a few thousand ballots at a
//! time, and of each ballot that counts its answers.
//!
//! ```no_run
//! use ostrakon_board::audit::{Given, audit};
//! use ostrakon_board::bundle::folder::Folder;
//!
//! let mut bundle = Folder::new("bundle".as_ref());
//! let given = Given { poll: "67f4a92f03c4b39fdb5b3dbfcf3f3a361b0936abf11fe26adeaef824cd3cbe53".parse().ok(), brought: vec![] };
//! let verdict = audit(&mut bundle, &given, &mut |_| ())?;
//! println!("{}", verdict.finding().name());
//! # Ok::<(), ostrakon_board::bundle::PartError>(())
//! ```

mod ballots;
mod evidence;
mod page;
mod verdict;

use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::lottery::opening::MAX_OPENING_BYTES;
use ostrakon_core::lottery::{LotteryOpening, Opened};
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::lottery::LotteryError;
use ostrakon_verifier::result::{MAX_RESULT_BYTES, PollResult, Tally};
use rand_core::OsRng;

pub use self::ballots::add_logged;
use self::ballots::{Counting, Lines, Logged};
pub use self::evidence::Brought;
use self::evidence::Evidence;
pub use self::verdict::{AuditError, Check, Finding, Verdict};
use crate::bundle::{CHECKPOINT, GROUP, LOTTERY, POLL, PartError, RESULT, Source, read, read_document};
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::final_checkpoint::FinalCheckpoint;
use crate::note::{KeyName, MAX_NOTE_BYTES, VerifierKey};

/// What the auditor brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The poll's id, as the auditor got it from somewhere else than the bundle.
    pub poll: Option<PollId>,
    /// Receipts and promises of voters.
    pub brought: Vec<Brought>,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The group's tree is being built.
    Group,
    /// Ballots are being checked.
    Ballots {
        /// How many are.
        done: u64,
        /// How many there are, where that is known.
        of: Option<u64>,
    },
    /// The ballots are being counted.
    Count,
}

/// Checks everything in a bundle. A poll that names a board is checked with its log, another with a plain list
/// of ballots; `watch` is told how far it is.
///
/// # Errors
/// [`PartError::Read`] where the system or the network does not let a part be read: nothing is found out then.
/// Whatever is wrong with the bundle itself is in the verdict.
pub fn audit(
    source: &mut dyn Source,
    given: &Given,
    watch: &mut dyn FnMut(Progress),
) -> Result<Verdict, PartError> {
    let verdict =
        Verdict { checks: Vec::new(), id_was_given: given.poll.is_some(), poll: None, result: None };
    let mut audit = Audit { source, watch, verdict };
    match audit.run(given) {
        Err(Stop::Unreadable(error)) => Err(error),
        Err(Stop::Pointless) | Ok(()) => Ok(audit.verdict),
    }
}

/// Why an audit ends early.
enum Stop {
    /// A check failed without which there is nothing more to look at.
    Pointless,
    /// Nothing can be found out.
    Unreadable(PartError),
}

struct Audit<'a> {
    source: &'a mut dyn Source,
    watch: &'a mut dyn FnMut(Progress),
    verdict: Verdict,
}

impl Audit<'_> {
    fn run(&mut self, given: &Given) -> Result<(), Stop> {
        let poll = self.poll(given.poll)?;
        self.group(&poll)?;
        let verifier = Verifier::new(poll.clone());
        let tally = match poll.board() {
            Some(_) => self.log(&verifier, &given.brought)?,
            None => self.list(&verifier, &given.brought)?,
        };
        self.result(&poll, tally)?;
        self.source.end().map_err(|error| self.part_failed("bundle", error))
    }

    fn poll(&mut self, id: Option<PollId>) -> Result<Poll, Stop> {
        let bytes = self.document("poll", POLL, MAX_POLL_BYTES)?;
        let poll = match Poll::from_bytes(&bytes, &Rules) {
            Ok(poll) => poll,
            Err(error) => return self.pointless("poll", error.code(), format!("{POLL}: {error}")),
        };
        self.passed("poll", format!("{POLL} is a poll that makes sense: {}", poll.title()));
        match id.map(|id| poll.clone().expect_id(id)) {
            Some(Ok(_)) => self.passed("poll-id", format!("it is poll {}, as you said", poll.id())),
            Some(Err(error)) => self.failed("poll-id", error.code(), error.to_string()),
            None => {}
        }
        self.verdict.poll = Some(poll.clone());
        Ok(poll)
    }

    fn group(&mut self, poll: &Poll) -> Result<(), Stop> {
        let bytes = self.document("group", GROUP, MAX_GROUP_BYTES)?;
        (self.watch)(Progress::Group);
        match group_of(poll, bytes) {
            Ok(members) => {
                self.passed("group", format!("{GROUP} is the poll's electorate: {members} members"));
            }
            Err((code, text)) => self.failed("group", code, format!("{GROUP}: {text}")),
        }
        Ok(())
    }

    /// Checks the closed log of a poll with a board, every ballot in it, and what was brought.
    fn log(&mut self, verifier: &Verifier, brought: &[Brought]) -> Result<Tally, Stop> {
        let poll = verifier.poll();
        let mut tally = Tally::new(poll.clone());
        if poll.lottery().is_some() {
            let opening = self.document("lottery", LOTTERY, MAX_OPENING_BYTES)?;
            let opening = LotteryOpening::from_bytes(&opening).map_err(|error| told(error.code(), &error));
            self.open_lottery(&mut tally, opening)?;
        }
        let (checkpoint, is_boards) = self.checkpoint(poll)?;
        let size = checkpoint.size();
        let most =
            poll.electorate().members.saturating_mul(u64::from(poll.revisions()) + 1).saturating_add(2);
        if size > most {
            let error = AuditError::LogTooLong { size, most };
            return self.pointless("log", error.code(), error.to_string());
        }
        let mut evidence = Evidence::read(brought, poll);
        let mut logged = Logged::new(self.source, poll, size, evidence.sizes());
        let (mut counting, mut rng) = (Counting::new(tally), OsRng);
        for (ballot, verdict) in verifier.verify_stream(&mut logged, &mut rng) {
            if let Some(id) = counting.take_logged(ballot.number, verdict) {
                evidence.saw_ballot(id, ballot.number);
            }
            (self.watch)(Progress::Ballots { done: counting.received(), of: Some(size.saturating_sub(2)) });
        }
        let Logged { log, roots, faults, trouble, .. } = logged;
        let end = log.check_end(&checkpoint);
        let (check, tally) = counting.finish();
        let number = log.size();
        self.verdict.checks.push(check);
        if let Some(trouble) = trouble {
            return Err(self.part_failed("log", trouble));
        }
        // What is wrong with an entry says more than that the end is wrong, too.
        let faults: Vec<_> = faults.into_iter().chain(end.err()).collect();
        match faults.as_slice() {
            [] => self.passed("log", format!("the log is closed: its {number} entries are the poll, the ballots and the close, and lead to the root that was signed")),
            [error, more @ ..] => {
                let more = more.iter().map(|error| format!("{error} ({})", error.code())).collect();
                self.verdict.checks.push(Check::failed("log", error.code(), error.to_string()).with(more));
            }
        }
        let judged =
            if is_boards && faults.is_empty() { evidence.judge(&roots) } else { evidence.undecided() };
        self.verdict.checks.extend(judged);
        Ok(tally)
    }

    /// Checks the checkpoint. Returns what it says, and whether the board says it: that too few have cosigned it
    /// does not make it another's.
    fn checkpoint(&mut self, poll: &Poll) -> Result<(Checkpoint, bool), Stop> {
        let note = match read(self.source, CHECKPOINT, MAX_NOTE_BYTES) {
            Ok(note) => note,
            Err(error) => return Err(self.part_failed("checkpoint", error)),
        };
        let signed = match SignedCheckpoint::from_bytes(&note) {
            Ok(signed) => signed,
            Err(error) => {
                return self.pointless("checkpoint", error.code(), format!("{CHECKPOINT}: {error}"));
            }
        };
        match FinalCheckpoint::check(&signed, poll) {
            Ok(last) => {
                let seen = |(name, time): &(KeyName, Timestamp)| format!("cosigned by {name} at {time}");
                let text =
                    "the board's signature is on the checkpoint, and as many cosigners' as the poll asks for";
                let seen = last.cosigners().iter().map(seen).collect();
                self.verdict.checks.push(Check::passed("checkpoint", text.to_owned()).with(seen));
            }
            Err(error) => self.failed("checkpoint", error.code(), format!("{CHECKPOINT}: {error}")),
        }
        let is_boards = VerifierKey::of_board(poll).is_ok_and(|key| signed.verify(&key).is_ok());
        Ok((signed.unverified().clone(), is_boards))
    }

    /// Checks the ballots of a poll without a board.
    fn list(&mut self, verifier: &Verifier, brought: &[Brought]) -> Result<Tally, Stop> {
        let counting = list(self.source, verifier, self.watch);
        let counting = counting.map_err(|error| self.part_failed("ballots", error))?;
        let (check, tally) = counting.finish();
        self.verdict.checks.push(check);
        self.verdict.checks.extend(Evidence::read(brought, verifier.poll()).undecided());
        Ok(tally)
    }

    /// Counts, and compares with the stated result.
    fn result(&mut self, poll: &Poll, mut tally: Tally) -> Result<(), Stop> {
        let stated = read_document(self.source, RESULT, MAX_RESULT_BYTES);
        if let Err(error @ PartError::Read { .. }) = stated {
            return Err(Stop::Unreadable(error));
        }
        if poll.lottery().is_some() && poll.board().is_none() {
            let opening = stated.as_deref().map_err(|error| told(error.code(), error));
            let opening = opening.and_then(|stated| {
                let stated = PollResult::from_bytes(stated).map_err(|error| told(error.code(), &error))?;
                let missing = LotteryError::Missing;
                stated.lottery().cloned().ok_or_else(|| told(missing.code(), &missing))
            });
            self.open_lottery(&mut tally, opening)?;
        }
        (self.watch)(Progress::Count);
        let recounted = match tally.result() {
            Ok(recounted) => recounted,
            Err(error) => return self.pointless("count", error.code(), error.to_string()),
        };
        self.passed("count", "the ballots were counted again".to_owned());
        match stated {
            Err(error) => self.failed("result", error.code(), error.to_string()),
            Ok(stated) if stated == recounted.to_bytes() => {
                self.passed("result", format!("{RESULT} is what these ballots give, byte for byte"));
            }
            Ok(stated) => {
                let (code, text) = difference(&stated, &recounted);
                self.failed("result", code, format!("{RESULT}: {text}"));
            }
        }
        self.verdict.result = Some(recounted);
        Ok(())
    }

    /// Takes in what the lottery source gave.
    fn open_lottery(&mut self, tally: &mut Tally, opening: Result<LotteryOpening, Told>) -> Result<(), Stop> {
        let opened = opening.and_then(|opening| {
            let drawn_by = drawn_by(&opening);
            tally.open_lottery(opening).map(|()| drawn_by).map_err(|error| told(error.code(), &error))
        });
        match opened {
            Ok(drawn_by) => {
                self.passed("lottery", drawn_by);
                Ok(())
            }
            Err((code, text)) => self.pointless("lottery", code, text),
        }
    }

    fn document(&mut self, check: &'static str, part: &str, limit: usize) -> Result<Vec<u8>, Stop> {
        read_document(self.source, part, limit).map_err(|error| self.part_failed(check, error))
    }

    /// Takes note of a part that cannot be had, without which there is nothing more to look at.
    fn part_failed(&mut self, check: &'static str, error: PartError) -> Stop {
        if matches!(error, PartError::Read { .. }) {
            return Stop::Unreadable(error);
        }
        self.failed(check, error.code(), error.to_string());
        Stop::Pointless
    }

    fn pointless<T>(&mut self, check: &'static str, code: &'static str, text: String) -> Result<T, Stop> {
        self.failed(check, code, text);
        Err(Stop::Pointless)
    }

    fn passed(&mut self, check: &'static str, text: String) {
        self.verdict.checks.push(Check::passed(check, text));
    }

    fn failed(&mut self, check: &'static str, code: &'static str, text: String) {
        self.verdict.checks.push(Check::failed(check, code, text));
    }
}

/// What lots are drawn by, once that is found to be right.
fn drawn_by(opening: &LotteryOpening) -> String {
    match opening.opened() {
        Opened::Secrets(secrets) => {
            format!("lots are drawn by the secrets that {} parties had committed to", secrets.len())
        }
        Opened::Signature(_) => {
            "lots are drawn by the beacon's round that the poll names, and the beacon signed it".to_owned()
        }
    }
}

/// Checks the ballots of a list.
fn list(
    source: &mut dyn Source,
    verifier: &Verifier,
    watch: &mut dyn FnMut(Progress),
) -> Result<Counting, PartError> {
    let (mut lines, mut rng) = (Lines::open(source)?, OsRng);
    let mut counting = Counting::new(Tally::new(verifier.poll().clone()));
    for (ballot, verdict) in verifier.verify_stream(&mut lines, &mut rng) {
        counting.take(ballot.number, verdict);
        watch(Progress::Ballots { done: counting.received(), of: None });
    }
    lines.trouble.map_or(Ok(counting), Err)
}

/// What is wrong: a code, and words.
type Told = (&'static str, String);

fn told(code: &'static str, error: &impl ToString) -> Told {
    (code, error.to_string())
}

/// Checks that bytes are the group of a poll, and returns the number of its members.
fn group_of(poll: &Poll, bytes: Vec<u8>) -> Result<u64, Told> {
    let group = Group::from_bytes(bytes).map_err(|error| told(error.code(), &error))?;
    poll.electorate().check_group(&group).map_err(|error| told(error.code(), &error))?;
    Ok(poll.electorate().members)
}

/// Where a stated result differs from the recounted one.
fn difference(stated: &[u8], recounted: &PollResult) -> Told {
    let stated = match PollResult::from_bytes(stated) {
        Ok(stated) => stated,
        Err(error) => return told(error.code(), &error),
    };
    let winners = |result: &PollResult| {
        result.outcomes().iter().map(|outcome| outcome.winners().to_vec()).collect::<Vec<_>>()
    };
    let reason = if stated.poll() != recounted.poll() {
        "it is of another poll".to_owned()
    } else if stated.counted() != recounted.counted() {
        format!("it counts {} ballots, there are {}", stated.counted(), recounted.counted())
    } else if winners(&stated) != winners(recounted) {
        "it names other winners".to_owned()
    } else {
        "its figures or its transcript are others".to_owned()
    };
    let error = AuditError::ResultDiffers(reason);
    told(error.code(), &error)
}
