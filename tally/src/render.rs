//! An outcome as plain text for people: who won and why, the last figures with bars, all rounds side
//! by side, and what happened in each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use num_rational::BigRational;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;

use crate::outcome::{Outcome, label};
use crate::rational::Rational;
use crate::transcript::{Defeat, Draw, Pairwise, Payment, Step, TieBreaker, Totals, Transfer, Verdict};

/// Rounds that stand side by side.
const ROUNDS_IN_A_BLOCK: usize = 6;

/// Characters of the longest bar.
const BAR: u32 = 30;

/// Most characters of a name.
const NAME: usize = 28;

/// Most options named as receivers of one transfer.
const RECEIVERS: usize = 4;

impl Outcome {
    /// The outcome as lines of text with the labels of `question`. Winners are marked with `*`.
    #[must_use]
    pub fn render(&self, question: &Question) -> String {
        let page = Page { outcome: self, question };
        let mut text = format!("{}\n{}\n\n", question.prompt(), self.sentence(question));
        let rounds: Vec<_> = self.transcript().totals().collect();
        if let Some(last) = rounds.last() {
            page.bars(last, &mut text);
        }
        if rounds.len() > 1 {
            for block in rounds.chunks(ROUNDS_IN_A_BLOCK) {
                page.block(block, &mut text);
            }
        }
        page.events(&mut text);
        let _ = write!(text, "Answers: {}, abstentions: {}", self.answers(), self.abstentions());
        if let Some(electorate) = self.electorate() {
            let _ = write!(text, ", electorate: {electorate}");
        }
        text.push('\n');
        text
    }
}

// Writing to a `String` cannot fail, so the results of `write!` are dropped below.
struct Page<'a> {
    outcome: &'a Outcome,
    question: &'a Question,
}

