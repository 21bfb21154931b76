//! The [`Signer`]: it holds the identity and the journal, and everything that is cast passes through it.
//!
//! A decider gets to say what it would answer in a poll that the signer itself has found on a board of the mandate.
//! The signer reads the mandate again, judges, proves, writes the ballot to the journal and only then sends it. A
//! program that is ended anywhere in between sends the very same ballot when it is started again, and gets the same
//! promise.

mod casting;
mod error;
mod owner;
mod polls;
mod rationale;
mod verdict;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::path::{Path, PathBuf};

use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answers;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::hash::Digest;
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret};
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::time::Timestamp;
use ostrakon_prover::{Prover, Session};
use rand_core::{OsRng, RngCore as _};

pub use self::casting::Sent;
pub use self::error::SignerError;
use self::polls::Found;
pub use self::polls::{PollSummary, Refreshed, Trouble};
pub use self::rationale::Opening;
pub use self::verdict::Verdict;
use crate::boards::{BoardError, Boards};
use crate::decider::DeciderName;
use crate::decision::Decision;
use crate::folder::{self, JOURNAL, MANDATE};
use crate::journal::{Journal, Locked};
use crate::mandate::{self, Judgement, Mandate, Matter, Usage};
use crate::record::{Decided, Event, Record};
use crate::schedule;
use crate::state::{Affair, State};

/// Most groups of which what ballots share is kept.
const MAX_SESSIONS: usize = 8;

/// Tells the time.
pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

/// Finds the proving key of a depth.
pub type Keys = Box<dyn Fn(Depth) -> Result<ProvingKey, BoardError> + Send>;

/// Holds an identity, and votes with it as far as its owner's mandate goes.
pub struct Signer {
    folder: PathBuf,
    secret: IdentitySecret,
    boards: Box<dyn Boards>,
    keys: Keys,
    clock: Clock,
    journal: Journal,
    state: State,
    found: BTreeMap<PollId, Found>,
    /// Polls that were over when they were found.
    over: BTreeSet<PollId>,
    provers: BTreeMap<Depth, Prover>,
    /// What ballots of one group share, the latest last.
    sessions: Vec<(Electorate, Session)>,
    /// When deciders said something, within the last minute.
    proposals: VecDeque<Timestamp>,
}

