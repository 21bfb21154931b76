//! [`Holdings`]: which option holds which answers, and what each is worth to it, while surpluses move on.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::count::Count;
use crate::per_option::PerOption;
use crate::piles::Ranking;
use crate::profile::Profile;
use crate::rational::Rational;
use crate::transcript::{Parcel, Transfer};

/// Votes, in parts of a vote. All answers together are at most 2⁵³ − 1, so with 10⁵ parts products of two
/// such amounts fit.
pub(crate) type Votes = u128;

/// Where an option stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Continuing,
    Elected,
    Excluded,
}

/// Answers that an option holds, and what each is worth to it.
#[derive(Clone)]
struct Held<'p> {
    ranking: Ranking<'p>,
    value: Votes,
}

/// All answers with their values, by the option that holds them.
pub(crate) struct Holdings<'p> {
    /// How many parts a vote has.
    vote: u32,
    pub(crate) standing: PerOption<Standing>,
    pub(crate) votes: PerOption<Votes>,
    held: PerOption<Vec<Held<'p>>>,
    exhausted: Votes,
    lost: Votes,
    rounds: u64,
}

impl<'p> Holdings<'p> {
    /// First preferences, with votes of `vote` parts.
    pub(crate) fn new(profile: &'p Profile<'_>, vote: u32) -> Self {
        let options = profile.options();
        let mut holdings = Self {
            vote,
            standing: PerOption::new(options, Standing::Continuing),
            votes: PerOption::new(options, 0),
            held: PerOption::new(options, Vec::new()),
            exhausted: 0,
            lost: 0,
            rounds: 0,
        };
        for (places, weight) in profile.rankings() {
            let mut ranking = Ranking { rest: places, weight };
            if let Some(first) = ranking.next(|_| true) {
                let value = Votes::from(vote);
                holdings.votes[first] += Votes::from(weight) * value;
                holdings.held[first].push(Held { ranking, value });
            }
        }
        holdings
    }

    /// An amount of votes as a number.
    pub(crate) fn exact(&self, votes: Votes) -> Rational {
        Rational::new(votes, self.vote)
    }

    /// Writes down what every option holds that is in the count, as the next round.
    pub(crate) fn write_round(&mut self, count: &mut Count<'_>) {
        self.rounds += 1;
        let in_count = self.votes.iter().filter(|&(option, _)| self.standing[option] != Standing::Excluded);
        let totals = count.totals("votes", in_count.map(|(option, &votes)| (option, self.exact(votes))));
        totals.round = Some(self.rounds);
        totals.apart = BTreeMap::from([
            ("exhausted".to_owned(), self.exact(self.exhausted)),
            ("lost to rounding".to_owned(), self.exact(self.lost)),
        ]);
    }

    /// Elects all options that are left: there is a seat for each.
    pub(crate) fn elect_rest(&mut self, count: &mut Count<'_>) -> Vec<usize> {
        let rest = self.by_votes(Standing::Continuing);
        for &option in &rest {
            self.standing[option] = Standing::Elected;
            count.elect(option, "as many options are left as seats");
        }
        rest
    }

    /// Options of one standing, most votes first.
    pub(crate) fn by_votes(&self, standing: Standing) -> Vec<usize> {
        let mut options: Vec<_> =
            self.standing.iter().filter(|&(_, &own)| own == standing).map(|(option, _)| option).collect();
        options.sort_by_key(|&option| Reverse(self.votes[option]));
        options
    }

    /// Moves all answers of `from`, worth `worth` in all, to their next options in the count, each at what
    /// `revalue` makes of its value. What is lost by that is counted apart.
    pub(crate) fn transfer(
        &mut self,
        from: usize,
        worth: Votes,
        count: &mut Count<'_>,
        revalue: impl Fn(Votes) -> Votes,
    ) {
        let mut parcels: BTreeMap<Reverse<Votes>, Parcel> = BTreeMap::new();
        let mut moved = 0;
        for Held { mut ranking, value: held_at } in std::mem::take(&mut self.held[from]) {
            let (value, weight) = (revalue(held_at), ranking.weight);
            let votes = Votes::from(weight) * value;
            moved += votes;
            let parcel = parcels.entry(Reverse(held_at)).or_insert_with(|| Parcel {
                held_at: Rational::new(held_at, self.vote),
                passed_at: Rational::new(value, self.vote),
                to: BTreeMap::new(),
                exhausted: 0,
            });
            match ranking.next(|option| self.standing[option] == Standing::Continuing) {
                Some(to) => {
                    *parcel.to.entry(count.id(to)).or_insert(0) += weight;
                    self.votes[to] += votes;
                    self.held[to].push(Held { ranking, value });
                }
                None => {
                    parcel.exhausted += weight;
                    self.exhausted += votes;
                }
            }
        }
        self.votes[from] -= worth;
        self.lost += worth - moved;
        count.transfer(Transfer { from: count.id(from), parcels: parcels.into_values().collect() });
    }
}
