//! The same proofs from arkworks' own Groth16, with the ceremony's keys and the same witness.

use ark_bn254::{Bn254, Fr};
use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::R1CSToQAP;
use ark_groth16::{Groth16, Proof, ProvingKey, VerifyingKey};
use ark_poly::EvaluationDomain;
use ark_relations::gr1cs::{ConstraintSystemRef, Matrix, Result, SynthesisError};
use ostrakon_circuits::key::ProvingKey as OurKey;
use ostrakon_circuits::shape::PUBLIC_INPUTS;

/// arkworks' prover with the key of one depth.
pub(crate) struct Arkworks {
    key: ProvingKey<Bn254>,
    matrices: Vec<Matrix<Fr>>,
    constraints: usize,
}

impl Arkworks {
    pub(crate) fn new(key: &OurKey) -> Self {
        let vk = key.verifying_key();
        let vk = VerifyingKey {
            alpha_g1: vk.alpha_g1,
            beta_g2: vk.beta_g2,
            gamma_g2: vk.gamma_g2,
            delta_g2: vk.delta_g2,
            gamma_abc_g1: vk.ic.to_vec(),
        };
        let matrix = |matrix: &ostrakon_circuits::matrices::Matrix| -> Matrix<Fr> {
            matrix.iter().map(|row| row.map(|(wire, coefficient)| (coefficient, wire)).collect()).collect()
        };
        Self {
            key: ProvingKey {
                vk,
                beta_g1: *key.beta_g1(),
                delta_g1: *key.delta_g1(),
                a_query: key.a().to_vec(),
                b_g1_query: key.b_g1().to_vec(),
                b_g2_query: key.b_g2().to_vec(),
                h_query: key.h().to_vec(),
                l_query: key.c().to_vec(),
            },
            matrices: vec![matrix(&key.matrices().a), matrix(&key.matrices().b)],
            constraints: key.matrices().a.rows(),
        }
    }

    /// The proof for all wires with the blinding `r` and `s`.
    pub(crate) fn prove(&self, wires: &[Fr], r: Fr, s: Fr) -> Proof<Bn254> {
        let Self { key, matrices, constraints } = self;
        Groth16::<Bn254, SnarkjsReduction>::create_proof_with_reduction_and_matrices(
            key,
            r,
            s,
            matrices,
            1 + PUBLIC_INPUTS,
            *constraints,
            wires,
        )
        .unwrap()
    }
}

/// The quotient as the ceremony's keys want it: its values on the odd coset.
struct SnarkjsReduction;

impl R1CSToQAP for SnarkjsReduction {
    fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
        _: ConstraintSystemRef<F>,
        _: &F,
    ) -> Result<(Vec<F>, Vec<F>, Vec<F>, F, usize, usize)> {
        Err(SynthesisError::Unsatisfiable)
    }

    fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
        matrices: &[Matrix<F>],
        _: usize,
        constraints: usize,
        wires: &[F],
    ) -> Result<Vec<F>> {
        let domain = D::new(constraints).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let root =
            F::get_root_of_unity(2 * domain.size() as u64).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let coset = domain.get_coset(root).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let values = |matrix: &Matrix<F>| {
            let row = |row: &Vec<(F, usize)>| {
                row.iter().fold(F::zero(), |sum, &(coefficient, wire)| {
                    sum + if coefficient.is_one() { wires[wire] } else { coefficient * wires[wire] }
                })
            };
            let mut values: Vec<F> = matrix.iter().map(row).collect();
            values.resize(domain.size(), F::zero());
            values
        };
        let (mut a, mut b) = (values(&matrices[0]), values(&matrices[1]));
        let mut c: Vec<F> = a.iter().zip(&b).map(|(a, b)| *a * b).collect();
        for values in [&mut a, &mut b, &mut c] {
            domain.ifft_in_place(values);
            coset.fft_in_place(values);
        }
        Ok(a.into_iter().zip(b).zip(c).map(|((a, b), c)| a * b - c).collect())
    }

    fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(_: usize, _: F, _: F, _: F) -> Result<Vec<F>> {
        Err(SynthesisError::Unsatisfiable)
    }
}
