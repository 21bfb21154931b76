//! How votes moved from round to round: each round is a line of votes, cut into the options that hold
//! them, and ribbons lead from line to line. Only for counts in which no vote appears or disappears.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use ostrakon_core::text::OptionId;

use super::Subject;
use super::canvas::{Anchor, Canvas, INNER, MARGIN, Style};
use crate::outcome::label;
use crate::rational::Rational;
use crate::transcript::{Step, Totals, Transfer};

/// Most options with a colour of their own: those that stay longest.
const MOST_OPTIONS: usize = 10;

/// Most lines.
const MOST_LINES: usize = 24;

/// Height of a line, and of the ribbons between two.
const LINE: u64 = 36;
const RIBBONS: u64 = 34;

/// Who holds votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    /// An option, by its place among those shown.
    Option(usize),
    /// All other options.
    Others,
    /// Nobody: votes that no longer count.
    Gone,
}

impl Holder {
    fn class(self) -> &'static str {
        const CLASSES: [&str; MOST_OPTIONS] =
            ["o-c0", "o-c1", "o-c2", "o-c3", "o-c4", "o-c5", "o-c6", "o-c7", "o-c8", "o-c9"];
        match self {
            Self::Option(at) => CLASSES.get(at).copied().unwrap_or("o-rest"),
            Self::Others => "o-rest",
            Self::Gone => "o-gone",
        }
    }
}

type Votes = BTreeMap<Holder, BigRational>;

/// Where the votes of each holder lie on a line: left and right end.
type Stretches = BTreeMap<Holder, (u64, u64)>;

/// The votes at one round, and how they came there since the line above.
struct Line {
    round: u64,
    votes: Votes,
    moved: BTreeMap<(Holder, Holder), BigRational>,
}

/// The picture; nothing for a count of another make.
pub(super) fn draw(subject: &Subject<'_>) -> Option<Canvas> {
    let rounds = rounds(subject)?;
    let shown = longest_in_count(subject);
    let lines = lines(&rounds, &shown);
    let whole = Rational::from(lines.first()?.votes.values().sum::<BigRational>());
    let mut canvas = Canvas::new(subject);
    canvas.paragraph("Where the votes are in each round, and where they go", Style::FAINT, 2);
    canvas.y += 6;
    let mut above: Option<(u64, Stretches)> = None;
    for line in &lines {
        let stretches = stretches(&line.votes, &whole);
        if let Some((bottom, from)) = &above {
            canvas.y = bottom + RIBBONS;
            ribbons(line, from, &stretches, &whole, (*bottom, canvas.y), &mut canvas);
        }
        canvas.text(MARGIN, canvas.y + 22, Anchor::Start, Style::FAINT, &format!("round {}", line.round));
        for (&holder, &(left, right)) in &stretches {
            canvas.area(holder.class(), left, canvas.y, right - left, LINE);
            let votes = line.votes.get(&holder).cloned().map(|votes| Rational::from(votes).brief());
            let name = holder.name(subject, &shown);
            within(&name, &votes.unwrap_or_default(), (left, right), &mut canvas);
        }
        canvas.y += LINE;
        above = Some((canvas.y, stretches));
    }
    canvas.y += 12;
    legend(subject, &shown, &lines, &mut canvas);
    Some(canvas)
}

impl Holder {
    fn name(self, subject: &Subject<'_>, shown: &[&OptionId]) -> String {
        match self {
            Self::Option(at) => {
                shown.get(at).map(|id| label(subject.question, id).to_owned()).unwrap_or_default()
            }
            Self::Others => "others".to_owned(),
            Self::Gone => "no longer count".to_owned(),
        }
    }
}

/// Left end of the lines: before it stands the round.
const LEFT: u64 = MARGIN + 64;

/// Length of a line.
const LENGTH: u32 = 384;

/// Where the votes of each holder lie on a line.
fn stretches(votes: &Votes, whole: &Rational) -> Stretches {
    let mut before = BigRational::zero();
    votes
        .iter()
        .map(|(&holder, votes)| {
            let left = at(&before, whole);
            before += votes;
            (holder, (left, at(&before, whole)))
        })
        .collect()
}

/// Where so many votes end.
fn at(votes: &BigRational, whole: &Rational) -> u64 {
    LEFT + Rational::from(votes.clone()).share_of(whole, LENGTH).unwrap_or(0)
}

