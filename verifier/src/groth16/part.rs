//! A [`Part`] of a batch: the claims' equations to their weights, multiplied, with everything done
//! that is to be done for each claim.

use ark_bn254::{Fq, Fq2, Fq12, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{Field, Zero};
use ostrakon_core::proof::Points;
use ostrakon_core::statement::BallotStatement;
use ostrakon_lanes::arch::Arch;
use ostrakon_lanes::{Kernel, dispatch};

use crate::pairing::inversion::Inversion;
use crate::pairing::jacobian::Jacobian;
use crate::pairing::miller::{self, Pairs};
use crate::pairing::weight::{Digits, Summands, Weight, Weighted};
use crate::pairing::width::{Eight, Number, One, Width};

/// What a proof is said to prove.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) statement: BallotStatement,
    pub(crate) points: Points,
}

/// Claims' equations to their weights, multiplied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// The product of the Miller loops of `(weight·A, B)`.
    pub(crate) product: Fq12,
    /// The sum of `weight·C`.
    pub(crate) c: G1Projective,
    /// The sum of weights, and those of the public inputs times weights.
    pub(crate) inputs: [Fr; 5],
}

impl Part {
    /// The part of some claims.
    ///
    /// # Errors
    /// The places of the claims whose B is outside G2.
    pub(crate) fn new(claims: &[(Claim, Weight)]) -> Result<Self, Vec<usize>> {
        let Loops { product, c, outside } =
            dispatch(Weighing { claims }).unwrap_or_else(|Weighing { claims }| weigh(One, claims));
        if !outside.is_empty() {
            return Err(outside);
        }
        let mut sums = [Fr::zero(); 5];
        for (claim, weight) in claims {
            let [constant, inputs @ ..] = &mut sums;
            let weight = weight.to_scalar();
            *constant += weight;
            for (sum, input) in inputs.iter_mut().zip(claim.statement.to_public_inputs()) {
                *sum += input * weight;
            }
        }
        Ok(Self { product, c, inputs: sums })
    }

    /// No claims.
    pub(crate) fn empty() -> Self {
        Self { product: Fq12::ONE, c: G1Projective::zero(), inputs: [Fr::zero(); 5] }
    }

    /// The part of the claims of both.
    #[must_use]
    pub(crate) fn with(mut self, other: &Self) -> Self {
        self.product *= other.product;
        self.c += other.c;
        for (own, other) in self.inputs.iter_mut().zip(other.inputs) {
            *own += other;
        }
        self
    }

    /// The part of the claims that are not of the other, all of whose are of this.
    #[must_use]
    pub(crate) fn without(mut self, other: &Self) -> Self {
        // No factor of the product is zero.
        self.product *= other.product.inverse().unwrap_or_default();
        self.c -= other.c;
        for (own, other) in self.inputs.iter_mut().zip(other.inputs) {
            *own -= other;
        }
        self
    }
}

struct Loops {
    product: Fq12,
    c: G1Projective,
    outside: Vec<usize>,
}

struct Weighing<'c> {
    claims: &'c [(Claim, Weight)],
}

impl Kernel for Weighing<'_> {
    type Output = Loops;

    #[inline(always)]
    fn run<A: Arch>(self, arch: A) -> Loops {
        weigh(Eight(arch), self.claims)
    }
}

#[inline(always)]
fn weigh<W: Width>(width: W, claims: &[(Claim, Weight)]) -> Loops {
    let a = weighted(width, claims, Points::a);
    let loops = miller::run(width, &pairs(width, claims, &a));
    let c = weighted(width, claims, Points::c);
    let outside = loops.outside.iter().enumerate().flat_map(|(group, lanes)| {
        let outside = (0..W::LANES).filter(move |lane| lanes >> lane & 1 == 1);
        outside.map(move |lane| group * W::LANES + lane)
    });
    Loops {
        outside: outside.take_while(|&at| at < claims.len()).collect(),
        product: loops.product.product(width, claims.len()),
        c: sum(width, &c, claims.len()),
    }
}

/// One of the points of claims times the weights.
#[inline(always)]
fn weighted<W: Width>(
    width: W,
    claims: &[(Claim, Weight)],
    of: fn(&Points) -> &G1Affine,
) -> Vec<Jacobian<W>> {
    let mut points = Vec::with_capacity(claims.len().div_ceil(W::LANES));
    for group in claims.chunks(W::LANES) {
        points.push(load(width, group, of));
    }
    let mut weighted = Vec::with_capacity(points.len());
    for (summands, group) in Summands::of(width, &points).iter().zip(claims.chunks(W::LANES)) {
        weighted.push(width.call(Weighted(summands, &Digits::of(group))));
    }
    weighted
}

