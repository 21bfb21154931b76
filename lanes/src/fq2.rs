//! [`Fq2Lanes`]: eight elements of the quadratic extension of the base field, side by side.

use ark_bn254::{Fq, Fq2};

use crate::arch::Arch;
use crate::element::Element;
use crate::lanes::{Constant, Lanes, Product};

/// Eight elements `c0 + c1·u` with `u² = −1`. Bounds are those of each coefficient.
pub struct Fq2Lanes<A: Arch> {
    /// The coefficients of 1.
    pub c0: Lanes<A, Fq>,
    /// The coefficients of `u`.
    pub c1: Lanes<A, Fq>,
}

impl<A: Arch> Clone for Fq2Lanes<A> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Arch> Copy for Fq2Lanes<A> {}

/// An element of the extension that is the same in all lanes, below `p`.
#[derive(Debug, Clone, Copy)]
pub struct Fq2Constant {
    c0: Constant<Fq>,
    c1: Constant<Fq>,
}

impl Fq2Constant {
    /// The constant of an element.
    #[must_use]
    pub fn new(element: Fq2) -> Self {
        Self { c0: Constant::new(element.c0), c1: Constant::new(element.c1) }
    }
}

impl<A: Arch> Fq2Lanes<A> {
    /// The same element in all lanes.
    #[inline(always)]
    #[must_use]
    pub fn splat(arch: A, constant: &Fq2Constant) -> Self {
        Self { c0: Lanes::splat(arch, &constant.c0), c1: Lanes::splat(arch, &constant.c1) }
    }

    /// The sum of the products of pairs. Takes values for which the products of their bounds add up
    /// to at most `36p²`, gives values below `2p`.
    ///
    /// Karatsuba's three products of each, reduced only when they are added up: see
    /// [Aranha and others 2010][paper], section 4.
    ///
    /// [paper]: https://eprint.iacr.org/2010/526
    #[inline(always)]
    #[must_use]
    pub fn dot<const N: usize>(arch: A, pairs: [(&Self, &Self); N]) -> Self {
        let mut low = Product::zero(arch);
        let mut high = Product::zero(arch);
        let mut cross = Product::zero(arch);
        for (a, b) in pairs {
            low.add(arch, a.c0, b.c0);
            high.add(arch, a.c1, b.c1);
            cross.add(arch, a.c0.add(arch, a.c1), b.c0.add(arch, b.c1));
        }
        cross.sub_all(arch, &low);
        cross.sub_all(arch, &high);
        low.add_all(arch, &Product::margin(arch));
        low.sub_all(arch, &high);
        Self { c0: low.reduce(arch), c1: cross.reduce(arch) }
    }

    /// Each coefficient times that of `factors`. Takes values whose bounds multiply to at most
    /// `73p²`, gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn scale(self, arch: A, factors: Lanes<A, Fq>) -> Self {
        Self { c0: self.c0.mul(arch, factors), c1: self.c1.mul(arch, factors) }
    }

    /// `constant · self`. Takes values below `64p`, gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn scale_constant(self, arch: A, constant: &Constant<Fq>) -> Self {
        Self { c0: self.c0.mul_constant(arch, constant), c1: self.c1.mul_constant(arch, constant) }
    }

    /// `c0 − c1·u`. Takes values below `4p`, gives values below `4p`.
    #[inline(always)]
    #[must_use]
    pub fn conjugate(self, arch: A) -> Self {
        Self { c0: self.c0, c1: self.c1.negate(arch) }
    }

    /// `−self`. Takes values below `4p`, gives values below `4p`.
    #[inline(always)]
    #[must_use]
    pub fn negate(self, arch: A) -> Self {
        Self { c0: self.c0.negate(arch), c1: self.c1.negate(arch) }
    }

    /// `(9 + u) · self`, `9 + u` being what the tower above is built with. Takes values below `4p`,
    /// gives values below `2p`.
    #[inline(always)]
    #[must_use]
    pub fn mul_nonresidue(self, arch: A) -> Self {
        let eight = |x: Lanes<A, Fq>| {
            let two = x.add(arch, x);
            let four = two.add(arch, two);
            four.add(arch, four)
        };
        let c0 = eight(self.c0).add(arch, self.c0).sub(arch, self.c1);
        let c1 = eight(self.c1).add(arch, self.c1).add(arch, self.c0);
        Self { c0: c0.reduce_wide(arch), c1: c1.reduce_wide(arch) }
    }
}

impl<A: Arch> Element<A> for Fq2Lanes<A> {
    type Scalar = Fq2;

    #[inline(always)]
    fn load(arch: A, elements: &[Fq2; 8]) -> Self {
        Self {
            c0: Lanes::load(arch, &elements.map(|element| element.c0)),
            c1: Lanes::load(arch, &elements.map(|element| element.c1)),
        }
    }

    #[inline(always)]
    fn store(self, arch: A) -> [Fq2; 8] {
        let mut c1 = self.c1.store(arch).into_iter();
        self.c0.store(arch).map(|c0| Fq2::new(c0, c1.next().expect("both are eight")))
    }

    #[inline(always)]
    fn add(self, arch: A, other: Self) -> Self {
        Self { c0: self.c0.add(arch, other.c0), c1: self.c1.add(arch, other.c1) }
    }

    #[inline(always)]
    fn sub(self, arch: A, other: Self) -> Self {
        Self { c0: self.c0.sub(arch, other.c0), c1: self.c1.sub(arch, other.c1) }
    }

