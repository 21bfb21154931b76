//! A [`Modulus`] is a field of BN254 as numbers of five limbs of 52 bits, with what multiplication
//! and reduction need to know of it.
#![allow(
    clippy::indexing_slicing,
    reason = "constants are computed at compile time, where an index out of bounds does not compile"
)]

use ark_bn254::{Fq, Fr};
use ark_ff::{BigInt, PrimeField};

/// Bits of a limb.
pub const LIMB_BITS: u32 = 52;

/// The largest limb.
pub const MASK: u64 = (1 << LIMB_BITS) - 1;

/// Five limbs, the lowest first.
pub type Limbs = [u64; 5];

/// A prime field of BN254. `R` = 2²⁶⁰ is what its elements are multiplied with inside.
pub trait Modulus: PrimeField<BigInt = BigInt<4>> {
    /// The modulus `p`.
    const P: Limbs;
    /// `-p⁻¹ mod 2⁵²`.
    const INVERSE: u64;
    /// `(p · INVERSE + 1) / 2⁵²`: one step of Montgomery reduction with the lowest limb shifted out.
    const STEP: Limbs;
    /// `4p`.
    const FOUR_P: Limbs;
    /// `⌊i · 2²⁵³ / p⌋ · p` for i from 0 to 7, limb by limb.
    const MULTIPLES: [[u64; 8]; 5];
    /// `2²⁶⁰ − p`.
    const NEGATIVE: Limbs;
    /// `⌊2²⁶⁰ / p⌋`.
    const PER_2_260: u64;
    /// `36p²`.
    const P_SQUARED_36: [u64; 10];
    /// `2²⁶⁴ mod p`: turns arkworks' form, times 2²⁵⁶, into ours, times 2²⁶⁰.
    const FROM_ARK: Limbs;
    /// `2²⁵⁶ mod p`: turns our form into arkworks'.
    const TO_ARK: Limbs;

    /// The number in arkworks' form, times 2²⁵⁶.
    fn to_ark_form(&self) -> [u64; 4];

    /// The element of a number below `p` in arkworks' form.
    fn from_ark_form(form: [u64; 4]) -> Self;
}

macro_rules! modulus {
    ($field:ty) => {
        impl Modulus for $field {
            const P: Limbs = split(<$field as PrimeField>::MODULUS.0);
            const INVERSE: u64 = inverse(<$field as PrimeField>::MODULUS.0);
            const STEP: Limbs = step(<$field as PrimeField>::MODULUS.0);
            const FOUR_P: Limbs = times(Self::P, 4);
            const MULTIPLES: [[u64; 8]; 5] = multiples(Self::P);
            const NEGATIVE: Limbs = negative(Self::P);
            // Both moduli are 2²⁶⁰ / 84.64.
            const PER_2_260: u64 = 84;
            const P_SQUARED_36: [u64; 10] = product(times(Self::P, 36), Self::P);
            // arkworks keeps x as x · 2²⁵⁶ mod p, so the inside of 2⁸ is 2²⁶⁴ and that of 1 is 2²⁵⁶.
            const FROM_ARK: Limbs = split(<$field>::new(BigInt([256, 0, 0, 0])).0.0);
            const TO_ARK: Limbs = split(<$field>::new(BigInt([1, 0, 0, 0])).0.0);

            #[inline(always)]
            fn to_ark_form(&self) -> [u64; 4] {
                self.0.0
            }

            #[inline(always)]
            fn from_ark_form(form: [u64; 4]) -> Self {
                Self::new_unchecked(BigInt(form))
            }
        }
    };
}

modulus!(Fr);
modulus!(Fq);

/// A number of 256 bits in limbs.
#[inline(always)]
#[must_use]
pub const fn split(words: [u64; 4]) -> Limbs {
    let [a, b, c, d] = words;
    [a & MASK, (a >> 52 | b << 12) & MASK, (b >> 40 | c << 24) & MASK, (c >> 28 | d << 36) & MASK, d >> 16]
}

/// A number below 2²⁵⁶ in words. Every limb is below 2⁵².
#[inline(always)]
#[must_use]
pub const fn join(limbs: Limbs) -> [u64; 4] {
    let [a, b, c, d, e] = limbs;
    [a | b << 52, b >> 12 | c << 40, c >> 24 | d << 28, d >> 36 | e << 16]
}

/// `-p⁻¹ mod 2⁵²` by Newton's iteration, which doubles the number of right bits each time.
const fn inverse(modulus: [u64; 4]) -> u64 {
    let [lowest, ..] = modulus;
    let mut inverse = 1_u64;
    let mut right_bits = 1;
    while right_bits < 64 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse)));
        right_bits *= 2;
    }
    inverse.wrapping_neg() & MASK
}

/// `factor · number`, for a product below 2²⁶⁰.
const fn times(number: Limbs, factor: u64) -> Limbs {
    let mut product = [0; 5];
    let mut carry = 0;
    let mut at = 0;
    while at < 5 {
        let sum = number[at] as u128 * factor as u128 + carry;
        product[at] = (sum & MASK as u128) as u64;
        carry = sum >> LIMB_BITS;
        at += 1;
    }
    product
}

