//! A [`Verifier`] checks ballots of one poll; a [`VerifiedBallot`] is one it found good.

use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::content::{Content, ContentError};
use ostrakon_core::counted::Countable;
use ostrakon_core::field::FieldError;
use ostrakon_core::json::JsonError;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::Poll;
use ostrakon_core::proof::{ProofError, ProofPoint};
use ostrakon_core::statement::BallotStatement;

use crate::groth16::{Claim, PreparedKey, Verdict};

/// Checks the ballots of one poll.
///
/// It holds nothing that changes: whether a nullifier was seen before is not its business, see
/// [`admission`](crate::admission).
#[derive(Debug, Clone)]
pub struct Verifier {
    poll: Poll,
    key: PreparedKey,
}

/// A ballot whose every check has passed. Only a [`Verifier`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBallot {
    ballot: Ballot,
    nullifier: Nullifier,
    id: BallotId,
}

/// Why a ballot is refused. The ballot is at fault, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It says something that the poll does not ask, or asks otherwise.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The proof does not hold for this poll, content and nullifier.
    #[error("the proof does not hold: the voter is not a member, or something was changed after proving")]
    InvalidProof,
    /// The bytes are not a canonical ballot.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The nullifier is not spelled canonically.
    #[error("the nullifier is {0}")]
    Nullifier(FieldError),
    /// The proof's points are not valid points spelled canonically.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl VerifyError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Content(error) => error.code(),
            Self::InvalidProof => "proof-invalid",
            Self::Json(error) => error.code(),
            Self::Nullifier(_) => "nullifier",
            Self::Proof(error) => error.code(),
        }
    }
}

impl Verifier {
    /// A verifier of the ballots of `poll`.
    #[must_use]
    pub fn new(poll: Poll) -> Self {
        let key = PreparedKey::new(VerifyingKey::of(poll.electorate().depth));
        Self { poll, key }
    }

    /// The poll.
    #[must_use]
    pub const fn poll(&self) -> &Poll {
        &self.poll
    }

    /// Checks a ballot from its bytes.
    ///
    /// In this order: size and JSON limits, canonical bytes, the poll, the revision, the answers,
    /// the nullifier's spelling, the proof's points, the pairing equation.
    ///
    /// # Errors
    /// The first check that fails.
    pub fn verify_bytes(&self, bytes: &[u8]) -> Result<VerifiedBallot, VerifyError> {
        self.verify(Ballot::from_bytes(bytes)?)
    }

    /// Checks a ballot that was read from canonical bytes.
    ///
    /// # Errors
    /// The first check that fails, from the poll on.
    pub fn verify(&self, ballot: Ballot) -> Result<VerifiedBallot, VerifyError> {
        self.check(ballot)?.prove(&self.key)
    }

    /// Makes all checks but that B is in its group and the pairing equation.
    pub(crate) fn check(&self, ballot: Ballot) -> Result<Checked, VerifyError> {
        ballot.content().check(&self.poll)?;
        let nullifier = ballot.nullifier().map_err(VerifyError::Nullifier)?;
        let points = ballot.points()?;
        let message = ballot.content().message();
        let statement = BallotStatement {
            root: self.poll.electorate().root,
            nullifier,
            message,
            scope: self.poll.id().scope(),
        };
        let id = BallotId::new(nullifier, message);
        let claim = Claim { statement, points };
        Ok(Checked { ballot: VerifiedBallot { ballot, nullifier, id }, claim })
    }

    pub(crate) const fn key(&self) -> &PreparedKey {
        &self.key
    }
}

/// A ballot that has passed every check but the last two.
#[derive(Debug)]
pub(crate) struct Checked {
    ballot: VerifiedBallot,
    claim: Claim,
}

impl Checked {
    /// What the last two checks are about.
    pub(crate) const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The ballot's nullifier, revision and id.
    pub(crate) const fn unproven(&self) -> &VerifiedBallot {
        &self.ballot
    }

    /// Makes the last two checks.
    pub(crate) fn prove(self, key: &PreparedKey) -> Result<VerifiedBallot, VerifyError> {
        let verdict = key.judge(&self.claim);
        self.proven(verdict)
    }

    /// The ballot, if the last two checks passed.
    pub(crate) fn proven(self, verdict: Verdict) -> Result<VerifiedBallot, VerifyError> {
        match verdict {
            Verdict::Holds => Ok(self.ballot),
            Verdict::Fails => Err(VerifyError::InvalidProof),
            Verdict::Outside => Err(VerifyError::Proof(ProofError::NotInSubgroup(ProofPoint::B))),
        }
    }
}

impl VerifiedBallot {
    /// The ballot as submitted.
    #[must_use]
    pub const fn ballot(&self) -> &Ballot {
        &self.ballot
    }

    /// What the ballot says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        self.ballot.content()
    }

    /// What the ballot says, without its proof.
    #[must_use]
    pub fn into_content(self) -> Content {
        self.ballot.into_content()
    }
}

impl Countable for VerifiedBallot {
    fn nullifier(&self) -> Nullifier {
        self.nullifier
    }

    fn revision(&self) -> u8 {
        self.content().revision()
    }

    fn id(&self) -> BallotId {
        self.id
    }
}
