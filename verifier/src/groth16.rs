//! The Groth16 pairing equation ([Groth 2016][paper]), for one proof and for many.
//!
//! A proof (A, B, C) holds for public inputs x where
//! `e(A, B) = e(α, β) · e(IC₀ + Σ xᵢ·ICᵢ, γ) · e(C, δ)`.
//!
//! [paper]: https://eprint.iacr.org/2016/260

mod inputs;
mod part;

use ark_bn254::{Fq12, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::AffineRepr;
use ark_ec::scalar_mul::double_and_add_affine;
use ark_ff::{Field, PrimeField};
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;

use self::inputs::Inputs;
pub(crate) use self::part::{Claim, Part};
use crate::pairing::exponentiation::exponentiate;
use crate::pairing::lines::{Lines, multiply};

/// A verifying key with the part of the equation that is the same for all proofs done.
#[derive(Debug, Clone)]
pub struct PreparedKey {
    inputs: Inputs,
    alpha: G1Affine,
    /// `e(α, β)`.
    alpha_beta: Fq12,
    beta: Lines,
    gamma: Lines,
    delta: Lines,
}

fn lines(q: &G2Affine) -> Lines {
    Lines::new(q).expect("a key's points are of G2")
}

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
    ///
    /// # Panics
    /// For a key whose points are not of their groups. Those of the ceremony are.
    #[must_use]
    pub fn new(key: &VerifyingKey) -> Self {
        let beta = lines(&key.beta_g2);
        let alpha_beta = exponentiate(&multiply(&[key.alpha_g1.into_group()], [&beta]));
        Self {
            inputs: Inputs::new(&key.ic),
            alpha: key.alpha_g1,
            alpha_beta: alpha_beta.expect("a pairing of points other than zero has a value"),
            beta,
            gamma: lines(&key.gamma_g2),
            delta: lines(&key.delta_g2),
        }
    }

    /// Whether a proof holds for a statement.
    #[must_use]
    pub fn holds(&self, statement: &BallotStatement, proof: &Proof) -> bool {
        self.judge(&Claim { statement: *statement, points: *proof.points() }) == Verdict::Holds
    }

    /// Judges one claim.
    pub(crate) fn judge(&self, Claim { statement, points }: &Claim) -> Verdict {
        let Some(b) = Lines::new(points.b()) else { return Verdict::Outside };
        let [root, nullifier, message, scope] = statement.to_public_inputs();
        let sum = self.inputs.sum(&[Fr::ONE, root, nullifier, message, scope]);
        let points = [points.a().into_group(), -sum, -points.c().into_group()];
        let product = multiply(&points, [&b, &self.gamma, &self.delta]);
        if exponentiate(&product) == Some(self.alpha_beta) { Verdict::Holds } else { Verdict::Fails }
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
        let alpha: G1Projective = double_and_add_affine(&self.alpha, total.into_bigint());
        let points = [-alpha, -self.inputs.sum(&part.inputs), -part.c];
        let product = multiply(&points, [&self.beta, &self.gamma, &self.delta]);
        exponentiate(&(part.product * product)) == Some(Fq12::ONE)
    }
}
