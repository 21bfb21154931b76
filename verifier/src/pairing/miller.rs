//! Miller loops of the optimal ate pairing ([Vercauteren 2008][ate]) of many pairs, which share
//! squarings and inversions, and which tell on the way which points are outside G2.
//!
//! The loop for `Q` computes `T = [6x + 2]Q`, then `T + ψ(Q) − ψ²(Q)`. For points of G2 that is
//! `−ψ³(Q)`, and for no others: `C(ψ) = 6x + 2 + ψ − ψ² + ψ³` is zero on Q only if the order of Q
//! divides the resultant of `C` and of `ψ² − tψ + p`, the polynomial that is zero on all of the
//! curve over the quadratic extension; and of that resultant, which is a multiple of `r`, nothing
//! else divides the curve's order `r · (2p − r)`. (Section 4 of [El Housni and others 2022][check]
//! says it for shorter polynomials.)
//!
//! All is in affine coordinates, the inversions shared by all pairs. A slope that does not exist,
//! of a point twice or with its opposite, is met outside G2 only, as the loop's multiples of a point
//! of order `r` are smaller than `r` and different: whoever meets one is outside.
//!
//! [ate]: https://eprint.iacr.org/2008/096
//! [check]: https://eprint.iacr.org/2022/352

use ark_bn254::{Config, Fq2};
use ark_ec::bn::BnConfig;
use ark_ff::Zero;

use super::inversion::Inversion;
use super::tower::{Fq12, Line, MulLine, Square};
use super::width::{Extension, Number, Step, Width};

/// Pairs `(P, Q)`, as many as the width. P is on G1; Q is on the curve of G2, and not zero.
pub(crate) struct Pairs<W: Width> {
    /// `−x/y` of P, or 0 to leave the pair out.
    pub(crate) slope: W::Base,
    /// `1/y` of P, or 0 to leave the pair out.
    pub(crate) inverse: W::Base,
    /// Q.
    pub(crate) q: [W::Extension; 2],
}

/// What loops give.
pub(crate) struct Loops<W: Width> {
    /// The product of the values, lane by lane, up to what final exponentiation ignores.
    pub(crate) product: Fq12<W>,
    /// Group by group, the lanes whose Q is outside G2. With any, the product is worth nothing.
    pub(crate) outside: Vec<u8>,
}

/// Affine points of the curve of G2.
type Affine<W> = [<W as Width>::Extension; 2];

/// Runs the loops of groups of pairs.
#[inline(always)]
pub(crate) fn run<W: Width>(width: W, pairs: &[Pairs<W>]) -> Loops<W> {
    let mut q = Vec::with_capacity(pairs.len());
    let mut minus_q = Vec::with_capacity(pairs.len());
    for pairs in pairs {
        q.push(pairs.q);
        minus_q.push(negate(width, pairs.q));
    }
    let mut state = State {
        width,
        pairs,
        points: q.clone(),
        inversion: Inversion::new(width, pairs.len()),
        product: Fq12::one(width),
        outside: vec![0; pairs.len()],
    };
    for (at, &digit) in Config::ATE_LOOP_COUNT.iter().rev().skip(1).enumerate() {
        if at > 0 {
            width.call(Square(&mut state.product));
        }
        width.call(Round(&mut state, None));
        if digit != 0 {
            width.call(Round(&mut state, Some(if digit > 0 { &q } else { &minus_q })));
        }
    }
    // ψ(Q), −ψ²(Q) and −ψ³(Q).
    let frobenius = Frobenius::new(width);
    for (q, minus_q) in q.iter_mut().zip(&mut minus_q) {
        *q = frobenius.apply(width, *q);
        *minus_q = negate(width, frobenius.apply(width, *q));
    }
    width.call(Round(&mut state, Some(&q)));
    width.call(Round(&mut state, Some(&minus_q)));
    for minus_q in &mut minus_q {
        *minus_q = frobenius.apply(width, *minus_q);
    }
    state.compare(&minus_q);
    Loops { product: state.product, outside: state.outside }
}

struct State<'p, W: Width> {
    width: W,
    pairs: &'p [Pairs<W>],
    /// The multiples of each Q so far.
    points: Vec<Affine<W>>,
    inversion: Inversion<W, W::Extension>,
    product: Fq12<W>,
    outside: Vec<u8>,
}

