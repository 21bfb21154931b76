//! [`Lanes`]: eight elements of one field, side by side.
//!
//! An element `x` is kept as `x · 2²⁶⁰` modulo `p`, but not below `p`: what each operation takes and
//! gives is told in multiples of `p`, and it is for the caller to keep within. No operation looks at
//! values to choose its way, so none takes longer for some than for others.

mod combination;
mod packed;

pub use combination::{Addend, Combination, Factor};
pub use packed::Row;

use std::marker::PhantomData;

use crate::arch::Arch;
use crate::modulus::{Limbs, MASK, Modulus, join, split};

/// Eight elements of the field `F`. Limbs are below 2⁵², each with all its carries passed on.
#[derive(Debug)]
pub struct Lanes<A: Arch, F> {
    limbs: [A::Words; 5],
    field: PhantomData<F>,
}

impl<A: Arch, F> Clone for Lanes<A, F> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Arch, F> Copy for Lanes<A, F> {}

/// An element that is the same in all lanes, below `p`.
#[derive(Debug, Clone, Copy)]
pub struct Constant<F> {
    limbs: Limbs,
    field: PhantomData<F>,
}

impl<F: Modulus> Constant<F> {
    /// The constant of an element.
    #[must_use]
    pub fn new(element: F) -> Self {
        // arkworks keeps x · 2²⁵⁶, so that 16 · x is kept as what we keep for x.
        let form = (element * F::from(16_u64)).to_ark_form();
        Self { limbs: split(form), field: PhantomData }
    }
}

