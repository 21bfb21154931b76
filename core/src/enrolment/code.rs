//! A [`Code`] is what a registrar sends to one person, and who has it may enrol once.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

use super::EnrolmentId;
use crate::hash::{Digest, DigestError, TaggedHash};

/// 80 random bits, shown as 16 characters of Crockford's base32 in groups of four: `ABCD-EFGH-JKMN-PQRS`.
///
/// A secret: whoever has it can enrol in place of its owner. Zeroized on drop.
pub struct Code(Zeroizing<[u8; BYTES]>);

/// `H("ostrakon/code/1", EnrolmentId, the code as shown)`: all that a registrar's server has to keep of a
/// code. Nobody finds the code from it, since 80 random bits are not guessed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeDigest(Digest);

/// Text that is not a code. It does not tell the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code: 16 letters and digits are needed, without U, in groups of four or in a row")]
pub struct CodeError;

const BYTES: usize = 10;

/// Crockford's base32: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// A new code of 80 random bits.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// The code as shown: groups of four in capitals. A secret.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        // With room for all, so that nothing of it is copied about.
        let mut text = Zeroizing::new(String::with_capacity(19));
        for (at, character) in (0..16).map(|at| (at, self.character(at))) {
            if at > 0 && at % 4 == 0 {
                text.push('-');
            }
            text.push(character);
        }
        text
    }

    /// What is kept of the code.
    #[must_use]
    pub fn digest(&self, enrolment: EnrolmentId) -> CodeDigest {
        let hash = TaggedHash::new("ostrakon/code/1").part(enrolment.to_bytes());
        CodeDigest(hash.part(self.to_text().as_bytes()).finish())
    }

    /// Five bits of the code, the first five first.
    fn character(&self, at: usize) -> char {
        let number = self.0.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        let five_bits = (number >> (75 - 5 * at) & 31) as usize;
        ALPHABET.get(five_bits).copied().map_or('0', char::from)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// Reads a code as people write it: in any case, with dashes and spaces anywhere or nowhere, `O` for `0`,
    /// `I` and `L` for `1`.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (mut number, mut characters) = (0_u128, 0);
        for character in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')) {
            let character = match character.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let five_bits = ALPHABET.iter().position(|&known| known == character).ok_or(CodeError)?;
            characters += 1;
            if characters > 16 {
                return Err(CodeError);
            }
            number = number << 5 | five_bits as u128;
        }
        if characters < 16 {
            return Err(CodeError);
        }
        let mut wide = number.to_be_bytes();
        number.zeroize();
        let mut code = Self(Zeroizing::new([0; BYTES]));
        for (to, from) in code.0.iter_mut().rev().zip(wide.iter().rev()) {
            *to = *from;
        }
        wide.zeroize();
        Ok(code)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(<redacted>)")
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl CodeDigest {
    /// The digest as 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

impl FromStr for CodeDigest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for CodeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for CodeDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeDigest({self})")
    }
}

#[cfg(test)]
mod tests {
    use ark_std::rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn shown(text: &str) -> Option<String> {
        text.parse().ok().map(|code: Code| code.to_text().to_string())
    }

    #[test]
    fn a_code_reads_back() {
        let rng = &mut StdRng::seed_from_u64(1);
        for _ in 0..100 {
            let code = Code::generate(rng);
            let again: Code = code.to_text().parse().unwrap();
            assert_eq!(code.0, again.0);
        }
        let last = Code(Zeroizing::new([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        assert_eq!(last.to_text().as_str(), "0000-0000-0000-0001");
        let first = Code(Zeroizing::new([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(first.to_text().as_str(), "G000-0000-0000-0000");
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = Some("0123-4567-89AB-1Z10".to_owned());
        for text in
            ["0123-4567-89AB-1Z10", "0123456789ab1z10", "oI23 4567-89ab iZLo", " 0123-4567-89ab-lz1O "]
        {
            assert_eq!(shown(text), code, "{text}");
        }
        for other in
            ["", "0123-4567-89AB-1Z1", "0123-4567-89AB-1Z100", "0123-4567-89AB-1Z1U", "0123-4567-89AB-1Z1é"]
        {
            assert_eq!(shown(other), None, "{other}");
        }
    }

    #[test]
    fn a_code_shows_neither_in_debug_output_nor_in_errors() {
        let code: Code = "SECR-ETC0-DE00-0000".parse().unwrap();
        assert_eq!(format!("{code:?} {code:#?}"), "Code(<redacted>) Code(<redacted>)");
        let error = "SECRETUSECRET".parse::<Code>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET"));
    }
}
