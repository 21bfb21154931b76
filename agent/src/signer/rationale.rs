//! Why a ballot says what it says, for its owner to open to others.

use ostrakon_core::ballot::BallotId;
use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::poll::PollId;
use serde::{Deserialize, Serialize};

use super::{Signer, SignerError};
use crate::decision::Rationale;

/// A rationale with what shows that it was written with the ballot: whoever knows the commitment since then can check
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The ballot.
    pub ballot_id: BallotId,
    /// What hides the rationale in its commitment.
    pub salt: Digest,
    /// Why.
    pub rationale: Rationale,
    /// `H("ostrakon/rationale/1", ballot id, salt, rationale)`.
    pub commitment: Digest,
}

impl Opening {
    fn new(ballot_id: BallotId, salt: Digest, rationale: Rationale) -> Self {
        let hash = TaggedHash::new("ostrakon/rationale/1").part(ballot_id.to_bytes()).part(salt.to_bytes());
        let commitment = hash.part(rationale.as_str()).finish();
        Self { ballot_id, salt, rationale, commitment }
    }

    /// Whether the commitment is that of the rationale.
    #[must_use]
    pub fn holds(&self) -> bool {
        *self == Self::new(self.ballot_id, self.salt, self.rationale.clone())
    }
}

impl Signer {
    /// Why the ballot in a poll says what the decider proposed.
    ///
    /// # Errors
    /// [`SignerError::NoBallot`] where there is none, or [`SignerError::NothingProposed`].
    pub fn rationale(&self, id: PollId) -> Result<Opening, SignerError> {
        let affair = self.affair(id).ok_or(SignerError::UnknownPoll)?;
        let proposal = affair.proposal().ok_or(SignerError::NothingProposed)?;
        let ballot = affair.ballot.as_ref().ok_or(SignerError::NoBallot)?;
        let nullifier = ballot.nullifier().map_err(|_| SignerError::NoBallot)?;
        let ballot_id = BallotId::new(nullifier, ballot.content().message());
        Ok(Opening::new(ballot_id, affair.decided.salt, proposal.rationale.clone()))
    }
}
