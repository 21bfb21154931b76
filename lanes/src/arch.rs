//! An [`Arch`] is eight 64-bit words and what a processor can do with all of them at once.

mod columns;
#[cfg(target_arch = "x86_64")]
mod ifma;
mod portable;
#[cfg(any(target_feature = "simd128", test))]
mod simd128;

#[cfg(target_arch = "x86_64")]
pub use ifma::Ifma;
pub use portable::Portable;
#[cfg(any(target_feature = "simd128", test))]
pub use simd128::Simd128;

use crate::modulus::{Limbs, Modulus};

/// What a processor can do with eight words at once. A value of the type is proof that this
/// processor can.
pub trait Arch: Copy {
    /// Eight words of 64 bits.
    type Words: Copy;

    /// Runs a part of a kernel as a function of its own, so that what is needed at many places is
    /// compiled once.
    fn call<R: Routine<Self>>(self, routine: R) -> R::Output;

    /// The same word eight times.
    fn splat(self, word: u64) -> Self::Words;

    /// Eight words.
    fn load(self, words: [u64; 8]) -> Self::Words;

    /// The eight words.
    fn store(self, words: Self::Words) -> [u64; 8];

    /// `a + b mod 2⁶⁴`.
    fn add(self, a: Self::Words, b: Self::Words) -> Self::Words;

    /// `a − b mod 2⁶⁴`.
    fn sub(self, a: Self::Words, b: Self::Words) -> Self::Words;

    /// The lower 52 bits.
    fn low(self, a: Self::Words) -> Self::Words;

    /// `⌊a / 2⁵²⌋`, `a` with a sign.
    fn carry(self, a: Self::Words) -> Self::Words;

    /// `2ⁿ · a mod 2⁶⁴`, for n up to 63.
    fn shift_left<const N: u32>(self, a: Self::Words) -> Self::Words;

    /// `⌊a / 2ⁿ⌋`, for n up to 63.
    fn shift_right<const N: u32>(self, a: Self::Words) -> Self::Words;

    /// The words at which both are the same, the first in the lowest bit.
    fn equal(self, a: Self::Words, b: Self::Words) -> u8;

    /// Rows for columns.
    fn transpose(self, rows: [Self::Words; 8]) -> [Self::Words; 8];

    /// `sum` plus the lower 52 bits of the product of the lower 52 bits of `a` and `b`.
    fn madd_low(self, sum: Self::Words, a: Self::Words, b: Self::Words) -> Self::Words;

    /// `sum` plus bits 52 to 103 of the product of the lower 52 bits of `a` and `b`.
    fn madd_high(self, sum: Self::Words, a: Self::Words, b: Self::Words) -> Self::Words;

    /// `b` where the bit of `choice` is set, `a` elsewhere; the lowest bit is for the first word.
    fn select(self, choice: u8, a: Self::Words, b: Self::Words) -> Self::Words;

    /// Of each word of `top` the bits 45 to 47 choose an entry of the table.
    fn look_up(self, table: &[u64; 8], top: Self::Words) -> Self::Words;

    /// The words that are the same as any of the others, the first in the lowest bit.
    #[inline(always)]
    fn equal_any(self, words: Self::Words, others: &[u64; 8]) -> u8 {
        others.iter().fold(0, |mask, &other| mask | self.equal(words, self.splat(other)))
    }

    /// Passes the carries of five limbs on, those below zero too. Only the last may be left with more than 52 bits.
    #[inline(always)]
    fn carried(self, limbs: [Self::Words; 5]) -> [Self::Words; 5] {
        columns::carried(self, limbs)
    }

    /// `a · b / 2²⁶⁰` modulo the field's, by Montgomery's reduction.
    #[inline(always)]
    fn mul<F: Modulus>(self, a: &[Self::Words; 5], b: &[Self::Words; 5]) -> [Self::Words; 5] {
        columns::mul::<Self, F>(self, a, b)
    }

    /// `a² / 2²⁶⁰`, likewise.
    #[inline(always)]
    fn square<F: Modulus>(self, a: &[Self::Words; 5]) -> [Self::Words; 5] {
        columns::square::<Self, F>(self, a)
    }

    /// Adds `a · b` to a sum in columns of 52 bits.
    #[inline(always)]
    fn add_product(self, columns: &mut [Self::Words; 10], a: &[Self::Words; 5], b: &[Self::Words; 5]) {
        columns::add_product(self, columns, a, b);
    }

    /// Adds `a²` to twice a sum.
    #[inline(always)]
    fn add_square(self, columns: &mut [Self::Words; 10], a: &[Self::Words; 5]) {
        columns::add_square(self, columns, a);
    }

    /// Adds each limb of `a` times the multiple for it.
    #[inline(always)]
    fn add_multiples(self, columns: &mut [Self::Words; 6], a: &[Self::Words; 5], multiples: &[Limbs; 5]) {
        columns::add_multiples(self, columns, a, multiples);
    }

