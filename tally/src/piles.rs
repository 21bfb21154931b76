//! [`Piles`]: answers in piles, each answer under the highest option on it that is still in the count.

use std::collections::BTreeMap;

use crate::count::Count;
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::profile::{Place, Profile};
use crate::transcript::{Parcel, Transfer};

/// Answers in piles, one pile for each option in the count. An answer whose options have all left is
/// exhausted and stands in none.
pub(crate) struct Piles<'p> {
    held: PerOption<Vec<Ranking<'p>>>,
    /// Votes of the options in the count.
    votes: PerOption<Option<u64>>,
    exhausted: u64,
    round: u64,
}

/// Answers that rank alike, with the places not yet used. Each place holds one option.
#[derive(Clone)]
pub(crate) struct Ranking<'p> {
    pub(crate) rest: &'p [Place],
    pub(crate) weight: u64,
}

impl<'p> Piles<'p> {
    /// The piles while `options` are in the count.
    pub(crate) fn new(profile: &'p Profile<'_>, options: impl IntoIterator<Item = usize>) -> Self {
        let mut piles = Self {
            held: PerOption::new(profile.options(), Vec::new()),
            votes: PerOption::new(profile.options(), None),
            exhausted: 0,
            round: 0,
        };
        for option in options {
            piles.votes[option] = Some(0);
        }
        for (places, weight) in profile.rankings() {
            piles.put(Ranking { rest: places, weight });
        }
        piles
    }

    /// The options in the count and their votes, in the order of the poll.
    pub(crate) fn votes(&self) -> Vec<(usize, u64)> {
        self.votes.iter().filter_map(|(option, &votes)| Some((option, votes?))).collect()
    }

    /// All votes of the options in the count.
    pub(crate) fn all(&self) -> u64 {
        self.votes.iter().filter_map(|(_, &votes)| votes).sum()
    }

    /// The round that was begun last, from 1.
    pub(crate) const fn round(&self) -> u64 {
        self.round
    }

    /// Begins a round: writes down the votes.
    pub(crate) fn begin_round(&mut self, count: &mut Count<'_>) {
        self.round += 1;
        let totals = count.totals("votes", self.votes());
        totals.round = Some(self.round);
        totals.whole = Some(self.all().into());
        totals.apart = BTreeMap::from([("exhausted".to_owned(), self.exhausted.into())]);
    }

    /// Elects the option with more than half of all votes, or the only one in the count.
    pub(crate) fn elect(&self, count: &mut Count<'_>) -> Option<Decision> {
        let (votes, all, round) = (self.votes(), self.all(), self.round);
        if let Some(&(winner, most)) = votes.iter().find(|&&(_, votes)| votes > all - votes) {
            count.elect(winner, format!("more than half of the votes, {most} of {all}"));
            let reason = format!("more than half of the votes in round {round}, {most} of {all}");
            return Some(Decision::winners(vec![winner], reason));
        }
        let [(last, _)] = votes[..] else { return None };
        let reason = "the only one left in the count";
        count.elect(last, reason);
        Some(Decision::winners(vec![last], reason))
    }

    /// Takes options out of the count, all at once, and moves their votes on.
    pub(crate) fn exclude(&mut self, options: &[usize], reason: &str, count: &mut Count<'_>) {
        for &option in options {
            count.exclude(option, reason);
            self.votes[option] = None;
        }
        for &option in options {
            let mut to = BTreeMap::new();
            let exhausted_before = self.exhausted;
            for ranking in std::mem::take(&mut self.held[option]) {
                let weight = ranking.weight;
                if let Some(next) = self.put(ranking) {
                    *to.entry(count.id(next)).or_insert(0) += weight;
                }
            }
            let exhausted = self.exhausted - exhausted_before;
            let parcel = Parcel { held_at: 1_u64.into(), passed_at: 1_u64.into(), to, exhausted };
            count.transfer(Transfer { from: count.id(option), parcels: vec![parcel] });
        }
    }

    /// Puts answers on the pile of their next option in the count, and says which that is.
    fn put(&mut self, mut ranking: Ranking<'p>) -> Option<usize> {
        let weight = ranking.weight;
        let next = ranking.next(|option| self.votes[option].is_some());
        match next {
            Some(option) => {
                self.votes[option] = self.votes[option].map(|votes| votes + weight);
                self.held[option].push(ranking);
            }
            None => self.exhausted += weight,
        }
        next
    }
}

impl Ranking<'_> {
    /// The next ranked option that is still in the count.
    pub(crate) fn next(&mut self, continues: impl Fn(usize) -> bool) -> Option<usize> {
        while let [place, rest @ ..] = self.rest {
            self.rest = rest;
            if let Some(&option) = place.first().filter(|&&option| continues(option)) {
                return Some(option);
            }
        }
        None
    }
}
