//! A [`Transcript`] is every step of a count, in order: with it and the answers a person can
//! recount by hand and see where a recount differs.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use num_rational::BigRational;
use ostrakon_core::hash::Digest;
use ostrakon_core::text::OptionId;
use serde::{Deserialize, Serialize};

use crate::rational::Rational;

/// The steps of a count, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Transcript(Vec<Step>);

impl Transcript {
    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Every tie that was broken.
    pub fn ties(&self) -> impl Iterator<Item = &Tie> {
        self.0.iter().filter_map(|step| match step {
            Step::Tie(tie) => Some(tie),
            _ => None,
        })
    }

    /// Every lot that was drawn.
    pub fn draws(&self) -> impl Iterator<Item = &Draw> {
        self.0.iter().filter_map(|step| match step {
            Step::Draw(draw) => Some(draw),
            _ => None,
        })
    }

    /// The figures of every round, or the one set of figures of a rule without rounds.
    pub fn totals(&self) -> impl DoubleEndedIterator<Item = &Totals> {
        self.0.iter().filter_map(|step| match step {
            Step::Totals(totals) => Some(totals),
            _ => None,
        })
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(crate) fn last_mut(&mut self) -> Option<&mut Step> {
        self.0.last_mut()
    }
}

/// One step of a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Step {
    /// An option receives something.
    Award(Award),
    /// A condition was met or missed.
    Condition(Condition),
    /// One option beats another.
    Defeat(Defeat),
    /// A lot was drawn.
    Draw(Draw),
    /// An option won.
    Elect(Ruling),
    /// An option left the count.
    Exclude(Ruling),
    /// An option is paid for.
    Fund(Funding),
    /// Every option is compared with every other.
    Pairwise(Pairwise),
    /// What no other step says, in words.
    Remark(String),
    /// A tie was broken.
    Tie(Tie),
    /// Options were given figures.
    Totals(Totals),
    /// Answers moved from one option to others.
    Transfer(Transfer),
}

/// What happened to an option, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// The option.
    pub option: OptionId,
    /// Why, in words.
    pub reason: String,
}

/// A threshold or quorum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is measured, in words.
    pub of: String,
    /// What was found.
    pub found: Rational,
    /// How what was found must compare with `needed`.
    pub must_be: Comparison,
    /// The figure to reach.
    pub needed: Rational,
    /// Whether it was reached.
    pub verdict: Verdict,
}

/// How a figure must compare with a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// The limit itself is enough.
    AtLeast,
    /// The limit itself is not enough.
    #[default]
    MoreThan,
}

impl Comparison {
    /// Whether something that compares like this with the limit meets the condition.
    #[must_use]
    pub const fn verdict(self, found_to_limit: Ordering) -> Verdict {
        match (self, found_to_limit) {
            (_, Ordering::Greater) | (Self::AtLeast, Ordering::Equal) => Verdict::Met,
            _ => Verdict::Missed,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtLeast => "at least",
            Self::MoreThan => "more than",
        })
    }
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Met,
    /// It does not.
    Missed,
}

/// A tie and how it was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// All options that tied, in the order of the poll.
    pub between: Vec<OptionId>,
    /// What decided between them.
    pub broken_by: TieBreaker,
    /// What the chosen ones were chosen for, in words.
    pub chosen_for: String,
    /// Those chosen, in the order of the poll.
    pub chosen: Vec<OptionId>,
    /// Where whole committees tied: the first of them, at most 100, in the order of ties. `between` then
    /// holds the options in which they differ, and `chosen` those of them that the chosen one has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committees: Vec<Vec<OptionId>>,
    /// How many committees tied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committees_in_all: Option<u64>,
}

/// What decides between options that tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TieBreaker {
    /// Who is given the highest score by more.
    HighestScores,
    /// The order in which the options are listed.
    Listed,
    /// Who is preferred to the other by more.
    Pairwise,
    /// The figures at the end of this earlier round.
    Round(u64),
    /// The order of [`Ties`](crate::tie::Ties).
    Seed,
    /// The sum of scores.
    Sum,
}

