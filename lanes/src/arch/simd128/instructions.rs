//! What `std::arch::wasm32` has, for tests on other processors.
#![allow(non_camel_case_types, reason = "the names are those of std::arch")]
#![allow(clippy::indexing_slicing, reason = "all indices are below two, or below four in a shuffle")]

use std::array;

/// Two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct v128([u64; 2]);

pub(crate) const fn u64x2(a: u64, b: u64) -> v128 {
    v128([a, b])
}

#[inline(never)]
pub(crate) fn u64x2_splat(word: u64) -> v128 {
    v128([word; 2])
}

#[inline(never)]
pub(crate) fn u64x2_extract_lane<const LANE: usize>(a: v128) -> u64 {
    a.0[LANE]
}

#[inline(never)]
pub(crate) fn v128_and(a: v128, b: v128) -> v128 {
    zip(a, b, |a, b| a & b)
}

#[inline(never)]
pub(crate) fn v128_or(a: v128, b: v128) -> v128 {
    zip(a, b, |a, b| a | b)
}

#[inline(never)]
pub(crate) fn v128_xor(a: v128, b: v128) -> v128 {
    zip(a, b, |a, b| a ^ b)
}

#[inline(never)]
pub(crate) fn i64x2_add(a: v128, b: v128) -> v128 {
    zip(a, b, u64::wrapping_add)
}

#[inline(never)]
pub(crate) fn i64x2_sub(a: v128, b: v128) -> v128 {
    zip(a, b, u64::wrapping_sub)
}

#[inline(never)]
pub(crate) fn i64x2_shl(a: v128, bits: u32) -> v128 {
    v128(a.0.map(|word| word << bits))
}

#[inline(never)]
pub(crate) fn i64x2_shr(a: v128, bits: u32) -> v128 {
    v128(a.0.map(|word| (word.cast_signed() >> bits).cast_unsigned()))
}

#[inline(never)]
pub(crate) fn u64x2_shr(a: v128, bits: u32) -> v128 {
    v128(a.0.map(|word| word >> bits))
}

#[inline(never)]
pub(crate) fn i64x2_eq(a: v128, b: v128) -> v128 {
    zip(a, b, |a, b| u64::from(a == b).wrapping_neg())
}

#[inline(never)]
pub(crate) fn i64x2_bitmask(a: v128) -> u8 {
    let [a, b] = a.0.map(|word| u8::from(word >> 63 == 1));
    a | b << 1
}

#[inline(never)]
pub(crate) fn i64x2_shuffle<const A: usize, const B: usize>(a: v128, b: v128) -> v128 {
    let all = [a.0[0], a.0[1], b.0[0], b.0[1]];
    v128([all[A], all[B]])
}

#[inline(never)]
pub(crate) fn f64x2_add(a: v128, b: v128) -> v128 {
    float(a, b, |a, b| a + b)
}

#[inline(never)]
pub(crate) fn f64x2_sub(a: v128, b: v128) -> v128 {
    float(a, b, |a, b| a - b)
}

#[inline(never)]
pub(crate) fn f64x2_mul(a: v128, b: v128) -> v128 {
    float(a, b, |a, b| a * b)
}

#[inline(always)]
fn float(a: v128, b: v128, of: impl Fn(f64, f64) -> f64) -> v128 {
    zip(a, b, |a, b| of(f64::from_bits(a), f64::from_bits(b)).to_bits())
}

#[inline(always)]
fn zip(a: v128, b: v128, of: impl Fn(u64, u64) -> u64) -> v128 {
    v128(array::from_fn(|lane| of(a.0[lane], b.0[lane])))
}
