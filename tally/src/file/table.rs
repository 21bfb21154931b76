//! Rows of cells (RFC 4180): between delimiters, in double quotes where a cell holds a delimiter, a
//! line end or a quote, which is then doubled.

use std::borrow::Cow;

use super::MAX_COLUMNS;
use super::error::{Fault, FileError};
use super::location::{Location, Span};

/// Reads a text row by row. Rows without any character are skipped.
#[derive(Debug)]
pub(super) struct Table<'a> {
    rest: &'a str,
    location: Location,
    delimiter: char,
}

/// One cell, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where the text begins.
    pub(super) location: Location,
}

impl Cell<'_> {
    /// The text without white space around it.
    pub(super) fn span(&self) -> Span<'_> {
        Span { text: &self.text, location: self.location }.trim()
    }
}

impl<'a> Table<'a> {
    pub(super) const fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text, location: Location::START, delimiter }
    }

    /// The next row, or none at the end.
    pub(super) fn row(&mut self) -> Result<Option<Vec<Cell<'a>>>, FileError> {
        while self.line_end() {}
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut cells = Vec::new();
        loop {
            if cells.len() == MAX_COLUMNS {
                return Err(self.location.error(Fault::Columns));
            }
            cells.push(if self.rest.starts_with('"') { self.quoted()? } else { self.plain() });
            if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
                self.advance(rest);
            } else if self.rest.is_empty() || self.line_end() {
                return Ok(Some(cells));
            } else {
                return Err(self.location.error(Fault::Quote));
            }
        }
    }

    /// The next row as the header of a table that has to have one.
    pub(super) fn header(&mut self) -> Result<Vec<Cell<'a>>, FileError> {
        self.row()?.ok_or_else(|| self.location.error(Fault::CutShort("a header")))
    }

    /// Where the reading is.
    pub(super) const fn location(&self) -> Location {
        self.location
    }

    fn plain(&mut self) -> Cell<'a> {
        let location = self.location;
        let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.advance(rest);
        Cell { text: text.into(), location }
    }

    fn quoted(&mut self) -> Result<Cell<'a>, FileError> {
        let open = self.location;
        let unended = || open.error(Fault::Quote);
        self.advance(self.rest.get(1..).ok_or_else(unended)?);
        let location = self.location;
        let mut text = Cow::Borrowed("");
        loop {
            let (part, rest) = self.rest.split_once('"').ok_or_else(unended)?;
            match &mut text {
                Cow::Borrowed("") => text = part.into(),
                text => text.to_mut().push_str(part),
            }
            self.advance(rest);
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    text.to_mut().push('"');
                    self.advance(rest);
                }
                None => break,
            }
        }
        // Programs that align columns leave spaces behind a quote.
        self.advance(self.rest.trim_start_matches(' '));
        Ok(Cell { text, location })
    }

    /// Goes past a line end, if there is one.
    fn line_end(&mut self) -> bool {
        let rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix(['\n', '\r']));
        rest.is_some_and(|rest| {
            self.advance(rest);
            true
        })
    }

    /// Goes on to `rest`, which is the end of what is left.
    fn advance(&mut self, rest: &'a str) {
        let passed = self.rest.get(..self.rest.len() - rest.len()).unwrap_or_default();
        let mut characters = passed.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\r' if characters.peek() == Some(&'\n') => {}
                '\r' | '\n' => self.location = Location { line: self.location.line + 1, column: 1 },
                _ => self.location.column += 1,
            }
        }
        self.rest = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its line and column.
    type Told = (String, usize, usize);

    fn rows(text: &str) -> Result<Vec<Vec<Told>>, FileError> {
        let mut table = Table::new(text, ',');
        let mut rows = Vec::new();
        while let Some(row) = table.row()? {
            let told = |cell: &Cell<'_>| (cell.text.to_string(), cell.location.line, cell.location.column);
            rows.push(row.iter().map(told).collect());
        }
        Ok(rows)
    }

    fn cell(text: &str, line: usize, column: usize) -> Told {
        (text.to_owned(), line, column)
    }

    #[test]
    fn cells_know_where_they_stand() {
        let expected = [
            vec![cell("a", 1, 1), cell("é", 1, 3), cell("", 1, 5)],
            vec![cell("b, \"c\"\nd", 3, 2), cell("e", 4, 4)],
            vec![cell(" f \"g\"", 5, 1)],
        ];
        assert_eq!(rows("a,é,\r\n\r\n\"b, \"\"c\"\"\nd\",e\n f \"g\"").unwrap(), expected);
    }

    #[test]
    fn a_quote_ends_and_nothing_follows_it() {
        let at = |text: &str| {
            let error = rows(text).unwrap_err();
            (error.location.line, error.location.column, error.code())
        };
        assert_eq!(at("a,b\nc,\"d\ne"), (2, 3, "file-quote"));
        assert_eq!(at("a,\"b\"c"), (1, 6, "file-quote"));
        assert_eq!(at("\""), (1, 1, "file-quote"));
        assert_eq!(at("\"\"\""), (1, 1, "file-quote"));
        assert_eq!(rows("\"a\" ,\"\"").unwrap(), [[cell("a", 1, 2), cell("", 1, 7)]]);
    }

    #[test]
    fn a_row_has_a_limit() {
        assert_eq!(rows(&",".repeat(MAX_COLUMNS - 1)).unwrap()[0].len(), MAX_COLUMNS);
        assert_eq!(rows(&",".repeat(MAX_COLUMNS)).unwrap_err().code(), "file-columns");
    }
}
