//! [`Grades`]: all scores that one option was given, and how two options compare by them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::per_option::PerOption;
use crate::profile::Profile;

/// All scores of one option: each with how many gave it, lowest first. Every answer scores every option,
/// so all options have equally many, and at least one.
pub(super) struct Grades(Vec<(i64, u64)>);

impl Grades {
    /// The scores of every option.
    pub(super) fn of(profile: &Profile<'_>) -> PerOption<Self> {
        let mut counts: PerOption<BTreeMap<i64, u64>> = PerOption::new(profile.options(), BTreeMap::new());
        for (scores, weight) in profile.scores() {
            for (option, &score) in scores.iter().enumerate() {
                *counts[option].entry(score).or_insert(0) += weight;
            }
        }
        PerOption::from_fn(profile.options(), |option| {
            Self(std::mem::take(&mut counts[option]).into_iter().collect())
        })
    }

    /// The lower median: the n-th lowest of 2n scores, and of 2n − 1.
    pub(super) fn median(&self) -> i64 {
        self.removal().0.first().expect("there is at least one answer").low
    }

    /// The order in which the medians are taken away.
    pub(super) fn removal(&self) -> Removal {
        // Twice as many scores have the same medians in the same order, and are even in number. The lower
        // half is walked down, the upper half up, in step.
        let all: u64 = self.0.iter().map(|&(_, count)| count).sum();
        let (mut lower, mut upper) = (Vec::new(), Vec::new());
        let mut below = 0;
        for &(score, count) in &self.0 {
            let in_lower = (2 * count).min(all - below);
            lower.push((score, in_lower));
            upper.push((score, 2 * count - in_lower));
            below += in_lower;
        }
        let (mut down, mut up) = (lower.into_iter().rev(), upper.into_iter());
        let mut stretches = Vec::new();
        let (mut low, mut high, mut end) = ((0, 0), (0, 0), 0);
        while end < all {
            while low.1 == 0 {
                low = down.next().expect("half of twice the scores lie below the middle");
            }
            while high.1 == 0 {
                high = up.next().expect("half of twice the scores lie above the middle");
            }
            let length = low.1.min(high.1);
            (low.1, high.1, end) = (low.1 - length, high.1 - length, end + length);
            stretches.push(Stretch { low: low.0, high: high.0, end });
        }
        Removal(stretches)
    }
}

/// An option's scores in the order in which majority judgment takes them away: the lower median of what
/// is left, again and again. Compares as that order does, first score first.
#[derive(Debug, Clone)]
pub(super) struct Removal(Vec<Stretch>);

/// Scores on both sides of the middle that stay the same for a while.
#[derive(Debug, Clone)]
struct Stretch {
    low: i64,
    high: i64,
    /// How many pairs, counted from the middle, lie before its end.
    end: u64,
}

/// Where two options' medians first differ.
pub(super) struct Difference {
    /// How many medians are taken from each before.
    pub(super) removed: u64,
    /// The median of the one.
    pub(super) own: i64,
    /// The median of the other.
    pub(super) other: i64,
}

impl Removal {
    /// Where the medians first differ from those of another option, if they ever do.
    pub(super) fn first_difference(&self, other: &Self) -> Option<Difference> {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut removed = 0;
        while let (Some(left), Some(right)) = (mine.peek(), theirs.peek()) {
            if left.low != right.low {
                return Some(Difference { removed, own: left.low, other: right.low });
            }
            if left.high != right.high {
                return Some(Difference { removed: removed + 1, own: left.high, other: right.high });
            }
            removed = left.end.min(right.end);
            mine.next_if(|stretch| stretch.end == removed);
            theirs.next_if(|stretch| stretch.end == removed);
        }
        None
    }
}

impl Ord for Removal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.first_difference(other).map_or(Ordering::Equal, |first| first.own.cmp(&first.other))
    }
}

impl PartialOrd for Removal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Removal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Removal {}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(scores: &[i64]) -> Grades {
        let mut counts = BTreeMap::new();
        for &score in scores {
            *counts.entry(score).or_insert(0) += 1;
        }
        Grades(counts.into_iter().collect())
    }

    /// The scores in the order in which they are taken away, by taking them away.
    fn one_by_one(scores: &[i64]) -> Vec<i64> {
        let mut left = scores.to_vec();
        left.sort_unstable();
        let mut taken = Vec::new();
        while !left.is_empty() {
            taken.push(left.remove((left.len() - 1) / 2));
        }
        taken
    }

    #[test]
    fn the_median_is_the_lower_one() {
        assert_eq!([grades(&[3, 1, 2]).median(), grades(&[4, 1, 2, 3]).median()], [2, 2]);
        assert_eq!(Grades(vec![(1, 1 << 52), (2, (1 << 52) - 1)]).median(), 1);
        assert_eq!(Grades(vec![(1, (1 << 52) - 1), (2, 1 << 52)]).median(), 2);
    }

    #[test]
    fn stretches_compare_as_scores_taken_one_by_one() {
        // All pairs of lists of five, and of six, of three scores.
        for length in [5_u32, 6] {
            let all: Vec<Vec<i64>> = (0..3_i64.pow(length))
                .map(|code| (0..length).map(|at| code / 3_i64.pow(at) % 3).collect())
                .collect();
            let sorted = all.iter().filter(|scores| scores.is_sorted());
            let counted: Vec<_> =
                sorted.map(|scores| (one_by_one(scores), grades(scores).removal())).collect();
            for (left, left_removal) in &counted {
                for (right, right_removal) in &counted {
                    assert_eq!(left_removal.cmp(right_removal), left.cmp(right), "{left:?} {right:?}");
                    if let Some(first) = left_removal.first_difference(right_removal) {
                        let at = usize::try_from(first.removed).unwrap();
                        assert_eq!(left[..at], right[..at]);
                        assert_eq!((left[at], right[at]), (first.own, first.other));
                    }
                }
            }
        }
    }
}