    /// All but the last step of Montgomery's reduction, with the limb that each clears shifted out.
    #[inline(always)]
    fn steps_but_last<F: Modulus>(self, columns: [Self::Words; 10]) -> [Self::Words; 6] {
        columns::steps_but_last::<Self, F>(self, columns)
    }

    /// The last step of Montgomery's reduction, and all carries passed on.
    #[inline(always)]
    fn last_step<F: Modulus>(self, columns: [Self::Words; 6]) -> [Self::Words; 5] {
        columns::last_step::<Self, F>(self, columns)
    }
}

/// Code over [`Lanes`](crate::lanes::Lanes), run by [`dispatch`].
pub trait Kernel {
    /// What it gives.
    type Output;

    /// Runs it. Mark this and all that it calls per lane `#[inline(always)]`: only code inside one
    /// function may use the instructions that function was allowed.
    fn run<A: Arch>(self, arch: A) -> Self::Output;
}

/// A part of a kernel that is run by [`Arch::call`].
pub trait Routine<A> {
    /// What it gives.
    type Output;

    /// Runs it. Mark this `#[inline(always)]`, for the same reason as [`Kernel::run`].
    fn run(self, arch: A) -> Self::Output;
}

/// Runs a kernel eight lanes wide.
///
/// # Errors
/// The kernel, untouched, where [`available`] names no instructions for it.
// Inlined, so that where there always are instructions nothing is kept of what callers do without.
#[inline(always)]
pub fn dispatch<K: Kernel>(kernel: K) -> Result<K::Output, K> {
    #[cfg(target_arch = "x86_64")]
    if let Some(ifma) = wanted().then(Ifma::detect).flatten() {
        return Ok(ifma.run(kernel));
    }
    #[cfg(target_feature = "simd128")]
    return Ok(Simd128.run(kernel));
    #[cfg(not(target_feature = "simd128"))]
    Err(kernel)
}

/// The instructions that [`dispatch`] uses: none where the processor has none, or where the
/// environment says `OSTRAKON_LANES=off` when they are first asked for.
#[must_use]
pub fn available() -> Option<&'static str> {
    #[cfg(target_arch = "x86_64")]
    if wanted() && Ifma::detect().is_some() {
        return Some("AVX-512 IFMA");
    }
    cfg!(target_feature = "simd128").then_some("WebAssembly's SIMD")
}

#[cfg(target_arch = "x86_64")]
fn wanted() -> bool {
    use std::sync::LazyLock;
    static WANTED: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os("OSTRAKON_LANES").is_none_or(|value| value != "off"));
    *WANTED
}

/// What a kernel gives on every architecture that this processor can do or that is emulated.
#[cfg(test)]
pub(crate) fn on_all<K: Kernel + Clone>(kernel: &K) -> Vec<K::Output> {
    let mut outputs = vec![kernel.clone().run(Portable), Simd128.run(kernel.clone())];
    outputs.extend(dispatch(kernel.clone()).ok());
    outputs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Everything an architecture can do, on the same words.
    #[derive(Clone)]
    struct Everything([u64; 8], [u64; 8], [u64; 8]);

    impl Kernel for Everything {
        type Output = ([[u64; 8]; 11], [[u64; 8]; 8], u8);

        #[inline(always)]
        fn run<A: Arch>(self, arch: A) -> Self::Output {
            let [a, b, c] = [self.0, self.1, self.2].map(|words| arch.load(words));
            let words = [
                arch.call(Sum(a, b)),
                arch.sub(a, b),
                arch.low(a),
                arch.carry(a),
                arch.madd_low(c, a, b),
                arch.madd_high(c, a, b),
                arch.look_up(&self.1, arch.low(a)),
                arch.select(self.0[0].to_le_bytes()[0], a, b),
                arch.splat(self.0[0]),
                arch.shift_left::<12>(a),
                arch.shift_right::<40>(a),
            ];
            let [d, e, f, g, h, ..] = words;
            let transposed = arch.transpose([a, b, c, d, e, f, g, h]);
            let store = |words| arch.store(words);
            (words.map(store), transposed.map(store), arch.equal(a, b))
        }
    }

    struct Sum<W>(W, W);

    impl<A: Arch> Routine<A> for Sum<A::Words> {
        type Output = A::Words;

        #[inline(always)]
        fn run(self, arch: A) -> A::Words {
            arch.add(self.0, self.1)
        }
    }

    fn arb_words() -> impl Strategy<Value = [u64; 8]> {
        let edge =
            prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(1 << 63), Just((1 << 52) - 1), Just(1 << 52)];
        prop::array::uniform8(prop_oneof![any::<u64>(), edge])
    }

    proptest! {
        #[test]
        fn every_architecture_does_the_same(a in arb_words(), b in arb_words(), c in arb_words(), same: u8) {
            let b = std::array::from_fn(|at| if same >> at & 1 == 1 { a[at] } else { b[at] });
            let outputs = on_all(&Everything(a, b, c));
            for output in &outputs {
                prop_assert_eq!(output, &outputs[0]);
            }
        }
    }
}
