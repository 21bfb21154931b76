//! How many prefer each option to each other: a square for each pair, the stronger its colour the
//! larger the margin.

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use super::Subject;
use super::canvas::{Anchor, Canvas, INNER, MARGIN, Style};
use crate::outcome::label;
use crate::rational::Rational;
use crate::transcript::{Pairwise, Step};

/// Most options: those that beat most others.
const MOST: usize = 40;

/// Room for the names of the rows.
const NAMES: u64 = 150;

/// Strength of the colour of the narrowest and the widest victory, in percent.
const FAINTEST: u64 = 12;
const STRONGEST: u32 = 50;

/// The picture of the first comparison in pairs; nothing where there is none.
pub(super) fn draw(subject: &Subject<'_>) -> Option<Canvas> {
    let pairwise = subject.outcome.transcript().steps().iter().find_map(|step| match step {
        Step::Pairwise(pairwise) if pairwise.options.len() > 1 => Some(pairwise),
        _ => None,
    })?;
    let order = order(subject, pairwise);
    let shown = order.get(..order.len().min(MOST))?;
    let mut canvas = Canvas::new(subject);
    canvas.paragraph(&pairwise.of, Style::FAINT, 3);
    canvas.y += 8;
    let columns = u64::try_from(shown.len()).ok()?;
    let size = ((INNER - NAMES) / columns).min(56);
    let style = Style::PLAIN.size((size / 3).clamp(8, 14));
    let has_room = shown
        .iter()
        .flat_map(|&(row, _)| shown.iter().map(move |&(column, _)| (row, column)))
        .all(|(row, column)| {
            row == column || style.bold().width_of(&figure(pairwise, row, column).brief()) < size
        });
    for number in 1..=columns {
        if number == 1 || size >= 16 || number % 5 == 0 {
            let x = MARGIN + NAMES + size * number - size / 2;
            canvas.text(x, canvas.y + 12, Anchor::Middle, Style::FAINT.size(12), &number.to_string());
        }
    }
    canvas.y += 18;
    for (place, &(row, beaten)) in shown.iter().enumerate() {
        row_name(subject, pairwise, (place, row), size, &mut canvas);
        for (column_place, &(column, _)) in (0_u64..).zip(shown) {
            if row == column {
                continue;
            }
            let x = MARGIN + NAMES + size * column_place;
            let (class, percent) = colour(pairwise, row, column);
            canvas.heat(class, percent, (x, canvas.y), size - 1);
            if has_room {
                let (figure, against) = (figure(pairwise, row, column), figure(pairwise, column, row));
                let style = if figure > against { style.bold() } else { style };
                let baseline = canvas.y + size / 2 + 5;
                canvas.text(x + size / 2, baseline, Anchor::Middle, style, &figure.brief());
            }
        }
        canvas.y += size;
        if let Some(id) = pairwise.options.get(row) {
            canvas.describe(format!("{} beats {beaten} others.", label(subject.question, id)));
        }
    }
    canvas.y += 8;
    key(&mut canvas);
    if order.len() > shown.len() {
        let text = format!("The {} options that beat most others, of {}.", shown.len(), order.len());
        canvas.paragraph(&text, Style::FAINT, 2);
    }
    Some(canvas)
}

/// Options by position in the comparison, with how many others they beat, who beats most first.
fn order(subject: &Subject<'_>, pairwise: &Pairwise) -> Vec<(usize, usize)> {
    let options = 0..pairwise.options.len();
    let beaten = |row: usize| {
        options.clone().filter(|&other| figure(pairwise, row, other) > figure(pairwise, other, row)).count()
    };
    let mut order: Vec<_> = options.clone().map(|row| (row, beaten(row))).collect();
    let won = |row: usize| pairwise.options.get(row).is_some_and(|id| subject.outcome.winners().contains(id));
    order.sort_by_key(|&(row, beaten)| std::cmp::Reverse((beaten, won(row))));
    order
}

/// How many prefer the row's option to the column's.
fn figure(pairwise: &Pairwise, row: usize, column: usize) -> Rational {
    let figure = pairwise.rows.get(row).and_then(|row| row.get(column));
    figure.cloned().unwrap_or_else(|| Rational::from(0_u64))
}

/// The colour of a pair, and its strength in percent.
fn colour(pairwise: &Pairwise, row: usize, column: usize) -> (&'static str, u64) {
    let (figure, against) = (figure(pairwise, row, column), figure(pairwise, column, row));
    let both: BigRational = figure.as_ratio() + against.as_ratio();
    let margin = figure.as_ratio() - against.as_ratio();
    if margin.is_zero() {
        return ("o-even", FAINTEST);
    }
    let share = Rational::from(margin.abs()).share_of(&Rational::from(both), STRONGEST).unwrap_or(0);
    (if margin.is_positive() { "o-above" } else { "o-below" }, FAINTEST + share)
}

/// The name of a row with its number, which heads the column.
fn row_name(
    subject: &Subject<'_>,
    pairwise: &Pairwise,
    (place, row): (usize, usize),
    size: u64,
    canvas: &mut Canvas,
) {
    let Some(id) = pairwise.options.get(row) else { return };
    let won = subject.outcome.winners().contains(id);
    let style = Style::PLAIN.size((size - 1).clamp(7, 14));
    let style = if won { style.bold() } else { style };
    let mark = if won { "✓ " } else { "" };
    let name = style.cut(&format!("{} {mark}{}", place + 1, label(subject.question, id)), NAMES - 8);
    canvas.text(MARGIN, canvas.y + size / 2 + 5, Anchor::Start, style, &name);
}

/// What the colours mean.
fn key(canvas: &mut Canvas) {
    let mut x = MARGIN;
    for (class, text) in [("o-above", "beats the column"), ("o-below", "is beaten"), ("o-even", "tied")] {
        canvas.heat(class, 40, (x, canvas.y), 13);
        canvas.text(x + 19, canvas.y + 11, Anchor::Start, Style::FAINT, text);
        x += 19 + Style::FAINT.width_of(text) + 16;
    }
    canvas.y += 20;
}
