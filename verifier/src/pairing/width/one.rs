//! [`One`]: operations about one element, in arkworks' form, below `p`.

use ark_bn254::{Fq, Fq2};
use ark_ff::{AdditiveGroup, Field};

use super::{Extension, Number, Step, Width};
use crate::pairing::products::sum_of_products;

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

macro_rules! number {
    ($scalar:ty, $product:expr) => {
        impl Number<One> for $scalar {
            type Scalar = $scalar;

            fn load(_: One, [scalar]: &[$scalar; 1]) -> $scalar {
                *scalar
            }

            fn store(self, _: One) -> [$scalar; 1] {
                [self]
            }

            fn add(self, _: One, other: $scalar) -> $scalar {
                self + other
            }

            fn sub(self, _: One, other: $scalar) -> $scalar {
                self - other
            }

            fn reduce(self, _: One) -> $scalar {
                self
            }

            fn reduce_wide(self, _: One) -> $scalar {
                self
            }

            fn mul(self, _: One, other: $scalar) -> $scalar {
                $product(self, other)
            }

            fn square(self, _: One) -> $scalar {
                Field::square(&self)
            }

            fn select(_: One, choice: u8, a: $scalar, b: $scalar) -> $scalar {
                if choice & 1 == 1 { b } else { a }
            }

            fn invert(self, _: One) -> $scalar {
                self.inverse().unwrap_or(<$scalar>::ZERO)
            }

            fn double(self, _: One) -> $scalar {
                AdditiveGroup::double(&self)
            }
        }
    };
}

number!(Fq, |a: Fq, b| a * b);
number!(Fq2, |a, b| <Fq2 as Extension<One>>::dot(One, [(&a, &b)]));

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

    // On its own, it keeps its operands in registers.
    #[inline(never)]
    fn dot<const N: usize>(_: One, pairs: [(&Self, &Self); N]) -> Self {
        // u² = −1.
        let minus = pairs.map(|(a, _)| -a.c1);
        let mut minus = minus.iter();
        let real = pairs.map(|(a, _)| [&a.c0, minus.next().expect("one for each pair")]);
        let c0 = sum_of_products(real, pairs.map(|(_, b)| [&b.c0, &b.c1]));
        let c1 = sum_of_products(pairs.map(|(a, _)| [&a.c0, &a.c1]), pairs.map(|(_, b)| [&b.c1, &b.c0]));
        Self::new(c0, c1)
    }
}
