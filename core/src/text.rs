//! Names and texts that people read in a poll: short ids and visible text without tricks.

mod skeleton;

use std::fmt;
use std::str::FromStr;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::skeleton::skeleton;

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

/// Defines a name that is a text of a few plain characters, so that one cannot be passed for another:
/// what it means, its type, why a text is none, and the check that says so.
macro_rules! plain_name {
    ($(#[$doc:meta])* $name:ident, $error:ty, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                let check: fn(&str) -> Result<(), $error> = $check;
                check(text).map(|()| Self(text.into()))
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use plain_name;

plain_name! {
    /// Names an option within its question: `[a-z0-9-]{1,32}`.
    OptionId, TextError, check_id
}
plain_name! {
    /// Names a question within its poll: `[a-z0-9-]{1,32}`.
    QuestionId, TextError, check_id
}

/// Text in Unicode normal form C, as documents have it.
#[must_use]
pub fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// Text in Unicode normal form KC, which makes one of characters that differ in form only: full width, ligatures.
#[must_use]
pub fn nfkc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}

/// Whether text is in Unicode normal form C.
pub(crate) fn is_nfc(text: &str) -> bool {
    ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

fn check_id(text: &str) -> Result<(), TextError> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=32).contains(&text.len()) && text.bytes().all(allowed) {
        Ok(())
    } else {
        Err(TextError::Id(text.chars().take(40).collect()))
    }
}

/// An id of a text that `taken` does not hold yet: `Café Noir` becomes `cafe-noir`, the second of them
/// `cafe-noir-2`. A text without letters or digits that an id may have becomes `otherwise`, which has
/// to be an id itself, of at most 27 characters.
#[must_use]
pub fn free_id(text: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = String::new();
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    for c in letters.filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if id.len() == LONGEST_STEM {
            break;
        }
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = match id.trim_end_matches('-') {
        "" => otherwise,
        id => id,
    };
    let numbered = (2_u32..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.to_owned())
        .chain(numbered)
        .find(|id| !taken(id))
        .expect("there are more numbers than ids that are taken")
}

/// Leaves room for a number within the 32 characters of an id.
const LONGEST_STEM: usize = 27;

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

    /// What of a text from elsewhere can be shown: in normal form C, without characters that cannot be
    /// seen, line breaks as spaces, cut where it is too long. `None` where nothing is left to read.
    #[must_use]
    pub fn legible(text: &str) -> Option<Self> {
        // Bounded before anything is computed from it, one longer than fits so that the cut is seen.
        let bounded = text.chars().take(LIMIT + 1);
        let seen = bounded.map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !is_hidden(c));
        let normal: String = ComposingNormalizerBorrowed::new_nfc().normalize_iter(seen).collect();
        let mut visible = normal.trim().to_owned();
        if visible.len() > LIMIT {
            let room = LIMIT - '…'.len_utf8();
            visible.truncate((0..=room).rev().find(|&at| visible.is_char_boundary(at)).unwrap_or(0));
            visible.push('…');
        }
        visible.parse().ok()
    }

    /// The Unicode confusables skeleton (UTS 39) without white space, with case folded before and
    /// after: texts look alike where one of these is equal.
    ///
    /// Folding first takes "O" from "0", folding last takes "ID" from "id".
    #[must_use]
    pub fn skeletons(&self) -> [String; 2] {
        let skeleton = |text: &str| skeleton(text).replace(char::is_whitespace, "");
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
    fn ids_are_made_of_texts() {
        let free = |text: &str| free_id(text, "x", |_| false);
        assert_eq!(free("Café Noir!"), "cafe-noir");
        assert_eq!(free("да"), "x");
        assert_eq!(free_id("Yes", "x", |id| ["yes", "yes-2"].contains(&id)), "yes-3");
        assert_eq!(free(&"ab ".repeat(30)).len(), 26);
        assert_eq!(free_id("-", "x", |id| id == "x"), "x-2");
    }

    #[test]
    fn a_text_from_elsewhere_becomes_legible() {
        let legible = |text: &str| Label::legible(text).map(|label| label.to_string());
        assert_eq!(legible(" Ann\u{200B} \u{202E}Bob\r\nCem\t").as_deref(), Some("Ann Bob  Cem"));
        assert_eq!(legible("e\u{301}").as_deref(), Some("é"));
        for nothing in ["", "  ", "\u{200B}\u{0007}"] {
            assert_eq!(legible(nothing), None, "{nothing:?}");
        }
        let cut = legible(&"é".repeat(150)).unwrap();
        assert_eq!((cut.len(), cut.ends_with("é…")), (199, true));
        assert_eq!(legible(&"a".repeat(200)), Some("a".repeat(200)));
        assert!(legible(&"a".repeat(201)).unwrap().ends_with("a…"));
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