/// How many prefer one option to another, for all pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairwise {
    /// What the figures count, in words: "voters who prefer the row's option to the column's".
    pub of: String,
    /// The options of rows and columns.
    pub options: Vec<OptionId>,
    /// A row for each option, with a figure for each column.
    pub rows: Vec<Vec<Rational>>,
}

/// One option beats another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defeat {
    /// Who beats.
    pub winner: OptionId,
    /// Who is beaten.
    pub loser: OptionId,
    /// How strongly: votes or margin.
    pub strength: Rational,
    /// What it leads to, in words: "locked in", "left out: it would close a circle".
    pub ruling: String,
}

/// A lot that was drawn. The lots lie in the order of the options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// What the lots are, in words: "ballots".
    pub of: String,
    /// How many there are.
    pub lots: Rational,
    /// The one drawn, from 1.
    pub number: Rational,
    /// The hash that the number comes from: see [`lot`](crate::lot).
    pub hash: Digest,
    /// The option that the lot is for.
    pub option: OptionId,
}

/// How an option is paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// The option.
    pub option: OptionId,
    /// What it costs.
    pub cost: Rational,
    /// Who pays, the most first, 20 amounts at most; empty where a common purse does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Who pays less than all of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less: Option<Less>,
    /// Why it is chosen now, in words.
    pub reason: String,
}

/// Most payments of a [`Funding`] that are listed one by one, so that a transcript stays small where no two
/// voters have the same left.
const LISTED_PAYMENTS: usize = 20;

impl Funding {
    /// An option that supporters pay for: what some of them pay each, the most first, and how many they are.
    pub(crate) fn new(option: OptionId, cost: u64, paid: Vec<(BigRational, u64)>, reason: &str) -> Self {
        let mut payments = paid;
        let rest = payments.split_off(payments.len().min(LISTED_PAYMENTS));
        let together = |paid: &[(BigRational, u64)]| -> BigRational {
            paid.iter().map(|(each, voters)| each * BigRational::from_integer((*voters).into())).sum()
        };
        let less = (!rest.is_empty()).then(|| Less {
            voters: rest.iter().map(|(_, voters)| voters).sum(),
            together: together(&rest).into(),
        });
        let payment = |(each, voters): (BigRational, u64)| Payment { voters, each: each.into() };
        let payments = payments.into_iter().map(payment).collect();
        Self { option, cost: cost.into(), payments, less, reason: reason.to_owned() }
    }
}

/// Voters who pay less than those who are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Less {
    /// How many voters.
    pub voters: u64,
    /// What they pay together.
    pub together: Rational,
}

/// Voters who pay the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How many voters.
    pub voters: u64,
    /// What each of them pays.
    pub each: Rational,
}

/// What an option receives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// The option.
    pub option: OptionId,
    /// How much it receives in this step.
    pub amount: Rational,
    /// Why, in words.
    pub reason: String,
}

/// Figures per option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// What the figures count, in words: "votes", "points".
    pub of: String,
    /// The round they were found in, from 1, where the rule has rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u64>,
    /// The figure of each option that is in the count.
    pub options: BTreeMap<OptionId, Rational>,
    /// What no option holds, by what it is: "exhausted".
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub apart: BTreeMap<String, Rational>,
    /// What the figures are shares of, where percentages make sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Rational>,
}

/// Answers that moved from an option to the next one named on each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The option they leave.
    pub from: OptionId,
    /// The answers by what they were worth, the most first.
    pub parcels: Vec<Parcel>,
}

/// Answers that were worth the same and moved together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// What each was worth to the option it leaves.
    pub held_at: Rational,
    /// What each is worth to the option it goes to.
    pub passed_at: Rational,
    /// How many answers go to each option.
    pub to: BTreeMap<OptionId, u64>,
    /// How many name no further option in the count.
    pub exhausted: u64,
}
