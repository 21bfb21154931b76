//! A [`Width`] is how many elements an operation is about: formulas are written once and run one
//! wide or eight wide.
//!
//! Bounds are those of [`ostrakon_lanes::element`], in multiples of the modulus `p`. Whoever is one wide
//! keeps all elements below `p` and reduces nothing.

use std::array;

use ark_bn254::{Fq, Fq2};
use ark_ff::{AdditiveGroup, Field};
use ostrakon_lanes::arch::{Arch, Routine};
use ostrakon_lanes::element::Element;
use ostrakon_lanes::fq2::Fq2Lanes;
use ostrakon_lanes::lanes::Lanes;

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

/// One at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct One;

impl Width for One {
    type Base = Fq;
    type Extension = Fq2;
    type Many<T> = [T; 1];
    const LANES: usize = 1;

    fn many<T>(mut next: impl FnMut() -> T) -> [T; 1] {
        [next()]
    }

    fn call<S: Step<Self>>(self, step: S) -> S::Output {
        step.run(self)
    }
}

impl<F: Field> Number<One> for F
where
    One: Width<Many<F> = [F; 1]>,
{
    type Scalar = F;

    fn load(_: One, [scalar]: &[F; 1]) -> F {
        *scalar
    }

    fn store(self, _: One) -> [F; 1] {
        [self]
    }

    fn add(self, _: One, other: F) -> F {
        self + other
    }

    fn sub(self, _: One, other: F) -> F {
        self - other
    }

    fn reduce(self, _: One) -> F {
        self
    }

    fn reduce_wide(self, _: One) -> F {
        self
    }

    fn mul(self, _: One, other: F) -> F {
        self * other
    }

    fn square(self, _: One) -> F {
        Field::square(&self)
    }

    fn select(_: One, choice: u8, a: F, b: F) -> F {
        if choice & 1 == 1 { b } else { a }
    }

    fn invert(self, _: One) -> F {
        self.inverse().unwrap_or(F::ZERO)
    }

    fn double(self, _: One) -> F {
        AdditiveGroup::double(&self)
    }
}

impl Extension<One> for Fq2 {
    fn scale(mut self, _: One, factor: Fq) -> Self {
        self.mul_assign_by_fp(&factor);
        self
    }

    fn conjugate(mut self, _: One) -> Self {
        self.conjugate_in_place();
        self
    }

    fn mul_nonresidue(self, _: One) -> Self {
        let eight = |x: Fq| {
            let four = (x + x) + (x + x);
            four + four
        };
        Self::new(eight(self.c0) + self.c0 - self.c1, eight(self.c1) + self.c1 + self.c0)
    }

    fn dot<const N: usize>(_: One, pairs: [(&Self, &Self); N]) -> Self {
        pairs.into_iter().map(|(a, b)| *a * b).sum()
    }
}

/// Eight at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eight<A>(pub(crate) A);

impl<A: Arch> Width for Eight<A> {
    type Base = Lanes<A, Fq>;
    type Extension = Fq2Lanes<A>;
    type Many<T> = [T; 8];
    const LANES: usize = 8;

    #[inline(always)]
    fn many<T>(mut next: impl FnMut() -> T) -> [T; 8] {
        array::from_fn(|_| next())
    }

    #[inline(always)]
    fn call<S: Step<Self>>(self, step: S) -> S::Output {
        self.0.call(Called(step))
    }
}

/// A step as a routine.
struct Called<S>(S);

impl<A: Arch, S: Step<Eight<A>>> Routine<A> for Called<S> {
    type Output = S::Output;

    #[inline(always)]
    fn run(self, arch: A) -> S::Output {
        self.0.run(Eight(arch))
    }
}

/// Out of scalars.
struct Load<'s, S>(&'s [S; 8]);

impl<A: Arch> Routine<A> for Load<'_, Fq> {
    type Output = Lanes<A, Fq>;

    #[inline(always)]
    fn run(self, arch: A) -> Lanes<A, Fq> {
        Lanes::load(arch, self.0)
    }
}

impl<A: Arch> Routine<A> for Load<'_, Fq2> {
    type Output = Fq2Lanes<A>;

    #[inline(always)]
    fn run(self, arch: A) -> Fq2Lanes<A> {
        Element::load(arch, self.0)
    }
}

/// Into scalars.
struct Store<E>(E);