impl<A: Arch, F: Modulus> Lanes<A, F> {
    /// Eight elements. Gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn load(arch: A, elements: &[F; 8]) -> Self {
        let mut limbs = [[0; 8]; 5];
        for (lane, element) in elements.iter().enumerate() {
            for (row, limb) in limbs.iter_mut().zip(split(element.to_ark_form())) {
                if let Some(word) = row.get_mut(lane) {
                    *word = limb;
                }
            }
        }
        Self::from_limbs(limbs.map(|row| arch.load(row))).times(arch, &F::FROM_ARK)
    }

    /// The eight elements. Takes values below `64p`.
    #[inline(always)]
    pub fn store(self, arch: A) -> [F; 8] {
        let rows = self.times(arch, &F::TO_ARK).limbs.map(|words| arch.store(words));
        std::array::from_fn(|lane| {
            let limbs = rows.map(|row| row.get(lane).copied().unwrap_or_default());
            F::from_ark_form(join(below_modulus::<F>(limbs)))
        })
    }

    /// The same element in all lanes, below `p`.
    #[inline(always)]
    #[must_use]
    pub fn splat(arch: A, constant: &Constant<F>) -> Self {
        Self::from_limbs(constant.limbs.map(|limb| arch.splat(limb)))
    }

    /// Lane by lane `b` where the bit of `choice` is set, `a` elsewhere; the lowest bit is for the
    /// first lane.
    #[inline(always)]
    #[must_use]
    pub fn select(arch: A, choice: u8, a: Self, b: Self) -> Self {
        let mut limbs = a.limbs;
        for (limb, other) in limbs.iter_mut().zip(b.limbs) {
            *limb = arch.select(choice, *limb, other);
        }
        Self::from_limbs(limbs)
    }

    /// `self + other`. Gives the sum of both bounds, which must be at most `64p`.
    #[inline(always)]
    #[must_use]
    pub fn add(self, arch: A, other: Self) -> Self {
        let mut limbs = self.limbs;
        for (limb, other) in limbs.iter_mut().zip(other.limbs) {
            *limb = arch.add(*limb, other);
        }
        Self::carried(arch, limbs)
    }

    /// `self + constant`. Gives the bound plus `p`.
    #[inline(always)]
    #[must_use]
    pub fn add_constant(self, arch: A, constant: &Constant<F>) -> Self {
        let mut limbs = self.limbs;
        for (limb, constant) in limbs.iter_mut().zip(constant.limbs) {
            *limb = arch.add(*limb, arch.splat(constant));
        }
        Self::carried(arch, limbs)
    }

    /// `self − other`, for `other` below `4p`. Gives the bound of `self` plus `4p`.
    #[inline(always)]
    #[must_use]
    pub fn sub(self, arch: A, other: Self) -> Self {
        let mut limbs = self.limbs;
        for ((limb, other), four_p) in limbs.iter_mut().zip(other.limbs).zip(F::FOUR_P) {
            *limb = arch.add(arch.sub(*limb, other), arch.splat(four_p));
        }
        Self::carried(arch, limbs)
    }

    /// `−self`. Takes values below `4p`, gives values below `4p`.
    #[inline(always)]
    #[must_use]
    pub fn negate(self, arch: A) -> Self {
        let mut limbs = self.limbs;
        for (limb, four_p) in limbs.iter_mut().zip(F::FOUR_P) {
            *limb = arch.sub(arch.splat(four_p), *limb);
        }
        Self::carried(arch, limbs)
    }

    /// The same elements. Takes values below `2²⁵⁶`, which is `5.28p`, gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn reduce(self, arch: A) -> Self {
        let [.., top] = self.limbs;
        let mut limbs = self.limbs;
        for (limb, multiples) in limbs.iter_mut().zip(&F::MULTIPLES) {
            *limb = arch.sub(*limb, arch.look_up(multiples, top));
        }
        Self::carried(arch, limbs)
    }

    /// The same elements, in more time than [`reduce`](Self::reduce). Takes values below `84p`, gives values below `2p`.
    ///
    /// `⌊x/2²⁰⁸⌋ · 84 / 2⁵²` falls short of `x/p` by less than 2, as `2²⁶⁰/p` is 84.64. Its multiple of
    /// `p` is taken away by adding that of `2²⁶⁰ − p`, whose excess lies above the five limbs.
    #[inline(always)]
    #[must_use]
    pub fn reduce_wide(self, arch: A) -> Self {
        let [a, b, c, d, e] = self.limbs;
        let quotient = arch.madd_high(arch.splat(0), e, arch.splat(F::PER_2_260));
        let [na, nb, nc, nd, ne] = F::NEGATIVE.map(|limb| arch.splat(limb));
        let limbs = [
            arch.madd_low(a, quotient, na),
            arch.madd_high(arch.madd_low(b, quotient, nb), quotient, na),
            arch.madd_high(arch.madd_low(c, quotient, nc), quotient, nb),
            arch.madd_high(arch.madd_low(d, quotient, nd), quotient, nc),
            arch.madd_high(arch.madd_low(e, quotient, ne), quotient, nd),
        ];
        let Self { limbs: [a, b, c, d, e], field } = Self::carried(arch, limbs);
        Self { limbs: [a, b, c, d, arch.low(e)], field }
    }

    /// `self · other`. Takes values whose bounds multiply to at most `73p²`, gives values below `2p`.
    /// [`Product::reduce`] tells more.
    #[inline(always)]
    #[must_use]
    pub fn mul(self, arch: A, other: Self) -> Self {
        Self::from_limbs(arch.mul::<F>(&self.limbs, &other.limbs))
    }

    /// `self²`. Of values below `b·p`, for b up to 64, gives values below `(b²/84.64 + 1.13)·p`: of `8p`, `2p`.
    #[inline(always)]
    #[must_use]
    pub fn square(self, arch: A) -> Self {
        Self::from_limbs(arch.square::<F>(&self.limbs))
    }

    /// `constant · self`. Takes values below `64p`, gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn mul_constant(self, arch: A, constant: &Constant<F>) -> Self {
        self.times(arch, &constant.limbs)
    }

    #[inline(always)]
    fn times(self, arch: A, factor: &Limbs) -> Self {
        Self::from_limbs(arch.mul::<F>(&self.limbs, &factor.map(|limb| arch.splat(limb))))
    }

    #[inline(always)]
    const fn from_limbs(limbs: [A::Words; 5]) -> Self {
        Self { limbs, field: PhantomData }
    }

    /// Passes carries on, those below zero too.
    #[inline(always)]
    fn carried(arch: A, limbs: [A::Words; 5]) -> Self {
        Self::from_limbs(arch.carried(limbs))
    }
}