const fn step(modulus: [u64; 4]) -> Limbs {
    let factor = inverse(modulus);
    let limbs = split(modulus);
    let mut shifted = [0; 5];
    // The lowest limb of the product is 2⁵² − 1; the one added carries it over.
    let mut carry = (limbs[0] as u128 * factor as u128 + 1) >> LIMB_BITS;
    let mut at = 1;
    while at < 5 {
        let sum = limbs[at] as u128 * factor as u128 + carry;
        shifted[at - 1] = (sum & MASK as u128) as u64;
        carry = sum >> LIMB_BITS;
        at += 1;
    }
    shifted[4] = carry as u64;
    shifted
}

const fn multiples(modulus: Limbs) -> [[u64; 8]; 5] {
    // ⌊i · 2²⁵³ / p⌋: both moduli are about 1.5124 · 2²⁵³ and agree in these.
    let quotients = [0, 0, 1, 1, 2, 3, 3, 4];
    let mut table = [[0; 8]; 5];
    let mut i = 0;
    while i < 8 {
        let multiple = times(modulus, quotients[i]);
        let mut limb = 0;
        while limb < 5 {
            table[limb][i] = multiple[limb];
            limb += 1;
        }
        i += 1;
    }
    table
}

/// `2²⁶⁰ − number`.
const fn negative(number: Limbs) -> Limbs {
    let mut difference = [0; 5];
    let mut borrow = 0;
    let mut at = 0;
    while at < 5 {
        let less = 0_u64.wrapping_sub(number[at]).wrapping_sub(borrow);
        difference[at] = less & MASK;
        borrow = less >> 63;
        at += 1;
    }
    difference
}

/// `a · b`.
const fn product(a: Limbs, b: Limbs) -> [u64; 10] {
    let mut product = [0; 10];
    let mut i = 0;
    while i < 5 {
        let mut carry = 0;
        let mut j = 0;
        while j < 5 {
            let sum = product[i + j] as u128 + a[i] as u128 * b[j] as u128 + carry;
            product[i + j] = (sum & MASK as u128) as u64;
            carry = sum >> LIMB_BITS;
            j += 1;
        }
        product[i + 5] = carry as u64;
        i += 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(limbs: Limbs) -> [u64; 4] {
        join(limbs)
    }

    fn constants_are_what_they_say<F: Modulus>() {
        assert_eq!(value(F::P), F::MODULUS.0);
        assert_eq!(F::P[0].wrapping_mul(F::INVERSE) & MASK, MASK);
        // STEP · 2⁵² = p · INVERSE + 1, so it is 2⁻⁵² mod p.
        let two_52 = F::from(1_u64 << LIMB_BITS);
        assert_eq!(F::from_bigint(BigInt(value(F::STEP))).unwrap() * two_52, F::ONE);
        assert_eq!(F::from_bigint(BigInt(value(F::FROM_ARK))).unwrap(), F::from(2_u64).pow([264]));
        assert_eq!(F::from_bigint(BigInt(value(F::TO_ARK))).unwrap(), F::from(2_u64).pow([256]));
        for i in 0..8 {
            let multiple: Limbs = std::array::from_fn(|limb| F::MULTIPLES[limb][i]);
            let lower = (i as u64) << (253 - 208);
            let top = |limbs: Limbs| limbs[4];
            assert!(top(multiple) <= lower && lower < top(multiple) + top(F::P) + 1, "{i}");
        }
        // 2²⁶⁰ − p + p carries through all limbs and leaves nothing.
        let mut carry = 0;
        for (limb, negative) in F::P.into_iter().zip(F::NEGATIVE) {
            carry += limb + negative;
            assert_eq!(carry & MASK, 0);
            carry >>= LIMB_BITS;
        }
        assert_eq!(carry, 1);
        // A multiple of p of the right size.
        let value = F::P_SQUARED_36.into_iter().rev().fold(F::ZERO, |sum, limb| sum * two_52 + F::from(limb));
        assert_eq!(value, F::ZERO);
        let float =
            |limbs: &[u64]| limbs.iter().rev().fold(0.0, |sum, &limb| sum * 2_f64.powi(52) + limb as f64);
        let modulus = float(&F::P);
        assert!((float(&F::P_SQUARED_36) / modulus / modulus - 36.0).abs() < 1e-9);
        assert!((84.64..84.65).contains(&(2_f64.powi(260) / modulus)));
        // What the last of the first four steps of Montgomery's reduction adds at most, in multiples of p.
        assert!(float(&F::STEP) / modulus < 0.13);
        assert!(73.0 / 84.64 + 1.13 < 2.0 && 5.28 * modulus < 2_f64.powi(256));
    }

    #[test]
    fn the_constants_of_both_fields_are_what_they_say() {
        constants_are_what_they_say::<Fr>();
        constants_are_what_they_say::<Fq>();
    }

    #[test]
    fn splitting_and_joining_are_inverse() {
        for words in [[0; 4], [u64::MAX; 4], [1, 2, 3, 4], [0x1234_5678_9abc_def0, 0, u64::MAX, 1 << 63]] {
            assert_eq!(join(split(words)), words);
            assert!(split(words).iter().all(|&limb| limb <= MASK));
        }
    }
}
