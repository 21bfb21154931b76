//! [`Relation`]: which options stand before which others.

use crate::count::{Count, Halt};
use crate::per_option::PerOption;

/// Which options stand before which others. What stands before what does not follow by itself: see
/// [`close`](Self::close).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// For each option those it stands before, one bit each.
    after: PerOption<Vec<u64>>,
}

impl Relation {
    /// No option stands before another.
    pub(crate) fn new(options: usize) -> Self {
        Self { after: PerOption::new(options, vec![0; options.div_ceil(WORD)]) }
    }

    /// All options, in the order of the poll.
    pub(crate) fn options(&self) -> std::ops::Range<usize> {
        0..self.after.len()
    }

    /// Whether `option` stands before `other`.
    pub(crate) fn has(&self, option: usize, other: usize) -> bool {
        self.after[option].get(other / WORD).is_some_and(|word| word >> (other % WORD) & 1 == 1)
    }

    /// From now on `option` stands before `other`.
    pub(crate) fn insert(&mut self, option: usize, other: usize) {
        if let Some(word) = self.after[option].get_mut(other / WORD) {
            *word |= 1 << (other % WORD);
        }
    }

    /// From now on `option`, and all before it, stand before `other`, and all after it. In a closed
    /// relation, which stays closed.
    pub(crate) fn insert_closed(&mut self, option: usize, other: usize) {
        if self.has(option, other) {
            return;
        }
        self.insert(option, other);
        let after = self.after[other].clone();
        for before in self.options() {
            if before == option || self.has(before, option) {
                self.insert(before, other);
                unite(&mut self.after[before], &after);
            }
        }
    }

    /// From now on who stands before an option also stands before all that this one stands before.
    pub(crate) fn close(&mut self) {
        for middle in self.options() {
            let after = self.after[middle].clone();
            for before in self.options() {
                if self.has(before, middle) {
                    unite(&mut self.after[before], &after);
                }
            }
        }
    }

    /// How many options `option` stands before.
    pub(crate) fn followers(&self, option: usize) -> usize {
        self.options().filter(|&other| self.has(option, other)).count()
    }

    /// The first `seats` options of a closed relation without circles: each seat goes to an option
    /// before which none of those without a seat stands. Where there are several, to the one that ties
    /// favour, unless all of them get one whatever happens. Writes down why each is elected.
    pub(crate) fn first(
        &self,
        seats: usize,
        reason: &str,
        count: &mut Count<'_>,
    ) -> Result<Vec<usize>, Halt> {
        let mut winners = Vec::new();
        let mut left: Vec<_> = self.options().collect();
        while winners.len() < seats && !left.is_empty() {
            let is_first = |option: &usize| !left.iter().any(|&other| self.has(other, *option));
            let (first, rest): (Vec<_>, Vec<_>) = left.iter().copied().partition(is_first);
            let seats_left = seats - winners.len();
            let before_all = |option: &usize| rest.iter().all(|&other| self.has(*option, other));
            let elected = if first.len() <= seats_left && first.iter().all(before_all) {
                first
            } else {
                count.favour(&first, 1, "the next seat")
            };
            left.retain(|option| !elected.contains(option));
            for &option in &elected {
                count.elect(option, reason);
            }
            winners.extend(elected);
            count.arrive(&(self, &left))?;
        }
        Ok(winners)
    }
}

/// Bits in a word.
const WORD: usize = 64;

fn unite(set: &mut [u64], other: &[u64]) {
    for (word, other) in set.iter_mut().zip(other) {
        *word |= other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(pairs: &[(usize, usize)]) -> Relation {
        let mut relation = Relation::new(70);
        for &(option, other) in pairs {
            relation.insert(option, other);
        }
        relation
    }

    #[test]
    fn closing_adds_what_follows() {
        let mut closed = relation(&[(0, 66), (66, 3), (3, 69), (5, 6)]);
        assert!(!closed.has(0, 69));
        closed.close();
        let expected = [(0, 66), (66, 3), (3, 69), (5, 6), (0, 3), (0, 69), (66, 69)];
        assert_eq!(closed, relation(&expected));
        assert_eq!((closed.followers(0), closed.followers(69)), (3, 0));
    }

    #[test]
    fn inserting_keeps_a_closed_relation_closed() {
        let pairs = [(0, 66), (3, 69), (5, 6), (66, 3), (6, 0), (69, 5)];
        let mut closed = Relation::new(70);
        for end in 1..=pairs.len() {
            let (option, other) = pairs[end - 1];
            closed.insert_closed(option, other);
            let mut expected = relation(&pairs[..end]);
            expected.close();
            assert_eq!(closed, expected);
        }
        // The last pair closed a circle.
        assert!(closed.has(0, 0));
    }
}