impl<A: Arch, E: Element<A>> Routine<A> for Store<E> {
    type Output = [E::Scalar; 8];

    #[inline(always)]
    fn run(self, arch: A) -> [E::Scalar; 8] {
        self.0.store(arch)
    }
}

/// The product.
struct Mul<'e, E>(&'e E, &'e E);

impl<A: Arch, E: Element<A>> Routine<A> for Mul<'_, E> {
    type Output = E;

    #[inline(always)]
    fn run(self, arch: A) -> E {
        self.0.mul(arch, *self.1)
    }
}

/// The square.
struct Square<'e, E>(&'e E);

impl<A: Arch, E: Element<A>> Routine<A> for Square<'_, E> {
    type Output = E;

    #[inline(always)]
    fn run(self, arch: A) -> E {
        self.0.square(arch)
    }
}

/// The sum of the products of pairs.
struct Dot<'e, E, const N: usize>([(&'e E, &'e E); N]);

impl<A: Arch, const N: usize> Routine<A> for Dot<'_, Fq2Lanes<A>, N> {
    type Output = Fq2Lanes<A>;

    #[inline(always)]
    fn run(self, arch: A) -> Fq2Lanes<A> {
        Fq2Lanes::dot(arch, self.0)
    }
}

macro_rules! number {
    ($lanes:ty, $scalar:ty) => {
        impl<A: Arch> Number<Eight<A>> for $lanes {
            type Scalar = $scalar;

            #[inline(always)]
            fn load(Eight(arch): Eight<A>, scalars: &[$scalar; 8]) -> Self {
                arch.call(Load(scalars))
            }

            #[inline(always)]
            fn store(self, Eight(arch): Eight<A>) -> [$scalar; 8] {
                arch.call(Store(self))
            }

            #[inline(always)]
            fn add(self, Eight(arch): Eight<A>, other: Self) -> Self {
                Element::add(self, arch, other)
            }

            #[inline(always)]
            fn sub(self, Eight(arch): Eight<A>, other: Self) -> Self {
                Element::sub(self, arch, other)
            }

            #[inline(always)]
            fn reduce(self, Eight(arch): Eight<A>) -> Self {
                Element::reduce(self, arch)
            }

            #[inline(always)]
            fn reduce_wide(self, Eight(arch): Eight<A>) -> Self {
                Element::reduce_wide(self, arch)
            }

            #[inline(always)]
            fn mul(self, Eight(arch): Eight<A>, other: Self) -> Self {
                arch.call(Mul(&self, &other))
            }

            #[inline(always)]
            fn square(self, Eight(arch): Eight<A>) -> Self {
                arch.call(Square(&self))
            }

            #[inline(always)]
            fn select(Eight(arch): Eight<A>, choice: u8, a: Self, b: Self) -> Self {
                Element::select(arch, choice, a, b)
            }

            #[inline(always)]
            fn invert(self, width: Eight<A>) -> Self {
                width.0.call(Invert(self))
            }
        }
    };
}

number!(Lanes<A, Fq>, Fq);
number!(Fq2Lanes<A>, Fq2);

/// The inverses of each lane, 0 of 0, by one inversion.
struct Invert<E>(E);

impl<A: Arch, E: Element<A>> Routine<A> for Invert<E> {
    type Output = E;

    #[inline(always)]
    fn run(self, arch: A) -> E {
        let mut scalars = self.0.store(arch);
        ark_ff::serial_batch_inversion_and_mul(&mut scalars, &E::Scalar::ONE);
        E::load(arch, &scalars)
    }
}

impl<A: Arch> Extension<Eight<A>> for Fq2Lanes<A> {
    #[inline(always)]
    fn scale(self, Eight(arch): Eight<A>, factors: Lanes<A, Fq>) -> Self {
        self.scale(arch, factors)
    }

    #[inline(always)]
    fn conjugate(self, Eight(arch): Eight<A>) -> Self {
        self.conjugate(arch)
    }

    #[inline(always)]
    fn mul_nonresidue(self, Eight(arch): Eight<A>) -> Self {
        self.mul_nonresidue(arch)
    }

    #[inline(always)]
    fn dot<const N: usize>(Eight(arch): Eight<A>, pairs: [(&Self, &Self); N]) -> Self {
        arch.call(Dot(pairs))
    }
}
