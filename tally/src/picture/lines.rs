//! How figures changed from round to round, where they are no votes that move: a line for each option,
//! named at its right end.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Zero as _;
use ostrakon_core::text::OptionId;

use super::Subject;
use super::canvas::{Anchor, Canvas, INNER, MARGIN, Style};
use crate::outcome::label;
use crate::rational::Rational;
use crate::transcript::Totals;

/// Most options that have a line: those with most at the end of it.
const MOST_OPTIONS: usize = 10;

/// Most rounds: the last ones.
const MOST_ROUNDS: usize = 40;

/// Height of the scale, as for geometry and as for lengths.
const HEIGHT: u32 = 260;

/// Room for the names.
const NAMES: u64 = 170;

/// Least distance between the baselines of two names.
const DISTANCE: u64 = 18;

/// The picture; nothing where there are no rounds that can be compared.
pub(super) fn draw(subject: &Subject<'_>) -> Option<Canvas> {
    let last = subject.outcome.totals()?;
    let is_round = |totals: &&Totals| totals.round.is_some() && totals.of == last.of;
    let rounds: Vec<_> = subject.outcome.transcript().totals().filter(is_round).collect();
    let rounds = rounds.get(rounds.len().saturating_sub(MOST_ROUNDS)..).filter(|rounds| rounds.len() > 1)?;
    let mut canvas = Canvas::new(subject);
    canvas.paragraph(&format!("{} in each round", last.of), Style::FAINT, 2);
    canvas.y += 12;
    let top = canvas.y;
    let paths = paths(subject, rounds, top);
    let bottom = top + u64::from(HEIGHT);
    axis(rounds, (top, bottom), &mut canvas);
    let mut names: Vec<_> = paths.iter().filter_map(|path| Some((path.points.last()?.1 + 5, path))).collect();
    names.sort_by_key(|&(y, path)| (y, path.id));
    spread(&mut names, (top, bottom));
    for (y, path) in &names {
        if let Some(&(x, from)) = path.points.last() {
            canvas.leader((x + 6, from), (MARGIN + INNER - NAMES + 9, y - 5));
        }
    }
    for path in &paths {
        canvas.curve(path.won, &path.points);
    }
    let mut words = Vec::new();
    for (y, path) in names {
        let style = if path.won { Style::FAINT.bold() } else { Style::FAINT };
        let mark = if path.won { "✓ " } else { "" };
        let figure = format!(" {}", path.figure.brief());
        let name = label(subject.question, path.id);
        let text = style.cut(&format!("{mark}{name}"), (NAMES - 12).saturating_sub(style.width_of(&figure)));
        canvas.text(MARGIN + INNER - NAMES + 12, y, Anchor::Start, style, &format!("{text}{figure}"));
        words.push(format!("{name}: {}, in {} of them", path.figure.brief(), path.points.len()));
    }
    canvas.describe(format!("{} at the end of {} rounds: {}.", last.of, rounds.len(), words.join("; ")));
    canvas.y = bottom + 30;
    Some(canvas)
}

/// The line of an option.
struct Path<'a> {
    id: &'a OptionId,
    won: bool,
    /// Its last figure.
    figure: &'a Rational,
    points: Vec<(u64, u64)>,
}

/// The lines of those who stay longest, in the order of the poll.
fn paths<'a>(subject: &'a Subject<'_>, rounds: &[&'a Totals], y: u64) -> Vec<Path<'a>> {
    let top = Rational::from(figures(rounds).max().cloned().unwrap_or_default());
    let low = Rational::from(figures(rounds).min().cloned().unwrap_or_default().min(BigRational::zero()));
    let range = Rational::from(top.as_ratio() - low.as_ratio());
    let mut last: BTreeMap<&OptionId, (usize, &Rational)> = BTreeMap::new();
    for (round, totals) in rounds.iter().enumerate() {
        last.extend(totals.options.iter().map(|(id, figure)| (id, (round, figure))));
    }
    let won = |id| subject.outcome.winners().contains(id);
    let mut options: Vec<_> = last.into_iter().collect();
    options.sort_by(|&(left, left_last), &(right, right_last)| {
        (won(right), right_last).cmp(&(won(left), left_last))
    });
    options.truncate(MOST_OPTIONS);
    let point = |at: usize, figure: &Rational| {
        let down = Rational::from(top.as_ratio() - figure.as_ratio()).share_of(&range, HEIGHT).unwrap_or(0);
        (x_of(at, rounds.len()), y + down)
    };
    options
        .into_iter()
        .map(|(id, (_, figure))| {
            let rounds = rounds.iter().enumerate();
            let points = rounds.filter_map(|(at, totals)| Some(point(at, totals.options.get(id)?))).collect();
            Path { id, won: won(id), figure, points }
        })
        .collect()
}

fn figures<'r>(rounds: &'r [&Totals]) -> impl Iterator<Item = &'r BigRational> {
    rounds.iter().flat_map(|totals| totals.options.values().map(Rational::as_ratio))
}

/// Where a round stands; there are at least two.
fn x_of(at: usize, rounds: usize) -> u64 {
    let [at, gaps] = [at, rounds - 1].map(|number| u64::try_from(number).unwrap_or(1));
    MARGIN + 6 + (INNER - NAMES - 6) * at / gaps.max(1)
}

/// A thin line downwards for each round, with its number where there is room.
fn axis(rounds: &[&Totals], (top, bottom): (u64, u64), canvas: &mut Canvas) {
    let step = rounds.len().div_ceil(10);
    for (at, totals) in rounds.iter().enumerate() {
        let x = x_of(at, rounds.len());
        canvas.rule((x, top), (x, bottom));
        if at % step == 0 {
            let number = totals.round.unwrap_or_default().to_string();
            canvas.text(x, bottom + 18, Anchor::Middle, Style::FAINT, &number);
        }
    }
}

/// Moves names apart that would stand on each other, given from top to bottom.
fn spread(names: &mut [(u64, &Path<'_>)], (top, bottom): (u64, u64)) {
    let mut next = top;
    for (y, _) in names.iter_mut() {
        *y = (*y).max(next);
        next = *y + DISTANCE;
    }
    let mut next = bottom + 5;
    for (y, _) in names.iter_mut().rev() {
        *y = (*y).min(next);
        next = y.saturating_sub(DISTANCE);
    }
}
