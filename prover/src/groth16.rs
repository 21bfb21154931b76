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

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, g1, g2};
use ark_ec::CurveGroup;
use ark_ec::models::short_weierstrass::{Projective, SWCurveConfig};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::shape::PUBLIC_INPUTS;
use ostrakon_lanes::msm::{Coordinate, Points, Scalars};

use crate::blinding::Blinding;
use crate::parallel::{self, join};
use crate::quotient;

/// The key's points in the form that they are added up in.
pub(crate) struct KeyPoints {
    a: Points<g1::Config>,
    b_g1: Points<g1::Config>,
    b_g2: Points<g2::Config>,
    c: Points<g1::Config>,
    h: Points<g1::Config>,
}

impl KeyPoints {
    pub(crate) fn new(key: &ProvingKey) -> Self {
        Self {
            a: Points::new(key.a()),
            b_g1: Points::new(key.b_g1()),
            b_g2: Points::new(key.b_g2()),
            c: Points::from_scalar(1 + PUBLIC_INPUTS, key.c()),
            h: Points::new(key.h()),
        }
    }
}

/// The points A, B and C of a proof, for all wires of the key's circuit.
pub(crate) fn prove(
    key: &ProvingKey,
    points: &KeyPoints,
    wires: &[Fr],
    blinding: &Blinding,
) -> (G1Affine, G2Affine, G1Affine) {
    let Blinding { r, s } = blinding;
    let scalars = Scalars::new(wires);
    let quotient = || {
        let quotient = quotient::on_odd_coset(key.matrices(), key.domain_size(), wires);
        sum(&points.h, &Scalars::new(&quotient))
    };

    // What takes longest first: whoever is free takes a part of the next.
    let (h, (b_g2, (c, (a, b_g1)))) = join(quotient, || {
        join(
            || sum(&points.b_g2, &scalars),
            || {
                join(
                    || sum(&points.c, &scalars),
                    || join(|| sum(&points.a, &scalars), || sum(&points.b_g1, &scalars)),
                )
            },
        )
    });

    let vk = key.verifying_key();
    let delta = G1Projective::from(*key.delta_g1());
    let a = a + vk.alpha_g1 + delta * r;
    let b_g1 = b_g1 + key.beta_g1() + delta * s;
    let b_g2 = b_g2 + vk.beta_g2 + vk.delta_g2 * s;
    let c = c + h + a * s + b_g1 * r - delta * (*r * s);
    (a.into_affine(), b_g2.into_affine(), c.into_affine())
}

/// Windows that one thread adds up at a time: enough for large batches, few enough that all threads
/// have work.
const WINDOWS: usize = 4;

/// `Σ scalarᵢ·pointᵢ`.
fn sum<P: SWCurveConfig<BaseField: Coordinate>>(points: &Points<P>, scalars: &Scalars) -> Projective<P> {
    let count = scalars.windows();
    let parts = (0..count).step_by(WINDOWS).map(|first| first..(first + WINDOWS).min(count)).collect();
    let windows = parallel::map(parts, |part| points.windows(scalars, part));
    Points::join(scalars, windows.concat())
}
