//! Products of limbs in halves of 26 bits, as floating-point numbers.
//!
//! The product of two halves is below 2⁵², so a `f64` holds it exactly, and 2⁵² more is a `f64` whose words read
//! as integers are those of 2⁵² plus the product. So two instructions multiply two pairs of halves, and one
//! adds the products to columns of integers. What 2⁵² brings along is the same in every product, and is taken
//! away before: see [`Sum::bias`].
//!
//! A column gets the products of two lower halves and, from the column below, of two upper ones. Those of a
//! lower and an upper half, which weigh 2²⁶, are added up beside it, and put in its place last.
#![allow(
    clippy::indexing_slicing,
    reason = "all loops are over arrays of known length and are unrolled, so that an index out of bounds is seen"
)]

use std::hint::black_box;

use super::Words;
use super::instructions::{
    f64x2_add, f64x2_mul, f64x2_sub, i64x2_add, i64x2_shl, i64x2_shr, u64x2, u64x2_shr, u64x2_splat, v128,
    v128_and, v128_or,
};
use crate::modulus::{LIMB_BITS, Limbs, MASK, Modulus};

/// The same for several indices, one after the other: loops are not always unrolled where code is built small.
macro_rules! each {
    ($index:ident in [$($number:literal)+] $body:expr) => {
        $({
            let $index: usize = $number;
            $body
        })+
    };
}

/// Bits of a half.
const HALF_BITS: u32 = LIMB_BITS / 2;

/// The largest half.
const HALF_MASK: u64 = (1 << HALF_BITS) - 1;

/// The words of 2⁵², to which those of a smaller integer can be added.
const TWO_52: u64 = 0x433 << 52;

/// Two numbers of 52 bits in halves.
#[derive(Clone, Copy)]
struct Halves {
    low: v128,
    high: v128,
}

impl Halves {
    /// Takes words below 2⁵².
    #[inline(always)]
    fn new(words: v128) -> Self {
        let two_52 = u64x2_splat(TWO_52);
        let low = v128_or(v128_and(words, u64x2_splat(HALF_MASK)), two_52);
        let high = v128_or(u64x2_shr(words, HALF_BITS), two_52);
        Self { low: f64x2_sub(low, two_52), high: f64x2_sub(high, two_52) }
    }

    #[inline(always)]
    fn of_limbs([a, b, c, d, e]: [v128; 5]) -> [Self; 5] {
        [Self::new(a), Self::new(b), Self::new(c), Self::new(d), Self::new(e)]
    }

    const fn splat(word: u64) -> Self {
        Self { low: float(word & HALF_MASK), high: float(word >> HALF_BITS) }
    }
}

/// A half twice.
const fn float(half: u64) -> v128 {
    let bits = (f64::from_bits(TWO_52 | half) - f64::from_bits(TWO_52)).to_bits();
    u64x2(bits, bits)
}

/// What Montgomery's reduction needs to know of a field, in halves.
pub(super) struct Constants {
    step: [Halves; 5],
    p: [Halves; 5],
    inverse: Halves,
}

impl Constants {
    /// Those of a field. The compiler is not to see them: it would make each by several instructions
    /// wherever it is used, where it can be loaded by one.
    #[inline(always)]
    pub(super) fn of<F: Modulus>() -> &'static Self {
        black_box(const { &Self::new(F::STEP, F::P, F::INVERSE) })
    }

    const fn new(step: Limbs, p: Limbs, inverse: u64) -> Self {
        let mut constants =
            Self { step: [Halves::splat(0); 5], p: [Halves::splat(0); 5], inverse: Halves::splat(inverse) };
        let mut at = 0;
        while at < 5 {
            constants.step[at] = Halves::splat(step[at]);
            constants.p[at] = Halves::splat(p[at]);
            at += 1;
        }
        constants
    }
}

/// A sum of products that is not yet reduced, and the products that weigh 2²⁶ times a column beside it.
#[derive(Clone, Copy)]
struct Sum {
    columns: [v128; 10],
    middles: [v128; 9],
}

