//! [`Precedence`]: how ties have fallen so far, in a count that is made again and again with other figures.
//! They then fall alike in every run, as they do by a fixed order of the options.

use std::collections::{BTreeMap, BTreeSet};

use crate::count::Count;

/// Who has been favoured over whom.
#[derive(Debug, Default)]
pub(crate) struct Precedence {
    /// All that come after an option, directly or by way of others.
    after: BTreeMap<usize, BTreeSet<usize>>,
}

impl Precedence {
    /// The one of `tied`, at least one, that is favoured: as before where they have tied before,
    /// else as the order of ties says, which is then written down.
    pub(crate) fn first_of(&mut self, tied: &[usize], chosen_for: &str, count: &mut Count<'_>) -> usize {
        let after = |option: &usize| self.after.get(option);
        let most = tied.iter().max_by_key(|option| after(option).map_or(0, BTreeSet::len));
        let &most = most.expect("at least one option is given");
        let precedes_all =
            |all: &BTreeSet<usize>| tied.iter().all(|&option| option == most || all.contains(&option));
        if tied.len() == 1 || after(&most).is_some_and(precedes_all) {
            return most;
        }
        let behind: BTreeSet<_> = tied.iter().filter_map(after).flatten().copied().collect();
        let open: Vec<_> = tied.iter().copied().filter(|option| !behind.contains(option)).collect();
        let chosen =
            *count.favour(&open, 1, chosen_for).first().expect("what comes first is not behind others");
        let others = || tied.iter().filter(|&&option| option != chosen);
        let further = others().filter_map(after).flatten();
        let newly: BTreeSet<_> = others().chain(further).copied().collect();
        for all in self.after.values_mut().filter(|all| all.contains(&chosen)) {
            all.extend(&newly);
        }
        self.after.entry(chosen).or_default().extend(newly);
        chosen
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::question;
    use crate::tie::TieOrder;

    #[test]
    fn a_tie_that_follows_from_earlier_ones_is_none() {
        let question = question("a b c d", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, TieOrder::Listed.into());
        let mut precedence = Precedence::default();
        let mut ties = Vec::new();
        for tied in [&[1, 2][..], &[0, 1], &[0, 2], &[2, 1, 0], &[3], &[2, 3], &[0, 3], &[1, 3, 0]] {
            assert_eq!(Some(&precedence.first_of(tied, "a test", &mut count)), tied.iter().min());
            ties.push(count.transcript().ties().count());
        }
        assert_eq!(ties, [1, 2, 2, 2, 2, 3, 3, 3]);
    }

    #[test]
    fn who_is_behind_another_of_the_tied_cannot_be_first() {
        let question = question("a b c", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, TieOrder::Listed.into());
        let mut precedence = Precedence::default();
        precedence.first_of(&[1, 2], "a test", &mut count);
        precedence.first_of(&[0, 1, 2], "a test", &mut count);
        let tie = count.transcript().ties().last().unwrap();
        assert_eq!(crate::testing::ids(&tie.between), "a b");
    }
}
