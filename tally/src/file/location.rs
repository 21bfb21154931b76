//! A `Span` is a piece of a file that knows where it stands, so that whatever is wrong with it can
//! be found.

use std::fmt;

use ostrakon_core::json::MAX_INTEGER;

use super::error::{Fault, FileError};

/// Where in a file something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The line, counted from 1. Lines end with a line feed, a carriage return, or both.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl Location {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    pub(super) fn error(self, fault: Fault) -> FileError {
        FileError { location: self, fault }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The text of a file without a byte order mark.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, FileError> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok());
        let last = lines(good.unwrap_or_default()).last();
        last.map_or(Location::START, Span::end).error(Fault::Encoding)
    })
}

/// The lines of a text without their ends. A text that ends with a line end has an empty last line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span<'_>> {
    let mut rest = Some(text);
    (1..).map_while(move |line| {
        let text = rest?;
        let end = text.find(['\n', '\r']).unwrap_or(text.len());
        let (content, after) = text.split_at(end);
        rest = match after.strip_prefix("\r\n") {
            Some(next) => Some(next),
            None => after.get(1..),
        };
        Some(Span { text: content, location: Location { line, column: 1 } })
    })
}

/// A piece of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) text: &'a str,
    pub(super) location: Location,
}

impl<'a> Span<'a> {
    /// Without white space around it.
    pub(super) fn trim(self) -> Self {
        let (_, rest) = self.split_at(self.text.len() - self.text.trim_start().len());
        Self { text: rest.text.trim_end(), ..rest }
    }

    /// The bytes before an index, which is on a character's boundary, and those after.
    pub(super) fn split_at(self, index: usize) -> (Self, Self) {
        let (before, after) = self.text.split_at(index);
        let column = self.location.column + before.chars().count();
        (Self { text: before, ..self }, Self { text: after, location: Location { column, ..self.location } })
    }

    /// What stands before and after the first `mark`.
    pub(super) fn split_once(self, mark: char) -> Option<(Self, Self)> {
        let (before, after) = self.split_at(self.text.find(mark)?);
        Some((before, after.split_at(mark.len_utf8()).1))
    }

    /// What stands between one `mark` and the next, without white space around it.
    pub(super) fn split(self, mark: char) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let span = rest?;
            let (part, after) = match span.split_once(mark) {
                Some((part, after)) => (part, Some(after)),
                None => (span, None),
            };
            rest = after;
            Some(part.trim())
        })
    }

    /// The place right after it.
    pub(super) fn end(self) -> Location {
        self.split_at(self.text.len()).1.location
    }

    pub(super) fn error(self, fault: Fault) -> FileError {
        self.location.error(fault)
    }

    /// The beginning of the text, to be quoted in an error.
    pub(super) fn excerpt(self) -> String {
        excerpt(self.text)
    }

    /// A whole number from 0 to 2⁵³ − 1. Nothing but zeros may follow a decimal point.
    pub(super) fn whole(self, what: &'static str) -> Result<u64, FileError> {
        let (digits, decimals) = self.text.split_once('.').unwrap_or((self.text, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(digits) || !is_number(decimals) {
            return Err(self.error(Fault::Number { what, found: self.excerpt() }));
        }
        if decimals.bytes().any(|digit| digit != b'0') {
            return Err(self.error(Fault::Fraction { what, found: self.excerpt() }));
        }
        let number = digits.parse().ok().filter(|&number: &u64| number <= MAX_INTEGER.unsigned_abs());
        number.ok_or_else(|| self.error(Fault::Range { what, found: self.excerpt() }))
    }

    /// A whole number that may be negative, of absolute value at most `limit`.
    pub(super) fn integer(self, what: &'static str, limit: i64) -> Result<i64, FileError> {
        let (negative, magnitude) = match self.text.strip_prefix('-') {
            Some(_) => (true, self.split_at(1).1),
            None => (false, self),
        };
        let magnitude = magnitude.whole(what)?;
        let number = i64::try_from(magnitude).ok().filter(|number| *number <= limit);
        let number = number.ok_or_else(|| self.error(Fault::Range { what, found: self.excerpt() }))?;
        Ok(if negative { -number } else { number })
    }
}

/// The beginning of a text, to be quoted in an error.
pub(super) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut excerpt: String = characters.by_ref().take(EXCERPT).collect();
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

/// Most characters of a file that an error quotes.
const EXCERPT: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span<'_> {
        Span { text, location: Location { line: 3, column: 5 } }
    }

    #[test]
    fn every_kind_of_line_end_is_one() {
        let told: Vec<_> = lines("a\r\nbé\n\nc\rd").map(|line| (line.text, line.location.line)).collect();
        assert_eq!(told, [("a", 1), ("bé", 2), ("", 3), ("c", 4), ("d", 5)]);
        assert_eq!(lines("a\n").count(), 2);
    }

    #[test]
    fn columns_count_characters() {
        let parts: Vec<_> =
            span(" é , b,").split(',').map(|part| (part.text, part.location.column)).collect();
        assert_eq!(parts, [("é", 6), ("b", 10), ("", 12)]);
        assert_eq!(span("é: b").split_once(':').unwrap().1.trim().location, Location { line: 3, column: 8 });
        assert_eq!(span("éé").end().column, 7);
    }

    #[test]
    fn bytes_that_are_no_text_are_found() {
        assert_eq!(text_of(b"\xEF\xBB\xBFabc"), Ok("abc"));
        let error = text_of("a\nbé\u{0}c".as_bytes().strip_suffix(b"c").unwrap());
        assert_eq!(error, Ok("a\nbé\u{0}"));
        let error = text_of(b"a\r\nb\xC3\xA9\xFFx").unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), error.code()),
            ("line 2, column 3: the file is not UTF-8 text", "file-encoding")
        );
    }

    #[test]
    fn numbers_are_whole() {
        let whole = |text: &str| span(text).whole("a weight").map_err(|error| error.code());
        assert_eq!(whole("12"), Ok(12));
        assert_eq!(whole("007.00"), Ok(7));
        assert_eq!(whole("9007199254740991"), Ok(9_007_199_254_740_991));
        assert_eq!(whole("9007199254740992"), Err("file-range"));
        assert_eq!(whole(&"9".repeat(99)), Err("file-range"));
        for fraction in ["1.5", "0.50"] {
            assert_eq!(whole(fraction), Err("file-fraction"));
        }
        for no_number in ["", "-1", "+1", "1.", ".5", "1e3", "1,5", "٣", "0x1", " 1", "1.-0"] {
            assert_eq!(whole(no_number), Err("file-number"), "{no_number:?}");
        }
        let integer = |text: &str| span(text).integer("a score", 100).map_err(|error| error.code());
        assert_eq!((integer("-7"), integer("100"), integer("-0")), (Ok(-7), Ok(100), Ok(0)));
        assert_eq!((integer("--7"), integer("-101")), (Err("file-number"), Err("file-range")));
    }

    #[test]
    fn what_an_error_quotes_is_short() {
        assert_eq!(excerpt(&"é".repeat(41)), format!("{}…", "é".repeat(40)));
        assert_eq!(excerpt("short"), "short");
    }
}
