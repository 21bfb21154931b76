//! SIMD of WebAssembly: two words of 64 bits in one instruction.
//!
//! There is no instruction for products of 52 bits, so limbs are multiplied in halves of 26: see [`halves`].
//!
//! Whether a module has such instructions is said when it is built, for all of it: `-C target-feature=+simd128`. Every
//! engine that takes the module has them, so there is nothing to detect. Tests on other processors emulate them.

#![allow(clippy::redundant_closure, reason = "functions of target features are no `Fn`")]

mod halves;
#[cfg(not(target_feature = "simd128"))]
mod instructions;

#[cfg(target_feature = "simd128")]
use std::arch::wasm32 as instructions;

use instructions::{
    i64x2_add, i64x2_bitmask, i64x2_eq, i64x2_shl, i64x2_shr, i64x2_shuffle, i64x2_sub, u64x2,
    u64x2_extract_lane, u64x2_shr, u64x2_splat, v128, v128_and, v128_or, v128_xor,
};

use super::{Arch, Kernel, Routine};
use crate::modulus::{LIMB_BITS, Limbs, MASK, Modulus};
use halves::Constants;

/// The instructions of WebAssembly's SIMD.
#[derive(Debug, Clone, Copy)]
pub struct Simd128;

/// Four pairs of words.
type Words = [v128; 4];

impl Simd128 {
    /// Runs a kernel with these instructions.
    #[inline(never)]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }
}

// Where they are emulated, code is not to be put into tests again and again: it takes long to compile.
impl Arch for Simd128 {
    type Words = Words;

