//! The same words without special instructions: what [`Ifma`](super::Ifma) is tested against.

use std::array;

use super::{Arch, Routine, columns};
use crate::modulus::{LIMB_BITS, Limbs, MASK, Modulus};

/// Eight words one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Portable;

impl Arch for Portable {
    type Words = [u64; 8];

    #[inline(never)]
    fn call<R: Routine<Self>>(self, routine: R) -> R::Output {
        routine.run(self)
    }

    #[inline(always)]
    fn splat(self, word: u64) -> [u64; 8] {
        [word; 8]
    }

    #[inline(always)]
    fn load(self, words: [u64; 8]) -> [u64; 8] {
        words
    }

    #[inline(always)]
    fn store(self, words: [u64; 8]) -> [u64; 8] {
        words
    }

    #[inline(always)]
    fn add(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        zip(a, b, u64::wrapping_add)
    }

    #[inline(always)]
    fn sub(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        zip(a, b, u64::wrapping_sub)
    }

    #[inline(always)]
    fn low(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word & MASK)
    }

    #[inline(always)]
    fn carry(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| (word.cast_signed() >> LIMB_BITS).cast_unsigned())
    }

    #[inline(always)]
    fn shift_left<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word << N)
    }

    #[inline(always)]
    fn shift_right<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word >> N)
    }

    #[inline(always)]
    fn equal(self, a: [u64; 8], b: [u64; 8]) -> u8 {
        a.into_iter().zip(b).rev().fold(0, |mask, (a, b)| mask << 1 | u8::from(a == b))
    }

    #[inline(always)]
    fn transpose(self, rows: [[u64; 8]; 8]) -> [[u64; 8]; 8] {
        let mut columns = rows.map(IntoIterator::into_iter);
        array::from_fn(|_| columns.each_mut().map(|column| column.next().expect("eight words")))
    }

    #[inline(always)]
    fn madd_low(self, sum: [u64; 8], a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        self.add(sum, zip(a, b, |a, b| (a & MASK).wrapping_mul(b & MASK) & MASK))
    }

    #[inline(always)]
    fn madd_high(self, sum: [u64; 8], a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        let high = |a, b| {
            let product = u128::from(a & MASK) * u128::from(b & MASK);
            u64::try_from(product >> LIMB_BITS).expect("52 of the 104 bits of a product are left")
        };
        self.add(sum, zip(a, b, high))
    }

    #[inline(always)]
    fn select(self, choice: u8, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        let mut choice = choice;
        zip(a, b, |a, b| {
            let chosen = if choice & 1 == 1 { b } else { a };
            choice >>= 1;
            chosen
        })
    }

    #[inline(always)]
    fn look_up(self, table: &[u64; 8], top: [u64; 8]) -> [u64; 8] {
        top.map(|word| {
            let index = usize::from(u8::try_from(word >> 45 & 7).expect("three bits"));
            *table.get(index).expect("three bits choose one of eight")
        })
    }

    // What is the same for all is long, and takes long to compile where it is put into tests again and again.

    #[inline(never)]
    fn mul<F: Modulus>(self, a: &[[u64; 8]; 5], b: &[[u64; 8]; 5]) -> [[u64; 8]; 5] {
        columns::mul::<Self, F>(self, a, b)
    }

    #[inline(never)]
    fn square<F: Modulus>(self, a: &[[u64; 8]; 5]) -> [[u64; 8]; 5] {
        columns::square::<Self, F>(self, a)
    }

    #[inline(never)]
    fn add_product(self, columns: &mut [[u64; 8]; 10], a: &[[u64; 8]; 5], b: &[[u64; 8]; 5]) {
        columns::add_product(self, columns, a, b);
    }

    #[inline(never)]
    fn add_square(self, columns: &mut [[u64; 8]; 10], a: &[[u64; 8]; 5]) {
        columns::add_square(self, columns, a);
    }

    #[inline(never)]
    fn add_multiples(self, columns: &mut [[u64; 8]; 6], a: &[[u64; 8]; 5], multiples: &[Limbs; 5]) {
        columns::add_multiples(self, columns, a, multiples);
    }

    #[inline(never)]
    fn steps_but_last<F: Modulus>(self, columns: [[u64; 8]; 10]) -> [[u64; 8]; 6] {
        columns::steps_but_last::<Self, F>(self, columns)
    }

    #[inline(never)]
    fn last_step<F: Modulus>(self, columns: [[u64; 8]; 6]) -> [[u64; 8]; 5] {
        columns::last_step::<Self, F>(self, columns)
    }
}

#[inline(always)]
fn zip(a: [u64; 8], b: [u64; 8], mut of: impl FnMut(u64, u64) -> u64) -> [u64; 8] {
    let mut b = b.into_iter();
    let mut results = a.into_iter().map(|a| of(a, b.next().expect("eight words")));
    array::from_fn(|_| results.next().expect("eight words"))
}