/// A sum of products that is not yet reduced: eight numbers of ten columns.
///
/// Holds up to eight products: a column then gets at most 80 half products and 12 more in the
/// reduction, each below 2⁵², and stays below 2⁵⁹.
#[derive(Debug)]
pub struct Product<A: Arch, F> {
    columns: [A::Words; 10],
    field: PhantomData<F>,
}

impl<A: Arch, F: Modulus> Product<A, F> {
    /// Nothing yet.
    #[inline(always)]
    #[must_use]
    pub fn zero(arch: A) -> Self {
        Self { columns: [arch.splat(0); 10], field: PhantomData }
    }

    /// `a · b`.
    #[inline(always)]
    #[must_use]
    pub fn of(arch: A, a: Lanes<A, F>, b: Lanes<A, F>) -> Self {
        let mut product = Self::zero(arch);
        product.add(arch, a, b);
        product
    }

    /// Adds `a · b`.
    #[inline(always)]
    pub fn add(&mut self, arch: A, a: Lanes<A, F>, b: Lanes<A, F>) {
        arch.add_product(&mut self.columns, &a.limbs, &b.limbs);
    }

    /// Adds `constant · a`.
    #[inline(always)]
    pub fn add_constant(&mut self, arch: A, constant: &Constant<F>, a: Lanes<A, F>) {
        arch.add_product(&mut self.columns, &a.limbs, &constant.limbs.map(|limb| arch.splat(limb)));
    }

    /// Adds `a²`. The halves that stand twice in it are counted once and doubled, so this must be
    /// the first of the sum.
    #[inline(always)]
    pub fn add_square(&mut self, arch: A, a: Lanes<A, F>) {
        arch.add_square(&mut self.columns, &a.limbs);
    }

    /// `36p²` and no more: to take up to that much away again.
    #[inline(always)]
    #[must_use]
    pub fn margin(arch: A) -> Self {
        Self { columns: F::P_SQUARED_36.map(|column| arch.splat(column)), field: PhantomData }
    }

    /// Adds another sum.
    #[inline(always)]
    pub fn add_all(&mut self, arch: A, other: &Self) {
        for (column, &other) in self.columns.iter_mut().zip(&other.columns) {
            *column = arch.add(*column, other);
        }
    }

    /// Takes another sum away. Columns may fall below zero, the whole may not.
    #[inline(always)]
    pub fn sub_all(&mut self, arch: A, other: &Self) {
        for (column, &other) in self.columns.iter_mut().zip(&other.columns) {
            *column = arch.sub(*column, other);
        }
    }

    /// The sum divided by 2²⁶⁰: below `(s/84.64 + 1.13)·p` for a sum below `s·p²`, so that a sum below
    /// `73p²` gives values below `2p`. Montgomery's reduction.
    #[inline(always)]
    #[must_use]
    pub fn reduce(self, arch: A) -> Lanes<A, F> {
        Lanes::from_limbs(arch.last_step::<F>(arch.steps_but_last::<F>(self.columns)))
    }
}

/// The number, below `2p`, modulo `p`.
#[inline(always)]
fn below_modulus<F: Modulus>(number: Limbs) -> Limbs {
    let mut borrow = 0;
    let mut moduli = F::P.into_iter();
    let difference = number.map(|limb| {
        let less = limb.wrapping_sub(moduli.next().unwrap_or_default()).wrapping_sub(borrow);
        borrow = less >> 63;
        less & MASK
    });
    // All ones where the number is below p.
    let keep = borrow.wrapping_neg();
    let mut differences = difference.into_iter();
    number.map(|limb| limb & keep | differences.next().unwrap_or_default() & !keep)
}

#[cfg(test)]
mod tests {
    use ark_bn254::{Fq, Fr};
    use proptest::prelude::*;

    use super::*;
    use crate::arch::{Kernel, on_all};

    /// Everything that lanes can do, on the same elements, at the largest bounds allowed.
    #[derive(Clone, Copy)]
    struct Everything<F>([F; 8], [F; 8]);

    impl<F: Modulus> Kernel for Everything<F> {
        type Output = [[F; 8]; 12];

