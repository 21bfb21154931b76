//! [`Inputs`] adds up multiples of a key's points for public inputs, with tables of their multiples.

use ark_bn254::{Fr, G1Affine, G1Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{PrimeField, Zero};

/// Bits of a digit: digits are from −16 to 16.
const BITS: usize = 5;

/// Digits of a scalar, which leave room for a carry into the highest.
const DIGITS: usize = 51;

/// A key's points for public inputs.
#[derive(Debug, Clone)]
pub(crate) struct Inputs {
    /// Of each point the multiples by `k · 2^(5i)` for k from 1 to 16, for each i.
    multiples: Vec<Vec<G1Affine>>,
}

impl Inputs {
    /// Makes the tables of `IC₀`, …, `IC₄`.
    pub(crate) fn new(points: &[G1Affine; 5]) -> Self {
        let multiples = points.iter().map(|&point| {
            let mut base = point.into_group();
            let mut multiples = Vec::with_capacity(DIGITS << (BITS - 1));
            for _ in 0..DIGITS {
                let mut multiple = base;
                for _ in 0..1 << (BITS - 1) {
                    multiples.push(multiple);
                    multiple += base;
                }
                // Seventeen times the base less once, doubled.
                base = (multiple - base) + (multiple - base);
            }
            G1Projective::normalize_batch(&multiples)
        });
        Self { multiples: multiples.collect() }
    }

    /// `Σ xᵢ·ICᵢ`; for one proof, x₀ is 1.
    pub(crate) fn sum(&self, inputs: &[Fr; 5]) -> G1Projective {
        let mut sum = G1Projective::zero();
        for (input, multiples) in inputs.iter().zip(&self.multiples) {
            for (digit, multiples) in digits(input).into_iter().zip(multiples.chunks(1 << (BITS - 1))) {
                let multiple = usize::from(digit.unsigned_abs()).checked_sub(1);
                match multiple.and_then(|at| multiples.get(at)) {
                    Some(multiple) if digit < 0 => sum -= multiple,
                    Some(multiple) => sum += multiple,
                    None => {}
                }
            }
        }
        sum
    }
}

/// The digits of a scalar, the lowest first.
fn digits(scalar: &Fr) -> [i8; DIGITS] {
    let mut limbs = scalar.into_bigint().0;
    let mut carry = 0;
    [0; DIGITS].map(|_: i8| {
        let [lowest, ..] = limbs;
        let digit = i8::try_from(lowest & 31).expect("five bits") + carry;
        let mut above = 0;
        for limb in limbs.iter_mut().rev() {
            (*limb, above) = (*limb >> BITS | above << (64 - BITS), *limb & 31);
        }
        carry = i8::from(digit > 16);
        digit - 32 * carry
    })
}

#[cfg(test)]
mod tests {
    use ark_ec::VariableBaseMSM;
    use ark_ff::{BigInt, UniformRand};

    use super::*;

    #[test]
    fn sums_are_those_of_arkworks() {
        let rng = &mut ark_std::test_rng();
        let points = [(); 5].map(|()| G1Projective::rand(rng).into_affine());
        let inputs = Inputs::new(&points);
        let edges = [0, 1, 15, 16, 17, 31, 32].map(Fr::from).into_iter();
        // All digits 16, and those after them, where carries run through.
        let sixteens = (0..DIGITS).fold(Fr::from(0), |sum, _| sum * Fr::from(32) + Fr::from(16));
        let runs = [
            sixteens,
            sixteens + Fr::from(1),
            Fr::from_bigint(BigInt([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 3])).unwrap(),
        ];
        let scalars: Vec<_> = edges.chain(runs).flat_map(|edge| [edge, -edge]).collect();
        for at in 0..scalars.len() {
            let mut next = scalars.iter().cycle().skip(at);
            let mut scalars = [(); 5].map(|()| *next.next().unwrap());
            for _ in 0..2 {
                assert_eq!(inputs.sum(&scalars), G1Projective::msm_unchecked(&points, &scalars));
                scalars = [(); 5].map(|()| Fr::rand(rng));
            }
        }
    }
}