/// A round of the loops: doubles all points, or adds others.
struct Round<'s, 'p, W: Width>(&'s mut State<'p, W>, Option<&'s [Affine<W>]>);

impl<W: Width> Step<W> for Round<'_, '_, W> {
    type Output = ();

    #[inline(always)]
    fn run(self, width: W) {
        let Self(State { pairs, points, inversion, product, outside, .. }, others) = self;
        for (at, [x, y]) in points.iter().enumerate() {
            inversion.push(match others.and_then(|others| others.get(at)) {
                None => y.double(width),
                Some([other, _]) => other.sub(width, *x),
            });
        }
        for (group, lane) in inversion.invert() {
            if let Some(outside) = outside.get_mut(group) {
                *outside |= 1 << lane;
            }
        }
        for (at, ([x, y], pairs)) in points.iter_mut().zip(*pairs).enumerate().rev() {
            let inverse = inversion.pop();
            let (rise, other) = match others.and_then(|others| others.get(at)) {
                None => {
                    let square = x.square(width);
                    (square.double(width).add(width, square), *x)
                }
                Some([other_x, other_y]) => (other_y.sub(width, *y), *other_x),
            };
            let slope = rise.mul(width, inverse);
            // The line of the slope through the points, at each P:
            // y_P − λ·x_P·w + (λ·x − y)·w³, divided by y_P.
            let height = slope.mul(width, *x).sub(width, *y);
            let line = Line { a: slope.scale(width, pairs.slope), b: height.scale(width, pairs.inverse) };
            width.call(MulLine(product, line));
            let sum = slope.square(width).sub(width, x.add(width, other)).reduce_wide(width);
            *y = slope.mul(width, x.sub(width, sum)).sub(width, *y).reduce_wide(width);
            *x = sum;
        }
    }
}

impl<W: Width> State<'_, W> {
    /// Whoever is not as wanted is outside G2.
    #[inline(always)]
    fn compare(&mut self, wanted: &[Affine<W>]) {
        let width = self.width;
        for (([x, y], [wanted_x, wanted_y]), outside) in self.points.iter().zip(wanted).zip(&mut self.outside)
        {
            for difference in [wanted_x.sub(width, *x), wanted_y.sub(width, *y)] {
                for (lane, difference) in difference.store(width).as_ref().iter().enumerate() {
                    *outside |= u8::from(!difference.is_zero()) << lane;
                }
            }
        }
    }
}

/// `−point`.
#[inline(always)]
pub(super) fn negate<W: Width>(width: W, [x, y]: Affine<W>) -> Affine<W> {
    let zero = W::Extension::splat(width, Fq2::zero());
    [x, zero.sub(width, y).reduce(width)]
}

/// The endomorphism `ψ(x, y) = (x̄·c, ȳ·d)`: Frobenius, seen on the twist.
pub(super) struct Frobenius<W: Width> {
    c: W::Extension,
    d: W::Extension,
}

impl<W: Width> Frobenius<W> {
    #[inline(always)]
    pub(super) fn new(width: W) -> Self {
        Self {
            c: W::Extension::splat(width, Config::TWIST_MUL_BY_Q_X),
            d: W::Extension::splat(width, Config::TWIST_MUL_BY_Q_Y),
        }
    }

    #[inline(always)]
    pub(super) fn apply(&self, width: W, [x, y]: Affine<W>) -> Affine<W> {
        [x.conjugate(width).mul(width, self.c), y.conjugate(width).mul(width, self.d)]
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use ark_bn254::{Fr, G2Affine, G2Projective};
    use ark_ec::{AffineRepr, CurveConfig, CurveGroup};
    use ark_ff::{PrimeField, UniformRand};
    use ark_std::rand::rngs::StdRng;
    use num_bigint::BigUint;

    use super::*;

    /// Points of the curve of G2 outside the group: one of no small order; of each small prime factor of
    /// the cofactor one of that order; one whose order is the product of these factors; and each of them with
    /// a point of the group added. With none of them a slope fails on the way.
    pub(crate) fn outside(rng: &mut StdRng) -> Vec<G2Affine> {
        const FACTORS: [u64; 2] = [10069, 5864401];
        let any = |rng: &mut StdRng| {
            let candidates = std::iter::repeat_with(|| Fq2::rand(rng));
            candidates.filter_map(|x| G2Affine::get_point_from_x_unchecked(x, true)).next().unwrap()
        };
        let limbs = <ark_bn254::g2::Config as CurveConfig>::COFACTOR.iter();
        let cofactor = BigUint::from_bytes_le(&limbs.flat_map(|limb| limb.to_le_bytes()).collect::<Vec<_>>());
        let order: BigUint = Fr::MODULUS.into();
        let mut points = vec![any(rng)];
        let mut of_both = G2Projective::zero();
        for factor in FACTORS {
            assert_eq!(&cofactor % factor, BigUint::from(0_u8));
            let times = (&cofactor / factor * &order).to_u64_digits();
            let point = std::iter::repeat_with(|| any(rng).mul_bigint(&times).into_affine())
                .find(|point| !point.is_zero())
                .unwrap();
            assert!(point.mul_bigint([factor]).is_zero());
            of_both += point;
            points.push(point);
        }
        points.push(of_both.into_affine());
        let near: Vec<_> =
            points.iter().map(|&point| (point + G2Projective::rand(rng)).into_affine()).collect();
        points.extend(near);
        points
    }
}
