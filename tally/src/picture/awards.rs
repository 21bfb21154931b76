//! What options receive: seats as squares, anything else as bars; or what the money went to.

use num_rational::BigRational;
use num_traits::ToPrimitive as _;

use super::Subject;
use super::bars::{Row, bars};
use super::canvas::{Anchor, Canvas, INNER, MARGIN, Style};
use crate::outcome::Awards;
use crate::property::Kind;
use crate::rational::Rational;
use crate::rule::KnownRule;
use crate::transcript::{Funding, Step};

/// Most squares in the picture, and for an option.
const MOST_SQUARES: u64 = 1000;

/// A square with the space after it.
const SQUARE: u64 = 16;

/// The picture; nothing where nothing is handed out or paid for.
pub(super) fn draw(subject: &Subject<'_>) -> Option<Canvas> {
    if let Some(awards) = subject.outcome.awards().filter(|awards| !awards.options.is_empty()) {
        // Bars of the same figures are drawn already.
        let is_drawn = subject.outcome.comparison().is_some_and(|totals| totals.options == awards.options);
        return (!is_drawn).then(|| handed_out(subject, awards));
    }
    KnownRule::of(subject.question).ok().filter(|rule| rule.kind() == Kind::Budget)?;
    let steps = subject.outcome.transcript().steps().iter();
    let funded: Vec<_> = steps
        .filter_map(|step| match step {
            Step::Fund(funding) => Some(funding),
            _ => None,
        })
        .collect();
    if funded.is_empty() { None } else { Some(paid_for(subject, &funded)) }
}

fn handed_out(subject: &Subject<'_>, awards: &Awards) -> Canvas {
    let mut rows: Vec<_> = awards.options.iter().map(|(id, amount)| subject.row(id, amount)).collect();
    rows.sort_by(|left, right| right.figure.cmp(left.figure));
    let sum: BigRational = awards.options.values().map(Rational::as_ratio).sum();
    let sum = Rational::from(sum);
    let mut canvas = Canvas::new(subject);
    canvas.paragraph(&format!("{}, {} in all", awards.of, sum.brief()), Style::FAINT, 2);
    canvas.y += 4;
    let is_countable = rows.iter().all(|row| row.figure.as_ratio().is_integer());
    if is_countable && sum.as_ratio().to_u64().is_some_and(|sum| sum <= MOST_SQUARES) {
        squares(&rows, &mut canvas);
    } else {
        bars(&rows, Some(&sum), &mut canvas);
    }
    canvas
}

/// A square for each seat.
fn squares(rows: &[Row<'_>], canvas: &mut Canvas) {
    let mut words = Vec::new();
    for row in rows {
        canvas.y += 20;
        let seats = row.figure.to_string();
        let room = INNER.saturating_sub(Style::PLAIN.bold().width_of(&seats) + 12);
        let name = Style::PLAIN.cut(row.label, room);
        canvas.text(MARGIN, canvas.y - 5, Anchor::Start, Style::PLAIN, &name);
        canvas.text(MARGIN + INNER, canvas.y - 5, Anchor::End, Style::PLAIN.bold(), &seats);
        for seat in 0..row.figure.as_ratio().to_u64().unwrap_or(0) {
            let (line, at) = (seat / (INNER / SQUARE), seat % (INNER / SQUARE));
            canvas.area("o-won", MARGIN + at * SQUARE, canvas.y + line * SQUARE, SQUARE - 3, SQUARE - 3);
        }
        canvas.y += row.figure.as_ratio().to_u64().unwrap_or(0).div_ceil(INNER / SQUARE) * SQUARE + 6;
        words.push(format!("{}: {seats}", row.label));
    }
    canvas.describe(format!("{}.", words.join("; ")));
}

/// What each project costs, in the order in which they are paid for.
fn paid_for(subject: &Subject<'_>, funded: &[&Funding]) -> Canvas {
    let sum: BigRational = funded.iter().map(|funding| funding.cost.as_ratio()).sum();
    let sum = Rational::from(sum);
    let mut canvas = Canvas::new(subject);
    let text = format!("What is paid for, in that order; {} in all", sum.brief());
    canvas.paragraph(&text, Style::FAINT, 2);
    canvas.y += 4;
    let rows: Vec<_> = funded.iter().map(|funding| subject.row(&funding.option, &funding.cost)).collect();
    bars(&rows, Some(&sum), &mut canvas);
    canvas
}
