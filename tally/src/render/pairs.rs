//! The matrix of all pairs as a table.

use std::fmt::Write as _;

use super::{Page, widest};
use crate::rational::Rational;
use crate::transcript::Pairwise;

/// Columns that stand side by side.
const COLUMNS_IN_A_BLOCK: usize = 10;

impl<'a> Page<'a> {
    /// A row says how many prefer its option to that of each column. Rows and columns have numbers.
    pub(super) fn pairs(&self, pairwise: &'a Pairwise) -> String {
        let mut text = format!("{}:", pairwise.of);
        let names: Vec<_> =
            (1..).zip(&pairwise.options).map(|(number, id)| (format!("({number})"), self.name(id))).collect();
        let name_width = widest(names.iter().map(|(_, name)| name.as_str()));
        let number_width = widest(names.iter().map(|(number, _)| number.as_str()));
        let figures: Vec<Vec<_>> =
            pairwise.rows.iter().map(|row| row.iter().map(Rational::brief).collect()).collect();
        let width = widest(figures.iter().flatten().map(String::as_str)).max(number_width);
        let columns: Vec<_> = (0..names.len()).collect();
        for block in columns.chunks(COLUMNS_IN_A_BLOCK) {
            let _ = write!(text, "\n{:name_width$}  {:number_width$}", "", "");
            for (number, _) in block.iter().filter_map(|&column| names.get(column)) {
                let _ = write!(text, "  {number:>width$}");
            }
            for (row, ((number, name), figures)) in names.iter().zip(&figures).enumerate() {
                let _ = write!(text, "\n{name:name_width$}  {number:>number_width$}");
                for &column in block {
                    let figure = figures.get(column).filter(|_| column != row).map_or("·", String::as_str);
                    let _ = write!(text, "  {figure:>width$}");
                }
            }
            text.push('\n');
        }
        text
    }
}
