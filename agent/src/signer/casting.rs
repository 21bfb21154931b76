//! Ballots leave, each at its moment.

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::process::{Command, Stdio};

use ostrakon_board::receipt::{Receipt, ReceiptError};
use ostrakon_board::search::{End, Fate};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::poll::PollId;
use ostrakon_core::text::Label;
use ostrakon_core::time::Timestamp;
use rand_core::OsRng;

use super::polls::Found;
use super::{Desk, Signer, SignerError, Verdict, owner};
use crate::boards::BoardError;
use crate::journal::JournalError;
use crate::mandate::Matter;
use crate::record::{Check, Event};
use crate::schedule;
use crate::state::{Affair, Stage};

/// The file that is locked while a ballot is on its way: only one program sends.
const CASTING: &str = "casting";

/// How many seconds after its moment a ballot gets another one: the machine slept, and what is overdue would leave as a
/// burst.
const LATE: i64 = 300;

/// A ballot that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The poll.
    pub poll: PollId,
    /// What it is called.
    pub title: Label,
    /// What the board promised, or why it did not.
    pub outcome: Result<Receipt, BoardError>,
}

impl Signer {
    /// Sends the ballots whose moment has come. One that is refused for good, or that the mandate no longer allows,
    /// is given up; one that may go well later is tried again.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn send_due(&mut self) -> Result<Vec<Sent>, SignerError> {
        self.withdraw()?;
        self.put_off()?;
        let now = self.now();
        let mut due: Vec<_> = self.state.affairs().filter_map(leaves).collect();
        due.retain(|(at, _)| *at <= now);
        due.sort_unstable();
        let mut sent = Vec::new();
        for (_, id) in due {
            sent.extend(self.send(id)?);
        }
        Ok(sent)
    }

    /// When the next ballot leaves, or the next question to the owner lapses, whichever is first.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let moment = |affair: &Affair| match affair.stage {
            Stage::Planned { leaves } => Some(leaves),
            Stage::Waiting => Some(owner::lapses(affair)),
            _ => None,
        };
        self.state.affairs().filter_map(moment).min()
    }

    /// Looks for promised ballots in the final logs of polls that are over. Returns which were found or not.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn check_closed(&mut self) -> Result<Vec<(PollId, Check)>, SignerError> {
        self.read()?;
        let now = self.now();
        let over = self.state.affairs().filter(|affair| {
            affair.check.is_none() && affair.poll.deadline().is_some_and(|deadline| now > deadline)
        });
        let over: Vec<_> = over
            .filter_map(|affair| {
                Some((affair.decided.board.clone(), affair.poll.clone(), affair.receipt.clone()?))
            })
            .collect();
        let mut checked = Vec::new();
        for (board, poll, receipt) in over {
            // What cannot be had now is looked for again.
            let Ok((fate, proven)) = self.boards.fate(&board, &poll, &receipt, now) else { continue };
            let check = match fate {
                Fate::Included { end: End::Open, .. } | Fate::Promised { .. } => continue,
                Fate::Included { .. } => Check::Included,
                Fate::Dropped(_) => Check::Dropped,
                Fate::Forked(_) => Check::Forked,
            };
            let receipt = proven.filter(|proven| proven.check(&poll).is_ok()).map(Box::new);
            let id = poll.id();
            self.exclusively(|desk| desk.write(now, Event::Checked { poll: id, check, receipt }))?;
            checked.push((id, check));
        }
        Ok(checked)
    }

    /// What becomes of a ballot that has just been planned: it leaves, where its moment is now.
    pub(super) fn planned(
        &mut self,
        id: PollId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Verdict, SignerError> {
        let now = self.now();
        let due = self.affair(id).and_then(leaves).is_some_and(|(leaves, _)| leaves <= now);
        match if due { self.send(id)? } else { None } {
            Some(Sent { outcome: Ok(receipt), .. }) => Ok(Verdict::Cast { receipt: Box::new(receipt) }),
            Some(Sent { outcome: Err(BoardError { code, message, again: false }), .. }) => {
                Ok(Verdict::Refused { code, message })
            }
            Some(Sent { outcome: Err(_), .. }) | None => Ok(Verdict::Planned { from, to }),
        }
    }

    /// Gives up what is planned and may not leave any more.
    pub(super) fn withdraw(&mut self) -> Result<(), SignerError> {
        let now = self.now();
        self.exclusively(|desk| {
            let planned: Vec<_> = desk.state.affairs().filter_map(leaves).map(|(_, id)| id).collect();
            planned.into_iter().try_for_each(|id| desk.expect_allowed(id, now).map(drop))
        })
    }

    /// Draws the moments of overdue ballots again.
    fn put_off(&mut self) -> Result<(), SignerError> {
        let now = self.now();
        self.exclusively(|desk| {
            let Ok(mandate) = desk.mandate(now) else { return Ok(()) };
            let spread = mandate.timing().spread;
            let late = desk.state.affairs().filter_map(|affair| {
                let (moment, id) = leaves(affair)?;
                let overdue = moment.unix_seconds().saturating_add(LATE) < now.unix_seconds();
                let window = schedule::window(now, affair.poll.opens(), affair.poll.closes(), spread);
                (overdue && spread.seconds() > 0).then_some((id, window))
            });
            for (poll, window) in late.collect::<Vec<_>>() {
                let leaves = schedule::draw(window, &mut OsRng);
                desk.write(now, Event::Postponed { poll, leaves })?;
            }
            Ok(())
        })
    }

    /// Sends a planned ballot; nothing where another program sends just now, or it may not leave any more.
    fn send(&mut self, id: PollId) -> Result<Option<Sent>, SignerError> {
        let lock = File::options().create(true).truncate(false).write(true).open(self.folder.join(CASTING));
        let lock = lock.map_err(JournalError::from)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(JournalError::from(error).into()),
        }
        let now = self.now();
        let allowed = self.exclusively(|desk| {
            let Some((found, ballot, _)) = desk.expect_allowed(id, now)? else { return Ok(None) };
            if now >= found.poll.closes() {
                let (code, message) = ("agent-closed".to_owned(), SignerError::Closed.to_string());
                desk.write(now, Event::Failed { poll: id, code, message })?;
                return Ok(None);
            }
            desk.write(now, Event::Sending { poll: id })?;
            Ok(Some((found, ballot)))
        });
        let Some((found, ballot)) = allowed? else { return Ok(None) };
        let outcome = self.boards.cast(&found.board, &found.poll, &ballot);
        let outcome = outcome.and_then(|receipt| promised(&found, &ballot, receipt));
        let (now, title) = (self.now(), found.poll.title().clone());
        self.exclusively(|desk| desk.note(&found, &ballot, &outcome, now))?;
        Ok(Some(Sent { poll: id, title, outcome }))
    }
}

