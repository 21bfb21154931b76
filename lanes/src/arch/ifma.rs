//! AVX-512 IFMA: 52-bit products of eight words in one instruction.
//!
//! All `unsafe` of the workspace stands here. It is sound because a value of [`Ifma`] exists only
//! where the processor has the instructions ([`Ifma::detect`]), and because the intrinsics used work
//! on registers alone: none reads or writes memory through a pointer.
#![allow(unsafe_code, reason = "processor instructions are only reached through unsafe functions")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_mask_blend_epi64, _mm512_permutexvar_epi64, _mm512_set1_epi64,
    _mm512_shuffle_i64x2, _mm512_slli_epi64, _mm512_srai_epi64, _mm512_srli_epi64, _mm512_sub_epi64,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};
use std::mem::transmute;

use super::{Arch, Kernel, Routine};
use crate::modulus::MASK;

/// Proof that this processor has AVX-512F and AVX-512 IFMA.
#[derive(Debug, Clone, Copy)]
pub struct Ifma(());

impl Ifma {
    /// The proof, where the processor has the instructions and the operating system keeps their
    /// registers.
    #[must_use]
    pub fn detect() -> Option<Self> {
        let has_all = std::is_x86_feature_detected!("avx512f") && std::is_x86_feature_detected!("avx512ifma");
        has_all.then_some(Self(()))
    }

    /// Runs a kernel with these instructions.
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        #[target_feature(enable = "avx512f,avx512ifma")]
        fn with_instructions<K: Kernel>(kernel: K, arch: Ifma) -> K::Output {
            kernel.run(arch)
        }
        // SAFETY: `self` proves that the processor has both features.
        unsafe { with_instructions(kernel, self) }
    }
}

/// Calls an intrinsic.
macro_rules! intrinsic {
    ($call:expr) => {
        // SAFETY: a value of `Ifma`, which every caller has, proves that the processor has AVX-512F
        // and AVX-512 IFMA, all that these intrinsics need.
        unsafe { $call }
    };
}

impl Arch for Ifma {
    type Words = __m512i;

    #[inline(always)]
    fn call<R: Routine<Self>>(self, routine: R) -> R::Output {
        #[target_feature(enable = "avx512f,avx512ifma")]
        #[inline(never)]
        fn with_instructions<R: Routine<Ifma>>(routine: R, arch: Ifma) -> R::Output {
            routine.run(arch)
        }
        // SAFETY: `self` proves that the processor has both features.
        unsafe { with_instructions(routine, self) }
    }

    #[inline(always)]
    fn splat(self, word: u64) -> __m512i {
        intrinsic!(_mm512_set1_epi64(word.cast_signed()))
    }

    #[inline(always)]
    fn load(self, words: [u64; 8]) -> __m512i {
        // SAFETY: both are 64 bytes in which every bit pattern is valid.
        unsafe { transmute(words) }
    }

    #[inline(always)]
    fn store(self, words: __m512i) -> [u64; 8] {
        // SAFETY: both are 64 bytes in which every bit pattern is valid.
        unsafe { transmute(words) }
    }

    #[inline(always)]
    fn add(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_add_epi64(a, b))
    }

    #[inline(always)]
    fn sub(self, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_sub_epi64(a, b))
    }

    #[inline(always)]
    fn low(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_and_si512(a, self.splat(MASK)))
    }

    #[inline(always)]
    fn carry(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_srai_epi64::<52>(a))
    }

    #[inline(always)]
    fn shift_left<const N: u32>(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_slli_epi64::<N>(a))
    }

    #[inline(always)]
    fn shift_right<const N: u32>(self, a: __m512i) -> __m512i {
        intrinsic!(_mm512_srli_epi64::<N>(a))
    }

    #[inline(always)]
    fn equal(self, a: __m512i, b: __m512i) -> u8 {
        intrinsic!(_mm512_cmpeq_epi64_mask(a, b))
    }

    #[inline(always)]
    fn transpose(self, rows: [__m512i; 8]) -> [__m512i; 8] {
        let [a, b, c, d, e, f, g, h] = rows;
        let [a04, a26] = halves(low(a, b), low(c, d));
        let [b04, b26] = halves(low(e, f), low(g, h));
        let [a15, a37] = halves(high(a, b), high(c, d));
        let [b15, b37] = halves(high(e, f), high(g, h));
        let ([r0, r4], [r2, r6]) = (halves(a04, b04), halves(a26, b26));
        let ([r1, r5], [r3, r7]) = (halves(a15, b15), halves(a37, b37));
        [r0, r1, r2, r3, r4, r5, r6, r7]
    }

    #[inline(always)]
    fn madd_low(self, sum: __m512i, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_madd52lo_epu64(sum, a, b))
    }

    #[inline(always)]
    fn madd_high(self, sum: __m512i, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_madd52hi_epu64(sum, a, b))
    }

    #[inline(always)]
    fn select(self, choice: u8, a: __m512i, b: __m512i) -> __m512i {
        intrinsic!(_mm512_mask_blend_epi64(choice, a, b))
    }

    #[inline(always)]
    fn look_up(self, table: &[u64; 8], top: __m512i) -> __m512i {
        // The permutation looks at the lowest three bits of each index only.
        intrinsic!(_mm512_permutexvar_epi64(_mm512_srli_epi64::<45>(top), self.load(*table)))
    }
}

/// The lower word of each pair of `a` and of `b` in turn.
#[inline(always)]
fn low(a: __m512i, b: __m512i) -> __m512i {
    intrinsic!(_mm512_unpacklo_epi64(a, b))
}

/// The higher word of each pair of `a` and of `b` in turn.
#[inline(always)]
fn high(a: __m512i, b: __m512i) -> __m512i {
    intrinsic!(_mm512_unpackhi_epi64(a, b))
}

/// Of the four pairs of `a` and then of `b`: the first and third, and the second and fourth.
#[inline(always)]
fn halves(a: __m512i, b: __m512i) -> [__m512i; 2] {
    let even = intrinsic!(_mm512_shuffle_i64x2::<0b10_00_10_00>(a, b));
    [even, intrinsic!(_mm512_shuffle_i64x2::<0b11_01_11_01>(a, b))]
}
