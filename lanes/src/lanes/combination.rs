//! Sums of products with constants, which cost a fifth of other products to reduce.
//!
//! A factor is kept with its multiples by powers of 2⁵², each modulo `p`: one for each limb of what it is
//! multiplied with. So a product has six columns, and a single step of Montgomery's reduction is left.

use std::marker::PhantomData;

use super::{Constant, Lanes, Product};
use crate::arch::Arch;
use crate::modulus::{LIMB_BITS, Limbs, Modulus, split};

/// A factor that is the same in all lanes.
#[derive(Debug, Clone, Copy)]
pub struct Factor<F> {
    /// The factor times 2⁵², 2¹⁰⁴, …, 2²⁶⁰, below `p`.
    multiples: [Limbs; 5],
    field: PhantomData<F>,
}

impl<F: Modulus> Factor<F> {
    /// The factor of an element.
    #[must_use]
    pub fn new(element: F) -> Self {
        let step = F::from(1_u64 << LIMB_BITS);
        let mut multiple = element;
        let multiples = std::array::from_fn(|_| {
            multiple *= step;
            split(multiple.into_bigint().0)
        });
        Self { multiples, field: PhantomData }
    }
}

/// What a sum of products begins with, the same in all lanes.
#[derive(Debug, Clone, Copy)]
pub struct Addend<F>(Constant<F>);

impl<F: Modulus> Addend<F> {
    /// The addend of an element.
    #[must_use]
    pub fn new(element: F) -> Self {
        Self(Constant::new(element * F::from(1_u64 << LIMB_BITS)))
    }
}

/// A sum of products with constants that is not yet reduced: eight numbers of six columns, 2⁵² times what
/// they stand for.
///
/// Holds up to eight products: a column then gets at most 80 half products, each below 2⁵².
#[derive(Debug)]
pub struct Combination<A: Arch, F> {
    columns: [A::Words; 6],
    field: PhantomData<F>,
}

impl<A: Arch, F: Modulus> Combination<A, F> {
    /// Nothing but an addend.
    #[inline(always)]
    #[must_use]
    pub fn new(arch: A, addend: &Addend<F>) -> Self {
        let Addend(Constant { limbs: [a, b, c, d, e], .. }) = *addend;
        Self { columns: [a, b, c, d, e, 0].map(|limb| arch.splat(limb)), field: PhantomData }
    }

    /// Nothing yet.
    #[inline(always)]
    #[must_use]
    pub fn zero(arch: A) -> Self {
        Self { columns: [arch.splat(0); 6], field: PhantomData }
    }

    /// Adds `factor · a`: for `a` below `b·p` that is less than `(4 + b/84.64)·p`.
    #[inline(always)]
    pub fn add(&mut self, arch: A, factor: &Factor<F>, a: Lanes<A, F>) {
        arch.add_multiples(&mut self.columns, &a.limbs, &factor.multiples);
    }

    /// Adds `a`.
    #[inline(always)]
    pub fn add_lanes(&mut self, arch: A, a: Lanes<A, F>) {
        for (column, limb) in self.columns.iter_mut().skip(1).zip(a.limbs) {
            *column = arch.add(*column, limb);
        }
    }

    /// The sum, and less than `1.01p` more. That must be below `84p`.
    #[inline(always)]
    #[must_use]
    pub fn reduce(self, arch: A) -> Lanes<A, F> {
        Lanes::from_limbs(arch.last_step::<F>(self.columns))
    }
}

impl<A: Arch, F: Modulus> Product<A, F> {
    /// The sum with products with constants, reduced together: [`Self::reduce`]'s bound plus that of the
    /// combination. It must be below `84p`.
    #[inline(always)]
    #[must_use]
    pub fn reduce_with(self, arch: A, combination: &Combination<A, F>) -> Lanes<A, F> {
        let mut columns = arch.steps_but_last::<F>(self.columns);
        for (column, other) in columns.iter_mut().zip(combination.columns) {
            *column = arch.add(*column, other);
        }
        Lanes::from_limbs(arch.last_step::<F>(columns))
    }
}

#[cfg(test)]
mod tests {
    use ark_bn254::{Fq, Fr};

    use super::*;
    use crate::arch::{Kernel, on_all};

    /// Combinations alone and beside products, of small values and of ones near `80p`.
    #[derive(Clone, Copy)]
    struct Everything<F>([F; 8], [F; 8], F);

    impl<F: Modulus> Kernel for Everything<F> {
        type Output = [[F; 8]; 4];

        #[inline(always)]
        fn run<A: Arch>(self, arch: A) -> [[F; 8]; 4] {
            let (a, b) = (Lanes::load(arch, &self.0), Lanes::load(arch, &self.1));
            let (factor, addend) = (Factor::new(self.2), Addend::new(self.2));
            let mut big = a;
            for _ in 0..38 {
                big = big.add(arch, a);
            }
            let mut none = Combination::new(arch, &addend);
            none.add_lanes(arch, a);
            let mut all = Combination::new(arch, &addend);
            for _ in 0..8 {
                all.add(arch, &factor, big);
            }
            let mut beside = Combination::zero(arch);
            beside.add(arch, &factor, big);
            beside.add(arch, &factor, b);
            let product = Product::of(arch, a, b).reduce_with(arch, &beside);
            [none.reduce(arch), all.reduce(arch), product, product.square(arch)].map(|x| x.store(arch))
        }
    }

    fn agrees_with_arkworks<F: Modulus>() {
        let mut rng = ark_std::test_rng();
        let edges = [F::ZERO, F::ONE, -F::ONE, F::from(2_u64).pow([52]), -F::from(2_u64).pow([208])];
        for round in 0..100 {
            let mut edges = edges.into_iter().cycle().skip(round);
            let mut element = || if round < 25 { edges.next().unwrap() } else { F::rand(&mut rng) };
            let a = std::array::from_fn(|_| element());
            let b = std::array::from_fn(|lane| if lane % 2 == 0 { a[lane] } else { element() });
            let all = Everything(a, b, element());
            for [none, eight, product, square] in on_all(&all) {
                for ((((a, b), none), eight), (product, square)) in
                    a.into_iter().zip(b).zip(none).zip(eight).zip(product.into_iter().zip(square))
                {
                    let (constant, big) = (all.2, F::from(39_u64) * a);
                    assert_eq!(none, a + constant);
                    assert_eq!(eight, constant + F::from(8_u64) * constant * big);
                    assert_eq!(product, a * b + constant * big + constant * b);
                    assert_eq!(square, product.square());
                }
            }
        }
    }

    #[test]
    fn combinations_agree_with_arkworks() {
        agrees_with_arkworks::<Fr>();
        agrees_with_arkworks::<Fq>();
    }
}
