//! A [`Width`] is how many elements an operation is about: formulas are written once and run one
//! wide or eight wide.
//!
//! Bounds are those of [`ostrakon_lanes::element`], in multiples of the modulus `p`. Whoever is one wide
//! keeps all elements below `p` and reduces nothing.

mod eight;
mod one;

use ark_bn254::{Fq, Fq2};
use ark_ff::Field;

pub(crate) use self::eight::Eight;
pub(crate) use self::one::One;

/// How many elements an operation is about.
pub(crate) trait Width: Copy {
    /// That many elements of the base field.
    type Base: Number<Self, Scalar = Fq>;
    /// That many elements of its quadratic extension.
    type Extension: Extension<Self>;
    /// That many of anything.
    type Many<T>: AsRef<[T]> + AsMut<[T]> + IntoIterator<Item = T>;
    /// How many.
    const LANES: usize;

    /// What `next` gives, as many times.
    fn many<T>(next: impl FnMut() -> T) -> Self::Many<T>;

    /// Runs a step as a function of its own: see [`Arch::call`]. Closures are no way to do that, as
    /// they do not take over which instructions may be used.
    fn call<S: Step<Self>>(self, step: S) -> S::Output;
}

/// A piece of work of a width.
pub(crate) trait Step<W> {
    /// What it gives.
    type Output;

    /// Does it. Mark this `#[inline(always)]`.
    fn run(self, width: W) -> Self::Output;
}

/// As many elements as the width.
pub(crate) trait Number<W: Width>: Copy {
    /// One of them.
    type Scalar: Field;

    /// Gives values below `2p`.
    fn load(width: W, scalars: &W::Many<Self::Scalar>) -> Self;

    /// Takes values below `8p`.
    fn store(self, width: W) -> W::Many<Self::Scalar>;

    /// Gives the sum of both bounds.
    fn add(self, width: W, other: Self) -> Self;

    /// `self − other`, for `other` below `4p`. Gives the bound of `self` plus `4p`.
    fn sub(self, width: W, other: Self) -> Self;

    /// Takes values below `5p`, gives values below `2p`.
    fn reduce(self, width: W) -> Self;

    /// Takes values below `84p`, gives values below `2p`.
    fn reduce_wide(self, width: W) -> Self;

    /// Takes values whose bounds multiply to at most `36p²`, gives values below `2p`.
    fn mul(self, width: W, other: Self) -> Self;

    /// Takes values below `6p`, gives values below `2p`.
    fn square(self, width: W) -> Self;

    /// `b` where the bit of `choice` is set, `a` elsewhere.
    fn select(width: W, choice: u8, a: Self, b: Self) -> Self;

    /// The inverses, 0 of 0. Takes values below `4p`, gives values below `2p`.
    fn invert(self, width: W) -> Self;

    /// The same in all lanes.
    #[inline(always)]
    fn splat(width: W, scalar: Self::Scalar) -> Self {
        Self::load(width, &W::many(|| scalar))
    }

    /// `2 · self`. Doubles the bound.
    #[inline(always)]
    fn double(self, width: W) -> Self {
        self.add(width, self)
    }
}

/// As many elements of the quadratic extension.
pub(crate) trait Extension<W: Width>: Number<W, Scalar = Fq2> {
    /// Times elements of the base field. Takes values whose bounds multiply to at most `36p²`, gives
    /// values below `2p`.
    fn scale(self, width: W, factors: W::Base) -> Self;

    /// Takes values below `4p`, gives values below `4p`.
    fn conjugate(self, width: W) -> Self;

    /// `(9 + u) · self`. Takes values below `4p`, gives values below `2p`.
    fn mul_nonresidue(self, width: W) -> Self;

    /// The sum of the products of pairs. Takes values for which the products of their bounds add up
    /// to at most `36p²`, gives values below `2p`.
    fn dot<const N: usize>(width: W, pairs: [(&Self, &Self); N]) -> Self;
}
