//! [`Lists`]: seats for party lists, handed out one by one to the highest figure.
//!
//! A voter chooses one list. Where a threshold is stated, lists that do not reach that share of all votes
//! for lists take no part. Rules differ in the figure that a list has while it holds some seats already.
//! Lists whose figures are equal all get a seat while there are enough, else the last seats fall to the
//! order of ties.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::RuleError;
use super::plurality::{chosen, one_choice};
use crate::count::Count;
use crate::fraction::Fraction;
use crate::outcome::{Awards, Decision};
use crate::parameter::{Parameter, present};
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::rational::Rational;
use crate::seats::Seats;

/// Most seats that can be shared out.
const MAX_SEATS: usize = 5_000;

/// What all rules for party lists state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) seats: Seats,
    #[serde(default, deserialize_with = "present")]
    pub(super) threshold: Option<Fraction>,
}

/// The figure of a list that holds some seats, and how it comes about, in words.
pub(super) struct Figure {
    pub(super) value: Rational,
    pub(super) reason: String,
}

impl Figure {
    pub(super) fn quotient(votes: u64, divisor: u64) -> Self {
        let value = Rational::new(votes, divisor);
        let reason = format!("{votes} votes / {divisor} = {}", value.brief());
        Self { value, reason }
    }
}

impl Lists {
    pub(super) const PARAMETERS: &'static [Parameter] = &[Self::SEATS, Self::THRESHOLD];
    pub(super) const SEATS: Parameter = Parameter {
        name: "seats",
        meaning: "how many seats the lists share",
        values: "1 to 5000",
        default: None,
    };
    pub(super) const THRESHOLD: Parameter = Parameter {
        name: "threshold",
        meaning: "the share of all votes for lists that a list needs to get any seat",
        values: "a fraction",
        default: Some("none"),
    };

    pub(super) fn check(&self, question: &Question, rule: &'static str) -> Result<(), RuleError> {
        one_choice(question, rule)?;
        if self.seats.get() > MAX_SEATS {
            let reason = format!("at most {MAX_SEATS} can be shared out");
            return Err(RuleError::Parameter { rule, parameter: "seats", reason });
        }
        Ok(())
    }

    /// Hands out all seats. `figure` is given all votes for lists that take part, and a list's votes and
    /// the seats it holds; the figures of a list fall with its seats.
    pub(super) fn hand_out(
        &self,
        profile: &Profile<'_>,
        count: &mut Count<'_>,
        method: &str,
        figure: impl Fn(u64, u64, u64) -> Figure,
    ) -> Decision {
        let votes = chosen(profile);
        let all: u64 = votes.iter().map(|(_, votes)| votes).sum();
        count.totals("votes", votes.iter().map(|(list, &votes)| (list, votes))).whole = Some(all.into());
        let reaches =
            |votes| self.threshold.is_none_or(|threshold| threshold.compare(votes, all) != Ordering::Less);
        for (list, &votes) in votes.iter().filter(|&(_, &votes)| !reaches(votes)) {
            let threshold = self.threshold.map(|threshold| threshold.to_string()).unwrap_or_default();
            count.exclude(list, format!("{votes} of {all} votes, at least {threshold} needed"));
        }
        let lists: Vec<_> =
            votes.iter().filter(|&(_, &votes)| votes > 0 && reaches(votes)).map(|(list, _)| list).collect();
        if lists.is_empty() {
            return Decision::nobody("no list has enough votes");
        }
        let shared = lists.iter().map(|&list| votes[list]).sum();
        let figure = |list: usize, seats| figure(shared, votes[list], seats);

        let mut seats = PerOption::new(profile.options(), 0_u64);
        let mut next: BTreeMap<Rational, Vec<usize>> = BTreeMap::new();
        for &list in &lists {
            next.entry(figure(list, 0).value).or_default().push(list);
        }
        let mut left = self.seats.get();
        while let Some((_, highest)) = next.pop_last().filter(|_| left > 0) {
            let winners = count.favour(&highest, left, "a seat");
            left -= winners.len().min(left);
            for list in winners {
                count.award(list, 1_u64, figure(list, seats[list]).reason);
                seats[list] += 1;
                next.entry(figure(list, seats[list]).value).or_default().push(list);
            }
        }

        let mut winners: Vec<_> = lists.into_iter().filter(|&list| seats[list] > 0).collect();
        winners.sort_by_key(|&list| Reverse(seats[list]));
        let options = winners.iter().map(|&list| (count.id(list), seats[list].into())).collect();
        let reason = format!("{} {method}", self.seats);
        Decision::winners(winners, reason).with_awards(Awards { of: "seats".to_owned(), options })
    }
}