    #[inline(never)]
    fn call<R: Routine<Self>>(self, routine: R) -> R::Output {
        routine.run(self)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn splat(self, word: u64) -> Words {
        [u64x2_splat(word); 4]
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn load(self, words: [u64; 8]) -> Words {
        let [a, b, c, d, e, f, g, h] = words;
        [u64x2(a, b), u64x2(c, d), u64x2(e, f), u64x2(g, h)]
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn store(self, words: Words) -> [u64; 8] {
        let [[a, b], [c, d], [e, f], [g, h]] =
            each(words, |pair| [u64x2_extract_lane::<0>(pair), u64x2_extract_lane::<1>(pair)]);
        [a, b, c, d, e, f, g, h]
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn add(self, a: Words, b: Words) -> Words {
        zip(a, b, |a, b| i64x2_add(a, b))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn sub(self, a: Words, b: Words) -> Words {
        zip(a, b, |a, b| i64x2_sub(a, b))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn low(self, a: Words) -> Words {
        each(a, |pair| v128_and(pair, u64x2_splat(MASK)))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn carry(self, a: Words) -> Words {
        each(a, |pair| i64x2_shr(pair, LIMB_BITS))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn shift_left<const N: u32>(self, a: Words) -> Words {
        each(a, |pair| i64x2_shl(pair, N))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn shift_right<const N: u32>(self, a: Words) -> Words {
        each(a, |pair| u64x2_shr(pair, N))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn equal(self, a: Words, b: Words) -> u8 {
        bits(zip(a, b, |a, b| i64x2_eq(a, b)))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn transpose(self, rows: [Words; 8]) -> [Words; 8] {
        let [a, b, c, d, e, f, g, h] = rows;
        let [a0, a1, a2, a3, a4, a5, a6, a7] = columns(a, b);
        let [b0, b1, b2, b3, b4, b5, b6, b7] = columns(c, d);
        let [c0, c1, c2, c3, c4, c5, c6, c7] = columns(e, f);
        let [d0, d1, d2, d3, d4, d5, d6, d7] = columns(g, h);
        [
            [a0, b0, c0, d0],
            [a1, b1, c1, d1],
            [a2, b2, c2, d2],
            [a3, b3, c3, d3],
            [a4, b4, c4, d4],
            [a5, b5, c5, d5],
            [a6, b6, c6, d6],
            [a7, b7, c7, d7],
        ]
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn madd_low(self, sum: Words, a: Words, b: Words) -> Words {
        let [low, _] = halves::multiply(a, b);
        self.add(sum, low)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn madd_high(self, sum: Words, a: Words, b: Words) -> Words {
        let [_, high] = halves::multiply(a, b);
        self.add(sum, high)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn select(self, choice: u8, a: Words, b: Words) -> Words {
        let places = [u64x2(1, 2), u64x2(4, 8), u64x2(16, 32), u64x2(64, 128)];
        let chosen = zip(places, self.splat(u64::from(choice)), |place, choice| v128_and(place, choice));
        let masks = zip(places, chosen, |place, chosen| i64x2_eq(place, chosen));
        // What the words differ in, where the mask has bits.
        let differences = zip(a, b, |a, b| v128_xor(a, b));
        let differences = zip(differences, masks, |difference, mask| v128_and(difference, mask));
        zip(a, differences, |a, difference| v128_xor(a, difference))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn look_up(self, table: &[u64; 8], top: Words) -> Words {
        let entry = |word: u64| {
            let index = usize::from(u8::try_from(word >> 45 & 7).expect("three bits"));
            *table.get(index).expect("three bits choose one of eight")
        };
        each(top, |pair| u64x2(entry(u64x2_extract_lane::<0>(pair)), entry(u64x2_extract_lane::<1>(pair))))
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn equal_any(self, words: Words, others: &[u64; 8]) -> u8 {
        let mut equal = self.splat(0);
        for &other in others {
            let same = zip(words, self.splat(other), |word, other| i64x2_eq(word, other));
            equal = zip(equal, same, |equal, same| v128_or(equal, same));
        }
        bits(equal)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn carried(self, limbs: [Words; 5]) -> [Words; 5] {
        halves::carried(&limbs)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn mul<F: Modulus>(self, a: &[Words; 5], b: &[Words; 5]) -> [Words; 5] {
        halves::mul(Constants::of::<F>(), a, b)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn square<F: Modulus>(self, a: &[Words; 5]) -> [Words; 5] {
        halves::square(Constants::of::<F>(), a)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn add_product(self, columns: &mut [Words; 10], a: &[Words; 5], b: &[Words; 5]) {
        halves::add_product(columns, a, b);
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn add_square(self, columns: &mut [Words; 10], a: &[Words; 5]) {
        halves::add_square(columns, a);
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn add_multiples(self, columns: &mut [Words; 6], a: &[Words; 5], multiples: &[Limbs; 5]) {
        halves::add_multiples(columns, a, multiples);
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn steps_but_last<F: Modulus>(self, columns: [Words; 10]) -> [Words; 6] {
        halves::steps_but_last(Constants::of::<F>(), &columns)
    }

    #[cfg_attr(target_feature = "simd128", inline(always))]
    fn last_step<F: Modulus>(self, columns: [Words; 6]) -> [Words; 5] {
        halves::last_step(Constants::of::<F>(), &columns)
    }
}

#[inline(always)]
fn each<T>([a, b, c, d]: Words, of: impl Fn(v128) -> T) -> [T; 4] {
    [of(a), of(b), of(c), of(d)]
}

#[inline(always)]
fn zip([a0, a1, a2, a3]: Words, [b0, b1, b2, b3]: Words, of: impl Fn(v128, v128) -> v128) -> Words {
    [of(a0, b0), of(a1, b1), of(a2, b2), of(a3, b3)]
}

/// The highest bit of each word.
#[inline(always)]
fn bits(words: Words) -> u8 {
    let [a, b, c, d] = each(words, |pair| i64x2_bitmask(pair));
    a | b << 2 | c << 4 | d << 6
}

/// The columns of two rows.
#[inline(always)]
fn columns(a: Words, b: Words) -> [v128; 8] {
    let [c, e, g, i] = zip(a, b, |a, b| i64x2_shuffle::<0, 2>(a, b));
    let [d, f, h, j] = zip(a, b, |a, b| i64x2_shuffle::<1, 3>(a, b));
    [c, d, e, f, g, h, i, j]
}