        #[inline(always)]
        fn run<A: Arch>(self, arch: A) -> [[F; 8]; 12] {
            let (a, b) = (Lanes::load(arch, &self.0), Lanes::load(arch, &self.1));
            let constant = Constant::new(self.1[0]);
            let four = |x: Lanes<A, F>| x.add(arch, x).add(arch, x).add(arch, x);
            let mut product = Product::zero(arch);
            product.add_square(arch, a);
            for _ in 0..6 {
                product.add(arch, a, b);
            }
            product.add_constant(arch, &constant, a);
            [
                a,
                a.add(arch, b),
                a.sub(arch, b),
                a.add_constant(arch, &constant),
                four(a.sub(arch, b))
                    .sub(arch, b)
                    .add(arch, four(four(b)))
                    .reduce_wide(arch)
                    .add(arch, a)
                    .reduce(arch),
                a.mul(arch, b),
                four(a).mul(arch, four(b)),
                four(a).square(arch),
                a.mul_constant(arch, &constant),
                a.sub(arch, b.square(arch)).sub(arch, b).square(arch),
                product.reduce(arch),
                a.sub(arch, a),
            ]
            .map(|lanes| lanes.store(arch))
        }
    }

    fn expected<F: Modulus>(a: F, b: F, constant: F) -> [F; 12] {
        let (four, sixteen) = (F::from(4_u64), F::from(16_u64));
        [
            a,
            a + b,
            a - b,
            a + constant,
            four * (a - b) - b + sixteen * b + a,
            a * b,
            sixteen * a * b,
            (four * a).square(),
            constant * a,
            (a - b.square() - b).square(),
            a.square() + F::from(6_u64) * a * b + constant * a,
            F::ZERO,
        ]
    }

    fn agrees_with_arkworks<F: Modulus>(a: [F; 8], b: [F; 8]) {
        let all = Everything(a, b);
        for results in on_all(&all) {
            for lane in 0..8 {
                assert_eq!(results.map(|row| row[lane]), expected(a[lane], b[lane], b[0]), "lane {lane}");
            }
        }
    }

    /// Elements at which carries and reductions go wrong first, by their numbers and inside.
    fn edges<F: Modulus>() -> Vec<F> {
        let two = F::from(2_u64);
        let powers = [0, 1, 51, 52, 53, 103, 104, 155, 156, 207, 208, 252, 253, 255, 256, 260]
            .map(|bits| two.pow([bits]));
        let unit = powers.map(|power| F::from_ark_form(power.into_bigint().0));
        powers
            .into_iter()
            .chain(unit)
            .flat_map(|x| [x, -x, x - F::ONE, -(x - F::ONE)])
            .chain([F::ZERO])
            .collect()
    }

    #[test]
    fn edge_values_agree_with_arkworks() {
        fn all_pairs<F: Modulus>() {
            let edges = edges::<F>();
            for shift in 0..edges.len() {
                let pairs: Vec<_> = edges.iter().zip(edges.iter().cycle().skip(shift)).collect();
                for pairs in pairs.chunks(8) {
                    let at = |lane: usize| pairs[lane % pairs.len()];
                    agrees_with_arkworks::<F>(
                        std::array::from_fn(|lane| *at(lane).0),
                        std::array::from_fn(|lane| *at(lane).1),
                    );
                }
            }
        }
        all_pairs::<Fr>();
        all_pairs::<Fq>();
    }

    fn arb_elements<F: Modulus>() -> impl Strategy<Value = [F; 8]> {
        let element = any::<[u64; 4]>().prop_map(|words| {
            words.into_iter().fold(F::ZERO, |sum, word| sum * F::from(u64::MAX) + F::from(word))
        });
        prop::array::uniform8(prop_oneof![element, prop::sample::select(edges::<F>())])
    }

    proptest! {
        #[test]
        fn lanes_of_the_scalar_field_agree_with_arkworks(a in arb_elements::<Fr>(), b in arb_elements::<Fr>()) {
            agrees_with_arkworks(a, b);
        }

        #[test]
        fn lanes_of_the_base_field_agree_with_arkworks(a in arb_elements::<Fq>(), b in arb_elements::<Fq>()) {
            agrees_with_arkworks(a, b);
        }
    }
}
