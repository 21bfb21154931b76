//! The [`Rows`] of a table, with what its header tells about its columns.

use std::collections::{BTreeMap, BTreeSet};

use ostrakon_core::question::MAX_OPTIONS;
use ostrakon_core::text::nfc;

use super::rank::rank_in;
use crate::file::error::{Fault, FileError};
use crate::file::location::{Location, Span};
use crate::file::table::{Cell, Table};

/// What a column with weights may be called.
const WEIGHTS: [&str; 2] = ["count", "weight"];

/// What a column that names the chosen options may be called, where it is not the only one.
const PICKS: [&str; 8] = ["answer", "ballot", "choice", "choices", "pick", "picks", "vote", "votes"];

#[derive(Debug)]
pub(super) struct Rows<'a> {
    table: Table<'a>,
    header: Vec<Cell<'a>>,
    weight: Option<usize>,
}

/// A row with as many cells as the header.
#[derive(Debug)]
pub(super) struct Row<'a> {
    cells: Vec<Cell<'a>>,
    pub(super) weight: u64,
    pub(super) location: Location,
}

impl Row<'_> {
    /// What stands in a column, without white space around it.
    pub(super) fn cell(&self, column: usize) -> Span<'_> {
        let none = Span { text: "", location: self.location };
        self.cells.get(column).map_or(none, Cell::span)
    }
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, FileError> {
        let mut table = Table::new(text, delimiter(text));
        let header = table.header()?;
        let weight = only(&header, |name| is_one_of(name, &WEIGHTS))?;
        Ok(Self { table, header, weight })
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<Row<'a>>, FileError> {
        let Some(cells) = self.table.row()? else {
            return Ok(None);
        };
        let (found, expected) = (cells.len(), self.header.len());
        let location = cells.first().map_or(Location::START, |cell| cell.location);
        if found != expected {
            // The first cell that is too much, or the last before one that is missing.
            let at = cells.get(expected.min(found - 1)).map_or(location, |cell| cell.location);
            return Err(at.error(Fault::Cells { found, expected }));
        }
        for (name, cell) in self.header.iter().zip(&cells) {
            let (name, cell) = (name.span(), cell.span());
            if name.text.is_empty() && !cell.text.is_empty() {
                let expected = "an empty cell, as the column has no name,";
                return Err(cell.error(Fault::Expected { expected, found: cell.excerpt() }));
            }
        }
        let weight = match self.weight.and_then(|column| cells.get(column)) {
            Some(cell) => cell.span().whole("a weight")?,
            None => 1,
        };
        Ok(Some(Row { cells, weight, location }))
    }

    /// Where the header begins.
    pub(super) fn start(&self) -> Location {
        self.header.first().map_or(Location::START, |cell| cell.location)
    }

    /// The columns that are called after a rank, in the order of their ranks.
    pub(super) fn rank_columns(&self) -> Result<Vec<usize>, FileError> {
        let mut columns = BTreeMap::new();
        for (column, cell) in
            self.header.iter().enumerate().filter(|(column, _)| Some(*column) != self.weight)
        {
            let name = bracketed(cell).unwrap_or_else(|| cell.span());
            if let Some(rank) = rank_in(name)?
                && columns.insert(rank, column).is_some()
            {
                return Err(name.error(Fault::OptionTwice(name.excerpt())));
            }
        }
        if columns.is_empty() {
            return Err(self
                .start()
                .error(Fault::Header("rank1, \"rank 2\", \"3rd choice\", \"fourth\" or the like")));
        }
        Ok(columns.into_values().collect())
    }

    /// The column that names the chosen options: the only one, or the one that is called so.
    pub(super) fn picks_column(&self) -> Result<usize, FileError> {
        let mut others = (0..self.header.len()).filter(|column| Some(*column) != self.weight);
        if let (Some(column), None) = (others.next(), others.next()) {
            return Ok(column);
        }
        let called = only(&self.header, |name| is_one_of(name, &PICKS))?;
        called.ok_or_else(|| self.start().error(Fault::Header("vote, choice, pick, answer or ballot")))
    }

    /// The columns that stand for options, with the options' names: those that end with a name in square
    /// brackets, if there are any, otherwise all that have a name.
    pub(super) fn option_columns(&self) -> Result<Vec<(usize, Cell<'static>)>, FileError> {
        let others = || self.header.iter().enumerate().filter(|(column, _)| Some(*column) != self.weight);
        let grid = others().any(|(_, cell)| bracketed(cell).is_some());
        let mut columns = Vec::new();
        let mut names = BTreeSet::new();
        for (column, cell) in others() {
            let name = if grid { bracketed(cell) } else { Some(cell.span()) };
            let Some(name) = name.filter(|name| !name.text.is_empty()) else {
                continue;
            };
            if columns.len() == MAX_OPTIONS {
                return Err(name.error(Fault::Options));
            }
            let text: String = nfc(name.text);
            if !names.insert(text.clone()) {
                return Err(name.error(Fault::OptionTwice(name.excerpt())));
            }
            columns.push((column, Cell { text: text.into(), location: name.location }));
        }
        if columns.is_empty() { Err(self.start().error(Fault::NoOptions)) } else { Ok(columns) }
    }
}

/// What stands in square brackets at the end of a cell, as survey tools write the rows of a grid.
fn bracketed<'c>(cell: &'c Cell<'_>) -> Option<Span<'c>> {
    let span = cell.span();
    let open = span.text.strip_suffix(']')?.rfind('[')?;
    let inside = span.split_at(open + 1).1;
    Some(inside.split_at(inside.text.len() - 1).0.trim())
}

/// The one column whose name passes, if there is one.
fn only(header: &[Cell<'_>], passes: impl Fn(&str) -> bool) -> Result<Option<usize>, FileError> {
    let mut passing = header.iter().enumerate().filter(|(_, cell)| passes(cell.span().text));
    match (passing.next(), passing.next()) {
        (_, Some((_, second))) => Err(second.location.error(Fault::OptionTwice(second.span().excerpt()))),
        (first, None) => Ok(first.map(|(column, _)| column)),
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// What most cells of the first row stand between: commas, semicolons or tabs, outside of quotes.
fn delimiter(text: &str) -> char {
    let header = text.trim_start_matches(['\n', '\r']);
    let mut numbers = [(',', 0_usize), (';', 0), ('\t', 0)];
    let mut quoted = false;
    for character in header.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                numbers.iter_mut().filter(|(mark, _)| *mark == character).for_each(|(_, number)| *number += 1)
            }
        }
    }
    let most = numbers.iter().rev().max_by_key(|(_, number)| *number);
    most.map_or(',', |(mark, _)| *mark)
}
