//! [`Additions`]: many additions of two points each in affine coordinates, with one inversion for all
//! of a batch ([Montgomery 1987][paper], section 10.3.1).
//!
//! [paper]: https://www.ams.org/journals/mcom/1987-48-177/S0025-5718-1987-0866113-7/

use ark_bn254::Fq;
use ark_ff::{AdditiveGroup, Field, serial_batch_inversion_and_mul};

use super::coordinate::Coordinate;
use crate::arch::{Arch, Kernel};
use crate::element::Element;
use crate::lanes::{Constant, Lanes};

/// Additions in a batch. With fewer the inversion shows; with more, what is kept of each leaves the
/// second level of the cache.
const BATCH: usize = 4096;

/// The same for one addition at a time, where the inversion is a smaller part.
const NARROW_BATCH: usize = 2048;

/// A place in a list of points, and whether its point is to be negated.
#[derive(Clone, Copy, Default, zeroize::Zeroize)]
pub(super) struct Term(u32);

impl Term {
    #[inline]
    pub(super) fn new(place: usize, is_negative: bool) -> Self {
        let place = u32::try_from(place).expect("fewer than 2³¹ points");
        Self(place << 1 | u32::from(is_negative))
    }

    #[inline(always)]
    const fn is_negative(self) -> bool {
        self.0 & 1 == 1
    }

    /// The stored point, not negated.
    #[inline(always)]
    fn of<S>(self, points: &[S]) -> &S {
        points.get((self.0 >> 1) as usize).expect("a term is of a point in the list")
    }

    /// The point, negated where the term is negative.
    #[inline(always)]
    pub(super) fn pick<F: Coordinate>(self, points: &[F::Stored]) -> F::Stored {
        let point = self.of(points);
        if self.is_negative() {
            let (x, y) = F::load(&F::canonical(point));
            F::store(x, -y)
        } else {
            *point
        }
    }
}

/// One addition: both terms and the place of the sum.
#[derive(Clone, Copy, Default, zeroize::Zeroize)]
pub(super) struct Addition {
    pub(super) left: Term,
    pub(super) right: Term,
    pub(super) to: u32,
}

/// Additions of points `from` one list, their sums going `to` another.
///
/// As a kernel it takes coordinates times 2²⁶⁰ below `2p`, [`Self::run_narrow`] takes them in arkworks'
/// form. Which formula fits a pair (two points of one `x`, one at infinity) is found out exactly.
pub(super) struct Additions<'a, F: Coordinate> {
    pub(super) from: &'a [F::Stored],
    pub(super) additions: &'a [Addition],
    pub(super) to: &'a mut [F::Stored],
}

impl<F: Coordinate> Additions<'_, F> {
    /// The same, one addition at a time.
    pub(super) fn run_narrow(self) {
        let Self { from, additions, to } = self;
        let mut steps = Vec::with_capacity(NARROW_BATCH.min(additions.len()));
        let mut exceptions = Vec::new();
        for additions in batches(additions, NARROW_BATCH) {
            let mut product = Fq::ONE;
            steps.clear();
            for addition in additions {
                let (left, right) = (addition.left.of(from), addition.right.of(from));
                let ((x1, _), (x2, _)) = (F::load(left), F::load(right));
                let mut norm = x2.minus(x1).norm();
                if norm == Fq::ZERO || F::is_infinite(left) || F::is_infinite(right) {
                    exceptions.push((addition.to, exact_sum::<F>(from, addition, F::ONE)));
                    norm = Fq::ONE;
                }
                steps.push((norm, product));
                product *= norm;
            }
            let mut inverse = product.inverse().expect("no norm is zero");
            for (addition, (norm, product)) in additions.iter().zip(&steps).rev() {
                let norm_inverse = inverse * product;
                inverse *= norm;
                let ((x1, y1), (x2, y2)) =
                    (F::load(addition.left.of(from)), F::load(addition.right.of(from)));
                let y1 = y1.negate_if(addition.left.is_negative());
                let y2 = y2.negate_if(addition.right.is_negative());
                let slope = y2.minus(y1) * x2.minus(x1).invert(&norm_inverse);
                let x = slope.square().minus(x1).minus(x2);
                put(to, addition.to, F::store(x, (slope * x1.minus(x)).minus(y1)));
            }
            for (place, sum) in exceptions.drain(..) {
                put(to, place, sum);
            }
        }
    }
}

