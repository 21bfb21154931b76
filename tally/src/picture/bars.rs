//! A bar for each option: the last figures of a count.

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use ostrakon_core::text::OptionId;

use super::Subject;
use super::canvas::{Anchor, Canvas, INNER, MARGIN, Style};
use crate::outcome::label;
use crate::rational::Rational;
use crate::transcript::Totals;

/// Most options that have a bar; the others are counted below.
const MOST: usize = 60;

/// Height of a bar.
const BAR: u64 = 12;

/// Bars of the last figures; nothing where there are none.
pub(super) fn draw(subject: &Subject<'_>) -> Option<Canvas> {
    let totals = subject.outcome.comparison().filter(|totals| !totals.options.is_empty())?;
    let mut canvas = Canvas::new(subject);
    let mut rows = subject.rows(totals);
    rows.sort_by(|left, right| (right.won, right.figure).cmp(&(left.won, left.figure)));
    let round = totals.round.map(|round| format!(", round {round}")).unwrap_or_default();
    canvas.paragraph(&format!("{}{round}", totals.of), Style::FAINT, 2);
    canvas.y += 4;
    bars(&rows, totals.whole.as_ref(), &mut canvas);
    let (answers, abstentions) = (subject.outcome.answers(), subject.outcome.abstentions());
    canvas.paragraph(&format!("Answers: {answers}, abstentions: {abstentions}"), Style::FAINT, 2);
    Some(canvas)
}

/// An option with its figure.
pub(super) struct Row<'a> {
    pub(super) label: &'a str,
    pub(super) won: bool,
    pub(super) figure: &'a Rational,
}

impl Subject<'_> {
    /// Options with their figures, in the order of the poll.
    fn rows<'t>(&'t self, totals: &'t Totals) -> Vec<Row<'t>> {
        let ids = self.question.options().iter().map(|option| option.id());
        ids.filter_map(|id| totals.options.get(id).map(|figure| self.row(id, figure))).collect()
    }

    /// An option with a figure.
    pub(super) fn row<'t>(&'t self, id: &'t OptionId, figure: &'t Rational) -> Row<'t> {
        Row { label: label(self.question, id), won: self.outcome.winners().contains(id), figure }
    }
}

/// A line of text for each row with a bar below it, all to one scale: the whole, where the highest is a good
/// part of it, otherwise the highest. Where figures are negative, bars go to the left of zero.
pub(super) fn bars(rows: &[Row<'_>], whole: Option<&Rational>, canvas: &mut Canvas) {
    let zero = BigRational::zero();
    let figures = || rows.iter().map(|row| row.figure.as_ratio());
    let highest = figures().max().unwrap_or(&zero).max(&zero);
    let lowest = figures().min().unwrap_or(&zero).min(&zero);
    let of_whole = |whole: &&Rational| {
        (highest..=&(highest * BigRational::from_integer(4.into()))).contains(&whole.as_ratio())
    };
    let scale = whole.filter(of_whole).map(Rational::as_ratio);
    let highest = scale.unwrap_or(highest);
    let range = Rational::from(highest - lowest);
    let width = |length: BigRational| Rational::from(length).share_of(&range, LONGEST).unwrap_or(0);
    let origin = MARGIN + width(-lowest);
    let mut words = Vec::new();
    for row in rows.iter().take(MOST) {
        let share = whole.and_then(|whole| row.figure.percent_of(whole));
        let text =
            share.map_or_else(|| row.figure.brief(), |percent| format!("{} · {percent}", row.figure.brief()));
        let style = if row.won { Style::PLAIN.bold() } else { Style::PLAIN };
        let mark = if row.won { "✓ " } else { "" };
        canvas.y += 20;
        let baseline = canvas.y - 5;
        let room = INNER.saturating_sub(style.width_of(&text) + 12);
        let name = style.cut(&format!("{mark}{}", row.label), room);
        canvas.text(MARGIN, baseline, Anchor::Start, style, &name);
        canvas.text(MARGIN + INNER, baseline, Anchor::End, style, &text);
        if scale.is_some() {
            canvas.area("o-track", MARGIN, canvas.y, INNER, BAR);
        }
        let length = width(row.figure.as_ratio().abs());
        let left = if row.figure.as_ratio().is_negative() { origin.saturating_sub(length) } else { origin };
        canvas.area(if row.won { "o-won" } else { "o-lost" }, left, canvas.y, length, BAR);
        canvas.y += BAR + 8;
        words.push(format!("{}: {text}", row.label));
    }
    if let Some(others) = rows.len().checked_sub(MOST).filter(|&others| others > 0) {
        let text = format!("and {others} more");
        canvas.paragraph(&text, Style::FAINT, 2);
        words.push(text);
    }
    canvas.describe(format!("{}.", words.join("; ")));
}

/// Length of the longest bar, or of those to both sides of zero together.
const LONGEST: u32 = 448;
