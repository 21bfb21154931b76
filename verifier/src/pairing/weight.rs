//! Random weights, and points times weights.
//!
//! A weight is `m + n·λ` for odd `m` and `n` below 2⁶⁴ in absolute value, drawn evenly: `λ` is what
//! the endomorphism `φ(x, y) = (β·x, y)` multiplies points by, so that a point times a weight costs
//! 64 doublings ([Gallant, Lambert and Vanstone 2001][glv]). All 2¹²⁸ weights differ, and their
//! differences are invertible: were `m + n·λ` zero modulo the group's order for some `m` and `n` below
//! 2⁶⁵, not both zero, then so were `m² − mn + n²`, which is above zero and far below the order.
//!
//! Written with 64 digits of 1 or −1, the highest first, each digit of both adds one of `±S`, `±D`
//! with `S = P + φ(P) = −φ²(P)` and `D = P − φ(P)`. No sum on the way is ever `±S`, `±D` or zero
//! before such is added, for the same reason, so that the formulas need no exceptions.
//!
//! [glv]: https://doi.org/10.1007/3-540-44647-8_11

use ark_bn254::{Fq, Fr};
use ark_ec::scalar_mul::glv::GLVConfig;
use ark_ff::Field;
use rand_core::CryptoRngCore;

use super::inversion::Inversion;
use super::jacobian::Jacobian;
use super::width::{Number, Step, Width};

/// A random weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    /// The digits of `m`: a set bit is 1, another −1.
    m: u64,
    /// The digits of `n`.
    n: u64,
}

impl Weight {
    /// Draws a weight.
    pub(crate) fn sample(rng: &mut impl CryptoRngCore) -> Self {
        Self { m: rng.next_u64(), n: rng.next_u64() }
    }

    /// The weight as a scalar.
    pub(crate) fn to_scalar(self) -> Fr {
        let number = |digits: u64| Fr::from(digits) + Fr::from(digits) - Fr::from(u64::MAX);
        number(self.m) + number(self.n) * ark_bn254::g1::Config::LAMBDA
    }
}

/// The digits of the weights of a group of points, lane by lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    /// For each place, the lowest first: where `D` is added and not `S`, and where it is taken away.
    places: [(u8, u8); 64],
}

impl Digits {
    /// The digits of up to eight weights; of missing ones, any.
    pub(crate) fn of<T>(weighted: &[(T, Weight)]) -> Self {
        let mut places = [(0, 0); 64];
        for (at, (differ, negative)) in places.iter_mut().enumerate() {
            for (lane, (_, Weight { m, n })) in weighted.iter().enumerate() {
                *differ |= u8::from((m ^ n) >> at & 1 == 1) << lane;
                *negative |= u8::from(m >> at & 1 == 0) << lane;
            }
        }
        Self { places }
    }
}

/// What digits add of a group of points: `S` and `D`.
pub(crate) struct Summands<W: Width> {
    x: [W::Base; 2],
    y: [W::Base; 2],
}

impl<W: Width> Summands<W> {
    /// Those of many groups of points.
    #[inline(always)]
    pub(crate) fn of(width: W, points: &[[W::Base; 2]]) -> Vec<Self> {
        let beta = ark_bn254::g1::Config::ENDO_COEFFS.first().copied().expect("G1 has an endomorphism");
        let square = W::Base::splat(width, beta * beta);
        let less_one = W::Base::splat(width, beta - Fq::ONE);
        let beta = W::Base::splat(width, beta);
        let zero = W::Base::splat(width, Fq::from(0));
        let mut inversion = Inversion::new(width, points.len());
        for [x, _] in points {
            inversion.push(x.mul(width, less_one));
        }
        // No point has x = 0: it would have order 3.
        inversion.invert();
        let mut summands = Vec::with_capacity(points.len());
        for &[x, y] in points.iter().rev() {
            let slope = zero.sub(width, y.double(width)).mul(width, inversion.pop());
            let image = beta.mul(width, x);
            let dx = slope.square(width).sub(width, x.add(width, image)).reduce_wide(width);
            let dy = slope.mul(width, x.sub(width, dx)).sub(width, y).reduce_wide(width);
            summands.push(Self { x: [square.mul(width, x), dx], y: [zero.sub(width, y).reduce(width), dy] });
        }
        summands.reverse();
        summands
    }

    /// What the digits of a place add.
    #[inline(always)]
    fn choose(&self, width: W, &(differ, negative): &(u8, u8)) -> [W::Base; 2] {
        let [[sx, dx], [sy, dy]] = [self.x, self.y];
        let y = W::Base::select(width, differ, sy, dy);
        let minus = W::Base::splat(width, Fq::from(0)).sub(width, y).reduce(width);
        [W::Base::select(width, differ, sx, dx), W::Base::select(width, negative, y, minus)]
    }
}

/// Points times their weights.
pub(crate) struct Weighted<'s, W: Width>(pub(crate) &'s Summands<W>, pub(crate) &'s Digits);

impl<W: Width> Step<W> for Weighted<'_, W> {
    type Output = Jacobian<W>;

    #[inline(always)]
    fn run(self, width: W) -> Jacobian<W> {
        let Self(summands, Digits { places }) = self;
        let mut places = places.iter().rev();
        let first = places.next().expect("there are 64 places");
        let mut sum = Jacobian::new(width, summands.choose(width, first));
        for place in places {
            sum.double(width);
            sum.add(width, summands.choose(width, place));
        }
        sum
    }
}
