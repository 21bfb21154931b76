//! Where a drafted poll's lots come from.

use ostrakon_core::lottery::LotterySource;
use ostrakon_core::lottery::beacon::{Beacon, BeaconRound};
use ostrakon_core::lottery::party::Party;
use ostrakon_core::time::Timestamp;
use serde::Deserialize;

use crate::error::Error;

/// Seconds from the close to the round that is taken where the draft names none: ballots handed in last
/// are public by then.
const GRACE: i64 = 600;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DraftedLottery {
    Beacon(DraftedBeacon),
    Parties(Vec<Party>),
}

/// A beacon, or one round of it.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "\"drand-quicknet\", or a table with name and round")]
pub(crate) enum DraftedBeacon {
    Name(Beacon),
    Round(BeaconRound),
}

impl DraftedLottery {
    /// The source for a poll that closes at a time.
    pub(super) fn check(self, closes: Timestamp) -> Result<LotterySource, Error> {
        Ok(match self {
            Self::Parties(parties) => LotterySource::Parties(parties),
            Self::Beacon(DraftedBeacon::Round(round)) => LotterySource::Beacon(round),
            Self::Beacon(DraftedBeacon::Name(beacon)) => {
                let late = Timestamp::from_unix_seconds(closes.unix_seconds().saturating_add(GRACE));
                let round = late.ok().and_then(|late| beacon.first_round_after(late));
                LotterySource::Beacon(round.ok_or_else(|| {
                    Error::rejected("lottery-round", "the beacon has no round after the poll closes")
                })?)
            }
        })
    }
}
