//! [`Ties`]: the order of a question's options that breaks its ties.
//!
//! By a seed, options stand in ascending order of `H("ostrakon/tie/1", seed, question id, option id)`.
//! Who stands earlier is favoured: gets the seat, stays in the count. Nobody who does not know the
//! seed can tell the order, and everybody who does can check it.

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::question::Question;

use crate::per_option::PerOption;

/// What ties fall by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieOrder {
    /// The order of the options in the question: who is listed earlier is favoured. For ballots that
    /// come without a poll, whose nullifiers would give a seed.
    Listed,
    /// The order that this seed gives.
    Seed(Digest),
}

impl From<Digest> for TieOrder {
    fn from(seed: Digest) -> Self {
        Self::Seed(seed)
    }
}

/// The order of a question's options that breaks ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties(PerOption<usize>);

impl Ties {
    /// The order of the options of `question`.
    #[must_use]
    pub fn new(question: &Question, order: TieOrder) -> Self {
        let options = question.options().len();
        let TieOrder::Seed(seed) = order else { return Self(PerOption::from_fn(options, |option| option)) };
        let hash = |id: &str| {
            TaggedHash::new("ostrakon/tie/1")
                .part(seed.to_bytes())
                .part(question.id().as_str())
                .part(id)
                .finish()
        };
        let mut hashes: Vec<_> = question
            .options()
            .iter()
            .enumerate()
            .map(|(at, option)| (hash(option.id().as_str()), at))
            .collect();
        hashes.sort_unstable();
        let mut ranks = PerOption::new(options, 0);
        for (rank, &(_, option)) in hashes.iter().enumerate() {
            ranks[option] = rank;
        }
        Self(ranks)
    }

    /// Puts options, given by position, in the order of the ties: the favoured first.
    pub fn sort(&self, options: &mut [usize]) {
        options.sort_by_key(|&option| self.0[option]);
    }

    /// Where each of `options` stands in the order, the earliest first. Of several committees the one
    /// whose list comes first, entry by entry, is favoured.
    #[must_use]
    pub fn places(&self, options: &[usize]) -> Vec<usize> {
        let mut places: Vec<_> = options.iter().map(|&option| self.0[option]).collect();
        places.sort_unstable();
        places
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{question, seed};

    #[test]
    fn the_order_is_that_of_the_hashes() {
        let question = question("a b c d e f", json!({"stance": {}}), json!({"any": {}}));
        let mut order = [5, 4, 3, 2, 1, 0];
        Ties::new(&question, seed().into()).sort(&mut order);
        let hash = |option: usize| {
            let id = question.options()[option].id().as_str();
            TaggedHash::new("ostrakon/tie/1").part(seed().to_bytes()).part("question").part(id).finish()
        };
        assert!(order.is_sorted_by_key(|&option| hash(option)));
    }

    #[test]
    fn another_seed_gives_another_order() {
        let question = question("a b c d e f", json!({"stance": {}}), json!({"any": {}}));
        let order = |seed| {
            let mut order = [0, 1, 2, 3, 4, 5];
            Ties::new(&question, TieOrder::Seed(seed)).sort(&mut order);
            order
        };
        assert_ne!(order(seed()), order(TaggedHash::new("other").finish()));
    }
}
