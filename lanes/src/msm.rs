//! Sums of multiples of points, `Σ sᵢ·Pᵢ`, in G1 and G2: Pippenger's method with signed digits.
//!
//! Each window of the scalars' digits gets buckets, one for each size of digit; a bucket's points are
//! added up, those of negative digits negated, and then the buckets with their weights. All additions
//! are in affine coordinates, thousands at a time with one inversion, eight wide where the processor
//! has instructions for that. A weighted sum is split into rows and columns: with `k = 2ʰ·row + column`,
//! `Σ k·Bₖ = 2ʰ·Σ row·(sum of the row) + Σ column·(sum of the column)`, and so on bit by bit.
//!
//! What is added when depends on the scalars, and so does the time: whoever can measure it closely,
//! or watch the cache, learns of them.
//!
//! ```
//! use ark_bn254::{Fr, G1Affine, G1Projective};
//! use ark_ec::AffineRepr;
//! use ostrakon_lanes::msm::{Points, Scalars};
//!
//! let generator = G1Affine::generator();
//! let points = Points::new(&[generator, generator]);
//! let sum: G1Projective = points.sum(&Scalars::new(&[Fr::from(20), -Fr::from(3)]));
//! assert_eq!(sum, generator * Fr::from(17));
//! ```

mod addition;
mod coordinate;
mod form;
mod groups;
mod scalars;

use std::ops::Range;

use ark_ec::AffineRepr;
use ark_ec::models::short_weierstrass::{Affine, Projective, SWCurveConfig};
use ark_ff::AdditiveGroup;

use addition::Term;
pub use coordinate::Coordinate;
use form::Form;
use groups::Groups;
pub use scalars::Scalars;

/// Points in the form that they are added in. The processor decides which, once for each process.
pub struct Points<P: SWCurveConfig<BaseField: Coordinate>> {
    form: Form,
    /// Those that are not at infinity.
    points: Vec<<P::BaseField as Coordinate>::Stored>,
    /// The scalar that each belongs to.
    scalars: Vec<u32>,
}

impl<P: SWCurveConfig<BaseField: Coordinate>> Points<P> {
    /// Points of order r, each for the scalar at its place.
    #[must_use]
    pub fn new(points: &[Affine<P>]) -> Self {
        Self::in_form(Form::best(), points)
    }

