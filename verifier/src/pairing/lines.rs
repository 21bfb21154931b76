//! Pairings of points of G2 whose [`Lines`] are known before those of G1.

use ark_bn254::{Config, Fq, Fq2, Fq12, G1Projective, G2Affine};
use ark_ec::bn::BnConfig;
use ark_ff::{Field, Zero, serial_batch_inversion_and_mul};
use ostrakon_lanes::arch::Arch;
use ostrakon_lanes::{Kernel, dispatch};

use super::homogeneous::Homogeneous;
use super::miller::{Frobenius, negate};
use super::tower::{Fq12 as Product, Line, MulLine, Square};
use super::width::{Eight, Extension, Number, One, Width};

/// The lines of a Miller loop for one point of G2, each as its slope `λ` and its height `λ·x − y`
/// over a point `(x, y)` that it goes through.
#[derive(Debug, Clone)]
pub(crate) struct Lines(Vec<[Fq2; 2]>);

impl Lines {
    /// The lines of a point of the curve of G2 other than zero, which it has to be, if it is of G2: as [`miller`](super::miller)
    /// finds it, by the last point of the loop.
    pub(crate) fn new(q: &G2Affine) -> Option<Self> {
        let q = [q.x, q.y];
        let mut point = Homogeneous::new(q);
        let mut lines = Vec::with_capacity(LINES);
        for digit in Config::ATE_LOOP_COUNT.iter().rev().skip(1) {
            lines.push(point.double());
            match digit {
                0 => {}
                1.. => lines.push(point.add(q)),
                _ => lines.push(point.add(negate(One, q))),
            }
        }
        let frobenius = Frobenius::new(One);
        let first = frobenius.apply(One, q);
        let second = negate(One, frobenius.apply(One, first));
        lines.extend([point.add(first), point.add(second)]);
        if !point.is(frobenius.apply(One, second)) {
            return None;
        }
        // None is zero, as z of the last point is a multiple of each.
        let mut inverses: Vec<_> = lines.iter().map(|line| line.scale).collect();
        serial_batch_inversion_and_mul(&mut inverses, &Fq2::ONE);
        let divided = lines
            .iter()
            .zip(inverses)
            .map(|(line, inverse)| [line.slope, line.height].map(|scaled| Number::mul(scaled, One, inverse)));
        Some(Self(divided.collect()))
    }

    fn get(&self, at: usize) -> [Fq2; 2] {
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// How many lines there are, or a few more.
const LINES: usize = 2 * Config::ATE_LOOP_COUNT.len();

/// The product of the Miller loops of pairs, up to what final exponentiation ignores. A pair with a
/// point at infinity is left out.
pub(crate) fn multiply<const N: usize>(points: &[G1Projective; N], lines: [&Lines; N]) -> Fq12 {
    let pairs: Vec<_> = scaled(points).into_iter().zip(lines).collect();
    dispatch(Multiply { pairs: &pairs }).unwrap_or_else(|Multiply { pairs }| run(One, pairs))
}

/// `−x/y` and `1/y` of points; of that at infinity, 0.
fn scaled(points: &[G1Projective]) -> Vec<[Fq; 2]> {
    let mut inverses: Vec<_> = points.iter().map(|point| point.y).collect();
    serial_batch_inversion_and_mul(&mut inverses, &Fq::ONE);
    let scaled = points.iter().zip(inverses).map(|(point, inverse)| {
        // The point is (x/z², y/z³).
        let per_y = point.z * inverse;
        [-(point.x * per_y), point.z * point.z * per_y]
    });
    scaled.collect()
}

type Pair<'l> = ([Fq; 2], &'l Lines);

struct Multiply<'p> {
    pairs: &'p [Pair<'p>],
}

impl Kernel for Multiply<'_> {
    type Output = Fq12;

    #[inline(always)]
    fn run<A: Arch>(self, arch: A) -> Fq12 {
        run(Eight(arch), self.pairs)
    }
}

