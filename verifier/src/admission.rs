//! The checks of whoever collects ballots: is the poll open, and is this voter's ballot new?
//!
//! Cheap checks come before the pairing, so that ballots sent again cost next to nothing.

use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::counted::Countable;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use rand_core::CryptoRngCore;

use crate::nullifier_set::{Claim, NullifierSet};
use crate::verifier::{Checked, VerifiedBallot, Verifier, VerifyError};

/// What became of an admitted ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It is in now: store it.
    New(VerifiedBallot),
    /// It was in already: answer as the first time, store nothing. The ballot was not verified
    /// again; the one that is in was.
    Repeated,
}

/// Why a ballot is not admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdmitError<E> {
    /// Another ballot of this voter is in.
    #[error("another ballot of this voter is in, with revision {highest}: a new one needs a higher revision")]
    AlreadyVoted {
        /// The highest revision that is in.
        highest: u8,
    },
    /// The poll has closed.
    #[error("the poll closed at {0}")]
    Closed(Timestamp),
    /// The poll is not open yet.
    #[error("the poll opens at {0}")]
    NotOpen(Timestamp),
    /// The nullifier set failed. Not the ballot's fault.
    #[error("the set of nullifiers failed: {0}")]
    Set(E),
    /// The ballot is bad.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl<E> AdmitError<E> {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlreadyVoted { .. } => "already-voted",
            Self::Closed(_) => "closed",
            Self::NotOpen(_) => "not-open",
            Self::Set(_) => "nullifier-set",
            Self::Verify(error) => error.code(),
        }
    }
}

/// A ballot that has passed every check but the dear ones: that the proof holds. Not a verified one.
#[derive(Debug)]
pub struct ScreenedBallot(Checked);

impl Countable for ScreenedBallot {
    fn nullifier(&self) -> Nullifier {
        self.0.unproven().nullifier()
    }

    fn revision(&self) -> u8 {
        self.0.unproven().revision()
    }

    fn id(&self) -> BallotId {
        self.0.unproven().id()
    }
}

impl Verifier {
    /// Checks a ballot's bytes and the poll's window at `now`: all that costs little, so that whoever
    /// collects ballots can look at the nullifier before [`Self::prove_all`].
    ///
    /// # Errors
    /// The first check that fails: those of [`Verifier::verify_bytes`] but whether B is in its group and
    /// the pairing equation holds, and the window.
    pub fn screen<E>(&self, bytes: &[u8], now: Timestamp) -> Result<ScreenedBallot, AdmitError<E>> {
        let checked = self.check(Ballot::from_bytes(bytes).map_err(VerifyError::from)?)?;
        check_window(self.poll(), now)?;
        Ok(ScreenedBallot(checked))
    }

    /// Makes the last two checks of many ballots of this poll, as [`Self::verify_all`] does.
    pub fn prove_all(
        &self,
        ballots: Vec<ScreenedBallot>,
        rng: &mut impl CryptoRngCore,
    ) -> Vec<Result<VerifiedBallot, VerifyError>> {
        self.judge(ballots.into_iter().map(|screened| Ok(screened.0)).collect(), rng)
    }

    /// Checks a ballot's bytes, the poll's window at `now`, and the nullifier, and claims the
    /// nullifier if all is well. A refused ballot leaves no trace.
    ///
    /// # Errors
    /// The first check that fails: those of [`Self::screen`], the nullifier, whether B is in its group,
    /// the pairing equation, and the nullifier again in one step with the claim.
    pub fn admit<S: NullifierSet>(
        &self,
        bytes: &[u8],
        now: Timestamp,
        set: &S,
    ) -> Result<Admission, AdmitError<S::Error>> {
        let ScreenedBallot(checked) = self.screen(bytes, now)?;
        let (nullifier, revision, id) =
            (checked.unproven().nullifier(), checked.unproven().revision(), checked.unproven().id());
        match set.look(nullifier, revision, id).map_err(AdmitError::Set)? {
            Claim::New => {}
            Claim::Repeated => return Ok(Admission::Repeated),
            Claim::Taken { highest } => return Err(AdmitError::AlreadyVoted { highest }),
        }
        let ballot = checked.prove(self.key())?;
        match set.claim(nullifier, revision, id).map_err(AdmitError::Set)? {
            Claim::New => Ok(Admission::New(ballot)),
            Claim::Repeated => Ok(Admission::Repeated),
            Claim::Taken { highest } => Err(AdmitError::AlreadyVoted { highest }),
        }
    }
}

/// `opens ≤ now < closes`.
fn check_window<E>(poll: &Poll, now: Timestamp) -> Result<(), AdmitError<E>> {
    if now < poll.opens() {
        Err(AdmitError::NotOpen(poll.opens()))
    } else if now >= poll.closes() {
        Err(AdmitError::Closed(poll.closes()))
    } else {
        Ok(())
    }
}