impl<F: Coordinate> Kernel for Additions<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self, arch: A) {
        let Self { from, additions, to } = self;
        let one = Lanes::splat(arch, &Constant::new(Fq::ONE));
        let mut steps = Vec::with_capacity(BATCH.min(additions.len()).div_ceil(8));
        let mut exceptions = Vec::new();
        for additions in batches(additions, BATCH) {
            // Two products in turn: the second does not wait for the first.
            let (mut product, mut other) = (one, one);
            steps.clear();
            for eight in additions.chunks(8).map(eight) {
                let (x1, _) = F::load_wide(arch, eight.map(|addition| addition.left.of(from)));
                let (x2, _) = F::load_wide(arch, eight.map(|addition| addition.right.of(from)));
                let difference = x2.sub(arch, x1);
                let mut norm = F::norm_wide(arch, difference);
                let infinite = F::may_be_zero(arch, x1) | F::may_be_zero(arch, x2);
                let suspects = F::may_be_zero(arch, difference) | infinite;
                if suspects != 0 {
                    let mask = exact_sums::<F>(from, &eight, suspects, &mut exceptions);
                    norm = Lanes::select(arch, mask, norm, one);
                }
                steps.push((norm, product));
                (product, other) = (other, product.mul(arch, norm));
            }

            let mut inverses = product.mul(arch, other).store(arch);
            serial_batch_inversion_and_mul(&mut inverses, &Fq::ONE);
            let inverses = Lanes::load(arch, &inverses);
            let (mut inverse, mut next) = (inverses.mul(arch, product), inverses.mul(arch, other));
            for (eight, &(norm, product)) in additions.chunks(8).map(eight).zip(&steps).rev() {
                let norm_inverse = inverse.mul(arch, product);
                (inverse, next) = (next, inverse.mul(arch, norm));

                let (x1, y1) = F::load_wide(arch, eight.map(|addition| addition.left.of(from)));
                let (x2, y2) = F::load_wide(arch, eight.map(|addition| addition.right.of(from)));
                let y1 = F::negate_wide(arch, mask(eight.map(|addition| addition.left.is_negative())), y1);
                let y2 = F::negate_wide(arch, mask(eight.map(|addition| addition.right.is_negative())), y2);
                let slope = y2.sub(arch, y1).mul(arch, F::invert_wide(arch, x2.sub(arch, x1), norm_inverse));
                let x = F::less_two(arch, slope.square(arch), x1, x2);
                let y = F::less_one(arch, slope.mul(arch, x1.sub(arch, x)), y1);
                for (addition, sum) in eight.iter().zip(F::store_wide(arch, x, y)) {
                    put(to, addition.to, sum);
                }
            }
            for (place, sum) in exceptions.drain(..) {
                put(to, place, sum);
            }
        }
    }
}

/// Batches of about the same size, of at most `most`.
fn batches(additions: &[Addition], most: usize) -> impl Iterator<Item = &[Addition]> {
    let count = additions.len().div_ceil(most).max(1);
    // A multiple of eight, so that only the last batch has lanes to fill.
    additions.chunks(additions.len().div_ceil(count).next_multiple_of(8).max(8))
}

/// Eight of up to eight: the last fills the lanes that are left, and gives its sum again.
#[inline(always)]
fn eight(additions: &[Addition]) -> [Addition; 8] {
    let last = additions.last().copied().unwrap_or_default();
    std::array::from_fn(|lane| additions.get(lane).copied().unwrap_or(last))
}

#[inline(always)]
fn mask(bits: [bool; 8]) -> u8 {
    bits.into_iter().rev().fold(0, |mask, bit| mask << 1 | u8::from(bit))
}

#[inline(always)]
fn put<S>(to: &mut [S], place: u32, sum: S) {
    *to.get_mut(place as usize).expect("a sum has a place") = sum;
}

/// Of the additions at the bits that are set those to which the formula of two points does not
/// apply, with their sums.
#[cold]
#[inline(never)]
fn exact_sums<F: Coordinate>(
    from: &[F::Stored],
    additions: &[Addition; 8],
    suspects: u8,
    sums: &mut Vec<(u32, F::Stored)>,
) -> u8 {
    // 16·x in arkworks' form has the words of x · 2²⁶⁰.
    let scale = F::from(16_u64);
    mask(std::array::from_fn(|lane| {
        let Some(addition) = additions.get(lane).filter(|_| suspects >> lane & 1 == 1) else { return false };
        let points = [addition.left, addition.right].map(|term| F::canonical(term.of(from)));
        let [(x1, _), (x2, _)] = points.map(|point| F::load(&point));
        let applies = x1 != x2 && !points.iter().any(F::is_infinite);
        if !applies {
            sums.push((addition.to, exact_sum::<F>(from, addition, scale)));
        }
        !applies
    }))
}

/// The sum of two points of one `x`, or of which one is at infinity, whose coordinates are kept times
/// `scale`.
fn exact_sum<F: Coordinate>(from: &[F::Stored], addition: &Addition, scale: F) -> F::Stored {
    let [left, right] = [addition.left, addition.right].map(|term| F::canonical(&term.pick::<F>(from)));
    if F::is_infinite(&left) {
        return right;
    }
    if F::is_infinite(&right) {
        return left;
    }
    let scale_inverse = scale.inverse().expect("a scale is not zero");
    let [(x, y), (_, y2)] = [left, right].map(|point| {
        let (x, y) = F::load(&point);
        (x * scale_inverse, y * scale_inverse)
    });
    if y != y2 {
        return F::Stored::default();
    }
    let slope = x.square() * F::from(3_u64) * y.double().inverse().expect("no point of order r has y = 0");
    let sum = slope.square() - x.double();
    F::store(sum * scale, (slope * (x - sum) - y) * scale)
}