#[inline(always)]
fn run<W: Width>(width: W, pairs: &[Pair<'_>]) -> Fq12 {
    let mut groups = Vec::with_capacity(pairs.len().div_ceil(W::LANES));
    for group in pairs.chunks(W::LANES) {
        let (mut slopes, mut inverses) = (group.iter(), group.iter());
        let slopes = W::many(|| slopes.next().map_or_else(Fq::zero, |([slope, _], _)| *slope));
        let inverses = W::many(|| inverses.next().map_or_else(Fq::zero, |([_, inverse], _)| *inverse));
        groups.push((W::Base::load(width, &slopes), W::Base::load(width, &inverses), group));
    }
    let mut product = Product::one(width);
    let steps = Config::ATE_LOOP_COUNT.iter().rev().skip(1);
    // After the loop's steps come those of ψ(Q) and −ψ²(Q).
    let lines_of_steps = steps.map(|&digit| if digit == 0 { 1 } else { 2 }).chain([2]);
    let (last, mut at) = (Config::ATE_LOOP_COUNT.len() - 1, 0);
    for (step, lines) in lines_of_steps.enumerate() {
        if step > 0 && step < last {
            width.call(Square(&mut product));
        }
        for _ in 0..lines {
            for (slope, inverse, group) in &groups {
                let (mut slopes, mut heights) = (group.iter(), group.iter());
                let line = |pair: Option<&Pair<'_>>| pair.map(|(_, lines)| lines.get(at)).unwrap_or_default();
                let slopes = W::many(|| line(slopes.next())[0]);
                let heights = W::many(|| line(heights.next())[1]);
                let line = Line {
                    a: W::Extension::load(width, &slopes).scale(width, *slope),
                    b: W::Extension::load(width, &heights).scale(width, *inverse),
                };
                width.call(MulLine(&mut product, line));
            }
            at += 1;
        }
    }
    product.product(width, pairs.len())
}

#[cfg(test)]
mod tests {
    use ark_bn254::{Bn254, G1Affine, G2Projective};
    use ark_ec::pairing::{MillerLoopOutput, Pairing};
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::UniformRand;
    use ark_std::rand::{SeedableRng, rngs::StdRng};
    use ostrakon_lanes::arch::Portable;

    use super::*;
    use crate::pairing::miller::tests::outside;

    #[test]
    fn points_outside_g2_have_no_lines() {
        let rng = &mut StdRng::seed_from_u64(1);
        for point in outside(rng) {
            assert!(!point.is_in_correct_subgroup_assuming_on_curve());
            assert!(Lines::new(&point).is_none(), "{point}");
            assert!(Lines::new(&-point).is_none(), "{point}");
        }
        let h = G2Affine::generator();
        for point in [h, -h, G2Projective::rand(rng).into_affine()] {
            assert!(Lines::new(&point).is_some(), "{point}");
        }
    }

    #[test]
    fn products_are_those_of_arkworks() {
        let rng = &mut ark_std::test_rng();
        let (g, h) = (G1Affine::generator().into_group(), G2Affine::generator());
        let mut pairs: Vec<_> =
            (0..7).map(|_| (G1Projective::rand(rng), G2Projective::rand(rng).into_affine())).collect();
        pairs.extend([(g, h), (g, h), (-g, h), (G1Projective::zero(), h)]);
        let value = |product| Bn254::final_exponentiation(MillerLoopOutput(product)).unwrap();
        for pairs in pairs.windows(3) {
            let pairs: [_; 3] = pairs.try_into().unwrap();
            let (points, q) = (pairs.map(|(p, _)| p), pairs.map(|(_, q)| q));
            let lines = q.map(|q| Lines::new(&q).unwrap());
            let expected = Bn254::multi_pairing(points.map(G1Projective::into_affine), q);
            assert_eq!(value(multiply(&points, lines.each_ref())), expected);
            let pairs: Vec<_> = scaled(&points).into_iter().zip(&lines).collect();
            assert_eq!(value(run(One, &pairs)), expected);
            assert_eq!(value(run(Eight(Portable), &pairs)), expected);
        }
    }
}