impl Page<'_> {
    /// One row per option with a bar, the highest figure first.
    fn bars(&self, totals: &Totals, text: &mut String) {
        let mut rows = self.rows(totals);
        rows.sort_by(|(_, left), (_, right)| right.cmp(left));
        let Some((_, highest)) = rows.first() else { return };
        let name_width = rows.iter().map(|(id, _)| self.name(id).chars().count()).max().unwrap_or(0);
        let width = rows.iter().map(|(_, figure)| figure.to_string().len()).max().unwrap_or(0);
        for (id, figure) in &rows {
            let whole = totals.whole.as_ref();
            let share = whole.and_then(|whole| figure.share_of(whole, 1000)).map(|thousandths| {
                let (percent, tenths) = (thousandths / 10, thousandths % 10);
                format!("  {percent:>3}.{tenths}%")
            });
            let bar: String = (0..figure.share_of(highest, BAR).unwrap_or(0)).map(|_| '█').collect();
            let row = format!(
                "{:name_width$}  {figure:>width$}{}  {bar}",
                self.name(id),
                share.unwrap_or_default()
            );
            let _ = writeln!(text, "{}", row.trim_end());
        }
        let round = totals.round.map(|round| format!(" in round {round}")).unwrap_or_default();
        let _ = writeln!(text, "({}{round})\n", totals.of);
    }

    /// Some rounds side by side: a row for each option that is in the count in the first of them.
    fn block(&self, rounds: &[&Totals], text: &mut String) {
        let Some(first) = rounds.first() else { return };
        let figures = |id: &OptionId| rounds.iter().map(|round| round.options.get(id)).collect::<Vec<_>>();
        let mut rows: Vec<_> =
            self.rows(first).into_iter().map(|(id, _)| (self.name(id), figures(id))).collect();
        // Who stays longest stands first, then who has most at the end.
        rows.sort_by(|(_, left), (_, right)| right.iter().rev().cmp(left.iter().rev()));
        for what in first.apart.keys() {
            rows.push((format!("  ({what})"), rounds.iter().map(|round| round.apart.get(what)).collect()));
        }
        let name_width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let figures = rows.iter().flat_map(|(_, figures)| figures).flatten();
        let width = figures.map(|figure| figure.to_string().len()).max().unwrap_or(0).max(8);
        let _ = write!(text, "{:name_width$}", "");
        for round in rounds {
            let heading = round.round.map_or_else(|| round.of.clone(), |round| format!("round {round}"));
            let _ = write!(text, "  {heading:>width$}");
        }
        for (name, figures) in rows {
            let _ = write!(text, "\n{name:name_width$}");
            for figure in figures {
                let figure = figure.map_or_else(|| "·".to_owned(), ToString::to_string);
                let _ = write!(text, "  {figure:>width$}");
            }
        }
        text.push_str("\n\n");
    }

    /// What happened, one line each.
    fn events(&self, text: &mut String) {
        let before = text.len();
        let mut round = String::new();
        for step in self.outcome.transcript().steps() {
            let label = |id| label(self.question, id);
            let line = match step {
                Step::Totals(totals) => {
                    round = totals.round.map(|round| format!("round {round}: ")).unwrap_or_default();
                    continue;
                }
                Step::Condition(condition) => {
                    let verdict = match condition.verdict {
                        Verdict::Met => "met",
                        Verdict::Missed => "missed",
                    };
                    let (of, found) = (&condition.of, &condition.found);
                    format!("{of}: {found}, {} {} needed: {verdict}", condition.must_be, condition.needed)
                }
                Step::Award(award) => {
                    format!("{} receives {}: {}", label(&award.option), award.amount, award.reason)
                }
                Step::Defeat(Defeat { winner, loser, strength, ruling }) => {
                    format!("{} beats {} by {strength}: {ruling}", label(winner), label(loser))
                }
                Step::Draw(Draw { of, lots, number, hash, option }) => {
                    let hash: String = hash.to_string().chars().take(16).collect();
                    format!("lot {number} of {lots} {of}, drawn by {hash}…: {}", label(option))
                }
                Step::Fund(funding) => {
                    let payment = |payment: &Payment| format!("{} × {}", payment.voters, payment.each);
                    let payments: Vec<_> = funding.payments.iter().map(payment).collect();
                    let paid = if payments.is_empty() {
                        String::new()
                    } else {
                        format!(" = {}", payments.join(" + "))
                    };
                    format!(
                        "{} is paid for, {}{paid}: {}",
                        label(&funding.option),
                        funding.cost,
                        funding.reason
                    )
                }
                Step::Pairwise(pairwise) => self.pairwise(pairwise),
                Step::Remark(remark) => remark.clone(),
                Step::Elect(ruling) => format!("{} is elected: {}", label(&ruling.option), ruling.reason),
                Step::Exclude(ruling) => format!("{} leaves: {}", label(&ruling.option), ruling.reason),
                Step::Tie(tie) => {
                    let by = match tie.broken_by {
                        TieBreaker::HighestScores => "the number of highest scores".to_owned(),
                        TieBreaker::Listed => "the order in which they are listed".to_owned(),
                        TieBreaker::Pairwise => "the comparison one to one".to_owned(),
                        TieBreaker::Round(round) => format!("the votes of round {round}"),
                        TieBreaker::Seed => "the seed".to_owned(),
                        TieBreaker::Sum => "the sum of scores".to_owned(),
                    };
                    let (between, chosen) = (self.labels(&tie.between), self.labels(&tie.chosen));
                    let committees = tie.committees_in_all.map(|all| format!(" ({all} committees)"));
                    let committees = committees.unwrap_or_default();
                    format!("tie between {between}{committees}: {by} chose {chosen} for {}", tie.chosen_for)
                }
                Step::Transfer(transfer) => self.transfer(transfer),
            };
            let _ = writeln!(text, "{round}{line}");
        }
        if text.len() > before {
            text.push('\n');
        }
    }

    /// The matrix of all pairs: a row says how many prefer its option to that of each column.
    fn pairwise(&self, pairwise: &Pairwise) -> String {
        let mut text = format!("{}:", pairwise.of);
        let names: Vec<_> = pairwise.options.iter().map(|id| self.name(id)).collect();
        let name_width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        let figures: Vec<Vec<_>> =
            pairwise.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let width = figures.iter().flatten().map(String::len).max().unwrap_or(0).max(3);
        let _ = write!(text, "\n{:name_width$}", "");
        for column in 1..=names.len() {
            let _ = write!(text, "  {:>width$}", format!("({column})"));
        }
        for (row, (name, figures)) in names.iter().zip(&figures).enumerate() {
            let _ = write!(text, "\n{name:name_width$}");
            for (column, figure) in figures.iter().enumerate() {
                let figure = if column == row { "·" } else { figure };
                let _ = write!(text, "  {figure:>width$}");
            }
            let _ = write!(text, "  ({})", row + 1);
        }
        text.push('\n');
        text
    }

    /// Where the votes of an option went, the most first.
    fn transfer(&self, transfer: &Transfer) -> String {
        let mut to: BTreeMap<&OptionId, BigRational> = BTreeMap::new();
        let mut exhausted = BigRational::default();
        let votes =
            |answers: u64, each: &Rational| each.as_ratio() * BigRational::from_integer(answers.into());
        for parcel in &transfer.parcels {
            for (id, &answers) in &parcel.to {
                *to.entry(id).or_default() += votes(answers, &parcel.passed_at);
            }
            exhausted += votes(parcel.exhausted, &parcel.passed_at);
        }
        let mut to: Vec<_> = to.into_iter().collect();
        to.sort_by(|(_, left), (_, right)| right.cmp(left));
        let mut parts: Vec<_> = to
            .iter()
            .take(RECEIVERS)
            .map(|(id, votes)| format!("{} to {}", Rational::from(votes.clone()), label(self.question, id)))
            .collect();
        let others: BigRational = to.iter().skip(RECEIVERS).map(|(_, votes)| votes).sum();
        if to.len() > RECEIVERS {
            parts.push(format!("{} to others", Rational::from(others)));
        }
        parts.push(format!("{} exhausted", Rational::from(exhausted)));
        format!("votes of {} move: {}", label(self.question, &transfer.from), parts.join(", "))
    }

    /// Options with their figures, in the order of the poll.
    fn rows<'t>(&'t self, totals: &'t Totals) -> Vec<(&'t OptionId, &'t Rational)> {
        let ids = self.question.options().iter().map(|option| option.id());
        ids.filter_map(|id| Some((id, totals.options.get(id)?))).collect()
    }

    fn labels(&self, ids: &[OptionId]) -> String {
        ids.iter().map(|id| label(self.question, id)).collect::<Vec<_>>().join(", ")
    }

    /// An option's label, cut where it is long, with its mark.
    fn name(&self, id: &OptionId) -> String {
        let mark = if self.outcome.winners().contains(id) { '*' } else { ' ' };
        let label = label(self.question, id);
        if label.chars().count() <= NAME {
            return format!("{mark} {label}");
        }
        let start: String = label.chars().take(NAME - 1).collect();
        format!("{mark} {start}…")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{outcome, picked, question, ranked};

    #[test]
    fn figures_have_bars() {
        let question = question("a b c", json!({"pick": {"min": 1, "max": 1}}), json!({"plurality": {}}));
        let text = outcome(&question, &picked("10 b | 5 a | 1 abstain")).render(&question);
        let expected = "\
What?
Option b wins: most votes, 10 of 15.

* Option b  10   66.7%  ██████████████████████████████
  Option a   5   33.3%  ███████████████
  Option c   0    0.0%
(votes)

Option b is elected: 10 votes

Answers: 15, abstentions: 1
";
        assert_eq!(text, expected);
    }

    #[test]
    fn rounds_stand_side_by_side() {
        let question = question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"irv": {}}));
        let text = outcome(&question, &ranked("4 a | 3 b | 1 c>b | 1 c")).render(&question);
        let expected = "\
What?
Option a wins: more than half of the votes in round 3, 4 of 4.

* Option a  4  100.0%  ██████████████████████████████
(votes in round 3)

                round 1   round 2   round 3
* Option a            4         4         4
  Option b            3         4         ·
  Option c            2         ·         ·
  (exhausted)         0         1         5

round 1: Option c leaves: fewest votes, 2
round 1: votes of Option c move: 1 to Option b, 1 exhausted
round 2: tie between Option a, Option b: the seed chose Option b for exclusion
round 2: Option b leaves: fewest votes, 4
round 2: votes of Option b move: 4 exhausted
round 3: Option a is elected: more than half of the votes, 4 of 4

Answers: 9, abstentions: 0
";
        assert_eq!(text, expected);
    }

    #[test]
    fn many_rounds_are_told_in_blocks() {
        let question =
            question("a b c d e f g h", json!({"rank": {"max": 8, "ties": false}}), json!({"irv": {}}));
        let text = outcome(&question, &ranked("9 a | 8 b | 7 c>b | 6 d | 5 e | 4 f | 3 g | 2 h>a"))
            .render(&question);
        assert_eq!(text.matches("round 6\n").count(), 1);
        assert_eq!(text.lines().filter(|line| line.trim_start().starts_with("round 7")).count(), 2);
    }
}
