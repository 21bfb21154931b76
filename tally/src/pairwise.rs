//! [`Preferences`]: how many voters prefer each option to each other, and what follows from that
//! alone.
//!
//! A voter prefers an option to those in lower places. Options that an answer does not rank stand below
//! all that it ranks, and nothing is said between them or between options in one place.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::count::Count;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::{Place, Profile};
use crate::rational::Rational;
use crate::transcript::Pairwise;

/// How many voters prefer one option to another, for all pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// A row for each option, with a number for each other. All are at most 2⁵³ − 1, as all answers
    /// together are.
    rows: Vec<Vec<u64>>,
    answers: u64,
}

/// What measures the victory of one option over another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Strength {
    /// By how many more voters prefer the winner than prefer the loser.
    Margins,
    /// How many voters prefer the winner, however many prefer the loser.
    #[default]
    WinningVotes,
}

/// The parameter that names a [`Strength`].
pub(crate) const STRENGTH: Parameter = Parameter {
    name: "strength",
    meaning: "what a victory is measured by: how many prefer the winner, or how many more than prefer the loser",
    values: "\"winning-votes\", \"margins\"",
    default: Some("\"winning-votes\""),
};

/// One option is preferred to another by more voters than the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Victory {
    pub(crate) winner: usize,
    pub(crate) loser: usize,
    pub(crate) strength: u64,
}

/// Rankings that are compared at once: as many as 16 bits can count, and few enough for the nearest memory.
const BLOCK: usize = 256;

/// For each option its rank in each of these rankings, from 0; what is not ranked comes after all that is.
fn ranks(rankings: &[&[Place]], options: usize) -> Vec<Vec<u16>> {
    let last = u16::try_from(options).expect("there are at most 500 options");
    let mut ranks = vec![vec![last; rankings.len()]; options];
    for (at, places) in rankings.iter().enumerate() {
        for (rank, place) in (0..).zip(*places) {
            for &option in place {
                if let Some(own) = ranks.get_mut(option).and_then(|ranks| ranks.get_mut(at)) {
                    *own = rank;
                }
            }
        }
    }
    ranks
}

/// In how many rankings one option stands above the other.
fn above(own: &[u16], other: &[u16]) -> u16 {
    // Without a check for overflow in each step, eight steps are done at once.
    own.iter().zip(other).fold(0, |sum, (own, other)| sum.wrapping_add(u16::from(own < other)))
}

impl Preferences {
    pub(crate) fn new(profile: &Profile<'_>) -> Self {
        let options = profile.options();
        let mut by_weight: BTreeMap<u64, Vec<&[Place]>> = BTreeMap::new();
        for (places, weight) in profile.rankings() {
            by_weight.entry(weight).or_default().push(places);
        }
        let mut rows = vec![vec![0; options]; options];
        for (weight, rankings) in by_weight {
            for block in rankings.chunks(BLOCK) {
                let ranks = ranks(block, options);
                for (row, own) in rows.iter_mut().zip(&ranks) {
                    for (voters, other) in row.iter_mut().zip(&ranks) {
                        *voters += weight * u64::from(above(own, other));
                    }
                }
            }
        }
        Self { rows, answers: profile.answers() }
    }

    /// All options, in the order of the poll.
    pub(crate) fn options(&self) -> std::ops::Range<usize> {
        0..self.rows.len()
    }

    /// How many voters prefer `option` to `other`.
    pub(crate) fn prefer(&self, option: usize, other: usize) -> u64 {
        let voters = self.rows.get(option).and_then(|row| row.get(other));
        *voters.expect("both positions are those of options of this question")
    }

    /// Whether more voters prefer `option` to `other` than the other way round.
    pub(crate) fn beats(&self, option: usize, other: usize) -> bool {
        self.prefer(option, other) > self.prefer(other, option)
    }

    /// How strong the victory of `option` over `other` is: above zero; nothing where it is none.
    pub(crate) fn victory(&self, option: usize, other: usize, strength: Strength) -> Option<u64> {
        self.beats(option, other).then(|| match strength {
            Strength::Margins => self.prefer(option, other) - self.prefer(other, option),
            Strength::WinningVotes => self.prefer(option, other),
        })
    }

