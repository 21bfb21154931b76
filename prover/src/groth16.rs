//! Groth16's prover ([Groth 2016][paper], section 3.2), over the ceremony's keys.
//!
//! With `w` all wires, `r` and `s` the blinding, and the key's points at the secret τ:
//!
//! ```text
//! A = α + Σ wᵢ·Aᵢ(τ) + r·δ                                    in G1
//! B = β + Σ wᵢ·Bᵢ(τ) + s·δ                                    in G2, and in G1 for C
//! C = Σ wᵢ·Cᵢ over private wires + Σ hⱼ·Hⱼ + s·A + r·B − r·s·δ  in G1
//! ```
//!
//! [paper]: https://eprint.iacr.org/2016/260

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective, g1, g2};
use ark_ec::CurveGroup;
use ark_ec::models::short_weierstrass::{Affine, Projective, SWCurveConfig};
use ark_ec::scalar_mul::double_and_add;
use ark_ff::PrimeField;
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::shape::PUBLIC_INPUTS;
use ostrakon_lanes::msm::{Coordinate, Points, Scalars};
use zeroize::Zeroize;

use crate::blinding::Blinding;
use crate::parallel::{self, join};
use crate::quotient::Cosets;

/// The points of some wires in the form that they are added up in.
pub(crate) struct WirePoints {
    a: Points<g1::Config>,
    b_g1: Points<g1::Config>,
    b_g2: Points<g2::Config>,
    c: Points<g1::Config>,
}

/// `Σ wᵢ·Aᵢ(τ)` and so on, over some wires.
#[derive(Clone, Copy, Zeroize)]
pub(crate) struct WireSums {
    a: G1Projective,
    b_g1: G1Projective,
    b_g2: G2Projective,
    c: G1Projective,
}

impl WirePoints {
    /// The points of `wires`.
    pub(crate) fn new(key: &ProvingKey, wires: impl Iterator<Item = usize> + Clone) -> Self {
        let private = |wire: usize| wire.checked_sub(1 + PUBLIC_INPUTS).and_then(|wire| key.c().get(wire));
        Self {
            a: select(key.a(), wires.clone()),
            b_g1: select(key.b_g1(), wires.clone()),
            b_g2: select(key.b_g2(), wires.clone()),
            c: Points::new(&wires.map(|wire| private(wire).copied().unwrap_or_default()).collect::<Vec<_>>()),
        }
    }

    /// The sums for the values of these wires.
    pub(crate) fn sums(&self, values: &[Fr]) -> WireSums {
        let scalars = Scalars::new(values);
        // What takes longest first: whoever is free takes a part of the next.
        let (b_g2, (c, (a, b_g1))) = join(
            || sum(&self.b_g2, &scalars),
            || {
                join(
                    || sum(&self.c, &scalars),
                    || join(|| sum(&self.a, &scalars), || sum(&self.b_g1, &scalars)),
                )
            },
        );
        WireSums { a, b_g1, b_g2, c }
    }
}

impl WireSums {
    /// The sums over these wires and others.
    pub(crate) fn with(self, other: &Self) -> Self {
        Self {
            a: self.a + other.a,
            b_g1: self.b_g1 + other.b_g1,
            b_g2: self.b_g2 + other.b_g2,
            c: self.c + other.c,
        }
    }
}

/// What the quotient is computed and added up with.
pub(crate) struct QuotientPoints {
    cosets: Cosets,
    h: Points<g1::Config>,
}

impl QuotientPoints {
    pub(crate) fn new(key: &ProvingKey) -> Self {
        Self { cosets: Cosets::new(key.domain_size()), h: Points::new(key.h()) }
    }

    /// `Σ hⱼ·Hⱼ` for the values of all wires.
    pub(crate) fn sum(&self, key: &ProvingKey, wires: &[Fr]) -> G1Projective {
        let quotient = self.cosets.quotient(key.matrices(), wires);
        sum(&self.h, &Scalars::new(&quotient))
    }
}

/// The points A, B and C of a proof, from the sums over all wires.
pub(crate) fn blind(
    key: &ProvingKey,
    sums: &WireSums,
    h: G1Projective,
    blinding: &Blinding,
) -> (G1Affine, G2Affine, G1Affine) {
    let Blinding { r, s } = blinding;
    let vk = key.verifying_key();
    let delta = G1Projective::from(*key.delta_g1());
    // Once a proof, simple multiplication is good enough.
    let times = |point, scalar: Fr| double_and_add(&point, scalar.into_bigint());
    let a = sums.a + vk.alpha_g1 + times(delta, *r);
    let b_g1 = sums.b_g1 + key.beta_g1() + times(delta, *s);
    let b_g2 = sums.b_g2 + vk.beta_g2 + vk.delta_g2 * s;
    let c = sums.c + h + times(a, *s) + times(b_g1, *r) - times(delta, *r * s);
    (a.into_affine(), b_g2.into_affine(), c.into_affine())
}

fn select<P: SWCurveConfig<BaseField: Coordinate>>(
    points: &[Affine<P>],
    wires: impl Iterator<Item = usize>,
) -> Points<P> {
    Points::new(&wires.map(|wire| points.get(wire).copied().unwrap_or_default()).collect::<Vec<_>>())
}

/// `Σ scalarᵢ·pointᵢ`.
fn sum<P: SWCurveConfig<BaseField: Coordinate>>(points: &Points<P>, scalars: &Scalars) -> Projective<P> {
    let (count, at_a_time) = (scalars.windows(), PART.div_ceil(points.len().max(1)));
    let parts = (0..count).step_by(at_a_time).map(|first| first..(first + at_a_time).min(count)).collect();
    let windows = parallel::map(parts, |part| points.windows(scalars, part));
    Points::join(scalars, windows.concat())
}

/// Points that one thread puts in buckets at a time: enough for large batches, few enough that all
/// threads have work.
const PART: usize = 1 << 15;
