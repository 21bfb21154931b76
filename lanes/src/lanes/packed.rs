//! Lanes as they lie in memory between kernels: each element in four words of 64 bits.

use std::marker::PhantomData;

use super::{Constant, Lanes};
use crate::arch::Arch;
use crate::modulus::{Limbs, MASK, Modulus};

/// Eight elements in memory, ready to be loaded. They are below `p`.
#[derive(Debug, Clone, Copy)]
pub struct Row<F> {
    limbs: [[u64; 8]; 5],
    field: PhantomData<F>,
}

impl<F: Modulus> Row<F> {
    /// The row of eight elements.
    #[must_use]
    pub fn new(elements: &[F; 8]) -> Self {
        let mut limbs = [[0; 8]; 5];
        for (lane, element) in elements.iter().enumerate() {
            for (row, limb) in limbs.iter_mut().zip(Constant::new(*element).limbs) {
                if let Some(word) = row.get_mut(lane) {
                    *word = limb;
                }
            }
        }
        Self { limbs, field: PhantomData }
    }
}

impl<A: Arch, F: Modulus> Lanes<A, F> {
    /// The elements of a row.
    #[inline(always)]
    #[must_use]
    pub fn of_row(arch: A, row: &Row<F>) -> Self {
        Self::from_limbs(row.limbs.map(|limb| arch.load(limb)))
    }

    /// The first lanes of all, then the second lanes of all, and so on.
    #[inline(always)]
    #[must_use]
    pub fn transpose(arch: A, rows: [Self; 8]) -> [Self; 8] {
        let mut columns = rows;
        for limb in 0..5 {
            let words = arch.transpose(rows.map(|row| row.limb(limb)));
            for (column, words) in columns.iter_mut().zip(words) {
                if let Some(limb) = column.limbs.get_mut(limb) {
                    *limb = words;
                }
            }
        }
        columns
    }

    #[inline(always)]
    fn limb(self, at: usize) -> A::Words {
        *self.limbs.get(at).expect("there are five limbs")
    }

    /// Eight elements from what [`Self::pack`] gave.
    #[inline(always)]
    #[must_use]
    pub fn unpack(arch: A, words: [A::Words; 4]) -> Self {
        let [a, b, c, d] = words;
        Self::from_limbs([
            arch.low(a),
            arch.low(arch.add(arch.shift_right::<52>(a), arch.shift_left::<12>(b))),
            arch.low(arch.add(arch.shift_right::<40>(b), arch.shift_left::<24>(c))),
            arch.low(arch.add(arch.shift_right::<28>(c), arch.shift_left::<36>(d))),
            arch.shift_right::<16>(d),
        ])
    }

    /// Four words of each element, the lowest first. Takes values below `2²⁵⁶`, that is `5p`.
    #[inline(always)]
    #[must_use]
    pub fn pack(self, arch: A) -> [A::Words; 4] {
        let [a, b, c, d, e] = self.limbs;
        [
            arch.add(a, arch.shift_left::<52>(b)),
            arch.add(arch.shift_right::<12>(b), arch.shift_left::<40>(c)),
            arch.add(arch.shift_right::<24>(c), arch.shift_left::<28>(d)),
            arch.add(arch.shift_right::<36>(d), arch.shift_left::<16>(e)),
        ]
    }

    /// Bits for the elements that may be zero: for all that are, and for one in 2⁴⁹ of the others.
    /// Takes values below `8p`.
    #[inline(always)]
    #[must_use]
    pub fn may_be_zero(self, arch: A) -> u8 {
        let [lowest, ..] = self.limbs;
        arch.equal_any(lowest, const { &lowest_limbs_of_zero::<F>() })
    }
}

/// The lowest limbs of the multiples of `p` below `8p`.
const fn lowest_limbs_of_zero<F: Modulus>() -> [u64; 8] {
    let [lowest, ..]: Limbs = F::P;
    let mut limbs = [0; 8];
    let mut rest: &mut [u64] = &mut limbs;
    let mut limb = 0;
    while let Some((first, others)) = rest.split_first_mut() {
        *first = limb;
        limb = (limb + lowest) & MASK;
        rest = others;
    }
    limbs
}

#[cfg(test)]
mod tests {
    use ark_bn254::Fq;
    use ark_ff::Zero;
    use proptest::prelude::*;

    use super::*;
    use crate::arch::{Kernel, on_all};

    /// Packs, unpacks and finds zeros.
    #[derive(Clone, Copy)]
    struct Everything([Fq; 8], [Fq; 8]);

    impl Kernel for Everything {
        type Output = ([Fq; 8], u8);

        #[inline(always)]
        fn run<A: Arch>(self, arch: A) -> Self::Output {
            let (a, b) = (Lanes::load(arch, &self.0), Lanes::load(arch, &self.1));
            let round_trip = Lanes::<A, Fq>::unpack(arch, a.add(arch, b).pack(arch));
            (round_trip.store(arch), a.sub(arch, b).may_be_zero(arch))
        }
    }

    proptest! {
        #[test]
        fn packing_and_finding_zeros(a: [u64; 8], b: [u64; 8], same: u8) {
            let a = a.map(|x| -Fq::from(x));
            let b: [Fq; 8] =
                std::array::from_fn(|i| if same >> i & 1 == 1 { a[i] } else { -Fq::from(b[i]) });
            let all = Everything(a, b);
            for (sums, zeros) in on_all(&all) {
                for i in 0..8 {
                    prop_assert_eq!(sums[i], a[i] + b[i]);
                    prop_assert_eq!(zeros >> i & 1 == 1, (a[i] - b[i]).is_zero());
                }
            }
        }
    }
}
