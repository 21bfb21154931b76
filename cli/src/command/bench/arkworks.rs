//! The dear parts of the same work by arkworks alone, on one thread.

use ark_bn254::{Bn254, Fr, G1Projective, G2Projective};
use ark_ec::VariableBaseMSM;
use ark_ec::pairing::Pairing;
use ark_ff::{FftField, PrimeField, Zero};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use ostrakon_circuits::key::{ProvingKey, VerifyingKey};
use ostrakon_circuits::shape::PUBLIC_INPUTS;
use ostrakon_core::proof::Proof;

/// What a proof of a witness takes: the sums over the key's points and the six Fourier transforms, as in
/// ark-groth16.
pub(super) fn prove(key: &ProvingKey, wires: &[Fr]) -> Option<(G1Projective, G2Projective)> {
    let domain = Radix2EvaluationDomain::<Fr>::new(key.domain_size())?;
    let coset = domain.get_coset(Fr::get_root_of_unity(2 * domain.size)?)?;
    let mut a: Vec<_> = key.matrices().a.times(wires).collect();
    let mut b: Vec<_> = key.matrices().b.times(wires).collect();
    let mut c: Vec<_> = a.iter().zip(&b).map(|(a, b)| *a * b).collect();
    for values in [&mut a, &mut b, &mut c] {
        values.resize(key.domain_size(), Fr::zero());
        domain.ifft_in_place(values);
        coset.fft_in_place(values);
    }
    let quotient: Vec<_> = a.iter().zip(&b).zip(&c).map(|((a, b), c)| (*a * b - c).into_bigint()).collect();
    let scalars: Vec<_> = wires.iter().map(|wire| wire.into_bigint()).collect();
    let private = scalars.get(1 + PUBLIC_INPUTS..)?;
    let in_g1 = G1Projective::msm_bigint(key.a(), &scalars)
        + G1Projective::msm_bigint(key.b_g1(), &scalars)
        + G1Projective::msm_bigint(key.c(), private)
        + G1Projective::msm_bigint(key.h(), &quotient);
    Some((in_g1, G2Projective::msm_bigint(key.b_g2(), &scalars)))
}

/// A key with its points in G2 prepared.
pub(super) struct PreparedKey {
    alpha_beta: <Bn254 as Pairing>::TargetField,
    gamma: <Bn254 as Pairing>::G2Prepared,
    delta: <Bn254 as Pairing>::G2Prepared,
    key: &'static VerifyingKey,
}

impl PreparedKey {
    pub(super) fn new(key: &'static VerifyingKey) -> Self {
        Self {
            alpha_beta: Bn254::pairing(key.alpha_g1, key.beta_g2).0,
            gamma: (-key.gamma_g2).into(),
            delta: (-key.delta_g2).into(),
            key,
        }
    }

    /// Checks the pairing equation.
    pub(super) fn holds(&self, inputs: [Fr; PUBLIC_INPUTS], proof: &Proof) -> bool {
        let mut sum = G1Projective::zero();
        for (point, scalar) in self.key.ic.iter().zip([Fr::from(1)].into_iter().chain(inputs)) {
            sum += *point * scalar;
        }
        let points =
            [G1Projective::from(*proof.a()).into(), sum.into(), G1Projective::from(*proof.c()).into()];
        let lines: [<Bn254 as Pairing>::G2Prepared; 3] =
            [(*proof.b()).into(), self.gamma.clone(), self.delta.clone()];
        let points: [<Bn254 as Pairing>::G1Prepared; 3] =
            points.map(|point: ark_bn254::G1Affine| point.into());
        let product = Bn254::multi_miller_loop(points, lines);
        Bn254::final_exponentiation(product).is_some_and(|found| found.0 == self.alpha_beta)
    }
}
