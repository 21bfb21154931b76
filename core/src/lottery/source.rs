//! The [`LotterySource`] of a manifest.

use serde::{Deserialize, Serialize};

use super::beacon::BeaconRound;
use super::party::Party;
use crate::text::Label;
use crate::time::Timestamp;

/// Most parties that a source may name.
pub const MAX_PARTIES: usize = 50;

/// Where the seed of a poll's lots comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LotterySource {
    /// A round of a public beacon, after the close.
    Beacon(BeaconRound),
    /// Parties who committed to secrets before: 2 to [`MAX_PARTIES`]. A lone one would know the seed all
    /// along.
    Parties(Vec<Party>),
}

/// Why a source makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LotterySourceError {
    /// The beacon's round may be known before the close.
    #[error("round {round} is published at {time}, not after the poll closes at {closes}")]
    Early {
        /// The round.
        round: u64,
        /// When it is published.
        time: Timestamp,
        /// When the poll closes.
        closes: Timestamp,
    },
    /// Two parties have one name, or names that look alike.
    #[error("the parties {first} and {second} have names that look alike")]
    LookAlike {
        /// The first of them.
        first: Label,
        /// The other.
        second: Label,
    },
    /// One party alone, none, or more than [`MAX_PARTIES`].
    #[error("{0} parties, 2 to {MAX_PARTIES} are needed")]
    Parties(usize),
    /// Two parties have one commitment.
    #[error("the parties {first} and {second} have the same commitment")]
    RepeatedCommitment {
        /// The first of them.
        first: Label,
        /// The other.
        second: Label,
    },
    /// There is no such round.
    #[error("the beacon has no round {0} before the year 10000")]
    Round(u64),
}

impl LotterySourceError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Early { .. } => "lottery-early",
            Self::LookAlike { .. } => "lottery-look-alike",
            Self::Parties(_) => "lottery-parties",
            Self::RepeatedCommitment { .. } => "lottery-repeated-commitment",
            Self::Round(_) => "lottery-round",
        }
    }
}

impl LotterySource {
    /// Checks that nobody has to know the value before the poll closes.
    ///
    /// # Errors
    /// One [`LotterySourceError`] per cause.
    pub fn check(&self, closes: Timestamp) -> Result<(), LotterySourceError> {
        match self {
            Self::Beacon(round) => {
                let time = round.time().ok_or(LotterySourceError::Round(round.round))?;
                if time <= closes {
                    return Err(LotterySourceError::Early { round: round.round, time, closes });
                }
                Ok(())
            }
            Self::Parties(parties) => check_parties(parties),
        }
    }
}

fn check_parties(parties: &[Party]) -> Result<(), LotterySourceError> {
    if !(2..=MAX_PARTIES).contains(&parties.len()) {
        return Err(LotterySourceError::Parties(parties.len()));
    }
    let pairs = parties
        .iter()
        .enumerate()
        .flat_map(|(at, second)| parties.iter().take(at).map(move |first| (first, second)));
    for (first, second) in pairs {
        let names = || (first.name.clone(), second.name.clone());
        if first.commitment == second.commitment {
            let (first, second) = names();
            return Err(LotterySourceError::RepeatedCommitment { first, second });
        }
        let looks = second.name.skeletons();
        if first.name.skeletons().iter().any(|look| looks.contains(look)) {
            let (first, second) = names();
            return Err(LotterySourceError::LookAlike { first, second });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::lottery::beacon::Beacon;

    fn code(source: Value) -> Option<&'static str> {
        let source: LotterySource = serde_json::from_value(source).unwrap();
        source.check("2023-08-23T15:59:23Z".parse().unwrap()).err().map(|error| error.code())
    }

    fn party(name: &str, commitment: &str) -> Value {
        json!({"name": name, "commitment": commitment.repeat(32)})
    }

    #[test]
    fn a_round_has_to_be_published_after_the_close() {
        let round = |round: u64| code(json!({"beacon": {"name": "drand-quicknet", "round": round}}));
        assert_eq!(round(1000), None);
        assert_eq!(round(999), Some("lottery-early"));
        assert_eq!(round(0), Some("lottery-round"));
        assert_eq!(round(u64::MAX), Some("lottery-round"));
        let closes = "2023-08-23T15:59:24Z".parse().unwrap();
        let beacon = Beacon::DrandQuicknet;
        let at_the_close = LotterySource::Beacon(BeaconRound { beacon, round: 1000 });
        assert_eq!(at_the_close.check(closes).unwrap_err().code(), "lottery-early");
    }

    #[test]
    fn parties_are_several_and_different() {
        assert_eq!(code(json!({"parties": [party("Ann", "01"), party("Bob", "02")]})), None);
        assert_eq!(code(json!({"parties": []})), Some("lottery-parties"));
        assert_eq!(code(json!({"parties": [party("Ann", "01")]})), Some("lottery-parties"));
        let many: Vec<_> = (0..51).map(|at| party(&format!("P {at}"), &format!("{at:02x}"))).collect();
        assert_eq!(code(json!({"parties": many})), Some("lottery-parties"));
        let same = json!({"parties": [party("Ann", "01"), party("Cem", "02"), party("Bob", "01")]});
        assert_eq!(code(same), Some("lottery-repeated-commitment"));
        let alike = json!({"parties": [party("Ann", "01"), party("ANN", "02")]});
        assert_eq!(code(alike), Some("lottery-look-alike"));
    }

    #[test]
    fn other_sources_are_not_read() {
        for other in [
            json!({"beacon": {"name": "my-own", "round": 5}}),
            json!({"beacon": {"name": "drand-quicknet", "round": 5, "key": "00"}}),
            json!({"seed": "00"}),
            json!({"parties": [], "beacon": {"name": "drand-quicknet", "round": 5}}),
        ] {
            assert!(serde_json::from_value::<LotterySource>(other.clone()).is_err(), "{other}");
        }
    }
}
