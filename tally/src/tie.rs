//! [`Ties`]: the order of a question's options that breaks its ties.
//!
//! Options stand in ascending order of `H("ostrakon/tie/1", seed, question id, option id)`. Who
//! stands earlier is favoured: gets the seat, stays in the count. Nobody who does not know the
//! seed can tell the order, and everybody who does can check it.

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::question::Question;

use crate::per_option::PerOption;

/// The order of a question's options that breaks ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties(PerOption<Digest>);

impl Ties {
    /// The order that `seed` gives the options of `question`.
    #[must_use]
    pub fn new(question: &Question, seed: Digest) -> Self {
        let mut ids = question.options().iter().map(|option| option.id());
        Self(PerOption::from_fn(question.options().len(), |_| {
            let id = ids.next().expect("as many ids as options");
            TaggedHash::new("ostrakon/tie/1")
                .part(seed.to_bytes())
                .part(question.id().as_str())
                .part(id.as_str())
                .finish()
        }))
    }

    /// Puts options, given by position, in the order of the ties: the favoured first.
    pub fn sort(&self, options: &mut [usize]) {
        options.sort_by_key(|&option| self.0[option]);
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
        Ties::new(&question, seed()).sort(&mut order);
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
            Ties::new(&question, seed).sort(&mut order);
            order
        };
        assert_ne!(order(seed()), order(TaggedHash::new("other").finish()));
    }
}
