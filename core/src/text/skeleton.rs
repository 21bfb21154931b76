//! The skeleton of a text: texts look alike where their skeletons are equal.

use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The skeleton of UTS 39, section 4, of Unicode 18: decomposed, without what is not shown, each character
/// replaced by the one that stands for all that look like it, and decomposed again. What is not shown is known of
/// characters that a [`Text`](super::Text) may hold; others are taken for shown.
#[must_use]
pub fn skeleton(text: &str) -> String {
    let decompose = DecomposingNormalizerBorrowed::new_nfd();
    let shown = decompose.normalize_iter(text.chars()).filter(|&c| !is_ignored(c));
    let mut prototypes = String::new();
    for c in shown {
        match PROTOTYPES.binary_search_by_key(&c, |(source, _)| *source) {
            Ok(at) => prototypes.push_str(PROTOTYPES.get(at).expect("it was found there").1),
            Err(_) => prototypes.push(c),
        }
    }
    decompose.normalize(&prototypes).into_owned()
}

/// Of what a text may hold, the characters that are not shown.
const fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}')
}

/// What stands for a character, by character.
static PROTOTYPES: LazyLock<Vec<(char, &str)>> =
    LazyLock::new(|| read(TABLE).expect("the table is well formed"));

/// The confusables of Unicode, packed, as browsers fetch them. For each character in order: how many are left
/// out since the one before, seven bits a byte, the lowest first and all but the last with the top bit set; then
/// what stands for it, and a zero.
const TABLE: &[u8] = include_bytes!("confusables.bin");

fn read(mut table: &'static [u8]) -> Option<Vec<(char, &'static str)>> {
    let mut prototypes = Vec::new();
    let mut next = 0;
    while !table.is_empty() {
        let end = table.iter().position(|byte| byte & 0x80 == 0)?;
        let (gap, rest) = table.split_at_checked(end + 1)?;
        let gap = gap.iter().rev().fold(0, |gap, byte| gap << 7 | u32::from(byte & 0x7F));
        let end = rest.iter().position(|byte| *byte == 0)?;
        let source = next + gap;
        prototypes.push((char::from_u32(source)?, str::from_utf8(rest.get(..end)?).ok()?));
        (next, table) = (source + 1, rest.get(end + 1..)?);
    }
    Some(prototypes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Label;

    /// The table, made from that of a library.
    fn packed() -> Vec<u8> {
        let mut table = Vec::new();
        let mut next = 0;
        for c in '\0'..=char::MAX {
            // Alone, a character that decomposes has no prototype of its own.
            let prototype: String = unicode_security::skeleton(&c.to_string()).collect();
            let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&c.to_string()).into_owned();
            if prototype == decomposed || decomposed != c.to_string() || prototype.is_empty() {
                continue;
            }
            let mut gap = u32::from(c) - next;
            while gap > 0x7F {
                table.push(gap as u8 | 0x80);
                gap >>= 7;
            }
            table.push(gap as u8);
            table.extend(prototype.bytes());
            table.push(0);
            next = u32::from(c) + 1;
        }
        table
    }

    #[test]
    fn the_table_is_that_of_a_library() {
        let packed = packed();
        if std::env::var_os("OSTRAKON_UPDATE_CONFUSABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/confusables.bin"), &packed)
                .unwrap();
        }
        assert!(packed == TABLE, "to make the table anew, set OSTRAKON_UPDATE_CONFUSABLES");
    }

    #[test]
    fn every_character_has_the_skeleton_of_a_library() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}\u{200D}b\u{FE0F}");
            if text.parse::<Label>().is_ok() {
                let expected: String = unicode_security::skeleton(&text).collect();
                assert_eq!(skeleton(&text), expected, "U+{:04X}", u32::from(c));
            }
        }
    }
}
