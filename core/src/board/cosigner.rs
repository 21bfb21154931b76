//! [`Cosigners`] sign what they saw of the log, so that nobody can be shown another one.

use serde::{Deserialize, Serialize};

use super::{BoardError, NoteKey};
use crate::text::plain_name;

/// Most cosigners that a board may name.
pub const MAX_COSIGNERS: usize = 20;

/// Whose signatures a final checkpoint needs, besides the board's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cosigners {
    /// Who may sign: 1 to [`MAX_COSIGNERS`].
    pub keys: Vec<Cosigner>,
    /// How many of them have to.
    pub threshold: u8,
}

/// Somebody independent of the operator, with their key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cosigner {
    /// The name under which they sign.
    pub name: CosignerName,
    /// The key with which they sign.
    pub key: NoteKey,
}

plain_name! {
    /// The name of a key that signs notes: `[a-z0-9./-]{1,100}`, by custom a domain and a path.
    CosignerName, CosignerNameError, |text| {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'/' | b'-');
        if (1..=100).contains(&text.len()) && text.bytes().all(allowed) { Ok(()) } else { Err(CosignerNameError) }
    }
}

/// Text that is not the name of a cosigner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a cosigner: 1 to 100 of a-z, 0-9, '.', '/' and '-' are needed")]
pub struct CosignerNameError;

impl Cosigners {
    /// Checks that they are distinct, none is the board itself, and the threshold can be reached.
    pub(super) fn check(&self, board: NoteKey) -> Result<(), BoardError> {
        let Self { keys, threshold } = self;
        let cosigners = keys.len();
        if !(1..=MAX_COSIGNERS).contains(&cosigners) {
            return Err(BoardError::Cosigners(cosigners));
        }
        if !(1..=cosigners).contains(&usize::from(*threshold)) {
            return Err(BoardError::Threshold { threshold: *threshold, cosigners });
        }
        for (at, second) in keys.iter().enumerate() {
            if second.key == board {
                return Err(BoardError::OwnKey(second.name.clone()));
            }
            for first in keys.iter().take(at) {
                if first.name == second.name {
                    return Err(BoardError::RepeatedName(second.name.clone()));
                }
                if first.key == second.key {
                    let (first, second) = (first.name.clone(), second.name.clone());
                    return Err(BoardError::RepeatedKey { first, second });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        for good in ["a", "alice.example", "witness.example/alice-1", &"a".repeat(100)] {
            assert!(good.parse::<CosignerName>().is_ok(), "{good}");
        }
        for bad in ["", "Alice", "a b", "a+b", "a:1", "é", "a\n", &"a".repeat(101)] {
            assert_eq!(bad.parse::<CosignerName>(), Err(CosignerNameError), "{bad:?}");
        }
    }
}
