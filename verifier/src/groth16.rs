//! The Groth16 pairing equation ([Groth 2016][paper]), for one proof and for many.
//!
//! A proof (A, B, C) holds for public inputs x where
//! `e(A, B) = e(α, β) · e(IC₀ + Σ xᵢ·ICᵢ, γ) · e(C, δ)`.
//!
//! [paper]: https://eprint.iacr.org/2016/260

mod part;

use ark_bn254::{Bn254, G1Affine, G1Projective};
use ark_ec::bn::G2Prepared;
use ark_ec::pairing::{MillerLoopOutput, Pairing, PairingOutput};
use ark_ec::{CurveGroup, VariableBaseMSM};
use ark_ff::Zero;
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;

pub(crate) use self::part::{Claim, Part};

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

/// What is found of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Its B is outside G2.
    Outside,
}

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

    /// Judges one claim.
    pub(crate) fn judge(&self, claim: &Claim) -> Verdict {
        match claim.points.into_proof() {
            Ok(proof) if self.holds(&claim.statement, &proof) => Verdict::Holds,
            Ok(_) => Verdict::Fails,
            Err(_) => Verdict::Outside,
        }
    }

    /// Whether all claims of a part hold, but for a chance of 2⁻¹²⁸ that a bad one goes unseen.
    ///
    /// Each equation is raised to a random weight of 128 bits and all are multiplied
    /// ([Bellare, Garay and Rabin 1998][paper], section 3.2), so that bad ones cannot cancel out:
    /// whoever makes proofs cannot know the weights. A batch costs one Miller loop a proof and one
    /// final exponentiation in all.
    ///
    /// [paper]: https://cseweb.ucsd.edu/~mihir/papers/batch.pdf
    pub(crate) fn all_hold(&self, part: &Part) -> bool {
        let [total, ..] = part.inputs;
        let inputs = G1Projective::msm_unchecked(&self.ic, &part.inputs);
        let shared = G1Projective::normalize_batch(&[-(self.alpha * total), -inputs, -part.c]);
        let keys = [self.beta.clone(), self.gamma.clone(), self.delta.clone()];
        let shared = Bn254::multi_miller_loop(shared, keys);
        let all = MillerLoopOutput(part.product * shared.0);
        Bn254::final_exponentiation(all).is_some_and(|output| output.is_zero())
    }
}
