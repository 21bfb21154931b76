//! What the journal keeps.

use ostrakon_board::receipt::Receipt;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::hash::Digest;
use ostrakon_core::poll::{Manifest, PollId};
use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::decider::DeciderName;
use crate::decision::Decision;
use crate::mandate::{Judgement, MandateHash};

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// The owner accepted a mandate, whose text is kept.
    Accepted {
        /// Which.
        mandate: MandateHash,
        /// Its bytes.
        text: String,
    },
    /// A board has promised a ballot.
    Cast {
        /// In this poll.
        poll: PollId,
        /// What it promised.
        receipt: Box<Receipt>,
    },
    /// After the close, a ballot was looked for in the final log.
    Checked {
        /// In this poll.
        poll: PollId,
        /// What was found.
        check: Check,
        /// The receipt with the proof that the ballot is in the log, where it is.
        receipt: Option<Box<Receipt>>,
    },
    /// A decider decided on a poll, and the mandate allowed it to.
    Decided(Box<Decided>),
    /// No ballot is to be cast.
    Denied {
        /// In this poll.
        poll: PollId,
        /// Whether the owner did not answer in time, rather than said so.
        lapsed: bool,
    },
    /// A ballot cannot be cast.
    Failed {
        /// In this poll.
        poll: PollId,
        /// Why, for programs.
        code: String,
        /// Why, for people.
        message: String,
    },
    /// A ballot is to leave.
    Planned {
        /// In this poll.
        poll: PollId,
        /// When.
        leaves: Timestamp,
        /// The ballot. A program that is started again sends this very one.
        ballot: Box<Ballot>,
        /// Whether the owner answered, in place of the decider.
        owner: bool,
        /// Under which mandate.
        mandate: MandateHash,
    },
    /// A planned ballot leaves at another time.
    Postponed {
        /// In this poll.
        poll: PollId,
        /// When.
        leaves: Timestamp,
    },
    /// The owner took the mandate back.
    Revoked {},
    /// The first byte of a ballot is about to leave: from here on it may be in.
    Sending {
        /// In this poll.
        poll: PollId,
    },
    /// A planned ballot does not leave any more, since the mandate does not allow it.
    Withdrawn {
        /// In this poll.
        poll: PollId,
        /// The code of the line that stands against it.
        code: String,
    },
}

/// What a final log shows about a promised ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The board broke its promise: the closed log does not hold the ballot.
    Dropped,
    /// The board has signed two logs.
    Forked,
    /// The ballot is in the closed log.
    Included,
}

/// What was decided on a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The poll's manifest.
    pub manifest: Manifest,
    /// Where it is.
    pub board: Address,
    /// Who decided.
    pub decider: DeciderName,
    /// What was decided.
    pub decision: Decision,
    /// Under which mandate.
    pub mandate: MandateHash,
    /// What the mandate said.
    pub judgement: Judgement,
    /// What hides the rationale in its commitment.
    pub salt: Digest,
}