    /// How many of the points are not at infinity.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether all points are at infinity.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    fn in_form(form: Form, points: &[Affine<P>]) -> Self {
        let finite = || points.iter().zip(0_u32..).filter(|(point, _)| !point.is_zero());
        Self {
            form,
            points: finite().map(|(point, _)| form.store(point.x, point.y)).collect(),
            scalars: finite().map(|(_, scalar)| scalar).collect(),
        }
    }

    /// `Σ sᵢ·Pᵢ`. A point without a scalar, and a scalar without a point, count as zero.
    pub fn sum(&self, scalars: &Scalars) -> Projective<P> {
        Self::join(scalars, self.windows(scalars, 0..scalars.windows()))
    }

    /// The part of [`Self::sum`] that each window of the digits has in it, for some of the windows. Ask
    /// for several at a time, and for different ones from different threads.
    #[must_use]
    pub fn windows(&self, scalars: &Scalars, windows: Range<usize>) -> Vec<Projective<P>> {
        let mut buckets = Groups::default();
        let mut counts = Vec::new();
        for (digits, largest) in scalars.digits(windows) {
            let digits =
                self.scalars.iter().map(|&scalar| digits.get(scalar as usize).copied().unwrap_or_default());
            let terms = digits.enumerate().map(|(place, digit)| {
                (usize::from(digit.unsigned_abs()), Term::new(place, digit.is_negative()))
            });
            buckets.sort(largest, terms);
            counts.push(largest);
        }
        self.weighted_sums(&buckets.sum::<P::BaseField>(self.form, &self.points), &counts)
    }

    /// The sum of all windows' parts, the lowest first.
    pub fn join(scalars: &Scalars, windows: Vec<Projective<P>>) -> Projective<P> {
        windows.into_iter().rev().fold(Projective::ZERO, |mut sum, window| {
            for _ in 0..scalars.window_bits() {
                sum.double_in_place();
            }
            sum + window
        })
    }

    /// `Σ k·Bₖ` from k = 1, of lists of `counts` buckets each.
    fn weighted_sums(
        &self,
        buckets: &[<P::BaseField as Coordinate>::Stored],
        counts: &[usize],
    ) -> Vec<Projective<P>> {
        let is_finite = |place: &usize| !buckets.get(*place).is_none_or(P::BaseField::is_infinite);
        let shapes = || counts.iter().map(|&count| Shape::of(count));

        // All rows but the first of each list, whose weight is zero, and then its columns but the first.
        let mut lines = Groups::default();
        let mut first = 0;
        for (&count, Shape { columns, rows }) in counts.iter().zip(shapes()) {
            // The bucket of k stands at k − 1.
            let term = |weight: usize| {
                Some(first + weight - 1).filter(is_finite).map(|place| Term::new(place, false))
            };
            for row in 1..rows {
                lines.push((row * columns..((row + 1) * columns).min(count + 1)).filter_map(term));
            }
            for column in 1..columns {
                lines.push((column..=count).step_by(columns).filter_map(term));
            }
            first += count;
        }
        let lines = lines.sum::<P::BaseField>(self.form, buckets);

        // The lines whose number has a bit, bit by bit.
        let is_finite = |place: &usize| !lines.get(*place).is_none_or(P::BaseField::is_infinite);
        let mut bits = Groups::default();
        let mut first = 0;
        for Shape { columns, rows } in shapes() {
            let (first_row, first_column) = (first, first + rows - 1);
            for (first, count) in [(first_column, columns), (first_row, rows)] {
                for bit in 0..Shape::bits(count) {
                    let places =
                        (1..count).filter(|number| number >> bit & 1 == 1).map(|number| first + number - 1);
                    bits.push(places.filter(is_finite).map(|place| Term::new(place, false)));
                }
            }
            first += rows - 1 + columns - 1;
        }
        let mut bits = bits.sum::<P::BaseField>(self.form, &lines).into_iter();

        let load = self.form.load::<P::BaseField>();
        // Columns weigh 2⁰ and so on, rows go on where they end.
        let count_bits = |Shape { columns, rows }| (Shape::bits(columns) + Shape::bits(rows)) as usize;
        shapes()
            .map(|shape| {
                let points: Vec<_> = bits.by_ref().take(count_bits(shape)).collect();
                points.iter().rev().fold(Projective::ZERO, |sum, point| {
                    let point = load(point).map_or(Affine::identity(), |(x, y)| Affine::new_unchecked(x, y));
                    sum.double() + point
                })
            })
            .collect()
    }
}

/// Buckets in rows and columns. Column and row 0 have the weight zero.
#[derive(Clone, Copy)]
struct Shape {
    /// A power of two.
    columns: usize,
    rows: usize,
}

impl Shape {
    /// About a square, for weights up to `count`.
    const fn of(count: usize) -> Self {
        let columns = 1 << ((usize::BITS - count.leading_zeros()) / 2);
        Self { columns, rows: count / columns + 1 }
    }

    /// Bits of the numbers of `count` lines.
    const fn bits(count: usize) -> u32 {
        usize::BITS - (count - 1).leading_zeros()
    }
}

#[cfg(test)]
mod tests {
    use ark_bn254::{Fr, G1Projective, G2Projective, g1, g2};
    use ark_ec::{CurveGroup, VariableBaseMSM};
    use ark_ff::{Field, UniformRand};
    use ark_std::rand::{Rng, SeedableRng, rngs::StdRng};
    use proptest::prelude::*;

    use super::*;

    fn forms() -> Vec<Form> {
        let mut forms = vec![Form::Narrow, Form::Portable, Form::Simd128];
        forms.extend(crate::arch::available().map(|_| Form::Wide));
        forms
    }