/// Points of G1 of a group of claims; where claims are missing, a point of no meaning.
#[inline(always)]
fn load<W: Width>(width: W, group: &[(Claim, Weight)], of: fn(&Points) -> &G1Affine) -> [W::Base; 2] {
    let mut points = group.iter().map(|(claim, _)| *of(&claim.points));
    let points = W::many(|| points.next().unwrap_or_else(G1Affine::generator));
    let (mut x, mut y) = (points.as_ref().iter(), points.as_ref().iter());
    let [x, y] = [
        W::many(|| x.next().map_or_else(Fq::zero, |point| point.x)),
        W::many(|| y.next().map_or_else(Fq::zero, |point| point.y)),
    ];
    [W::Base::load(width, &x), W::Base::load(width, &y)]
}

/// Points of G2 of a group of claims; where claims are missing, a point of no meaning.
#[inline(always)]
fn load_g2<W: Width>(width: W, group: &[(Claim, Weight)]) -> [W::Extension; 2] {
    let mut points = group.iter().map(|(claim, _)| *claim.points.b());
    let points = W::many(|| points.next().unwrap_or_else(G2Affine::generator));
    let (mut x, mut y) = (points.as_ref().iter(), points.as_ref().iter());
    let [x, y] = [
        W::many(|| x.next().map_or_else(Fq2::zero, |point| point.x)),
        W::many(|| y.next().map_or_else(Fq2::zero, |point| point.y)),
    ];
    [W::Extension::load(width, &x), W::Extension::load(width, &y)]
}

/// The pairs `(weight·A, B)`; where claims are missing, pairs that are left out.
#[inline(always)]
fn pairs<W: Width>(width: W, claims: &[(Claim, Weight)], a: &[Jacobian<W>]) -> Vec<Pairs<W>> {
    let zero = W::Base::splat(width, Fq::zero());
    let mut inversion = Inversion::new(width, a.len());
    for point in a {
        inversion.push(point.y);
    }
    // No point of G1 has y = 0: it would have order 2.
    inversion.invert();
    let groups: Vec<_> = claims.chunks(W::LANES).zip(a).collect();
    let mut pairs = Vec::with_capacity(a.len());
    for (group, Jacobian { x, z, .. }) in groups.into_iter().rev() {
        let missing = u8::MAX.checked_shl(u32::try_from(group.len()).unwrap_or(u32::MAX)).unwrap_or(0);
        let per_y = z.mul(width, inversion.pop());
        let slope = zero.sub(width, x.mul(width, per_y)).reduce(width);
        let inverse = z.square(width).mul(width, per_y);
        pairs.push(Pairs {
            slope: W::Base::select(width, missing, slope, zero),
            inverse: W::Base::select(width, missing, inverse, zero),
            q: load_g2(width, group),
        });
    }
    pairs.reverse();
    pairs
}

/// The sum of the first points.
#[inline(always)]
fn sum<W: Width>(width: W, points: &[Jacobian<W>], count: usize) -> G1Projective {
    let (full, rest) = points.split_at(count / W::LANES);
    let mut full = full.iter();
    let mut lanes = full.next().copied();
    if let Some(lanes) = &mut lanes {
        for point in full {
            lanes.add_jacobian(width, point);
        }
    }
    let of_full = lanes.into_iter().flat_map(|lanes| lanes.store(width));
    let of_rest = rest.iter().flat_map(|points| points.store(width)).take(count % W::LANES);
    of_full.chain(of_rest).sum()
}

#[cfg(test)]
mod tests {
    use ark_bn254::{Bn254, G2Projective};
    use ark_ec::CurveGroup;
    use ark_ec::pairing::{MillerLoopOutput, Pairing};
    use ark_ff::{PrimeField, UniformRand};
    use ark_std::rand::{SeedableRng, rngs::StdRng};
    use num_bigint::BigInt;
    use num_integer::Integer;
    use ostrakon_core::group::GroupRoot;
    use ostrakon_core::nullifier::Nullifier;
    use ostrakon_core::scope::{Message, Scope};
    use ostrakon_lanes::arch::Portable;

    use super::*;
    use crate::pairing::miller::tests::outside;

    /// The same claims by every width.
    fn by_every_width(claims: &[(Claim, Weight)]) -> Vec<Loops> {
        let mut all = vec![weigh(One, claims), weigh(Eight(Portable), claims)];
        all.extend(dispatch(Weighing { claims }).ok());
        all
    }

    fn claim(a: G1Affine, b: G2Affine, c: G1Affine, rng: &mut StdRng) -> Claim {
        let statement = BallotStatement {
            root: GroupRoot::from_field(Fr::rand(rng)).unwrap(),
            nullifier: Nullifier::from_field(Fr::rand(rng)).unwrap(),
            message: Message::from_bytes([1; 32]),
            scope: Scope::from_bytes([2; 32]),
        };
        Claim { statement, points: Points::new(a, b, c).unwrap() }
    }

    fn random(rng: &mut StdRng) -> (Claim, Weight) {
        let [a, c] = [(); 2].map(|()| G1Projective::rand(rng).into_affine());
        let b = G2Projective::rand(rng).into_affine();
        (claim(a, b, c, rng), Weight::sample(rng))
    }