impl Signer {
    /// Opens the agent's folder, and reads its journal.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn open(
        folder: &Path,
        secret: IdentitySecret,
        boards: Box<dyn Boards>,
        keys: Keys,
        clock: Clock,
    ) -> Result<Self, SignerError> {
        let journal = Journal::open(&folder.join(JOURNAL), &secret)?;
        let mut signer = Self {
            folder: folder.to_owned(),
            secret,
            boards,
            keys,
            clock,
            journal,
            state: State::default(),
            found: BTreeMap::new(),
            over: BTreeSet::new(),
            provers: BTreeMap::new(),
            sessions: Vec::new(),
            proposals: VecDeque::new(),
        };
        signer.read()?;
        Ok(signer)
    }

    /// The identity's public leaf.
    #[must_use]
    pub fn commitment(&self) -> IdentityCommitment {
        self.secret.commitment()
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The mandate in force. Its file is read again each time.
    ///
    /// # Errors
    /// [`SignerError`], where there is none.
    pub fn mandate(&mut self) -> Result<Mandate, SignerError> {
        self.read()?;
        in_force(&self.folder, &self.state, self.now())
    }

    /// The mandate in the folder, which the owner may not have accepted.
    ///
    /// # Errors
    /// [`SignerError::MandateFile`] and [`SignerError::Mandate`].
    pub fn draft(&self) -> Result<Mandate, SignerError> {
        Ok(Mandate::from_toml(&mandate_text(&self.folder)?)?)
    }

    /// Puts the mandate in the folder in force: the owner has read it. What was planned under another does not leave.
    ///
    /// # Errors
    /// [`SignerError`].
    pub fn accept(&mut self) -> Result<Mandate, SignerError> {
        let text = mandate_text(&self.folder)?;
        let mandate = Mandate::from_toml(&text)?;
        let now = self.now();
        if now >= mandate.expires() {
            return Err(SignerError::Refused(mandate::Refusal::Expired(mandate.expires())));
        }
        self.exclusively(|desk| desk.write(now, Event::Accepted { mandate: mandate.hash(), text }))?;
        self.withdraw()?;
        Ok(mandate)
    }

    /// Takes the mandate back at once: nothing leaves any more.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn revoke(&mut self) -> Result<(), SignerError> {
        let now = self.now();
        self.exclusively(|desk| desk.write(now, Event::Revoked {}))?;
        self.withdraw()
    }

    /// Everything that was decided on, as far as this program has read.
    pub fn affairs(&self) -> impl Iterator<Item = &Affair> {
        self.state.affairs()
    }

    /// What was decided on a poll.
    #[must_use]
    pub fn affair(&self, id: PollId) -> Option<&Affair> {
        self.state.affair(id)
    }

    /// Reads what other programs have written to the journal.
    ///
    /// # Errors
    /// [`SignerError::Journal`].
    pub fn read(&mut self) -> Result<(), SignerError> {
        self.exclusively(|_| Ok(()))
    }

    /// Takes what a decider says of a poll: casts, plans to, asks the owner, or refuses. The same poll is decided on
    /// once.
    ///
    /// # Errors
    /// [`SignerError`], where the journal cannot be used, or there is no mandate in force.
    pub fn propose(
        &mut self,
        id: PollId,
        decision: Decision,
        decider: &DeciderName,
    ) -> Result<Verdict, SignerError> {
        let now = self.now();
        let judged = self.judge(id, &decision, now);
        self.proposals.push_back(now);
        let (_, judgement, found) = match judged {
            Ok(judged) => judged,
            Err(error) => return error.into_verdict(),
        };
        // Proven before the journal is taken: others need not wait for it.
        let answers = match (&judgement, &decision) {
            (Judgement::Cast | Judgement::CastEarly, Decision::Propose(proposal)) => Some(&proposal.answers),
            _ => None,
        };
        let ballot = match answers.map(|answers| self.prove(&found, 0, answers.clone())).transpose() {
            Ok(ballot) => ballot,
            Err(error) => return error.into_verdict(),
        };
        let mut salt = [0; 32];
        OsRng.fill_bytes(&mut salt);
        let proposals = self.proposals_in_a_minute(now).saturating_sub(1);
        let done = self.exclusively(|desk| {
            let mandate = desk.mandate(now)?;
            let judgement = desk.judge(&mandate, &found, &decision, proposals, now)?;
            let casts = matches!(judgement, Judgement::Cast | Judgement::CastEarly);
            if casts != ballot.is_some() {
                return Err(SignerError::Changed);
            }
            let decided = Decided {
                manifest: found.poll.manifest().clone(),
                board: found.board.clone(),
                decider: decider.clone(),
                decision,
                mandate: mandate.hash(),
                judgement: judgement.clone(),
                salt: Digest::from_bytes(salt),
            };
            desk.write(now, Event::Decided(Box::new(decided)))?;
            let planned =
                ballot.map(|ballot| desk.plan(&mandate, &found.poll, ballot, false, now)).transpose()?;
            Ok((mandate, judgement, planned))
        });
        match done {
            Ok((_, _, Some(window))) => self.planned(id, window),
            Ok((mandate, Judgement::Ask(reason), None)) => {
                casting::notify(mandate.notify(), found.poll.title().as_str());
                Ok(Verdict::Waiting { reason: reason.to_string() })
            }
            Ok(_) => Ok(Verdict::Kept {}),
            Err(error) => error.into_verdict(),
        }
    }

    /// What [`Self::propose`] would do. Changes nothing, but counts as a proposal of this minute.
    ///
    /// # Errors
    /// As [`Self::propose`].
    pub fn dry_run(&mut self, id: PollId, decision: &Decision) -> Result<Verdict, SignerError> {
        let now = self.now();
        let judged = self.judge(id, decision, now);
        // A trial costs as much as a proposal.
        self.proposals.push_back(now);
        match judged {
            Err(error) => error.into_verdict(),
            Ok((_, Judgement::Ask(reason), _)) => Ok(Verdict::Waiting { reason: reason.to_string() }),
            Ok((mandate, Judgement::Cast | Judgement::CastEarly, found)) => {
                let poll = &found.poll;
                let (from, to) = schedule::window(now, poll.opens(), poll.closes(), mandate.timing().spread);
                Ok(Verdict::Planned { from, to })
            }
            Ok(_) => Ok(Verdict::Kept {}),
        }
    }

    /// What the mandate says to a decision that is one: of a poll that was found and is not decided on, with answers
    /// that fit it, by a member of its group.
    fn judge(
        &mut self,
        id: PollId,
        decision: &Decision,
        now: Timestamp,
    ) -> Result<(Mandate, Judgement, Found), SignerError> {
        let proposals = self.proposals_in_a_minute(now);
        let found = self.found.get(&id).cloned();
        let judged = self.exclusively(|desk| {
            let mandate = desk.mandate(now)?;
            let found = found.ok_or(SignerError::UnknownPoll)?;
            if let Decision::Propose(proposal) = decision {
                Content::new(&found.poll, 0, proposal.answers.clone())?;
            }
            let judgement = desk.judge(&mandate, &found, decision, proposals, now)?;
            Ok((mandate, judgement, found))
        })?;
        self.session(&judged.2)?;
        Ok(judged)
    }

    fn proposals_in_a_minute(&mut self, now: Timestamp) -> u32 {
        let since = now.unix_seconds().saturating_sub(60);
        while self.proposals.front().is_some_and(|at| at.unix_seconds() <= since) {
            self.proposals.pop_front();
        }
        u32::try_from(self.proposals.len()).unwrap_or(u32::MAX)
    }

    /// A ballot of the identity.
    fn prove(&mut self, found: &Found, revision: u8, answers: Answers) -> Result<Ballot, SignerError> {
        let content = Content::new(&found.poll, revision, answers)?;
        Ok(self.session(found)?.prove(&found.poll, content, &mut OsRng)?)
    }

    /// What all ballots in the poll's group share. The group is fetched whole, once for all its polls.
    fn session(&mut self, Found { board, poll }: &Found) -> Result<&Session, SignerError> {
        let electorate = *poll.electorate();
        if let Some(at) = self.sessions.iter().position(|(known, _)| *known == electorate) {
            let session = self.sessions.remove(at);
            self.sessions.push(session);
        } else {
            let group = self.boards.group(board, poll)?;
            electorate.check_group(&group)?;
            let place = group.place_of(self.secret.commitment()).ok_or(SignerError::NotAMember)?;
            let path = group.path(place).map_err(|_| SignerError::NotAMember)?;
            let prover = match self.provers.get(&electorate.depth) {
                Some(prover) => prover.clone(),
                None => {
                    let prover = Prover::new((self.keys)(electorate.depth)?);
                    self.provers.insert(electorate.depth, prover.clone());
                    prover
                }
            };
            if self.sessions.len() >= MAX_SESSIONS {
                self.sessions.remove(0);
            }
            self.sessions.push((electorate, prover.session(&self.secret, &path)?));
        }
        Ok(&self.sessions.last().expect("a session was put here").1)
    }

    /// Reads what others wrote to the journal, and works on it while nobody else writes. Never while on a network.
    fn exclusively<T>(
        &mut self,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, SignerError>,
    ) -> Result<T, SignerError> {
        let journal = self.journal.lock(|record| self.state.take(record))?;
        work(&mut Desk { folder: &self.folder, journal, state: &mut self.state })
    }
}

