//! [`Eight`]: operations about eight elements, in [lanes](ostrakon_lanes).

use std::array;

use ark_bn254::{Fq, Fq2};
use ark_ff::Field;
use ostrakon_lanes::arch::{Arch, Routine};
use ostrakon_lanes::element::Element;
use ostrakon_lanes::fq2::Fq2Lanes;
use ostrakon_lanes::lanes::Lanes;

use super::{Extension, Number, Step, Width};

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
