//! Sums of products of elements of the base field with one reduction for each sum, after
//! [Longa 2022][paper], section 3: row by row, Montgomery's reduction after each.
//!
//! [paper]: https://eprint.iacr.org/2022/367

use ark_bn254::{Fq, FqConfig};
use ark_ff::{BigInt, Fp, MontConfig};

const MODULUS: [u64; 4] = FqConfig::MODULUS.0;

/// `Σ aᵢ·bᵢ`, of twice `N` pairs of elements below `p`, as arkworks keeps them.
#[inline(always)]
pub(super) fn sum_of_products<const N: usize>(a: [[&Fq; 2]; N], b: [[&Fq; 2]; N]) -> Fq {
    // The result is (Σ aᵢ·bᵢ + m·p)/R with m < R: below 2N·p²/R + p, which is below 3p, and below 2p for N
    // up to 2.
    const { assert!(N >= 1 && N <= 5, "so many sums of two are bounded") };
    const { assert!(MODULUS[3] < u64::MAX / 5, "p is less than R/5") };
    let mut sum = [0; 5];
    sum = row::<0, N>(sum, &a, &b);
    sum = row::<1, N>(sum, &a, &b);
    sum = row::<2, N>(sum, &a, &b);
    sum = row::<3, N>(sum, &a, &b);
    let [s0, s1, s2, s3, _] = sum;
    let sum = subtract_modulus([s0, s1, s2, s3]);
    Fp::new_unchecked(BigInt(if N > 2 { subtract_modulus(sum) } else { sum }))
}

/// Adds one limb of each first factor times the second, and divides by 2⁶⁴, modulo `p`.
///
/// The sum is below `(2N + 1)·p` before and after. In between it is below `2⁶⁴·(2N + 1)·p`: as 5p is less than
/// R, that is five limbs for N up to 2, and six for more.
#[inline(always)]
#[allow(clippy::indexing_slicing, reason = "an element has four limbs")]
fn row<const LIMB: usize, const N: usize>(sum: [u64; 5], a: &[[&Fq; 2]; N], b: &[[&Fq; 2]; N]) -> [u64; 5] {
    let ([mut s0, mut s1, mut s2, mut s3, mut s4], mut s5) = (sum, 0_u64);
    let mut carry;
    for (a, b) in a.iter().zip(b) {
        for (a, b) in a.iter().zip(b) {
            let (a, [b0, b1, b2, b3]) = (a.0.0[LIMB], b.0.0);
            (s0, carry) = multiply_add(s0, a, b0, 0);
            (s1, carry) = multiply_add(s1, a, b1, carry);
            (s2, carry) = multiply_add(s2, a, b2, carry);
            (s3, carry) = multiply_add(s3, a, b3, carry);
            if N > 2 {
                (s4, carry) = add(s4, carry, 0);
                s5 = s5.wrapping_add(carry);
            } else {
                s4 = s4.wrapping_add(carry);
            }
        }
    }
    let factor = s0.wrapping_mul(FqConfig::INV);
    let [p0, p1, p2, p3] = MODULUS;
    (_, carry) = multiply_add(s0, factor, p0, 0);
    (s0, carry) = multiply_add(s1, factor, p1, carry);
    (s1, carry) = multiply_add(s2, factor, p2, carry);
    (s2, carry) = multiply_add(s3, factor, p3, carry);
    (s3, carry) = add(s4, carry, 0);
    [s0, s1, s2, s3, s5.wrapping_add(carry)]
}

/// `a + b·c + carry`: the lower and the upper limb.
#[inline(always)]
fn multiply_add(a: u64, b: u64, c: u64, carry: u64) -> (u64, u64) {
    split(
        u128::from(b).wrapping_mul(u128::from(c)).wrapping_add(u128::from(a)).wrapping_add(u128::from(carry)),
    )
}

/// `a + b + carry`: the lower and the upper limb.
#[inline(always)]
fn add(a: u64, b: u64, carry: u64) -> (u64, u64) {
    split(u128::from(a).wrapping_add(u128::from(b)).wrapping_add(u128::from(carry)))
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "the lower limb is what is asked for")]
const fn split(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}

/// Takes away `p` where that leaves nothing below zero.
#[inline(always)]
fn subtract_modulus(value: [u64; 4]) -> [u64; 4] {
    let [v0, v1, v2, v3] = value;
    let [p0, p1, p2, p3] = MODULUS;
    let (d0, borrow) = subtract(v0, p0, false);
    let (d1, borrow) = subtract(v1, p1, borrow);
    let (d2, borrow) = subtract(v2, p2, borrow);
    let (d3, borrow) = subtract(v3, p3, borrow);
    if borrow { value } else { [d0, d1, d2, d3] }
}

/// `a − b − borrow`, and whether that is below zero.
#[inline(always)]
fn subtract(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first | second)
}

#[cfg(test)]
mod tests {
    use ark_ff::{PrimeField, UniformRand};

    use super::*;

    fn is_sum<const N: usize>(pairs: [[(Fq, Fq); 2]; N]) {
        let [a, b] = [|pair: &(Fq, Fq)| pair.0, |pair: &(Fq, Fq)| pair.1]
            .map(|of| pairs.map(|pairs| pairs.map(|pair| of(&pair))));
        let sum = sum_of_products(a.each_ref().map(|a| a.each_ref()), b.each_ref().map(|b| b.each_ref()));
        assert_eq!(sum, pairs.iter().flatten().map(|(a, b)| *a * b).sum::<Fq>(), "{pairs:?}");
        assert!(sum.0 < Fq::MODULUS, "{pairs:?}");
    }

    fn are_sums(mut next: impl FnMut() -> Fq) {
        let mut pairs = || [(next(), next()), (next(), next())];
        is_sum([pairs()]);
        is_sum([(); 2].map(|()| pairs()));
        is_sum([(); 3].map(|()| pairs()));
        is_sum([(); 5].map(|()| pairs()));
    }

    /// The elements whose limbs in Montgomery's form are these.
    fn of_limbs(limbs: [u64; 4]) -> Fq {
        assert!(BigInt(limbs) < Fq::MODULUS);
        Fp::new_unchecked(BigInt(limbs))
    }

    #[test]
    fn sums_are_those_of_arkworks() {
        let rng = &mut ark_std::test_rng();
        for _ in 0..1000 {
            are_sums(|| Fq::rand(rng));
        }
    }

    #[test]
    fn the_largest_limbs_and_elements_carry_through() {
        let [p0, p1, p2, p3] = MODULUS;
        let edges = [
            [0; 4],
            [1, 0, 0, 0],
            [p0 - 1, p1, p2, p3],
            [p0 - 2, p1, p2, p3],
            [u64::MAX, u64::MAX, u64::MAX, p3 - 1],
            [u64::MAX, 0, u64::MAX, p3 - 1],
            [0, u64::MAX, 0, p3],
            [u64::MAX, u64::MAX, p2 - 1, p3],
            [0, 0, 0, p3],
        ]
        .map(of_limbs);
        for a in edges {
            for b in edges {
                let mut factors = [a, b].into_iter().cycle();
                are_sums(|| factors.next().unwrap());
            }
        }
        let rng = &mut ark_std::test_rng();
        for _ in 0..10_000 {
            are_sums(|| edges[usize::from(u8::rand(rng)) % edges.len()]);
        }
    }
}
