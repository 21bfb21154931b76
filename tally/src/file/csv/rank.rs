//! Ranks as people write them: `1`, `2nd`, `third`, `rank1`, `Choice 2`, `1ST CHOICE MAYOR`.

use std::collections::BTreeSet;

use crate::file::error::{Fault, FileError};
use crate::file::location::Span;

const WORDS: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// Words that make a number beside them a rank.
const KINDS: [&str; 6] = ["choice", "place", "pref", "preference", "rank", "ranking"];

/// The rank that a text names, if it names one.
pub(super) fn rank_in(text: Span<'_>) -> Result<Option<u64>, FileError> {
    let lower = text.text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_kind =
        |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| KINDS.contains(word));
    let rank = |(at, word): (usize, &&str)| {
        let alone = words.len() == 1 || is_kind(at.checked_sub(1)) || is_kind(at.checked_add(1));
        rank_of(word).or_else(|| number(word).filter(|_| alone))
    };
    let ranks: BTreeSet<u64> = words.iter().enumerate().filter_map(rank).collect();
    if ranks.len() > 1 {
        return Err(text.error(Fault::Expected { expected: "one rank", found: text.excerpt() }));
    }
    Ok(ranks.into_iter().next())
}

/// The rank that a single word is.
fn rank_of(word: &str) -> Option<u64> {
    let named = WORDS.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, rank)| rank);
    let suffixed = || ["st", "nd", "rd", "th"].iter().find_map(|suffix| number(word.strip_suffix(suffix)?));
    let prefixed = || KINDS.iter().find_map(|kind| number(word.strip_prefix(kind)?));
    named.or_else(suffixed).or_else(prefixed)
}

/// A number from 1 to 9999 in digits.
fn number(text: &str) -> Option<u64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::location::Location;

    fn rank(text: &str) -> Result<Option<u64>, &'static str> {
        rank_in(Span { text, location: Location::START }).map_err(|error| error.code())
    }

    #[test]
    fn ranks_are_written_in_many_ways() {
        for one in [
            "1",
            "01",
            "1.",
            "1st",
            "First",
            "rank1",
            "Rank_1",
            "rank 1",
            "1st choice",
            "choice-1",
            "Place 1",
            "1ST CHOICE MAYOR MINNEAPOLIS",
            "Ward 7, 1st choice",
            "Preference 1 (best)",
            "[1]",
        ] {
            assert_eq!(rank(one), Ok(Some(1)), "{one}");
        }
        assert_eq!((rank("TENTH"), rank("22nd"), rank("pref12")), (Ok(Some(10)), Ok(Some(22)), Ok(Some(12))));
    }

    #[test]
    fn what_is_no_rank_is_none() {
        for none in
            ["", "Ann", "Ward 7", "2013-11-05", "0", "rank 0", "Option 1", "1.5e", "id", "10000", "ⅷ", "٣"]
        {
            assert_eq!(rank(none), Ok(None), "{none}");
        }
        assert_eq!(rank("1st or 2nd choice"), Err("file-expected"));
    }
}
