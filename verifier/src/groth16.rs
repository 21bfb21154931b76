//! The Groth16 pairing equation ([Groth 2016][paper]), for one proof and for many.
//!
//! A proof (A, B, C) holds for public inputs x where
//! `e(A, B) = e(α, β) · e(IC₀ + Σ xᵢ·ICᵢ, γ) · e(C, δ)`.
//!
//! [paper]: https://eprint.iacr.org/2016/260

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::bn::G2Prepared;
use ark_ec::pairing::{Pairing, PairingOutput};
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM};
use ark_ff::{BigInt, PrimeField, Zero};
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;
use rand_core::CryptoRngCore;

/// A verifying key with the part of the equation that is the same for all proofs done.
#[derive(Debug, Clone)]
pub struct PreparedKey {
    ic: [G1Affine; 5],
    alpha: G1Affine,
    alpha_beta: PairingOutput<Bn254>,
    beta: Prepared,
    gamma: Prepared,
    delta: Prepared,
}

type Prepared = G2Prepared<ark_bn254::Config>;

impl PreparedKey {
    /// Prepares a key.
    #[must_use]
    pub fn new(key: &VerifyingKey) -> Self {
        Self {
            ic: key.ic,
            alpha: key.alpha_g1,
            alpha_beta: Bn254::pairing(key.alpha_g1, key.beta_g2),
            beta: key.beta_g2.into(),
            gamma: key.gamma_g2.into(),
            delta: key.delta_g2.into(),
        }
    }

    /// Whether a proof holds for a statement.
    #[must_use]
    pub fn holds(&self, statement: &BallotStatement, proof: &Proof) -> bool {
        let inputs = statement.to_public_inputs();
        let [constant, points @ ..] = &self.ic;
        let sum = G1Projective::msm_unchecked(points, &inputs) + constant;
        let left = [*proof.a(), (-sum).into_affine(), -*proof.c()];
        let right = [(*proof.b()).into(), self.gamma.clone(), self.delta.clone()];
        Bn254::multi_pairing(left, right) == self.alpha_beta
    }

    /// Whether all proofs hold for their statements, but for a chance of 2⁻¹²⁸ that a bad one goes
    /// unseen.
    ///
    /// Each equation is raised to a random 128-bit weight and all are multiplied
    /// ([Bellare, Garay and Rabin 1998][paper], section 3.2), so that bad ones cannot cancel out:
    /// whoever makes proofs cannot know the weights. A batch costs one Miller loop a proof and one
    /// final exponentiation in all.
    ///
    /// [paper]: https://cseweb.ucsd.edu/~mihir/papers/batch.pdf
    #[must_use]
    pub fn all_hold(&self, proofs: &[(BallotStatement, Proof)], rng: &mut impl CryptoRngCore) -> bool {
        let weights: Vec<Fr> = proofs.iter().map(|_| weight(rng)).collect();

        let mut sums = [Fr::zero(); 5];
        for ((statement, _), weight) in proofs.iter().zip(&weights) {
            let [constant, inputs @ ..] = &mut sums;
            *constant += weight;
            for (sum, input) in inputs.iter_mut().zip(statement.to_public_inputs()) {
                *sum += input * weight;
            }
        }
        let [total, ..] = sums;
        let inputs = G1Projective::msm_unchecked(&self.ic, &sums);
        let c: Vec<G1Affine> = proofs.iter().map(|(_, proof)| *proof.c()).collect();
        let c = G1Projective::msm_unchecked(&c, &weights);
        let shared = G1Projective::normalize_batch(&[-(self.alpha * total), -inputs, -c]);
        let keys = [self.beta.clone(), self.gamma.clone(), self.delta.clone()];

        let product = miller_product(proofs, &weights);
        let shared = Bn254::multi_miller_loop(shared, keys);
        let all = ark_ec::pairing::MillerLoopOutput(product * shared.0);
        Bn254::final_exponentiation(all).is_some_and(|output| output.is_zero())
    }
}

/// A weight of 128 random bits.
fn weight(rng: &mut impl CryptoRngCore) -> Fr {
    Fr::from_bigint(BigInt::new([rng.next_u64(), rng.next_u64(), 0, 0]))
        .expect("128 bits are below the modulus")
}

/// Proofs whose Miller loops are run together: enough to share the squarings, few enough to spread.
const CHUNK: usize = 64;

type MillerOutput = <Bn254 as Pairing>::TargetField;

/// The Miller loops of all `(weight·A, B)`, multiplied.
#[cfg(feature = "parallel")]
fn miller_product(proofs: &[(BallotStatement, Proof)], weights: &[Fr]) -> MillerOutput {
    use rayon::prelude::*;
    let chunks = proofs.par_chunks(CHUNK).zip(weights.par_chunks(CHUNK));
    chunks.map(|(proofs, weights)| miller_chunk(proofs, weights)).product()
}

/// The Miller loops of all `(weight·A, B)`, multiplied.
#[cfg(not(feature = "parallel"))]
fn miller_product(proofs: &[(BallotStatement, Proof)], weights: &[Fr]) -> MillerOutput {
    let chunks = proofs.chunks(CHUNK).zip(weights.chunks(CHUNK));
    chunks.map(|(proofs, weights)| miller_chunk(proofs, weights)).product()
}

fn miller_chunk(proofs: &[(BallotStatement, Proof)], weights: &[Fr]) -> MillerOutput {
    let weighted =
        proofs.iter().zip(weights).map(|((_, proof), weight)| proof.a().mul_bigint(weight.into_bigint()));
    let a: Vec<G1Projective> = weighted.collect();
    let b: Vec<G2Affine> = proofs.iter().map(|(_, proof)| *proof.b()).collect();
    Bn254::multi_miller_loop(G1Projective::normalize_batch(&a), b).0
}
