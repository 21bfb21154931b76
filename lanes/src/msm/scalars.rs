//! [`Scalars`] cut into digits.

use std::ops::Range;

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use zeroize::{Zeroize, Zeroizing};

/// Bits of half the modulus.
const BITS: u32 = 253;

/// Scalars as digits to base 2ᶜ between −2ᶜ⁻¹ and 2ᶜ⁻¹, so that a window has only half as many buckets
/// as values. A secret: zeroized on drop.
///
/// A scalar above r/2 is taken as minus its opposite, which has one bit less. The digits of the highest
/// window go up to what half the modulus leaves for it.
pub struct Scalars {
    count: usize,
    window_bits: u32,
    /// Those of the lowest window first.
    digits: Zeroizing<Vec<i16>>,
}

impl Scalars {
    /// Scalars for sums of about as many points.
    #[must_use]
    pub fn new(scalars: &[Fr]) -> Self {
        // A window costs one addition for each point and one for each bucket.
        let cost = |bits: &u32| u64::from(BITS.div_ceil(*bits)) * (scalars.len() as u64 + (1 << (bits - 1)));
        Self::with_window(scalars, (2..=14).min_by_key(cost).expect("there are windows to choose from"))
    }

    /// Scalars in windows of some bits, from 2 to 14.
    pub(super) fn with_window(scalars: &[Fr], window_bits: u32) -> Self {
        let windows = BITS.div_ceil(window_bits) as usize;
        let mut rests = Zeroizing::new(scalars.iter().map(Rest::new).collect::<Vec<_>>());
        let mut digits = Zeroizing::new(Vec::with_capacity(windows * scalars.len()));
        for window in 1..=windows {
            let is_last = window == windows;
            digits.extend(rests.iter_mut().map(|rest| rest.next_digit(window_bits, is_last)));
        }
        let count = scalars.len();
        Self { count, window_bits, digits }
    }

    /// How many windows there are.
    #[must_use]
    pub fn windows(&self) -> usize {
        BITS.div_ceil(self.window_bits) as usize
    }

    /// The bits of a window.
    pub(super) const fn window_bits(&self) -> u32 {
        self.window_bits
    }

    /// The digits of each window, and the largest that they may be.
    pub(super) fn digits(&self, windows: Range<usize>) -> impl Iterator<Item = (&[i16], usize)> {
        let last = self.windows() - 1;
        windows.map(move |window| {
            let from = window * self.count;
            let digits = self.digits.get(from..from + self.count).unwrap_or_default();
            let largest = if window < last { 1 << (self.window_bits - 1) } else { self.largest_of_last() };
            (digits, largest)
        })
    }

    fn largest_of_last(&self) -> usize {
        let half = Fr::MODULUS_MINUS_ONE_DIV_TWO.0;
        let [lowest, ..] = (1..self.windows()).fold(half, |rest, _| shifted(rest, self.window_bits));
        usize::try_from(lowest).expect("at most 14 bits are left") + 1
    }
}

/// What is left of a scalar.
#[derive(Default, Zeroize)]
struct Rest {
    number: [u64; 4],
    is_negative: bool,
}

impl Rest {
    fn new(scalar: &Fr) -> Self {
        let mut number = scalar.into_bigint();
        let is_negative = number > Fr::MODULUS_MINUS_ONE_DIV_TWO;
        if is_negative {
            let mut opposite = Fr::MODULUS;
            opposite.sub_with_borrow(&number);
            number = opposite;
        }
        Self { number: number.0, is_negative }
    }

    /// Takes the lowest digit off.
    fn next_digit(&mut self, bits: u32, is_last: bool) -> i16 {
        let [lowest, ..] = self.number;
        let mut digit = i16::try_from(lowest & ((1 << bits) - 1)).expect("a digit has at most 14 bits");
        self.number = shifted(self.number, bits);
        if digit > 1 << (bits - 1) && !is_last {
            digit -= 1 << bits;
            // Half the modulus is far below 2²⁵⁶.
            let [a, b, c, d] = self.number;
            let (a, carry) = a.overflowing_add(1);
            let (b, carry) = b.overflowing_add(u64::from(carry));
            let (c, carry) = c.overflowing_add(u64::from(carry));
            self.number = [a, b, c, d + u64::from(carry)];
        }
        if self.is_negative { -digit } else { digit }
    }
}

/// The number without its lowest 1 to 63 bits.
fn shifted([a, b, c, d]: [u64; 4], bits: u32) -> [u64; 4] {
    let of = |low: u64, high: u64| low >> bits | high << (64 - bits);
    [of(a, b), of(b, c), of(c, d), d >> bits]
}

#[cfg(test)]
mod tests {
    use ark_ff::{AdditiveGroup, Field};
    use proptest::prelude::*;

    use super::*;

    fn digits_make_up(scalar: Fr) {
        for bits in 2..=14 {
            let scalars = Scalars::with_window(&[Fr::ONE, scalar], bits);
            let mut sum = Fr::ZERO;
            let windows: Vec<_> = scalars.digits(0..scalars.windows()).collect();
            for (digits, largest) in windows.into_iter().rev() {
                assert!(digits[1].unsigned_abs() as usize <= largest, "{bits}");
                sum = sum * Fr::from(1_u64 << bits) + Fr::from(digits[1]);
            }
            assert_eq!(sum, scalar, "{bits}");
        }
    }

    #[test]
    fn edges_are_the_sum_of_their_digits() {
        let half = Fr::from_bigint(Fr::MODULUS_MINUS_ONE_DIV_TWO).unwrap();
        for number in 0..3_u64 {
            let small = Fr::from(number);
            for edge in [small, half, half.double(), Fr::from(2).pow([252]), Fr::from(u64::MAX)] {
                for scalar in [edge - small, edge + small, -edge] {
                    digits_make_up(scalar);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn scalars_are_the_sum_of_their_digits(words: [u64; 4]) {
            digits_make_up(words.into_iter().fold(Fr::ZERO, |sum, word| sum * Fr::from(u64::MAX) + Fr::from(word)));
        }
    }
}
