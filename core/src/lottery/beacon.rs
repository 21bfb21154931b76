//! A randomness beacon signs the number of each round at the round's time, and nobody knows the
//! signature before.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::MAX_INTEGER;
use crate::time::Timestamp;

/// A beacon whose key the verifier carries. An organiser cannot bring their own: they would know its
/// rounds beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beacon {
    /// drand's `quicknet`, run by the League of Entropy: one round every three seconds.
    DrandQuicknet,
}

impl Beacon {
    /// The second of the first round, and the seconds from one round to the next.
    const fn clock(self) -> (u64, u64) {
        match self {
            Self::DrandQuicknet => (1_692_803_367, 3),
        }
    }

    /// The first round whose value is not known at `time` by anybody, if a document can name it.
    #[must_use]
    pub fn first_round_after(self, time: Timestamp) -> Option<BeaconRound> {
        let (genesis, period) = self.clock();
        let round = match u64::try_from(time.unix_seconds()).ok().and_then(|time| time.checked_sub(genesis)) {
            // Round 1 is published at the genesis itself.
            Some(since) => since / period + 2,
            None => 1,
        };
        let round = BeaconRound { beacon: self, round };
        round.time().map(|_| round)
    }
}

/// One round of a beacon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconRound {
    /// The beacon.
    #[serde(rename = "name")]
    pub beacon: Beacon,
    /// The number of the round, from 1.
    pub round: u64,
}

impl BeaconRound {
    /// When the round is published; none for round 0 and for rounds after the year 9999.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        let (genesis, period) = self.beacon.clock();
        if self.round > MAX_INTEGER.unsigned_abs() {
            return None;
        }
        let seconds = self.round.checked_sub(1)?.checked_mul(period)?.checked_add(genesis)?;
        Timestamp::from_unix_seconds(i64::try_from(seconds).ok()?).ok()
    }
}

/// A beacon's signature of a round, as published: 48 bytes, written as 96 lowercase hexadecimal
/// digits. Any bytes; whether they are the round's signature is for the verifier to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BeaconSignature([u8; 48]);

/// Text that is not a beacon's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a beacon's signature: 96 lowercase hexadecimal digits are needed")]
pub struct BeaconSignatureError;

impl BeaconSignature {
    /// The bytes, as published.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 48] {
        self.0
    }
}

impl FromStr for BeaconSignature {
    type Err = BeaconSignatureError;

    fn from_str(text: &str) -> Result<Self, BeaconSignatureError> {
        let mut bytes = [0; 48];
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(BeaconSignatureError);
        }
        hex::decode_to_slice(text, &mut bytes).map_err(|_| BeaconSignatureError)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for BeaconSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BeaconSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BeaconSignature({self})")
    }
}

impl Serialize for BeaconSignature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BeaconSignature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn rounds_have_their_times() {
        let at = |round| BeaconRound { beacon: Beacon::DrandQuicknet, round }.time();
        assert_eq!(at(1), Some(time("2023-08-23T15:09:27Z")));
        assert_eq!(at(1000), Some(time("2023-08-23T15:59:24Z")));
        for none in [0, 200_000_000_000, 1 << 53, u64::MAX] {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn the_first_round_after_a_time_is_after_it() {
        let first = |at| Beacon::DrandQuicknet.first_round_after(time(at)).map(|found| found.round);
        assert_eq!(first("1969-12-31T23:59:59Z"), Some(1));
        assert_eq!(first("2023-08-23T15:09:26Z"), Some(1));
        assert_eq!(first("2023-08-23T15:09:27Z"), Some(2));
        assert_eq!(first("2023-08-23T15:59:23Z"), Some(1000));
        assert_eq!(first("2023-08-23T15:59:24Z"), Some(1001));
        assert_eq!(first("9999-12-31T23:59:59Z"), None);
    }

    #[test]
    fn a_signature_has_one_spelling() {
        let text = "0b".repeat(48);
        assert_eq!(text.parse::<BeaconSignature>().unwrap().to_string(), text);
        for other in ["0B".repeat(48), "0b".repeat(47), "0b".repeat(49), "0g".repeat(48), String::new()] {
            assert_eq!(other.parse::<BeaconSignature>(), Err(BeaconSignatureError), "{other}");
        }
    }
}
