//! An [`Element`] is what [`Lanes`] and [`Fq2Lanes`] have in common: the formulas of a curve are
//! written once over it, for G1 and for G2.
//!
//! [`Fq2Lanes`]: crate::fq2::Fq2Lanes

use ark_ff::Field;

use crate::arch::Arch;
use crate::lanes::Lanes;
use crate::modulus::Modulus;

/// Eight elements of a field, side by side. Bounds are multiples of `p`, for each coefficient.
pub trait Element<A: Arch>: Copy {
    /// arkworks' type of one of them.
    type Scalar: Field;

    /// Eight elements. Gives values below `2p`.
    #[must_use]
    fn load(arch: A, elements: &[Self::Scalar; 8]) -> Self;

    /// The eight elements. Takes values below `8p`.
    fn store(self, arch: A) -> [Self::Scalar; 8];

    /// `self + other`. Gives the sum of both bounds, which must be at most `64p`.
    #[must_use]
    fn add(self, arch: A, other: Self) -> Self;

    /// `self − other`, for `other` below `4p`. Gives the bound of `self` plus `4p`.
    #[must_use]
    fn sub(self, arch: A, other: Self) -> Self;

    /// The same elements. Takes values below `5p`, gives values below `2p`.
    #[must_use]
    fn reduce(self, arch: A) -> Self;

    /// The same elements, in more time than [`reduce`](Self::reduce). Takes values below `84p`, gives
    /// values below `2p`.
    #[must_use]
    fn reduce_wide(self, arch: A) -> Self;

    /// `self · other`. Takes values whose bounds multiply to at most `36p²`, gives values below `2p`.
    #[must_use]
    fn mul(self, arch: A, other: Self) -> Self;

    /// `self²`. Takes values below `6p`, gives values below `2p`.
    #[must_use]
    fn square(self, arch: A) -> Self;

    /// Lane by lane `b` where the bit of `choice` is set, `a` elsewhere; the lowest bit is for the
    /// first lane.
    #[must_use]
    fn select(arch: A, choice: u8, a: Self, b: Self) -> Self;
}

impl<A: Arch, F: Modulus> Element<A> for Lanes<A, F> {
    type Scalar = F;

    #[inline(always)]
    fn load(arch: A, elements: &[F; 8]) -> Self {
        Self::load(arch, elements)
    }

    #[inline(always)]
    fn store(self, arch: A) -> [F; 8] {
        self.store(arch)
    }

    #[inline(always)]
    fn add(self, arch: A, other: Self) -> Self {
        self.add(arch, other)
    }

    #[inline(always)]
    fn sub(self, arch: A, other: Self) -> Self {
        self.sub(arch, other)
    }

    #[inline(always)]
    fn reduce(self, arch: A) -> Self {
        self.reduce(arch)
    }

    #[inline(always)]
    fn reduce_wide(self, arch: A) -> Self {
        self.reduce_wide(arch)
    }

    #[inline(always)]
    fn mul(self, arch: A, other: Self) -> Self {
        self.mul(arch, other)
    }

    #[inline(always)]
    fn square(self, arch: A) -> Self {
        self.square(arch)
    }

    #[inline(always)]
    fn select(arch: A, choice: u8, a: Self, b: Self) -> Self {
        Self::select(arch, choice, a, b)
    }
}
