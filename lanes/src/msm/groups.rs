//! [`Groups`]: the sums of many groups of points, each halved round by round, all groups together.

use zeroize::Zeroizing;

use super::addition::{Addition, Additions, Term};
use super::coordinate::Coordinate;
use super::form::Form;

/// Groups of terms.
#[derive(Default)]
pub(super) struct Groups {
    /// The terms of the first group, then those of the second, and so on.
    terms: Zeroizing<Vec<Term>>,
    /// How many each has.
    sizes: Vec<u32>,
}

impl Groups {
    /// The terms of all groups so far, to add those of another.
    pub(super) fn push(&mut self, terms: impl Iterator<Item = Term>) {
        let before = self.terms.len();
        self.terms.extend(terms);
        self.sizes.push(u32::try_from(self.terms.len() - before).expect("fewer than 2³¹ terms"));
    }

    /// Sorts terms by the group that each is for. Groups are numbered from 1; group 0 is none.
    pub(super) fn sort(&mut self, groups: usize, terms: impl Iterator<Item = (usize, Term)> + Clone) {
        let mut sizes = vec![0_u32; groups + 1];
        for (group, _) in terms.clone() {
            *sizes.get_mut(group).expect("groups are numbered") += 1;
        }
        let mut next = self.terms.len();
        let mut places: Vec<_> = sizes
            .iter()
            .enumerate()
            .map(|(group, &size)| {
                let place = next;
                next += if group == 0 { 0 } else { size as usize };
                place
            })
            .collect();
        self.terms.resize(next, Term::default());
        for (group, term) in terms.filter(|(group, _)| *group != 0) {
            let place = places.get_mut(group).expect("groups are numbered");
            *self.terms.get_mut(*place).expect("sizes were counted") = term;
            *place += 1;
        }
        self.sizes.extend(sizes.iter().skip(1));
    }

    /// The sum of each group of `points`.
    pub(super) fn sum<F: Coordinate>(self, form: Form, points: &[F::Stored]) -> Vec<F::Stored> {
        let Self { mut terms, mut sizes } = self;
        let empty: Vec<_> = sizes.iter().map(|&size| size == 0).collect();
        let mut from = Vec::new();
        let mut sums = Vec::new();
        let mut additions = Zeroizing::new(Vec::with_capacity(terms.len() / 2));
        let mut is_first = true;
        while is_first || sizes.iter().any(|&size| size > 1) {
            let points = if is_first { points } else { &from };
            let count: usize = sizes.iter().map(|size| size.div_ceil(2) as usize).sum();
            sums.clear();
            sums.resize(count, F::Stored::default());
            additions.clear();
            let mut rest = terms.as_slice();
            let mut to = 0_u32;
            for size in &mut sizes {
                let (group, others) = rest.split_at(*size as usize);
                rest = others;
                let (pairs, single) = group.as_chunks::<2>();
                for &[left, right] in pairs {
                    additions.push(Addition { left, right, to });
                    to += 1;
                }
                if let [single] = single {
                    *sums.get_mut(to as usize).expect("sums were counted") = single.pick::<F>(points);
                    to += 1;
                }
                *size = size.div_ceil(2);
            }
            form.run(Additions::<F> { from: points, additions: &additions, to: &mut sums });
            std::mem::swap(&mut from, &mut sums);
            terms.clear();
            terms.extend((0..count).map(|place| Term::new(place, false)));
            is_first = false;
        }
        let mut sums = from.into_iter();
        let sum = |is_empty| if is_empty { None } else { sums.next() };
        empty.into_iter().map(sum).map(Option::unwrap_or_default).collect()
    }
}
