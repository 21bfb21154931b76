//! From a [`LotteryOpening`] to the [`LotterySeed`] of a poll, if it is what the poll's source gave.

mod drand;

use ostrakon_core::lottery::beacon::Beacon;
use ostrakon_core::lottery::{LotteryOpening, LotterySeed, LotterySource, Opened};
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::text::Label;

/// The seed that an opening gives a poll's lots.
///
/// # Errors
/// One [`LotteryError`] per cause.
pub fn open(poll: &Poll, opening: &LotteryOpening) -> Result<LotterySeed, LotteryError> {
    if opening.poll() != poll.id() {
        return Err(LotteryError::Poll { expected: poll.id(), found: opening.poll() });
    }
    match (poll.lottery(), opening.opened()) {
        (None, _) => Err(LotteryError::NoLots),
        (Some(LotterySource::Beacon(round)), Opened::Signature(signature)) => {
            let Beacon::DrandQuicknet = round.beacon;
            let randomness = drand::randomness(round.round, *signature).ok_or(LotteryError::Signature)?;
            Ok(LotterySeed::new(poll.id(), [randomness]))
        }
        (Some(LotterySource::Parties(parties)), Opened::Secrets(secrets)) => {
            let (expected, found) = (parties.len(), secrets.len());
            if found != expected {
                return Err(LotteryError::Secrets { expected, found });
            }
            let wrong = parties.iter().zip(secrets).find(|(party, secret)| !party.is_opened_by(secret));
            if let Some((party, _)) = wrong {
                return Err(LotteryError::Secret(party.name.clone()));
            }
            Ok(LotterySeed::new(poll.id(), secrets.iter().map(|secret| secret.to_bytes())))
        }
        (Some(LotterySource::Beacon(_)), Opened::Secrets(_))
        | (Some(LotterySource::Parties(_)), Opened::Signature(_)) => Err(LotteryError::Source),
    }
}

/// Why an opening is not that of a poll, or there is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LotteryError {
    /// The poll draws lots, and its source has not been opened.
    #[error("the poll draws lots, and what its lottery source gave is missing")]
    Missing,
    /// The poll draws no lots.
    #[error("the poll draws no lots")]
    NoLots,
    /// The opening is of another poll.
    #[error("the lottery opening is for poll {found}, not for {expected}")]
    Poll {
        /// The poll asked about.
        expected: PollId,
        /// The poll in the opening.
        found: PollId,
    },
    /// A secret is not the one that the party committed to.
    #[error("the secret of {0} is not the one committed to")]
    Secret(Label),
    /// More or fewer secrets than parties.
    #[error("{found} secrets for {expected} parties")]
    Secrets {
        /// How many parties there are.
        expected: usize,
        /// How many secrets there are.
        found: usize,
    },
    /// The signature is not the beacon's for the poll's round.
    #[error("the signature is not the beacon's for the round that the poll names")]
    Signature,
    /// Secrets for a beacon, or a signature for parties.
    #[error("the lottery opening is of another kind of source than the poll's")]
    Source,
}

impl LotteryError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "lottery-missing",
            Self::NoLots => "lottery-no-lots",
            Self::Poll { .. } => "lottery-poll",
            Self::Secret(_) => "lottery-secret",
            Self::Secrets { .. } => "lottery-secrets",
            Self::Signature => "lottery-signature",
            Self::Source => "lottery-source",
        }
    }
}