impl Sum {
    /// What a sum begins with, so that it ends without the 2⁵² of each product: of so many products of limbs in each
    /// column, the first four steps of the reduction and the last one, with so much to take away for each product.
    ///
    /// The lower 52 bits of that are zero, so that those of a column are right even before all products are added.
    const fn bias(products: [u64; 9], steps: bool, last: bool, each: u64) -> Self {
        let mut bias = Self { columns: [u64x2(0, 0); 10], middles: [u64x2(0, 0); 9] };
        let mut columns = [0; 10];
        let mut middles = [0; 9];
        let mut at = 0;
        while at < 9 {
            columns[at] += products[at];
            columns[at + 1] += products[at];
            middles[at] += 2 * products[at];
            at += 1;
        }
        let mut row = if steps { 0 } else { 4 };
        while row < if last { 5 } else { 4 } {
            // The last is not shifted.
            let first = if row < 4 { row + 1 } else { 4 };
            at = first;
            while at < first + 5 {
                columns[at] += 1;
                columns[at + 1] += 1;
                middles[at] += 2;
                at += 1;
            }
            row += 1;
        }
        at = 0;
        while at < 10 {
            let word = each.wrapping_mul(columns[at]).wrapping_neg();
            bias.columns[at] = u64x2(word, word);
            if at < 9 {
                let word = each.wrapping_mul(middles[at]).wrapping_neg();
                bias.middles[at] = u64x2(word, word);
            }
            at += 1;
        }
        bias
    }
}

/// How many products of limbs are added to each column.
const NONE: [u64; 9] = [0; 9];
const FULL: [u64; 9] = [1, 2, 3, 4, 5, 4, 3, 2, 1];
const MULTIPLES: [u64; 9] = [5, 5, 5, 5, 5, 0, 0, 0, 0];

impl Sum {
    #[inline(always)]
    fn biased(bias: &'static Self) -> Self {
        // Hidden from the compiler like constants.
        *black_box(bias)
    }

    /// Adds the product of two limbs.
    #[inline(always)]
    fn add(&mut self, column: usize, x: Halves, y: Halves) {
        add_product_of_halves(&mut self.columns[column], x.low, y.low);
        add_product_of_halves(&mut self.middles[column], x.low, y.high);
        add_product_of_halves(&mut self.columns[column + 1], x.high, y.high);
        add_product_of_halves(&mut self.middles[column], x.high, y.low);
    }

    #[inline(always)]
    fn add_product(&mut self, a: [v128; 5], b: [v128; 5]) {
        let b = Halves::of_limbs(b);
        each!(i in [0 1 2 3 4] {
            let x = Halves::new(a[i]);
            each!(j in [0 1 2 3 4] self.add(i + j, x, b[j]));
        });
    }

    /// Makes twice the sum and `a²` of it.
    #[inline(always)]
    fn add_square(&mut self, a: [v128; 5]) {
        let a = Halves::of_limbs(a);
        each!(i in [0 1 2 3 4] {
            add_product_of_halves(&mut self.middles[2 * i], a[i].low, a[i].high);
            each!(j in [1 2 3 4] if i < j { self.add(i + j, a[i], a[j]) });
        });
        each!(at in [0 1 2 3 4 5 6 7 8 9] self.columns[at] = i64x2_shl(self.columns[at], 1));
        each!(at in [0 1 2 3 4 5 6 7 8] self.middles[at] = i64x2_shl(self.middles[at], 1));
        each!(i in [0 1 2 3 4] {
            add_product_of_halves(&mut self.columns[2 * i], a[i].low, a[i].low);
            add_product_of_halves(&mut self.columns[2 * i + 1], a[i].high, a[i].high);
        });
    }

    /// Puts what stands beside a column into it and the next.
    #[inline(always)]
    fn fold(&mut self, column: usize) {
        let middle = self.middles[column];
        let low = i64x2_shl(v128_and(middle, u64x2_splat(HALF_MASK)), HALF_BITS);
        self.columns[column] = i64x2_add(self.columns[column], low);
        self.columns[column + 1] = i64x2_add(self.columns[column + 1], u64x2_shr(middle, HALF_BITS));
    }

    #[inline(always)]
    fn add_columns(&mut self, columns: [v128; 10]) {
        each!(at in [0 1 2 3 4 5 6 7 8 9] self.columns[at] = i64x2_add(self.columns[at], columns[at]));
    }

    /// All columns, with what stands beside them and others added.
    #[inline(always)]
    fn folded_onto(mut self, columns: [v128; 10]) -> [v128; 10] {
        self.add_columns(columns);
        each!(column in [0 1 2 3 4 5 6 7 8] self.fold(column));
        self.columns
    }

