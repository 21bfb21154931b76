//! The three tables of a file, one after the other, each with its name before its header.

use std::collections::BTreeMap;

use crate::file::error::{Fault, FileError};
use crate::file::location::{Location, Span};
use crate::file::table::{Cell, Table};

/// The names of the sections, in order.
const NAMES: [&str; 3] = ["META", "PROJECTS", "VOTES"];

/// Reads section after section.
#[derive(Debug)]
pub(super) struct Sections<'a> {
    table: Table<'a>,
    header: Vec<Cell<'a>>,
    /// How many sections have begun.
    begun: usize,
}

/// A row of a section.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) location: Location,
}

impl Row<'_> {
    /// What is written in a column, without white space around it.
    pub(super) fn written(&self, column: usize) -> Span<'_> {
        self.cells.get(column).map_or(Span { text: "", location: self.location }, Cell::span)
    }

    /// What stands in a column, which is nothing where "None" is written.
    pub(super) fn cell(&self, column: usize) -> Span<'_> {
        let cell = self.written(column);
        if cell.text.eq_ignore_ascii_case("none") { Span { text: "", ..cell } } else { cell }
    }
}

impl<'a> Sections<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, FileError> {
        let mut sections = Self { table: Table::new(text, ';'), header: Vec::new(), begun: 0 };
        match sections.table.row()? {
            Some(row) if sections.begins_next(&row) => sections.begin()?,
            Some(row) => return Err(unexpected(&row, "META in a line of its own")),
            None => return Err(sections.table.location().error(Fault::CutShort("META"))),
        }
        Ok(sections)
    }

    /// The next row of this section, or none where the next section begins or the file ends.
    pub(super) fn row(&mut self) -> Result<Option<Row<'a>>, FileError> {
        let Some(cells) = self.table.row()? else {
            return match NAMES.get(self.begun) {
                Some(next) => Err(self.table.location().error(Fault::CutShort(next))),
                None => Ok(None),
            };
        };
        if self.begins_next(&cells) {
            self.begin()?;
            return Ok(None);
        }
        let location = cells.first().map_or(Location::START, |cell| cell.location);
        Ok(Some(Row { cells, location }))
    }

    /// The next row, with nothing beyond the header's columns.
    pub(super) fn table_row(&mut self) -> Result<Option<Row<'a>>, FileError> {
        let row = self.row()?;
        if let Some(row) = &row
            && let Some(extra) =
                row.cells.iter().skip(self.header.len()).find(|cell| !cell.span().text.is_empty())
        {
            let (found, expected) = (row.cells.len(), self.header.len());
            return Err(extra.location.error(Fault::Cells { found, expected }));
        }
        Ok(row)
    }

    /// The columns of this section by name.
    pub(super) fn columns(&self) -> Result<BTreeMap<String, usize>, FileError> {
        let mut columns = BTreeMap::new();
        for (column, cell) in self.header.iter().enumerate() {
            let name = cell.span();
            if !name.text.is_empty() && columns.insert(name.text.to_owned(), column).is_some() {
                return Err(name.error(Fault::OptionTwice(name.excerpt())));
            }
        }
        Ok(columns)
    }

    /// Where this section's header stands.
    pub(super) fn header_location(&self) -> Location {
        self.header.first().map_or_else(|| self.table.location(), |cell| cell.location)
    }

    fn begins_next(&self, cells: &[Cell<'_>]) -> bool {
        let mut cells = cells.iter().map(|cell| cell.span().text);
        let first = cells.next().unwrap_or_default();
        NAMES.get(self.begun).is_some_and(|name| name.eq_ignore_ascii_case(first)) && cells.all(str::is_empty)
    }

    fn begin(&mut self) -> Result<(), FileError> {
        self.header = self.table.header()?;
        self.begun += 1;
        Ok(())
    }
}

/// The error for a row that is not what it should be.
pub(super) fn unexpected(row: &[Cell<'_>], expected: &'static str) -> FileError {
    let first = row.first().map_or(Span { text: "", location: Location::START }, Cell::span);
    first.error(Fault::Expected { expected, found: first.excerpt() })
}
