//! Where the chance comes from in a poll with rules that draw lots.
//!
//! The seed of ties can be moved by staying away from the vote, so lots need another: a
//! [`LotterySource`] in the manifest, whose value nobody knows before the poll closes and everybody can
//! check afterwards. A [`LotteryOpening`] shows that value; what it gives is the [`LotterySeed`].
//!
//! | Source | Known beforehand to | Can be withheld by |
//! |---|---|---|
//! | [parties](party) open what they committed to | all of them together, nobody less | each of them, having seen the others' |
//! | a [beacon] publishes a round | as many of its operators as sign a round | as many of them as make signing impossible |
//!
//! A source that is withheld leaves the poll without a result: there is no second draw.
//!
//! The counted ballots are not part of the seed. Were they, whoever can keep back a ballot after
//! the seed is known could try one subset after the other until they like the draw.

pub mod beacon;
pub mod opening;
pub mod party;
pub mod source;

pub use opening::{LotteryOpening, Opened};
pub use source::{LotterySource, LotterySourceError};

use crate::hash::{Digest, TaggedHash};
use crate::poll::PollId;

/// What the lots of a poll are drawn by:
/// `H("ostrakon/lottery-seed/1", PollId, value, …)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotterySeed(Digest);

impl LotterySeed {
    /// The seed of a poll whose source gave these values: the parties' secrets in the order of the poll,
    /// or the beacon's randomness. Whether they are the source's has to be known.
    #[must_use]
    pub fn new(poll: PollId, values: impl IntoIterator<Item = [u8; 32]>) -> Self {
        let hash = TaggedHash::new("ostrakon/lottery-seed/1").part(poll.to_bytes());
        Self(values.into_iter().fold(hash, TaggedHash::part).finish())
    }

    /// The seed as a digest.
    #[must_use]
    pub const fn digest(self) -> Digest {
        self.0
    }
}