    fn agrees_with_arkworks<P>(points: &[Affine<P>], scalars: &[Fr])
    where
        P: SWCurveConfig<BaseField: Coordinate, ScalarField = Fr>,
    {
        let expected = Projective::<P>::msm_unchecked(points, scalars);
        for form in forms() {
            let points = Points::in_form(form, points);
            assert_eq!(points.sum(&Scalars::new(scalars)), expected, "{form:?}");
            for bits in [2, 7, 11] {
                assert_eq!(points.sum(&Scalars::with_window(scalars, bits)), expected, "{form:?} {bits}");
            }
        }
    }

    /// Few different points and their opposites, some at infinity, with scalars of all kinds: buckets
    /// meet equal and opposite points all the time.
    fn colliding<P>(rng: &mut StdRng, count: usize) -> (Vec<Affine<P>>, Vec<Fr>)
    where
        P: SWCurveConfig<ScalarField = Fr>,
    {
        let few: Vec<_> = (0..3).map(|_| Projective::<P>::rand(rng).into_affine()).collect();
        let point = |rng: &mut StdRng| match rng.gen_range(0..4) {
            0 => Affine::identity(),
            1 => -few[rng.gen_range(0..3)],
            _ => few[rng.gen_range(0..3)],
        };
        let scalar = |rng: &mut StdRng| match rng.gen_range(0..7) {
            0 => Fr::ZERO,
            1 => Fr::ONE,
            2 => -Fr::ONE,
            3 => Fr::from(2).pow([rng.gen_range(0..254_u64)]),
            4 => -Fr::from(rng.r#gen::<u64>()),
            5 => Fr::ONE.double().inverse().unwrap(),
            _ => Fr::rand(rng),
        };
        (0..count).map(|_| (point(rng), scalar(rng))).unzip()
    }

    fn random<P>(rng: &mut StdRng, count: usize) -> (Vec<Affine<P>>, Vec<Fr>)
    where
        P: SWCurveConfig<ScalarField = Fr>,
    {
        let points: Vec<_> = (0..count).map(|_| Projective::<P>::rand(rng)).collect();
        (Projective::normalize_batch(&points), (0..count).map(|_| Fr::rand(rng)).collect())
    }

    #[test]
    fn the_empty_sum_is_zero() {
        for form in forms() {
            let points = Points::<g1::Config>::in_form(form, &[]);
            assert_eq!(points.sum(&Scalars::new(&[])), G1Projective::ZERO);
            assert_eq!(points.sum(&Scalars::new(&[Fr::ONE])), G1Projective::ZERO);
        }
    }

    #[test]
    fn windows_in_parts_make_up_the_sum() {
        let rng = &mut StdRng::seed_from_u64(3);
        let (points, scalars) = random::<g2::Config>(rng, 50);
        let expected = G2Projective::msm_unchecked(&points, &scalars);
        let (points, scalars) = (Points::new(&points), Scalars::new(&scalars));
        let (middle, end) = (scalars.windows() / 3, scalars.windows());
        let windows = [points.windows(&scalars, 0..middle), points.windows(&scalars, middle..end)].concat();
        assert_eq!(Points::join(&scalars, windows), expected);
    }

    #[test]
    fn sums_of_thousands_agree_with_arkworks() {
        let rng = &mut StdRng::seed_from_u64(4);
        let (points, scalars) = random::<g1::Config>(rng, 1_501);
        agrees_with_arkworks(&points, &scalars);
        let (points, scalars) = random::<g2::Config>(rng, 501);
        agrees_with_arkworks(&points, &scalars);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn sums_agree_with_arkworks(seed: u64, count in 0_usize..90) {
            let rng = &mut StdRng::seed_from_u64(seed);
            let (points, scalars) = colliding::<g1::Config>(rng, count);
            agrees_with_arkworks(&points, &scalars);
            let (points, scalars) = colliding::<g2::Config>(rng, count);
            agrees_with_arkworks(&points, &scalars);
            let (points, scalars) = random::<g1::Config>(rng, count);
            agrees_with_arkworks(&points, &scalars);
        }
    }
}
