//! AVX-512 IFMA: 52-bit products of eight words in one instruction.
//!
//! All `unsafe` of the workspace stands here. It is sound because a value of [`Ifma`] exists only
//! where the processor has the instructions ([`Ifma::detect`]), and because the intrinsics used work
//! on registers alone: none reads or writes memory through a pointer.
#![allow(unsafe_code, reason = "processor instructions are only reached through unsafe functions")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_mask_blend_epi64, _mm512_permutexvar_epi64, _mm512_set1_epi64, _mm512_srai_epi64,
    _mm512_srli_epi64, _mm512_sub_epi64,
};
use std::mem::transmute;

use super::{Arch, Kernel};
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