    #[inline(always)]
    fn reduce(self, arch: A) -> Self {
        Self { c0: self.c0.reduce(arch), c1: self.c1.reduce(arch) }
    }

    #[inline(always)]
    fn reduce_wide(self, arch: A) -> Self {
        Self { c0: self.c0.reduce_wide(arch), c1: self.c1.reduce_wide(arch) }
    }

    #[inline(always)]
    fn mul(self, arch: A, other: Self) -> Self {
        Self::dot(arch, [(&self, &other)])
    }

    #[inline(always)]
    fn square(self, arch: A) -> Self {
        let mut c0 = Product::zero(arch);
        c0.add_square(arch, self.c0);
        c0.add_all(arch, &Product::margin(arch));
        let mut high = Product::zero(arch);
        high.add_square(arch, self.c1);
        c0.sub_all(arch, &high);
        let c1 = self.c0.add(arch, self.c0).mul(arch, self.c1);
        Self { c0: c0.reduce(arch), c1 }
    }

    #[inline(always)]
    fn select(arch: A, choice: u8, a: Self, b: Self) -> Self {
        Self { c0: Lanes::select(arch, choice, a.c0, b.c0), c1: Lanes::select(arch, choice, a.c1, b.c1) }
    }
}

#[cfg(test)]
mod tests {
    use ark_ff::{AdditiveGroup, Field, UniformRand};
    use ark_std::rand::{SeedableRng, rngs::StdRng};
    use proptest::prelude::*;

    use super::*;
    use crate::arch::{Kernel, on_all};

    /// Everything that lanes of the extension can do, on the same elements, at the largest bounds
    /// allowed.
    #[derive(Clone, Copy)]
    struct Everything([Fq2; 8], [Fq2; 8]);

    impl Kernel for Everything {
        type Output = [[Fq2; 8]; 15];

        #[inline(always)]
        fn run<A: Arch>(self, arch: A) -> [[Fq2; 8]; 15] {
            let (a, b) = (Fq2Lanes::load(arch, &self.0), Fq2Lanes::load(arch, &self.1));
            let two = |x: Fq2Lanes<A>| x.add(arch, x);
            let constant = Fq2Constant::new(self.1[0]);
            [
                a,
                a.add(arch, b),
                a.add(arch, b).reduce(arch).sub(arch, two(b)),
                two(two(two(a))).sub(arch, b).reduce_wide(arch),
                a.mul(arch, b),
                a.add(arch, two(a)).mul(arch, b.add(arch, two(b))),
                a.square(arch),
                a.add(arch, two(a)).square(arch),
                a.sub(arch, b).mul(arch, b.sub(arch, a)),
                two(a).negate(arch),
                two(a).conjugate(arch),
                two(a).mul_nonresidue(arch),
                a.scale(arch, b.c0).add(arch, b.scale_constant(arch, &constant.c1)),
                Element::select(arch, 0b0111_0010, a, b).mul(arch, Fq2Lanes::splat(arch, &constant)),
                Fq2Lanes::dot(arch, [(&a.sub(arch, b), &a), (&b, &b.add(arch, b)), (&a, &b)]),
            ]
            .map(|lanes| lanes.store(arch))
        }
    }

    fn expected(lane: usize, a: Fq2, b: Fq2, constant: Fq2) -> [Fq2; 15] {
        let conjugate = |x: Fq2| Fq2::new(x.c0, -x.c1);
        let scaled = |x: Fq2, by: Fq| Fq2::new(x.c0 * by, x.c1 * by);
        let nine_u = Fq2::new(Fq::from(9), Fq::from(1));
        let nine = Fq2::from(9);
        [
            a,
            a + b,
            a + b - b.double(),
            a.double().double().double() - b,
            a * b,
            nine * a * b,
            a.square(),
            nine * a.square(),
            -(a - b).square(),
            -a.double(),
            conjugate(a.double()),
            a.double() * nine_u,
            scaled(a, b.c0) + scaled(b, constant.c1),
            constant * if [1, 4, 5, 6].contains(&lane) { b } else { a },
            (a - b) * a + (b * b).double() + a * b,
        ]
    }

    fn agrees_with_arkworks(a: [Fq2; 8], b: [Fq2; 8]) {
        let all = Everything(a, b);
        for results in on_all(&all) {
            for lane in 0..8 {
                let expected = expected(lane, a[lane], b[lane], b[0]);
                assert_eq!(results.map(|row| row[lane]), expected, "lane {lane}");
            }
        }
    }

    fn edges() -> Vec<Fq2> {
        let parts = [Fq::ZERO, Fq::ONE, -Fq::ONE, Fq::from(2), -Fq::from(2), Fq::from(2).inverse().unwrap()];
        parts.into_iter().flat_map(|c0| parts.map(|c1| Fq2::new(c0, c1))).collect()
    }

    #[test]
    fn edge_values_agree_with_arkworks() {
        let edges = edges();
        for shift in 0..edges.len() {
            let mut pairs = edges.iter().zip(edges.iter().cycle().skip(shift)).cycle();
            for _ in 0..edges.len().div_ceil(8) {
                let pairs: [_; 8] = std::array::from_fn(|_| pairs.next().unwrap());
                agrees_with_arkworks(pairs.map(|(a, _)| *a), pairs.map(|(_, b)| *b));
            }
        }
    }

    proptest! {
        #[test]
        fn lanes_agree_with_arkworks(seed in any::<u64>()) {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut draw = || std::array::from_fn(|_| Fq2::rand(&mut rng));
            agrees_with_arkworks(draw(), draw());
        }
    }
}
