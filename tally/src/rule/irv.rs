//! Instant-runoff voting: each answer counts for its highest option still in the count; the option
//! with fewest votes leaves, one at a time, until one has more than half of the votes that still
//! count.
//!
//! Answers need not rank all options. One whose options have all left is exhausted and no longer
//! counts. A tie for fewest votes falls to the seed. W. R. Ware's method as described in I. McLean
//! and A. B. Urken, "Classics of Social Choice", 1995; used for Minneapolis, Code of Ordinances,
//! title 8.5, chapter 167, and Maine, Revised Statutes, title 21-A, § 723-A.

use std::collections::BTreeMap;

use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, CountError};
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::transcript::{Parcel, Transfer};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Irv {}

impl Rule for Irv {
    const NAME: &'static str = "irv";
    const SUMMARY: &'static str = "the last leaves and its votes move on, until one has more than half";
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, CountError> {
        let mut held: PerOption<Vec<Ranking<'_>>> = PerOption::new(profile.options(), Vec::new());
        let mut votes: PerOption<Option<u64>> = PerOption::new(profile.options(), Some(0));
        for (places, weight) in profile.rankings() {
            let mut ranking = Ranking { rest: places, weight };
            if let Some(first) = ranking.next(|_| true) {
                votes[first] = votes[first].map(|votes| votes + weight);
                held[first].push(ranking);
            }
        }
        let mut exhausted = 0;
        // Ends: the option with most votes never leaves, and alone it has more than half.
        let mut round = 0;
        loop {
            round += 1_u64;
            let continuing: Vec<_> =
                votes.iter().filter_map(|(option, &votes)| Some((option, votes?))).collect();
            let all: u64 = continuing.iter().map(|&(_, votes)| votes).sum();
            let totals = count.totals("votes", continuing.iter().copied());
            totals.round = Some(round);
            totals.whole = Some(all.into());
            totals.apart = BTreeMap::from([("exhausted".to_owned(), exhausted.into())]);
            if let Some(&(winner, most)) = continuing.iter().find(|&&(_, votes)| votes > all - votes) {
                let reason = format!("more than half of the votes in round {round}, {most} of {all}");
                count.elect(winner, reason.clone());
                return Ok(Decision::winners(vec![winner], reason));
            }
            let fewest = continuing.iter().map(|&(_, votes)| votes).min().unwrap_or_default();
            let last: Vec<_> =
                continuing.iter().filter(|&&(_, votes)| votes == fewest).map(|&(option, _)| option).collect();
            let loser = count.disfavour(&last, "exclusion");
            count.exclude(loser, format!("fewest votes in round {round}, {fewest}"));
            votes[loser] = None;
            let mut to = BTreeMap::new();
            let mut lost = 0;
            for mut ranking in std::mem::take(&mut held[loser]) {
                let weight = ranking.weight;
                match ranking.next(|option| votes[option].is_some()) {
                    Some(option) => {
                        votes[option] = votes[option].map(|votes| votes + weight);
                        *to.entry(count.id(option)).or_insert(0) += weight;
                        held[option].push(ranking);
                    }
                    None => lost += weight,
                }
            }
            exhausted += lost;
            let parcel = Parcel { held_at: 1_u64.into(), passed_at: 1_u64.into(), to, exhausted: lost };
            count.transfer(Transfer { from: count.id(loser), parcels: vec![parcel] });
        }
    }
}

/// Answers that rank alike, with the places not yet used.
#[derive(Clone)]
pub(super) struct Ranking<'p> {
    pub(super) rest: &'p [Vec<usize>],
    pub(super) weight: u64,
}

impl Ranking<'_> {
    /// The next ranked option that is still in the count.
    pub(super) fn next(&mut self, continues: impl Fn(usize) -> bool) -> Option<usize> {
        while let [place, rest @ ..] = self.rest {
            self.rest = rest;
            // Places hold one option each: forms with shared places are refused.
            if let Some(&option) = place.first().filter(|&&option| continues(option)) {
                return Some(option);
            }
        }
        None
    }
}

/// Refuses forms in which options may share a place.
pub(super) fn refuse_shared_places(question: &Question, rule: &'static str) -> Result<(), RuleError> {
    if matches!(question.form(), Form::Rank { ties: true, .. }) {
        let (found, needed) = ("rank with ties".to_owned(), "rank with \"ties\": false".to_owned());
        return Err(RuleError::Form { rule, found, needed });
    }
    Ok(())
}