    /// All but the last step of Montgomery's reduction.
    #[inline(always)]
    fn steps_but_last(&mut self, constants: &Constants) {
        each!(i in [0 1 2 3] {
            self.fold(i);
            let cleared = self.columns[i];
            self.columns[i + 1] = i64x2_add(self.columns[i + 1], i64x2_shr(cleared, LIMB_BITS));
            let factor = Halves::new(v128_and(cleared, u64x2_splat(MASK)));
            each!(j in [0 1 2 3 4] self.add(i + 1 + j, factor, constants.step[j]));
        });
    }

    /// The last step, and the five limbs that are left.
    #[inline(always)]
    fn last_step(mut self, constants: &Constants) -> [v128; 5] {
        let cleared = i64x2_add(self.columns[4], i64x2_shl(self.middles[4], HALF_BITS));
        let cleared = v128_and(cleared, u64x2_splat(MASK));
        let factor = Halves::new(multiply_low(Halves::new(cleared), constants.inverse));
        each!(j in [0 1 2 3 4] self.add(4 + j, factor, constants.p[j]));
        each!(column in [4 5 6 7 8] self.fold(column));
        let [_, _, _, _, cleared, first, rest @ ..] = self.columns;
        let first = i64x2_add(first, i64x2_shr(cleared, LIMB_BITS));
        let [b, c, d, e] = rest;
        passed_on([first, b, c, d, e])
    }
}

#[inline(always)]
fn add_product_of_halves(sum: &mut v128, x: v128, y: v128) {
    *sum = i64x2_add(*sum, f64x2_add(f64x2_mul(x, y), u64x2_splat(TWO_52)));
}

/// The lower 52 bits of the products.
#[inline(always)]
fn multiply_low(x: Halves, y: Halves) -> v128 {
    let (mut low, mut middle) = (u64x2_splat(0), u64x2_splat(0));
    add_product_of_halves(&mut low, x.low, y.low);
    add_product_of_halves(&mut middle, x.low, y.high);
    add_product_of_halves(&mut middle, x.high, y.low);
    v128_and(i64x2_add(low, i64x2_shl(middle, HALF_BITS)), u64x2_splat(MASK))
}

/// Passes carries on.
#[inline(always)]
fn passed_on([a, b, c, d, e]: [v128; 5]) -> [v128; 5] {
    let b = i64x2_add(b, i64x2_shr(a, LIMB_BITS));
    let c = i64x2_add(c, i64x2_shr(b, LIMB_BITS));
    let d = i64x2_add(d, i64x2_shr(c, LIMB_BITS));
    let e = i64x2_add(e, i64x2_shr(d, LIMB_BITS));
    let mask = u64x2_splat(MASK);
    [v128_and(a, mask), v128_and(b, mask), v128_and(c, mask), v128_and(d, mask), e]
}

// What follows is done for four pairs one after the other, by functions of their own: one pair is enough to keep
// all registers busy.

/// `a · b / 2²⁶⁰` modulo the field's.
#[inline(never)]
pub(super) fn mul(constants: &Constants, a: &[Words; 5], b: &[Words; 5]) -> [Words; 5] {
    const BIAS: Sum = Sum::bias(FULL, true, true, TWO_52);
    let mut limbs = [ZERO; 5];
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        sum.add_product(pair(a, at), pair(b, at));
        sum.steps_but_last(constants);
        put(&mut limbs, at, sum.last_step(constants));
    }
    limbs
}

/// `a² / 2²⁶⁰` modulo the field's.
#[inline(never)]
pub(super) fn square(constants: &Constants, a: &[Words; 5]) -> [Words; 5] {
    // It is doubled with the sum.
    const BIAS: Sum = Sum::bias(FULL, true, true, TWO_52 / 2);
    let mut limbs = [ZERO; 5];
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        sum.add_square(pair(a, at));
        sum.steps_but_last(constants);
        put(&mut limbs, at, sum.last_step(constants));
    }
    limbs
}

/// Adds `a · b` to columns.
#[inline(never)]
pub(super) fn add_product(columns: &mut [Words; 10], a: &[Words; 5], b: &[Words; 5]) {
    const BIAS: Sum = Sum::bias(FULL, false, false, TWO_52);
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        sum.add_product(pair(a, at), pair(b, at));
        let before = pair(columns, at);
        put(columns, at, sum.folded_onto(before));
    }
}

/// Adds `a²` to twice the columns.
#[inline(never)]
pub(super) fn add_square(columns: &mut [Words; 10], a: &[Words; 5]) {
    const BIAS: Sum = Sum::bias(FULL, false, false, TWO_52 / 2);
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        sum.add_square(pair(a, at));
        let mut before = pair(columns, at);
        each!(at in [0 1 2 3 4 5 6 7 8 9] before[at] = i64x2_shl(before[at], 1));
        put(columns, at, sum.folded_onto(before));
    }
}