/// The journal, read to its end, while nobody else writes.
struct Desk<'a> {
    folder: &'a Path,
    journal: Locked<'a>,
    state: &'a mut State,
}

impl Desk<'_> {
    fn write(&mut self, at: Timestamp, event: Event) -> Result<(), SignerError> {
        let record = Record { at, event };
        self.journal.append(&record)?;
        self.state.take(record);
        Ok(())
    }

    fn mandate(&self, now: Timestamp) -> Result<Mandate, SignerError> {
        in_force(self.folder, self.state, now)
    }

    fn judge(
        &self,
        mandate: &Mandate,
        Found { board, poll }: &Found,
        decision: &Decision,
        proposals: u32,
        now: Timestamp,
    ) -> Result<Judgement, SignerError> {
        if self.state.affair(poll.id()).is_some_and(|affair| !affair.is_open()) {
            return Err(SignerError::Decided);
        }
        let usage = Usage { minute: proposals, ..self.state.usage(mandate.hash(), now) };
        let matter = Matter { poll, board, look_alike: self.state.has_like(poll) };
        match mandate.judge(&matter, decision, &usage, now) {
            Judgement::Refuse(refusal) => Err(SignerError::Refused(refusal)),
            judgement => Ok(judgement),
        }
    }

    /// Writes down a ballot that is to leave, and between which moments.
    fn plan(
        &mut self,
        mandate: &Mandate,
        poll: &Poll,
        ballot: Ballot,
        owner: bool,
        now: Timestamp,
    ) -> Result<(Timestamp, Timestamp), SignerError> {
        let window = schedule::window(now, poll.opens(), poll.closes(), mandate.timing().spread);
        let leaves = schedule::draw(window, &mut OsRng);
        let (poll, mandate) = (poll.id(), mandate.hash());
        self.write(now, Event::Planned { poll, leaves, ballot: Box::new(ballot), owner, mandate })?;
        Ok(window)
    }
}

/// The mandate in the folder, where the owner has accepted it and it has not expired.
fn in_force(folder: &Path, state: &State, now: Timestamp) -> Result<Mandate, SignerError> {
    let accepted = state.accepted().ok_or(SignerError::NotAccepted)?;
    let mandate = Mandate::from_toml(&mandate_text(folder)?)?;
    if mandate.hash() != accepted {
        return Err(SignerError::NotAccepted);
    }
    if now >= mandate.expires() {
        return Err(SignerError::Refused(mandate::Refusal::Expired(mandate.expires())));
    }
    Ok(mandate)
}

fn mandate_text(folder: &Path) -> Result<String, SignerError> {
    folder::read_text(&folder.join(MANDATE)).map_err(|error| SignerError::MandateFile(error.to_string()))
}

/// The secret is left out, and megabytes of points.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("folder", &self.folder).finish_non_exhaustive()
    }
}
