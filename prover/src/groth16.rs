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

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{CurveGroup, VariableBaseMSM};
use ark_ff::{BigInt, PrimeField};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::shape::PUBLIC_INPUTS;
use zeroize::Zeroizing;

use crate::blinding::Blinding;
use crate::parallel::join;
use crate::quotient;

/// The points A, B and C of a proof, for all wires of the key's circuit.
pub(crate) fn prove(key: &ProvingKey, wires: &[Fr], blinding: &Blinding) -> (G1Affine, G2Affine, G1Affine) {
    let Blinding { r, s } = blinding;
    let scalars = to_scalars(wires);
    let private = scalars.get(1 + PUBLIC_INPUTS..).unwrap_or_default();
    let quotient = || {
        let quotient = quotient::on_odd_coset(key.matrices(), key.domain_size(), wires);
        sum::<G1Projective>(key.h(), &to_scalars(&quotient))
    };

    // The dearest first: whoever is free takes the next.
    let (b_g2, (h, (c, (a, b_g1)))) = join(
        || sum::<G2Projective>(key.b_g2(), &scalars),
        || {
            join(quotient, || {
                join(
                    || sum::<G1Projective>(key.c(), private),
                    || {
                        join(
                            || sum::<G1Projective>(key.a(), &scalars),
                            || sum::<G1Projective>(key.b_g1(), &scalars),
                        )
                    },
                )
            })
        },
    );

    let vk = key.verifying_key();
    let delta = G1Projective::from(*key.delta_g1());
    let a = a + vk.alpha_g1 + delta * r;
    let b_g1 = b_g1 + key.beta_g1() + delta * s;
    let b_g2 = b_g2 + vk.beta_g2 + vk.delta_g2 * s;
    let c = c + h + a * s + b_g1 * r - delta * (*r * s);
    (a.into_affine(), b_g2.into_affine(), c.into_affine())
}

/// `Σ scalarᵢ·pointᵢ`.
fn sum<G: VariableBaseMSM<ScalarField = Fr>>(points: &[G::MulBase], scalars: &[BigInt<4>]) -> G {
    G::msm_bigint(points, scalars)
}

fn to_scalars(elements: &[Fr]) -> Zeroizing<Vec<BigInt<4>>> {
    Zeroizing::new(elements.iter().map(|element| element.into_bigint()).collect())
}