    fn value(product: Fq12) -> Fq12 {
        Bn254::final_exponentiation(MillerLoopOutput(product)).unwrap().0
    }

    #[test]
    fn products_and_sums_are_those_of_arkworks() {
        let rng = &mut StdRng::seed_from_u64(1);
        for count in [1, 2, 7, 8, 9, 16, 21] {
            let mut claims: Vec<_> = (0..count).map(|_| random(rng)).collect();
            // Equal and opposite points, and those of small multiples.
            let (g, h) = (G1Affine::generator(), G2Affine::generator());
            for ((claim, _), (a, b)) in claims.iter_mut().skip(1).zip([(g, h), (g, h), (g, -h), (-g, h)]) {
                claim.points = Points::new(a, b, a).unwrap();
            }
            let weighted = |of: fn(&Points) -> &G1Affine| -> Vec<G1Affine> {
                claims.iter().map(|(claim, w)| (*of(&claim.points) * w.to_scalar()).into_affine()).collect()
            };
            let b: Vec<G2Affine> = claims.iter().map(|(claim, _)| *claim.points.b()).collect();
            let product = Bn254::multi_pairing(weighted(Points::a), b).0;
            let c: G1Projective = weighted(Points::c).iter().sum();
            for loops in by_every_width(&claims) {
                assert_eq!(value(loops.product), product, "{count}");
                assert_eq!(loops.c, c, "{count}");
                assert_eq!(loops.outside, [0; 0], "{count}");
            }
        }
    }

    #[test]
    fn parts_add_up_and_are_taken_apart() {
        let rng = &mut StdRng::seed_from_u64(2);
        let claims: Vec<_> = (0..11).map(|_| random(rng)).collect();
        let [all, left, right] =
            [&claims[..], &claims[..5], &claims[5..]].map(|claims| Part::new(claims).unwrap());
        for part in [left.with(&right), Part::empty().with(&right).with(&left), all] {
            assert_eq!(value(part.product), value(all.product));
            assert_eq!((part.c, part.inputs), (all.c, all.inputs));
            let rest = part.without(&left);
            assert_eq!(value(rest.product), value(right.product));
            assert_eq!((rest.c, rest.inputs), (right.c, right.inputs));
        }
        let [total, root, ..] = all.inputs;
        assert_eq!(total, claims.iter().map(|(_, weight)| weight.to_scalar()).sum());
        let roots = claims.iter().map(|(claim, weight)| claim.statement.root.to_field() * weight.to_scalar());
        assert_eq!(root, roots.sum());
    }

    #[test]
    fn points_outside_g2_are_named_wherever_they_stand() {
        let rng = &mut StdRng::seed_from_u64(3);
        let bad = outside(rng);
        for (shift, places) in
            [(0, vec![0]), (1, vec![12]), (2, vec![3, 11]), (3, vec![0, 1, 2, 5, 8, 15, 16])]
        {
            let mut claims: Vec<_> = (0..17).map(|_| random(rng)).collect();
            for (at, &place) in places.iter().enumerate() {
                let (a, c) = (*claims[place].0.points.a(), *claims[place].0.points.c());
                let b = bad[(at + shift) % bad.len()];
                claims[place].0.points = Points::new(a, b, c).unwrap();
            }
            for loops in by_every_width(&claims) {
                assert_eq!(loops.outside, places);
            }
            assert_eq!(Part::new(&claims).err(), Some(places));
        }
        for &b in &bad {
            let (a, _) = random(rng);
            let claims = vec![(claim(*a.points.a(), b, *a.points.c(), rng), Weight::sample(rng)); 9];
            for loops in by_every_width(&claims) {
                assert_eq!(loops.outside, (0..9).collect::<Vec<_>>());
            }
        }
    }

    /// What `pairing::miller` says of the polynomial with which it tells who is outside.
    #[test]
    fn nothing_of_the_cofactor_divides_the_resultant() {
        let x = BigInt::from(4_965_661_367_192_848_881_u64);
        let power = |exponent: u32| x.pow(exponent);
        let p: BigInt = 36 * power(4) + 36 * power(3) + 24 * power(2) + 6 * &x + 1;
        let r: BigInt = 36 * power(4) + 36 * power(3) + 18 * power(2) + 6 * &x + 1;
        let t: BigInt = 6 * power(2) + 1;
        assert_eq!(p.to_biguint(), Some(Fq::MODULUS.into()));
        assert_eq!(r.to_biguint(), Some(Fr::MODULUS.into()));
        // C = 6x + 2 + X − X² + X³ modulo X² − tX + p is aX + b, and its resultant with it a²p + abt + b².
        let a: BigInt = &t * &t - &p - &t + 1;
        let b: BigInt = -(&t * &p) + &p + 6 * &x + 2;
        let resultant = &a * &a * &p + &a * &b * &t + &b * &b;
        let order = &r * (2 * &p - &r);
        assert_eq!(resultant.gcd(&order), r);
    }
}