    /// All victories, the strongest first; equally strong ones in the order of the poll.
    pub(crate) fn victories(&self, strength: Strength) -> Vec<Victory> {
        let pairs = self.options().flat_map(|winner| self.options().map(move |loser| (winner, loser)));
        let mut victories: Vec<_> = pairs
            .filter_map(|(winner, loser)| {
                let strength = self.victory(winner, loser, strength)?;
                Some(Victory { winner, loser, strength })
            })
            .collect();
        victories.sort_by_key(|victory| std::cmp::Reverse(victory.strength));
        victories
    }

    /// Twice the points of an option by Borda's rule among some: one for each voter and each other option
    /// below it, half a one where the voter does not say which stands higher. Below 2⁶³, as there
    /// are at most 500 options.
    pub(crate) fn half_points(&self, option: usize, among: &[usize]) -> u64 {
        let others = among.iter().filter(|&&other| other != option);
        others.map(|&other| self.answers + self.prefer(option, other) - self.prefer(other, option)).sum()
    }

    /// The smallest set whose members all beat everybody outside (the Smith set), in the order of the
    /// poll.
    pub(crate) fn smith_set(&self) -> Vec<usize> {
        let victories = |option| self.options().filter(|&other| self.beats(option, other)).count();
        // Who beats most options is a member, and with each member everybody whom it does not beat.
        let mut found: Vec<_> = self.options().max_by_key(|&option| victories(option)).into_iter().collect();
        let mut is_member = PerOption::new(self.rows.len(), false);
        while let Some(member) = found.pop() {
            let more = self.options().filter(|&other| !is_member[other] && !self.beats(member, other));
            found.extend(more);
            is_member[member] = true;
        }
        is_member.iter().filter(|&(_, &is_member)| is_member).map(|(option, _)| option).collect()
    }

    /// Writes the numbers down.
    pub(crate) fn write(&self, count: &mut Count<'_>) {
        let of = "voters who prefer the row's option to the column's";
        write_matrix(of, self.rows.len(), |option, other| self.prefer(option, other), count);
    }
}

impl Strength {
    /// What it is measured in.
    pub(crate) const fn unit(self) -> &'static str {
        match self {
            Self::Margins => "margin",
            Self::WinningVotes => "winning votes",
        }
    }
}

/// Writes down a figure for each pair of options.
pub(crate) fn write_matrix<N: Into<Rational>>(
    of: &str,
    options: usize,
    figure: impl Fn(usize, usize) -> N,
    count: &mut Count<'_>,
) {
    let rows = (0..options).map(|row| (0..options).map(|column| figure(row, column).into()).collect());
    let (options, rows) = ((0..options).map(|option| count.id(option)).collect(), rows.collect());
    count.pairwise(Pairwise { of: of.to_owned(), options, rows });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::testing::question;
    use ostrakon_core::answer::Answer;

    const OPTIONS: [&str; 5] = ["a", "b", "c", "d", "e"];

    /// For each option the place that a voter gives it, 3 for none, and how many voters do so.
    fn arb_votes() -> impl Strategy<Value = Vec<([usize; 5], u64)>> {
        let vote = (prop::array::uniform5(0..4_usize), prop_oneof![5 => Just(1_u64), 1 => 2..9_u64]);
        prop::collection::vec(vote, 0..900)
    }

    fn answer(place_of: [usize; 5]) -> Answer {
        let options = |place| {
            let here = OPTIONS.iter().zip(place_of).filter(move |&(_, own)| own == place);
            here.map(|(id, _)| id.parse().unwrap()).collect::<Vec<_>>()
        };
        let places: Vec<_> = (0..3).map(options).filter(|place| !place.is_empty()).collect();
        if places.is_empty() { Answer::Abstain {} } else { Answer::Rank(places) }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn preferences_are_those_of_each_voter(votes in arb_votes()) {
            let question = question("a b c d e", json!({"rank": {"max": 5, "ties": true}}), json!({"any": {}}));
            let answers: Vec<_> = votes.iter().map(|&(place_of, weight)| (answer(place_of), weight)).collect();
            let profile =
                Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
            let preferences = Preferences::new(&profile);
            for option in 0..5 {
                for other in 0..5 {
                    let prefer = votes.iter().filter(|(place_of, _)| place_of[option] < place_of[other]);
                    let expected: u64 = prefer.map(|(_, weight)| weight).sum();
                    prop_assert_eq!(preferences.prefer(option, other), expected);
                }
            }
        }
    }
}
