//! Points of G1 in [`Jacobian`] coordinates, with formulas that need no inversion and know no
//! exceptions: where points could be equal, opposite or zero, they are not for these.
//!
//! Formulas are from the [Explicit-Formulas Database][efd], for curves `y² = x³ + b`.
//!
//! [efd]: https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html

use ark_bn254::{Fq, G1Projective};
use ark_ff::Field;

use super::width::{Number, Width};

/// Points `(x/z², y/z³)`. Coordinates are below `2p`.
pub(crate) struct Jacobian<W: Width> {
    pub(crate) x: W::Base,
    pub(crate) y: W::Base,
    pub(crate) z: W::Base,
}

impl<W: Width> Clone for Jacobian<W> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<W: Width> Copy for Jacobian<W> {}

impl<W: Width> Jacobian<W> {
    /// The points of affine coordinates.
    #[inline(always)]
    pub(crate) fn new(width: W, [x, y]: [W::Base; 2]) -> Self {
        Self { x, y, z: W::Base::splat(width, Fq::ONE) }
    }

    /// `2 · self`, for points that are not zero.
    #[inline(always)]
    pub(crate) fn double(&mut self, width: W) {
        let Self { x, y, z } = *self;
        let xx = x.square(width);
        let yy = y.square(width);
        let slope = xx.double(width).add(width, xx);
        let middle = x.mul(width, yy).double(width).double(width).reduce_wide(width);
        let double = slope.square(width).sub(width, middle.double(width)).reduce_wide(width);
        let left = slope.mul(width, middle.sub(width, double));
        self.x = double;
        let eight = yy.square(width).double(width).double(width).double(width).reduce_wide(width);
        self.y = left.sub(width, eight).reduce_wide(width);
        self.z = y.double(width).mul(width, z);
    }

    /// `self + other` for points in affine coordinates, neither equal nor opposite.
    #[inline(always)]
    pub(crate) fn add(&mut self, width: W, [x, y]: [W::Base; 2]) {
        let Self { x: own_x, y: own_y, z } = *self;
        let zz = z.square(width);
        let x = x.mul(width, zz);
        let y = y.mul(width, zz.mul(width, z));
        *self = Self::chord(width, [own_x, own_y], [x, y], z);
    }

    /// `self + other`, for points that are neither equal nor opposite nor zero.
    #[inline(always)]
    pub(crate) fn add_jacobian(&mut self, width: W, other: &Self) {
        let (zz, other_zz) = (self.z.square(width), other.z.square(width));
        let one = [self.x.mul(width, other_zz), self.y.mul(width, other_zz.mul(width, other.z))];
        let two = [other.x.mul(width, zz), other.y.mul(width, zz.mul(width, self.z))];
        *self = Self::chord(width, one, two, self.z.mul(width, other.z));
    }

    /// The sum of `(x/z², y/z³)` for both x and y.
    #[inline(always)]
    fn chord(width: W, [x, y]: [W::Base; 2], [other_x, other_y]: [W::Base; 2], z: W::Base) -> Self {
        let run = other_x.sub(width, x);
        let rise = other_y.sub(width, y);
        let run_2 = run.square(width);
        let run_3 = run_2.mul(width, run);
        let middle = x.mul(width, run_2);
        let less = middle.double(width).add(width, run_3).reduce_wide(width);
        let sum = rise.square(width).sub(width, less).reduce_wide(width);
        let left = rise.mul(width, middle.sub(width, sum));
        let right = y.mul(width, run_3);
        Self { x: sum, y: left.sub(width, right).reduce_wide(width), z: z.mul(width, run) }
    }

    /// The points.
    #[inline(always)]
    pub(crate) fn store(self, width: W) -> impl Iterator<Item = G1Projective> {
        let (x, y, z) = (self.x.store(width), self.y.store(width), self.z.store(width));
        let points = x.into_iter().zip(y).zip(z);
        points.map(|((x, y), z)| G1Projective::new_unchecked(x, y, z))
    }
}
