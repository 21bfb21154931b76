//! Tables as surveys, spreadsheets and election offices export them: a header, then a row for each
//! voter, or for several with a column `weight` or `count`. The header's row tells whether cells stand
//! between commas, semicolons or tabs.

mod names;
mod rank;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use ostrakon_core::form::{Form, MAX_CREDITS, MAX_SCORE};

use self::names::{Names, is_mark};
use self::rank::rank_in;
use self::rows::Rows;
use super::BallotFile;
use super::ballots::Ballots;
use super::error::{Fault, FileError};
use super::location::Span;
use smallvec::smallvec;

use crate::profile::{Choice, Place};

/// A column for each rank, which holds the name of an option.
///
/// Only columns that are called after a rank are read. A name that a row repeats counts at its first
/// rank, and a rank that names nobody is passed over.
pub(super) fn rankings(text: &str) -> Result<BallotFile, FileError> {
    let mut rows = Rows::new(text)?;
    let columns = rows.rank_columns()?;
    let mut names = Names::default();
    let mut ballots = Ballots::default();
    while let Some(row) = rows.next()? {
        let mut places: Vec<Place> = Vec::new();
        for &column in &columns {
            if let Some(option) = names.find(row.cell(column))? {
                if places.iter().any(|place| place.contains(&option)) {
                    names.repeated_on(row.location.line);
                } else {
                    places.push(smallvec![option]);
                }
            }
        }
        ballots.add((!places.is_empty()).then_some(Choice::Rank(places)), row.weight, row.location)?;
    }
    names.into_file(ballots, |options| Form::Rank { max: options, ties: false }, rows.start())
}

/// A column that names the chosen options, with `;` between them. A row that names none abstains.
pub(super) fn picks(text: &str) -> Result<BallotFile, FileError> {
    let mut rows = Rows::new(text)?;
    let column = rows.picks_column()?;
    let mut names = Names::default();
    let mut ballots = Ballots::default();
    while let Some(row) = rows.next()? {
        let mut picked = BTreeSet::new();
        for name in row.cell(column).split(';') {
            if let Some(option) = names.find(name)?
                && !picked.insert(option)
            {
                names.repeated_on(row.location.line);
            }
        }
        let picked: Vec<_> = picked.into_iter().collect();
        ballots.add((!picked.is_empty()).then_some(Choice::Pick(picked)), row.weight, row.location)?;
    }
    names.into_file(ballots, |_| Form::Pick { min: 1, max: 1 }, rows.start())
}

/// A column for each option, which holds its rank, 1 for the best. Options of one rank share a place,
/// options without one are not ranked.
pub(super) fn ranks(text: &str) -> Result<BallotFile, FileError> {
    let usual = |options| Form::Rank { max: options, ties: false };
    by_option(text, usual, |cells, _| {
        let mut places: BTreeMap<u64, Place> = BTreeMap::new();
        for (option, cell) in marked(cells) {
            match rank_in(cell)? {
                Some(rank) => places.entry(rank).or_default().push(option),
                None => return Err(cell.error(Fault::Number { what: "a rank", found: cell.excerpt() })),
            }
        }
        Ok(Choice::Rank(places.into_values().collect()))
    })
}

/// A column for each option, which holds its score.
pub(super) fn scores(text: &str) -> Result<BallotFile, FileError> {
    let usual = |_| Form::Score { min: 0, max: 1 };
    by_option(text, usual, |cells, names| {
        let score = |(cell, name): (&Span<'_>, &Span<'_>)| {
            if is_mark(cell.text) {
                return Err(cell.error(Fault::Incomplete(name.excerpt())));
            }
            cell.integer("a score", MAX_SCORE)
        };
        cells.iter().zip(names).map(score).collect::<Result<_, _>>().map(Choice::Score)
    })
}

/// A column for each option, which holds the points it gets, none where it is left empty.
pub(super) fn points(text: &str) -> Result<BallotFile, FileError> {
    let usual = |_| Form::Allocate { credits: 1, exponent: 1, signed: false };
    by_option(text, usual, |cells, _| {
        let (mut units, mut sum) = (Vec::new(), 0_i64);
        for (option, cell) in marked(cells) {
            let amount = cell.integer("a number of points", MAX_CREDITS)?;
            // Never more than twice the limit.
            sum += amount.abs();
            if sum > MAX_CREDITS {
                return Err(cell.error(Fault::Credits));
            }
            units.extend((amount != 0).then_some((option, amount)));
        }
        Ok(Choice::Allocate(units))
    })
}

/// A column for each option, which says whether it is approved. Left empty it is not.
pub(super) fn approvals(text: &str) -> Result<BallotFile, FileError> {
    let usual = |_| Form::Pick { min: 0, max: 1 };
    by_option(text, usual, |cells, _| {
        let mut picked = Vec::new();
        for (option, cell) in marked(cells) {
            match cell.text.to_lowercase().as_str() {
                "1" | "✓" | "✔" | "true" | "x" | "y" | "yes" => picked.push(option),
                "0" | "false" | "n" | "no" => {}
                _ => {
                    let expected = "yes or no (or 1, 0, x, true, false)";
                    return Err(cell.error(Fault::Expected { expected, found: cell.excerpt() }));
                }
            }
        }
        Ok(Choice::Pick(picked))
    })
}

/// Reads a table with a column for each option. `usual` is the form for a number of options where there
/// are no ballots, `choice` what a row's cells say, given with the options' names. A row that is left
/// empty abstains, as does one that gives no points.
fn by_option(
    text: &str,
    usual: impl Fn(usize) -> Form,
    choice: impl Fn(&[Span<'_>], &[Span<'_>]) -> Result<Choice, FileError>,
) -> Result<BallotFile, FileError> {
    let mut rows = Rows::new(text)?;
    let columns = rows.option_columns()?;
    let mut ballots = Ballots::default();
    while let Some(row) = rows.next()? {
        let cells: Vec<_> = columns.iter().map(|&(column, _)| row.cell(column)).collect();
        let names: Vec<_> = columns.iter().map(|(_, name)| name.span()).collect();
        let said = if marked(&cells).next().is_some() { Some(choice(&cells, &names)?) } else { None };
        let said = said.filter(|said| *said != Choice::Allocate(Vec::new()));
        ballots.add(said, row.weight, row.location)?;
    }
    let names = columns.iter().map(|(_, name)| name.text.to_string()).collect();
    Ok(names::file(names, ballots, usual, Vec::new()))
}

/// The options by position about which something is said, with what that is.
fn marked<'c>(cells: &'c [Span<'c>]) -> impl Iterator<Item = (usize, Span<'c>)> {
    cells.iter().copied().enumerate().filter(|(_, cell)| !is_mark(cell.text))
}
