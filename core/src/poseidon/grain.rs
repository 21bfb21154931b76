//! The Grain LFSR in self-shrinking mode that generates Poseidon's parameters (appendix E of the
//! paper), for a prime field of 254 bits and the S-box x⁵.

use ark_bn254::Fr;
use ark_ff::{BigInt, PrimeField};

/// The generator's 80 bits, the next to leave being the highest.
pub(super) struct Grain(u128);

const BITS: u32 = 80;

impl Grain {
    pub(super) fn new(width: usize, full_rounds: usize, partial_rounds: usize) -> Self {
        // Kind of field (prime) and of S-box (x^alpha), bits of the field, width, rounds, then ones.
        let fields = [
            (1, 2),
            (0, 4),
            (254, 12),
            (width, 12),
            (full_rounds, 10),
            (partial_rounds, 10),
            ((1 << 30) - 1, 30),
        ];
        let state = fields.iter().fold(0, |state: u128, &(value, bits)| state << bits | value as u128);
        let mut grain = Self(state);
        for _ in 0..160 {
            grain.step();
        }
        grain
    }

    /// The next element: 254 bits, drawn again while they are not below the modulus.
    pub(super) fn next_element(&mut self) -> Fr {
        loop {
            if let Some(element) = Fr::from_bigint(self.next_number()) {
                return element;
            }
        }
    }

    /// The next element, 254 bits reduced by the modulus: so the matrix's elements are drawn.
    pub(super) fn next_reduced(&mut self) -> Fr {
        Fr::from_be_bytes_mod_order(&ark_ff::BigInteger::to_bytes_be(&self.next_number()))
    }

    fn next_number(&mut self) -> BigInt<4> {
        let mut bits = [false; 256];
        for bit in bits.iter_mut().skip(2) {
            *bit = self.next_bit();
        }
        ark_ff::BigInteger::from_bits_be(&bits)
    }

    /// Self-shrinking: of each pair of bits, the second counts if the first is 1.
    fn next_bit(&mut self) -> bool {
        loop {
            let counts = self.step();
            let bit = self.step();
            if counts {
                return bit;
            }
        }
    }

    /// b(i+80) = b(i+62) ⊕ b(i+51) ⊕ b(i+38) ⊕ b(i+23) ⊕ b(i+13) ⊕ b(i)
    fn step(&mut self) -> bool {
        let tap = |i: u32| self.0 >> (BITS - 1 - i);
        let bit = (tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0)) & 1;
        self.0 = (self.0 << 1 | bit) & ((1 << BITS) - 1);
        bit == 1
    }
}
