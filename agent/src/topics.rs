//! Which topics a poll touches, by the words in its texts.
//!
//! Words are compared in Unicode normal form KC with case folded, and by how they look (UTS 39), so that a word of
//! a topic is found although somebody wrote it with letters of another script. A text that says the same
//! with other words is not found.

use ostrakon_core::poll::Poll;
use ostrakon_core::text::{nfkc, skeleton};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicase::UniCase;
use unicode_segmentation::UnicodeSegmentation as _;

/// Most bytes of a phrase.
const MAX_PHRASE: usize = 200;

/// One or more words in a row. A star before the first stands for any beginning, one after the last for any end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phrase {
    written: Box<str>,
    words: Vec<Word>,
    open_start: bool,
    open_end: bool,
}

/// Text that is not a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phrase: one or more words are needed, at most {MAX_PHRASE} bytes, with * only at the ends")]
pub struct PhraseError;

/// The words of some texts. Phrases are not found across the end of a text.
#[derive(Debug, Clone, Default)]
pub struct Words(Vec<Vec<Word>>);

/// A word as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    /// In normal form KC, case folded.
    folded: String,
    /// How it looks.
    skeleton: String,
}

impl Phrase {
    /// Whether the phrase stands in the texts.
    #[must_use]
    pub fn is_in(&self, words: &Words) -> bool {
        words.0.iter().any(|text| text.windows(self.words.len()).any(|row| self.matches(row)))
    }

    /// The phrase as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    fn matches(&self, row: &[Word]) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().zip(row).enumerate().all(|(at, (wanted, found))| {
            let (open_start, open_end) = (self.open_start && at == 0, self.open_end && at == last);
            let fits = |wanted: &str, found: &str| match (open_start, open_end) {
                (false, false) => found == wanted,
                (true, false) => found.ends_with(wanted),
                (false, true) => found.starts_with(wanted),
                (true, true) => found.contains(wanted),
            };
            fits(&wanted.folded, &found.folded) || fits(&wanted.skeleton, &found.skeleton)
        })
    }
}

impl std::str::FromStr for Phrase {
    type Err = PhraseError;

    fn from_str(text: &str) -> Result<Self, PhraseError> {
        if text.len() > MAX_PHRASE {
            return Err(PhraseError);
        }
        let inner = text.trim();
        let (inner, open_start) = inner.strip_prefix('*').map_or((inner, false), |inner| (inner, true));
        let (inner, open_end) = inner.strip_suffix('*').map_or((inner, false), |inner| (inner, true));
        let words = words_of(inner);
        if words.is_empty() || inner.contains('*') {
            return Err(PhraseError);
        }
        Ok(Self { written: text.into(), words, open_start, open_end })
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Words {
    /// The words of all that people read in a poll: title, description, prompts and labels.
    #[must_use]
    pub fn of_poll(poll: &Poll) -> Self {
        let description = poll.description().map(|description| description.as_str());
        Self::of(poll.labels().map(|label| label.as_str()).chain(description))
    }

    /// The words of some texts.
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().map(words_of).collect())
    }
}

/// Words as Unicode divides them (UAX 29).
fn words_of(text: &str) -> Vec<Word> {
    let fold = |text: &str| nfkc(&UniCase::unicode(text).to_folded_case());
    nfkc(text)
        .unicode_words()
        .map(|word| {
            let folded = fold(word);
            Word { skeleton: fold(&skeleton(&folded)), folded }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> bool {
        phrase.parse::<Phrase>().unwrap().is_in(&Words::of([text]))
    }

    #[test]
    fn words_are_found_whole_in_any_case_and_form() {
        for (phrase, text) in [
            ("tax", "Raise the TAX."),
            ("straße", "Neue STRASSE"),
            ("nuclear power", "On nuclear  POWER, again"),
            ("café", "The cafe\u{301}"),
            ("οδοσ", "Η ΟΔΟΣ"),
            ("tax*", "Taxation"),
            ("*steuer", "die Grundsteuer"),
            ("*steuer*", "Grundsteuererhöhung"),
            ("税", "税金の使い道"),
            ("full", "ｆｕｌｌ width"),
        ] {
            assert!(found(phrase, text), "{phrase}: {text}");
        }
        for (phrase, text) in [
            ("tax", "taxi and syntax"),
            ("nuclear power", "nuclear and power"),
            ("power nuclear", "nuclear power"),
            ("*steuer", "Steuerung"),
            ("a b", "a"),
        ] {
            assert!(!found(phrase, text), "{phrase}: {text}");
        }
    }

    #[test]
    fn letters_that_look_alike_do_not_hide_a_word() {
        for text in ["Рау more tах", "t\u{0430}x", "𝐭𝐚𝐱", "TАX"] {
            assert!(found("tax", text), "{text}");
        }
    }

    #[test]
    fn phrases_end_with_their_text() {
        let words = Words::of(["nuclear", "power"]);
        assert!(!"nuclear power".parse::<Phrase>().unwrap().is_in(&words));
    }

    #[test]
    fn a_phrase_has_words() {
        for bad in ["", " ", "*", "**", "!?", "ta*x", &"a".repeat(201)] {
            assert_eq!(bad.parse::<Phrase>(), Err(PhraseError), "{bad}");
        }
    }
}
