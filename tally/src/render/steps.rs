//! What happened in a count, one line for each step.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use num_rational::BigRational;
use ostrakon_core::text::OptionId;

use super::Page;
use crate::rational::Rational;
use crate::transcript::{
    Condition, Defeat, Draw, Funding, Parcel, Payment, Step, Tie, TieBreaker, Transfer, Verdict,
};

impl<'a> Page<'a> {
    /// Every step but the figures, which stand in tables, each with its round.
    pub(super) fn steps(&self, text: &mut String) {
        let before = text.len();
        let mut round = String::new();
        for step in self.outcome.transcript().steps() {
            let line = match step {
                Step::Totals(totals) => {
                    round = totals.round.map(|round| format!("round {round}: ")).unwrap_or_default();
                    continue;
                }
                Step::Award(award) => {
                    let (label, amount) = (self.label(&award.option), &award.amount);
                    format!("{label} receives {amount}: {}", award.reason)
                }
                Step::Condition(condition) => told(condition),
                Step::Defeat(Defeat { winner, loser, strength, ruling }) => {
                    format!("{} beats {} by {strength}: {ruling}", self.label(winner), self.label(loser))
                }
                Step::Draw(draw) => self.draw(draw),
                Step::Elect(ruling) => {
                    format!("{} is elected: {}", self.label(&ruling.option), ruling.reason)
                }
                Step::Exclude(ruling) => format!("{} leaves: {}", self.label(&ruling.option), ruling.reason),
                Step::Fund(funding) => self.funding(funding),
                Step::Pairwise(pairwise) => self.pairs(pairwise),
                Step::Remark(remark) => remark.clone(),
                Step::Tie(tie) => {
                    let mut line = self.tie(tie);
                    for (number, committee) in (1..).zip(&tie.committees) {
                        let _ = write!(line, "\n    {number}. {}", self.labels(committee));
                    }
                    line
                }
                Step::Transfer(transfer) => self.transfer(transfer),
            };
            let _ = writeln!(text, "{round}{line}");
        }
        if text.len() > before {
            text.push('\n');
        }
    }

    /// Which lot was drawn, by which hash, and whose it is.
    pub(super) fn draw(&self, draw: &'a Draw) -> String {
        let Draw { of, lots, number, hash, option } = draw;
        format!("lot {number} of {lots} {of}, drawn by {hash}: {}", self.label(option))
    }

    /// Who tied, and what decided.
    pub(super) fn tie(&self, tie: &'a Tie) -> String {
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

    /// What an option costs, and who pays.
    fn funding(&self, funding: &'a Funding) -> String {
        let payment = |payment: &Payment| format!("{} × {}", payment.voters, payment.each);
        let mut payments: Vec<_> = funding.payments.iter().map(payment).collect();
        let less = funding.less.iter();
        payments.extend(less.map(|less| format!("{} of {} who pay less", less.together, less.voters)));
        let paid = if payments.is_empty() { String::new() } else { format!(" = {}", payments.join(" + ")) };
        format!("{} is paid for, {}{paid}: {}", self.label(&funding.option), funding.cost, funding.reason)
    }

    /// Where the votes of an option went, the most first; and how many answers moved at which value, where
    /// that is not one vote each.
    fn transfer(&self, transfer: &'a Transfer) -> String {
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
            .into_iter()
            .map(|(id, votes)| format!("{} to {}", Rational::from(votes), self.label(id)))
            .collect();
        parts.push(format!("{} exhausted", Rational::from(exhausted)));
        let mut text = format!("votes of {} move: {}", self.label(&transfer.from), parts.join(", "));
        let one = Rational::from(1_u64);
        for parcel in &transfer.parcels {
            if parcel.held_at != one || parcel.passed_at != one {
                let _ = write!(text, "\n    {}", self.parcel(parcel));
            }
        }
        text
    }

    /// Answers that were worth the same.
    fn parcel(&self, parcel: &'a Parcel) -> String {
        let to = parcel.to.iter().map(|(id, answers)| format!("{answers} to {}", self.label(id)));
        let exhausted = Some(format!("{} exhausted", parcel.exhausted)).filter(|_| parcel.exhausted > 0);
        let to: Vec<_> = to.chain(exhausted).collect();
        format!("answers worth {} go on at {}: {}", parcel.held_at, parcel.passed_at, to.join(", "))
    }
}

/// What was needed and what was found.
fn told(condition: &Condition) -> String {
    let Condition { of, found, must_be, needed, verdict } = condition;
    let verdict = match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
    };
    format!("{of}: {found}, {must_be} {needed} needed: {verdict}")
}