impl Desk<'_> {
    /// A planned ballot, where the mandate under which it was planned still allows it. Else it is withdrawn.
    fn expect_allowed(
        &mut self,
        id: PollId,
        now: Timestamp,
    ) -> Result<Option<(Found, Ballot, Timestamp)>, SignerError> {
        let Some(affair) = self.state.affair(id) else { return Ok(None) };
        let (Stage::Planned { leaves }, Some(ballot)) = (&affair.stage, &affair.ballot) else {
            return Ok(None);
        };
        let found = Found { board: affair.decided.board.clone(), poll: affair.poll.clone() };
        let (leaves, ballot, planned, owner) = (*leaves, ballot.clone(), affair.mandate, affair.owner);
        let allowed = self.mandate(now).and_then(|mandate| {
            if mandate.hash() != planned {
                return Err(SignerError::NotAccepted);
            }
            let matter = Matter { poll: &found.poll, board: &found.board, look_alike: false };
            // Lines about what the agent may do by itself do not bind the owner.
            if owner { Ok(()) } else { Ok(mandate.permits(&matter, now)?) }
        });
        match allowed {
            Ok(()) => Ok(Some((found, ballot, leaves))),
            Err(error) => {
                self.write(now, Event::Withdrawn { poll: id, code: error.code().to_owned() })?;
                Ok(None)
            }
        }
    }

    /// Writes down what came of a ballot that was sent.
    fn note(
        &mut self,
        Found { poll, .. }: &Found,
        ballot: &Ballot,
        outcome: &Result<Receipt, BoardError>,
        now: Timestamp,
    ) -> Result<(), SignerError> {
        let id = poll.id();
        let latest = self.state.affair(id).and_then(|affair| affair.ballot.as_ref());
        if outcome.is_err() && latest != Some(ballot) {
            // The owner has put another ballot in its place meanwhile.
            return Ok(());
        }
        let event = match outcome {
            Ok(receipt) => Event::Cast { poll: id, receipt: Box::new(receipt.clone()) },
            Err(BoardError { again: true, .. }) if now < poll.closes() => {
                let tries = self.state.affair(id).map_or(0, |affair| affair.tries);
                Event::Postponed { poll: id, leaves: schedule::again(now, poll.closes(), tries, &mut OsRng) }
            }
            Err(BoardError { code, message, .. }) => {
                let message: String = message.chars().take(500).collect();
                Event::Failed { poll: id, code: code.clone(), message }
            }
        };
        self.write(now, event)
    }
}

/// When a planned ballot leaves, and its poll.
fn leaves(affair: &Affair) -> Option<(Timestamp, PollId)> {
    match affair.stage {
        Stage::Planned { leaves } => Some((leaves, affair.poll.id())),
        _ => None,
    }
}

/// The receipt, where it is what the poll's board promises of this very ballot.
fn promised(Found { poll, .. }: &Found, ballot: &Ballot, receipt: Receipt) -> Result<Receipt, BoardError> {
    let of_ballot = |receipt: &Receipt| {
        receipt.check(poll)?;
        let same = receipt.ballot().content() == ballot.content()
            && receipt.ballot().nullifier() == ballot.nullifier();
        if same { Ok(()) } else { Err(ReceiptError::Ballot) }
    };
    match of_ballot(&receipt) {
        Ok(()) => Ok(receipt),
        // It may be in or not: the same ballot is sent again.
        Err(error) => {
            Err(BoardError { code: error.code().to_owned(), message: error.to_string(), again: true })
        }
    }
}

/// Starts the owner's program, without a shell, with a line on its standard input. What becomes of it is its own matter.
pub(super) fn notify(command: &[String], line: &str) {
    let Some((program, arguments)) = command.split_first() else { return };
    let (program, arguments, line) = (program.clone(), arguments.to_vec(), format!("{line}\n"));
    std::thread::spawn(move || {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else { return };
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read it has its reasons.
            drop(stdin.write_all(line.as_bytes()));
        }
        drop(child.wait());
    });
}
