//! Figures as tables: the last ones with bars, and all rounds side by side.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use num_rational::BigRational;
use ostrakon_core::text::OptionId;

use super::{Page, widest};
use crate::outcome::Awards;
use crate::rational::Rational;
use crate::transcript::Totals;

/// Rounds that stand side by side.
const ROUNDS_IN_A_BLOCK: usize = 6;

/// Characters of the longest bar.
const BAR: u32 = 30;

impl<'a> Page<'a> {
    /// What options receive, and the last figures, with bars.
    pub(super) fn figures(&self, text: &mut String) {
        let totals = self.outcome.comparison();
        let are_figures = |awards: &&Awards| {
            awards.options.is_empty() || totals.is_some_and(|totals| totals.options == awards.options)
        };
        if let Some(awards) = self.outcome.awards().filter(|awards| !are_figures(awards)) {
            let sum: BigRational = awards.options.values().map(Rational::as_ratio).sum();
            self.bars(awards.options.iter().collect(), Some(&sum.into()), text);
            let _ = writeln!(text, "({})\n", awards.of);
        }
        if let Some(totals) = totals {
            self.bars(self.in_order(totals), totals.whole.as_ref(), text);
            let round = totals.round.map(|round| format!(" in round {round}")).unwrap_or_default();
            let _ = writeln!(text, "({}{round})\n", totals.of);
        }
    }

    /// One row per option with a bar: winners first, then by their figures, the highest first.
    fn bars(&self, mut rows: Vec<(&'a OptionId, &'a Rational)>, whole: Option<&Rational>, text: &mut String) {
        rows.sort_by(|&(left, left_figure), &(right, right_figure)| {
            let won = |id| self.outcome.winners().contains(id);
            (won(right), right_figure).cmp(&(won(left), left_figure))
        });
        let Some(highest) = rows.iter().map(|&(_, figure)| figure).max() else { return };
        let texts: Vec<_> = rows.iter().map(|(id, figure)| (self.name(id), figure.brief())).collect();
        let name_width = widest(texts.iter().map(|(name, _)| name.as_str()));
        let width = widest(texts.iter().map(|(_, figure)| figure.as_str()));
        for ((name, brief), (_, figure)) in texts.iter().zip(&rows) {
            let share = whole.and_then(|whole| figure.percent_of(whole));
            let share = share.map(|share| format!("  {share:>6}")).unwrap_or_default();
            let bar: String = (0..figure.share_of(highest, BAR).unwrap_or(0)).map(|_| '█').collect();
            let row = format!("{name:name_width$}  {brief:>width$}{share}  {bar}");
            let _ = writeln!(text, "{}", row.trim_end());
        }
    }

    /// All figures side by side, where there are several.
    pub(super) fn rounds(&self, text: &mut String) {
        let rounds: Vec<_> = self.outcome.transcript().totals().collect();
        if rounds.len() > 1 {
            for block in rounds.chunks(ROUNDS_IN_A_BLOCK) {
                self.block(block, text);
            }
        }
    }

    /// Some rounds side by side: a row for each option that is in the count in one of them.
    fn block(&self, rounds: &[&'a Totals], text: &mut String) {
        let figures = |id: &OptionId| rounds.iter().map(|round| round.options.get(id)).collect::<Vec<_>>();
        let in_count = |id: &&OptionId| rounds.iter().any(|round| round.options.contains_key(*id));
        let ids = self.question.options().iter().map(|option| option.id()).filter(in_count);
        let mut rows: Vec<_> = ids.map(|id| (self.name(id), figures(id))).collect();
        // Who stays longest stands first, then who has most at the end.
        rows.sort_by(|(_, left), (_, right)| right.iter().rev().cmp(left.iter().rev()));
        let apart: BTreeSet<_> = rounds.iter().flat_map(|round| round.apart.keys()).collect();
        for what in apart {
            rows.push((format!("  ({what})"), rounds.iter().map(|round| round.apart.get(what)).collect()));
        }
        let numbers = rounds.iter().map(|totals| totals.round.map(|round| format!("round {round}")));
        let numbers: Vec<_> = numbers.map(Option::unwrap_or_default).collect();
        let kinds: BTreeSet<_> = rounds.iter().map(|round| round.of.as_str()).collect();
        let kinds: Vec<_> = match kinds.len() {
            1 if numbers.iter().all(|number| !number.is_empty()) => Vec::new(),
            _ => rounds.iter().map(|round| round.of.as_str()).collect(),
        };
        let rows: Vec<(String, Vec<String>)> = rows
            .into_iter()
            .map(|(name, figures)| {
                let brief =
                    |figure: Option<&Rational>| figure.map_or_else(|| "·".to_owned(), Rational::brief);
                (name, figures.into_iter().map(brief).collect())
            })
            .collect();
        let name_width = widest(rows.iter().map(|(name, _)| name.as_str()));
        let cells = rows.iter().flat_map(|(_, figures)| figures).chain(&numbers).map(String::as_str);
        let width = widest(cells.chain(kinds.iter().copied())).max(8);
        let mut line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
            let cells: String = cells.map(|cell| format!("  {cell:>width$}")).collect();
            let _ = writeln!(text, "{}", format!("{name:name_width$}{cells}").trim_end());
        };
        if numbers.iter().any(|number| !number.is_empty()) {
            line("", &mut numbers.iter().map(String::as_str));
        }
        if !kinds.is_empty() {
            line("", &mut kinds.iter().copied());
        }
        for (name, figures) in &rows {
            line(name, &mut figures.iter().map(String::as_str));
        }
        text.push('\n');
    }

    /// Options with their figures, in the order of the poll.
    fn in_order(&self, totals: &'a Totals) -> Vec<(&'a OptionId, &'a Rational)> {
        let ids = self.question.options().iter().map(|option| option.id());
        ids.filter_map(|id| Some((id, totals.options.get(id)?))).collect()
    }
}