/// Adds each limb of `a` times the multiple for it.
#[inline(never)]
pub(super) fn add_multiples(columns: &mut [Words; 6], a: &[Words; 5], multiples: &[Limbs; 5]) {
    const BIAS: Sum = Sum::bias(MULTIPLES, false, false, TWO_52);
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        let a = pair(a, at);
        each!(i in [0 1 2 3 4] {
            let limb = Halves::new(a[i]);
            each!(j in [0 1 2 3 4] sum.add(j, limb, Halves::new(u64x2_splat(multiples[i][j]))));
        });
        let [a, b, c, d, e, f] = pair(columns, at);
        let zero = u64x2_splat(0);
        let [a, b, c, d, e, f, ..] = sum.folded_onto([a, b, c, d, e, f, zero, zero, zero, zero]);
        put(columns, at, [a, b, c, d, e, f]);
    }
}

/// The lower and the upper 52 bits of the products of the lower 52 bits.
#[inline(never)]
pub(super) fn multiply(a: Words, b: Words) -> [Words; 2] {
    let mut products = [ZERO; 2];
    for at in 0..4 {
        let mask = u64x2_splat(MASK);
        let (a, b) = (Halves::new(v128_and(a[at], mask)), Halves::new(v128_and(b[at], mask)));
        let mut sum = Sum { columns: [u64x2_splat(0); 10], middles: [u64x2_splat(0); 9] };
        sum.add(0, a, b);
        let bias = u64x2_splat(TWO_52.wrapping_neg());
        sum.columns[0] = i64x2_add(sum.columns[0], bias);
        sum.columns[1] = i64x2_add(sum.columns[1], bias);
        sum.middles[0] = i64x2_add(sum.middles[0], i64x2_shl(bias, 1));
        sum.fold(0);
        let [low, high, ..] = sum.columns;
        let halves = [v128_and(low, u64x2_splat(MASK)), i64x2_add(high, u64x2_shr(low, LIMB_BITS))];
        put(&mut products, at, halves);
    }
    products
}

/// All but the last step of Montgomery's reduction.
#[inline(never)]
pub(super) fn steps_but_last(constants: &Constants, columns: &[Words; 10]) -> [Words; 6] {
    const BIAS: Sum = Sum::bias(NONE, true, false, TWO_52);
    let mut rest = [ZERO; 6];
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        sum.add_columns(pair(columns, at));
        sum.steps_but_last(constants);
        each!(column in [4 5 6 7 8] sum.fold(column));
        let [_, _, _, _, columns @ ..] = sum.columns;
        put(&mut rest, at, columns);
    }
    rest
}

/// The last step of Montgomery's reduction, and all carries passed on.
#[inline(never)]
pub(super) fn last_step(constants: &Constants, columns: &[Words; 6]) -> [Words; 5] {
    const BIAS: Sum = Sum::bias(NONE, false, true, TWO_52);
    let mut limbs = [ZERO; 5];
    for at in 0..4 {
        let mut sum = Sum::biased(&BIAS);
        let [a, b, c, d, e, f] = pair(columns, at);
        let zero = u64x2_splat(0);
        sum.add_columns([zero, zero, zero, zero, a, b, c, d, e, f]);
        put(&mut limbs, at, sum.last_step(constants));
    }
    limbs
}

/// Passes the carries of five limbs on.
#[inline(never)]
pub(super) fn carried(limbs: &[Words; 5]) -> [Words; 5] {
    let mut carried = [ZERO; 5];
    for at in 0..4 {
        put(&mut carried, at, passed_on(pair(limbs, at)));
    }
    carried
}

const ZERO: Words = [u64x2(0, 0); 4];

#[inline(always)]
fn pair<const N: usize>(words: &[Words; N], at: usize) -> [v128; N] {
    let mut pairs = [u64x2(0, 0); N];
    each!(i in [0 1 2 3 4 5 6 7 8 9] if i < N { pairs[i] = words[i][at] });
    pairs
}

#[inline(always)]
fn put<const N: usize>(words: &mut [Words; N], at: usize, pairs: [v128; N]) {
    each!(i in [0 1 2 3 4 5 6 7 8 9] if i < N { words[i][at] = pairs[i] });
}
