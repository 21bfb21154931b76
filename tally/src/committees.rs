//! [`Committees`]: the best committees that a search has found. There can be more of them than fit in
//! memory, so that only the first in the order of ties are kept, and the others counted.

use std::collections::BTreeMap;

use crate::per_option::PerOption;
use crate::tie::Ties;

/// The committees that are best so far, all equally good.
#[derive(Debug)]
pub struct Committees {
    ties: Ties,
    /// How many are kept.
    most: usize,
    /// The first in the order of ties, by their places in it.
    first: BTreeMap<Vec<usize>, Vec<usize>>,
    found: u64,
    /// How many of all that were found each option is a member of.
    seats: PerOption<u64>,
}

impl Committees {
    /// None yet, of `options` options; at most `most` are kept.
    pub(crate) fn new(options: usize, ties: Ties, most: usize) -> Self {
        Self { ties, most, first: BTreeMap::new(), found: 0, seats: PerOption::new(options, 0) }
    }

    /// Adds a committee that is as good as those found before it, and none of them.
    pub fn add(&mut self, members: &[usize]) {
        self.found += 1;
        for &member in members {
            self.seats[member] += 1;
        }
        let places = self.ties.places(members);
        let is_early = self.first.last_key_value().is_none_or(|(last, _)| places < *last);
        if is_early || self.first.len() < self.most {
            let mut members = members.to_vec();
            members.sort_unstable();
            self.first.insert(places, members);
            if self.first.len() > self.most {
                self.first.pop_last();
            }
        }
    }

    /// Forgets all of them: a better one was found.
    pub fn clear(&mut self) {
        self.first.clear();
        self.found = 0;
        for (_, seats) in self.seats.iter_mut() {
            *seats = 0;
        }
    }

    /// How many were found.
    #[must_use]
    pub const fn found(&self) -> u64 {
        self.found
    }

    /// The first of them in the order of ties, that order's favourite first: all, where they are not too
    /// many.
    pub fn first(&self) -> impl Iterator<Item = &[usize]> {
        self.first.values().map(Vec::as_slice)
    }

    /// The options in which they differ, in the order of the poll.
    #[must_use]
    pub fn differ_in(&self) -> Vec<usize> {
        let differ = self.seats.iter().filter(|&(_, &seats)| 0 < seats && seats < self.found);
        differ.map(|(option, _)| option).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::question;
    use crate::tie::TieOrder;

    #[test]
    fn only_the_first_are_kept_and_all_are_counted() {
        let question = question("a b c d", json!({"stance": {}}), json!({"any": {}}));
        let mut committees = Committees::new(4, Ties::new(&question, TieOrder::Listed), 2);
        committees.add(&[0]);
        committees.clear();
        for members in [[3, 1], [2, 1], [1, 0]] {
            committees.add(&members);
        }
        assert!(committees.first().eq([[0, 1], [1, 2]]));
        assert_eq!((committees.found(), committees.differ_in()), (3, vec![0, 2, 3]));
    }
}