/// What moved and what stayed, from the line above to this one. At both ends ribbons stand in the order of
/// who is at the other end, so that they cross no more than they have to.
fn ribbons(
    line: &Line,
    from: &Stretches,
    to: &Stretches,
    whole: &Rational,
    (top, bottom): (u64, u64),
    canvas: &mut Canvas,
) {
    let length = |votes: &BigRational| at(votes, whole) - LEFT;
    let mut next_left: BTreeMap<_, _> = from.iter().map(|(&holder, &(left, _))| (holder, left)).collect();
    let mut arrived: BTreeMap<Holder, u64> = BTreeMap::new();
    // Arrivals at each holder in the order of where they come from; the moves are sorted so.
    for (&(source, target), votes) in &line.moved {
        let width = length(votes);
        let Some(&(to_left, to_right)) = to.get(&target) else { continue };
        let Some(left) = next_left.get_mut(&source) else { continue };
        let used = arrived.entry(target).or_default();
        let start = (to_left + *used).min(to_right);
        let end = (start + width).min(to_right);
        let from_end = (*left + width).min(from.get(&source).map_or(0, |&(_, right)| right));
        if width > 0 {
            canvas.ribbon(source.class(), (*left, from_end), (start, end), top, bottom);
        }
        *left = from_end;
        *used += width;
    }
}

/// A name with a number below it, as far as there is room.
fn within(name: &str, votes: &str, (left, right): (u64, u64), canvas: &mut Canvas) {
    let style = Style::ON_COLOUR.size(12);
    let room = (right - left).saturating_sub(6);
    let middle = u64::midpoint(left, right);
    if style.width_of(votes) <= room {
        canvas.text(middle, canvas.y + 30, Anchor::Middle, style, votes);
        let name = style.bold().cut(name, room);
        if name.chars().count() > 3 || !name.ends_with('…') {
            canvas.text(middle, canvas.y + 15, Anchor::Middle, style.bold(), &name);
        }
    }
}

/// Every colour with its name, and the votes at the start and at the end.
fn legend(subject: &Subject<'_>, shown: &[&OptionId], lines: &[Line], canvas: &mut Canvas) {
    let holders: BTreeSet<_> = lines
        .iter()
        .flat_map(|line| &line.votes)
        .filter(|(holder, votes)| **holder != Holder::Gone || votes.is_positive())
        .map(|(&holder, _)| holder)
        .collect();
    let mut words = Vec::new();
    for holder in holders {
        let votes: Vec<_> = lines.iter().filter_map(|line| line.votes.get(&holder)).collect();
        let (Some(&first), Some(&last)) = (votes.first(), votes.last()) else { continue };
        let is_out = lines.last().is_some_and(|line| !line.votes.contains_key(&holder));
        let [first, last] = [first, last].map(|votes| Rational::from(votes.clone()).brief());
        let figures = match (first == last, is_out) {
            (true, false) => first,
            (true, true) => format!("{first}, out"),
            (false, false) => format!("{first} → {last}"),
            (false, true) => format!("{first} → {last}, out"),
        };
        let won = match holder {
            Holder::Option(at) => shown.get(at).is_some_and(|id| subject.outcome.winners().contains(id)),
            Holder::Others | Holder::Gone => false,
        };
        let style = if won { Style::FAINT.bold() } else { Style::FAINT };
        let mark = if won { "✓ " } else { "" };
        let name = holder.name(subject, shown);
        let room = (INNER - 20).saturating_sub(style.width_of(&figures) + 12);
        canvas.area(holder.class(), MARGIN, canvas.y + 4, 13, 13);
        let text = style.cut(&format!("{mark}{name}"), room);
        canvas.text(MARGIN + 20, canvas.y + 15, Anchor::Start, style, &text);
        canvas.text(MARGIN + INNER, canvas.y + 15, Anchor::End, style, &figures);
        canvas.y += 20;
        words.push(format!("{name}: {figures}"));
    }
    canvas.describe(format!(
        "Votes from the first to the last of {} rounds: {}.",
        lines.len(),
        words.join("; ")
    ));
}

