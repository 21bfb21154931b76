//! The quotient of Groth16, in the form that the ceremony's keys ask for.
//!
//! Let `n` be the domain's size, `ω` a root of unity of order `n`, `A(X)` and `B(X)` the polynomials
//! with `A(ωⁱ) = (A·w)ᵢ` and `B(ωⁱ) = (B·w)ᵢ`, and `C(X)` that with `C(ωⁱ) = (A·w)ᵢ·(B·w)ᵢ`. Then
//! `H(X) = A(X)·B(X) − C(X)` vanishes on the domain and is determined by its values on the odd coset, at
//! `ζ·ωⁱ` with `ζ² = ω`. The key has one point for each of these values, so that `H` need be neither
//! divided nor interpolated.

use std::iter;
use std::sync::OnceLock;

use ark_bn254::Fr;
use ark_ff::{FftField, Zero};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use ostrakon_circuits::matrices::{Matrices, Matrix};
use ostrakon_lanes::fourier::OddCoset;
use zeroize::Zeroizing;

use crate::parallel::join;

/// The domain and its odd coset.
pub(crate) struct Cosets {
    domain: Radix2EvaluationDomain<Fr>,
    lanes: OddCoset,
    /// `ζⁱ / n`.
    scale: OnceLock<Vec<Fr>>,
}

impl Cosets {
    /// A domain of `size`, a power of two.
    pub(crate) fn new(size: usize) -> Self {
        let domain = Radix2EvaluationDomain::<Fr>::new(size).expect("the field has roots of order 2²⁸");
        Self { domain, lanes: OddCoset::new(size), scale: OnceLock::new() }
    }

    /// The values of `H` on the odd coset for all wires.
    pub(crate) fn quotient(&self, matrices: &Matrices, wires: &[Fr]) -> Zeroizing<Vec<Fr>> {
        let size = self.domain.size();
        let values = |matrix: &Matrix| {
            let mut values = Zeroizing::new(Vec::with_capacity(size));
            values.extend(matrix.times(wires));
            values.resize(size, Fr::zero());
            values
        };
        let (mut a, mut b) = join(|| values(&matrices.a), || values(&matrices.b));
        let mut c: Zeroizing<Vec<Fr>> = Zeroizing::new(a.iter().zip(b.iter()).map(|(a, b)| *a * b).collect());
        join(|| self.extend(&mut c), || join(|| self.extend(&mut a), || self.extend(&mut b)));
        for ((a, b), c) in a.iter_mut().zip(b.iter()).zip(c.iter()) {
            *a *= b;
            *a -= c;
        }
        a
    }

    /// From values on the domain to values on the odd coset.
    fn extend(&self, values: &mut Vec<Fr>) {
        if self.lanes.extend(values).is_ok() {
            return;
        }
        // The transform of the transform is what was there times n, backwards but for the first.
        self.domain.fft_in_place(values);
        if let Some((_, others)) = values.split_first_mut() {
            others.reverse();
        }
        for (value, factor) in values.iter_mut().zip(self.scale()) {
            *value *= factor;
        }
        self.domain.fft_in_place(values);
    }

    fn scale(&self) -> &[Fr] {
        self.scale.get_or_init(|| {
            let root = Fr::get_root_of_unity(2 * self.domain.size).expect("the field has roots of order 2²⁸");
            let powers = iter::successors(Some(self.domain.size_inv), |power| Some(*power * root));
            powers.take(self.domain.size()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ark_ff::{Field, UniformRand};
    use ark_poly::univariate::DensePolynomial;
    use ark_poly::{Evaluations, Polynomial};
    use ostrakon_circuits::key::ProvingKey;
    use ostrakon_core::path::Depth;

    use super::*;

    #[test]
    fn is_what_the_definition_says() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
        let key = ProvingKey::from_bytes(Depth::new(10).unwrap(), &fs::read(file).unwrap()).unwrap();
        let (matrices, size) = (key.matrices(), key.domain_size());
        let mut rng = ark_std::test_rng();
        let wires: Vec<Fr> = key.a().iter().map(|_| Fr::rand(&mut rng)).collect();

        let domain = Radix2EvaluationDomain::<Fr>::new(size).unwrap();
        let interpolate = |values: Vec<Fr>| -> DensePolynomial<Fr> {
            Evaluations::from_vec_and_domain(values, domain).interpolate()
        };
        let padded = |matrix: &Matrix| {
            let mut values: Vec<Fr> = matrix.times(&wires).collect();
            values.resize(size, Fr::zero());
            values
        };
        let (a, b) = (padded(&matrices.a), padded(&matrices.b));
        let c = a.iter().zip(&b).map(|(a, b)| a * b).collect();
        let (a, b, c) = (interpolate(a), interpolate(b), interpolate(c));

        let found = Cosets::new(size).quotient(matrices, &wires);
        assert_eq!(found.len(), size);
        let root = Fr::get_root_of_unity(2 * domain.size).unwrap();
        for at in [0, 1, 2, size / 2, size - 1] {
            let x = root.pow([2 * at as u64 + 1]);
            assert_eq!(found[at], a.evaluate(&x) * b.evaluate(&x) - c.evaluate(&x), "point {at}");
        }
    }
}
