//! Names and texts that people read in a poll: short ids and visible text without tricks.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::is_nfc;

/// Why a name or text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// Nothing to read.
    #[error("a text is empty or only white space")]
    Empty,
    /// A character that is not seen or that changes the order of others: controls, bidirectional
    /// marks, zero-width characters.
    #[error("a text holds an invisible or direction-changing character, U+{0:04X}")]
    Hidden(u32),
    /// Not of the form `[a-z0-9-]{1,32}`.
    #[error("{0:?} is not an id: 1 to 32 of a-z, 0-9 and '-' are needed")]
    Id(String),
    /// Longer than allowed.
    #[error("a text has {found} bytes, the limit is {limit}")]
    Length {
        /// Bytes received.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not in Unicode normal form C.
    #[error("a text is not in Unicode normal form C")]
    NotNfc,
}

/// What ids have in common: `[a-z0-9-]{1,32}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Id(Box<str>);

impl FromStr for Id {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=32).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(TextError::Id(text.chars().take(40).collect()))
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Id);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                text.parse().map(Self)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id! {
    /// Names an option within its question.
    OptionId
}
id! {
    /// Names a question within its poll.
    QuestionId
}

/// Text for people: 1 to `LIMIT` bytes of NFC without characters that cannot be seen.
/// Line breaks are allowed only where `LIMIT` is that of a description.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const LIMIT: usize>(Box<str>);

/// One line: a title, a prompt or an option's label.
pub type Label = Text<200>;

/// A longer text of several lines.
pub type Description = Text<20_000>;

impl<const LIMIT: usize> Text<LIMIT> {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Unicode confusables skeleton (UTS 39) without white space, with case folded before and
    /// after: texts look alike where one of these is equal.
    ///
    /// Folding first takes "O" from "0", folding last takes "ID" from "id".
    #[must_use]
    pub fn skeletons(&self) -> [String; 2] {
        let skeleton =
            |text: &str| unicode_security::skeleton(text).filter(|c| !c.is_whitespace()).collect::<String>();
        [skeleton(&self.0.to_lowercase()), skeleton(&self.0).to_lowercase()]
    }
}

impl<const LIMIT: usize> FromStr for Text<LIMIT> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if text.len() > LIMIT {
            return Err(TextError::Length { found: text.len(), limit: LIMIT });
        }
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if !is_nfc(text) {
            return Err(TextError::NotNfc);
        }
        let several_lines = LIMIT > 1000;
        match text.chars().find(|&c| is_hidden(c) && !(several_lines && c == '\n')) {
            Some(hidden) => Err(TextError::Hidden(hidden.into())),
            None => Ok(Self(text.into())),
        }
    }
}

impl<const LIMIT: usize> fmt::Display for Text<LIMIT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const LIMIT: usize> fmt::Debug for Text<LIMIT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

impl<const LIMIT: usize> Serialize for Text<LIMIT> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const LIMIT: usize> Deserialize<'de> for Text<LIMIT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Controls, and the default-ignorable and bidirectional formatting characters of Unicode.
/// The zero-width joiner and the variation selector 16 stay: emoji are written with them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200C}' | '\u{200E}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0E}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_plain() {
        assert!("a-1".parse::<OptionId>().is_ok());
        for bad in ["", "A", "a b", "é", "a_b", &"a".repeat(33)] {
            assert!(matches!(bad.parse::<OptionId>(), Err(TextError::Id(_))), "{bad:?}");
        }
    }

    #[test]
    fn texts_cannot_hide_anything() {
        assert!("Yes, on condition 🗳️".parse::<Label>().is_ok());
        assert_eq!("a\u{202E}b".parse::<Label>(), Err(TextError::Hidden(0x202E)));
        assert_eq!("a\nb".parse::<Label>(), Err(TextError::Hidden(0x0A)));
        assert!("a\nb".parse::<Description>().is_ok());
        assert_eq!("  ".parse::<Label>(), Err(TextError::Empty));
        assert_eq!("e\u{301}".parse::<Label>(), Err(TextError::NotNfc));
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        let alike = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|text| text.parse::<Label>().unwrap().skeletons());
            one.iter().any(|skeleton| other.contains(skeleton))
        };
        for (one, other) in [
            ("Pay", "Рау"),
            ("ID", "id"),
            ("Plan I", "Plan l"),
            ("Plan I", "Plan 1"),
            ("Option O", "Option 0"),
            ("Yes", "𝐘𝐞𝐬"),
            ("Pay now", "PAYNOW"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} {other}");
        }
        for (one, other) in [("Ali", "All"), ("Pay", "Pray"), ("Да", "Нет")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
