//! Many inverses for the price of one ([Montgomery 1987][paper], section 10.3.1).
//!
//! [paper]: https://doi.org/10.1090/S0025-5718-1987-0866113-7

use ark_ff::{Field, Zero};

use super::width::{Number, Width};

/// Values to invert, first in, last out.
pub(crate) struct Inversion<W: Width, N> {
    /// Each value with the product of those before it.
    values: Vec<(N, N)>,
    width: W,
    /// The product of all values; once inverted, the inverse of the product of those left.
    product: N,
}

impl<W: Width, N: Number<W>> Inversion<W, N> {
    /// No values yet, room for some.
    pub(crate) fn new(width: W, room: usize) -> Self {
        Self { values: Vec::with_capacity(room), width, product: N::splat(width, N::Scalar::ONE) }
    }

    /// Adds values. Takes values below `6p`.
    #[inline(always)]
    pub(crate) fn push(&mut self, value: N) {
        self.values.push((value, self.product));
        self.product = self.product.mul(self.width, value);
    }

    /// Inverts all values. Those that are zero become 1; their places are returned, the number of
    /// the push and the lane.
    #[inline(always)]
    pub(crate) fn invert(&mut self) -> Vec<(usize, usize)> {
        let mut zeros = Vec::new();
        let mut inverse = self.product.invert(self.width);
        if inverse.store(self.width).as_ref().iter().any(Zero::is_zero) {
            let values = std::mem::take(&mut self.values);
            self.product = N::splat(self.width, N::Scalar::ONE);
            for (at, (value, _)) in values.into_iter().enumerate() {
                let mut scalars = value.reduce_wide(self.width).store(self.width);
                for (lane, scalar) in scalars.as_mut().iter_mut().enumerate() {
                    if scalar.is_zero() {
                        *scalar = N::Scalar::ONE;
                        zeros.push((at, lane));
                    }
                }
                self.push(N::load(self.width, &scalars));
            }
            inverse = self.product.invert(self.width);
        }
        self.product = inverse;
        zeros
    }

    /// The inverse of the last value that is left; after all, an empty inversion to be filled again.
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> N {
        let Some((value, before)) = self.values.pop() else {
            return N::splat(self.width, N::Scalar::ONE);
        };
        let inverse = self.product.mul(self.width, before);
        self.product = if self.values.is_empty() {
            N::splat(self.width, N::Scalar::ONE)
        } else {
            self.product.mul(self.width, value)
        };
        inverse
    }
}