/// The options that are in the count longest, then those with most votes at their end.
fn longest_in_count<'s>(subject: &'s Subject<'_>) -> Vec<&'s OptionId> {
    let mut last: BTreeMap<&OptionId, (usize, &Rational)> = BTreeMap::new();
    for (round, totals) in subject.outcome.transcript().totals().enumerate() {
        last.extend(totals.options.iter().map(|(id, votes)| (id, (round, votes))));
    }
    let mut options: Vec<_> = last.into_iter().collect();
    let won = |id| subject.outcome.winners().contains(id);
    options.sort_by(|&(left, left_last), &(right, right_last)| {
        (won(right), right_last).cmp(&(won(left), left_last))
    });
    options.truncate(MOST_OPTIONS);
    options.into_iter().map(|(id, _)| id).collect()
}

/// The figures of a round with the transfers that led there.
struct Round<'a> {
    number: u64,
    totals: &'a Totals,
    moved: Vec<&'a Transfer>,
}

/// All rounds; nothing for a count without rounds or transfers, or one in which the number of votes
/// changes.
fn rounds<'a>(subject: &'a Subject<'_>) -> Option<Vec<Round<'a>>> {
    let mut rounds = Vec::new();
    let mut moved = Vec::new();
    for step in subject.outcome.transcript().steps() {
        match step {
            Step::Transfer(transfer) => moved.push(transfer),
            Step::Totals(totals) if subject.outcome.totals().is_some_and(|last| last.of == totals.of) => {
                rounds.push(Round { number: totals.round?, totals, moved: std::mem::take(&mut moved) });
            }
            _ => {}
        }
    }
    let sum = |Round { totals, .. }: &Round<'_>| -> BigRational {
        totals.options.values().chain(totals.apart.values()).map(Rational::as_ratio).sum()
    };
    let whole = sum(rounds.first()?);
    let is_flow = rounds.iter().any(|round| !round.moved.is_empty())
        && whole.is_positive()
        && rounds.iter().all(|round| {
            sum(round) == whole && round.totals.options.values().all(|votes| !votes.as_ratio().is_negative())
        });
    is_flow.then_some(rounds)
}

/// The first and the last round, and those before and after the votes of a shown option moved.
fn lines(rounds: &[Round<'_>], shown: &[&OptionId]) -> Vec<Line> {
    let holder =
        |id: &OptionId| shown.iter().position(|&other| other == id).map_or(Holder::Others, Holder::Option);
    let moves_shown = |at: usize| {
        rounds
            .get(at)
            .is_some_and(|round| round.moved.iter().any(|moved| holder(&moved.from) != Holder::Others))
    };
    let mut kept: Vec<_> = (0..rounds.len())
        .filter(|&at| at == 0 || at + 1 == rounds.len() || moves_shown(at) || moves_shown(at + 1))
        .collect();
    if let Some(too_many) = kept.len().checked_sub(MOST_LINES) {
        kept.drain(1..=too_many);
    }
    let mut lines: Vec<Line> = Vec::with_capacity(kept.len());
    let mut moved: BTreeMap<(Holder, Holder), BigRational> = BTreeMap::new();
    for (at, round) in rounds.iter().enumerate() {
        for transfer in &round.moved {
            let from = holder(&transfer.from);
            for parcel in &transfer.parcels {
                let mut add = |to, answers: u64| {
                    *moved.entry((from, to)).or_default() +=
                        parcel.passed_at.as_ratio() * BigRational::from_integer(answers.into());
                };
                parcel.to.iter().for_each(|(id, &answers)| add(holder(id), answers));
                add(Holder::Gone, parcel.exhausted);
            }
        }
        if kept.contains(&at) {
            let mut votes = Votes::new();
            for (id, figure) in &round.totals.options {
                *votes.entry(holder(id)).or_default() += figure.as_ratio();
            }
            *votes.entry(Holder::Gone).or_default() +=
                round.totals.apart.values().map(Rational::as_ratio).sum::<BigRational>();
            let mut moved = std::mem::take(&mut moved);
            moved.retain(|&(from, to), _| from != to);
            if let Some(above) = lines.last() {
                for (&holder, before) in &above.votes {
                    let left: BigRational =
                        moved.iter().filter(|((from, _), _)| *from == holder).map(|(_, votes)| votes).sum();
                    moved.insert((holder, holder), before - left);
                }
            }
            lines.push(Line { round: round.number, votes, moved });
        }
    }
    lines
}
