//! [`Homogeneous`] coordinates of a point of the curve of G2, with formulas that need no inversion,
//! and the lines through such points.
//!
//! Formulas are those of [Aranha and others 2011][paper], section 4, for curves `y² = x³ + b`.
//!
//! A point twice or with its opposite is an exception to them: `z` is zero then and stays so.
//!
//! [paper]: https://eprint.iacr.org/2010/526

use ark_bn254::Fq2;
use ark_bn254::g2::Config;
use ark_ec::short_weierstrass::SWCurveConfig;
use ark_ff::{AdditiveGroup, Field, Zero};

use super::width::{self, One};

/// The point `(x/z, y/z)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Homogeneous {
    x: Fq2,
    y: Fq2,
    z: Fq2,
}

/// A line `y = λ·x − h`, with `λ` and `h` times a scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaled {
    pub(super) slope: Fq2,
    pub(super) height: Fq2,
    pub(super) scale: Fq2,
}

impl Homogeneous {
    /// The point of affine coordinates.
    pub(super) const fn new([x, y]: [Fq2; 2]) -> Self {
        Self { x, y, z: Fq2::ONE }
    }

    /// Whether this is a point of affine coordinates, found without exceptions.
    pub(super) fn is(&self, [x, y]: [Fq2; 2]) -> bool {
        let Self { x: own_x, y: own_y, z } = *self;
        !z.is_zero() && own_x == mul(x, z) && own_y == mul(y, z)
    }

    /// Doubles the point. Returns the tangent.
    pub(super) fn double(&mut self) -> Scaled {
        let Self { x, y, z } = *self;
        let (xx, yy, zz) = (x.square(), y.square(), z.square());
        let yz = (y + z).square() - yy - zz;
        let b = mul(Config::COEFF_B, zz);
        let b = b.double() + b;
        let b_3 = b.double() + b;
        let (minus, plus) = (yy - b_3, yy + b_3);
        let bb = b.square();
        // Four times those of the paper.
        self.x = mul(mul(x, y), minus).double();
        self.y = plus.square() - (bb.double() + bb).double().double();
        self.z = mul(yy, yz).double().double();
        Scaled { slope: xx.double() + xx, height: yy - b, scale: yz }
    }

    /// Adds a point of affine coordinates. Returns the line through both.
    pub(super) fn add(&mut self, [x, y]: [Fq2; 2]) -> Scaled {
        let Self { x: own_x, y: own_y, z } = *self;
        let rise = own_y - mul(y, z);
        let run = own_x - mul(x, z);
        let run_2 = run.square();
        let run_3 = mul(run, run_2);
        let middle = mul(own_x, run_2);
        let sum = run_3 + mul(z, rise.square()) - middle.double();
        self.x = mul(run, sum);
        self.y = mul(rise, middle - sum) - mul(run_3, own_y);
        self.z = mul(z, run_3);
        Scaled { slope: rise, height: mul(rise, x) - mul(run, y), scale: run }
    }
}

fn mul(a: Fq2, b: Fq2) -> Fq2 {
    width::Number::mul(a, One, b)
}

#[cfg(test)]
mod tests {
    use ark_bn254::{G2Affine, G2Projective};
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::UniformRand;
    use ark_std::rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn coordinates(point: impl Into<G2Affine>) -> [Fq2; 2] {
        let point = point.into();
        [point.x, point.y]
    }

    #[test]
    fn points_double_and_add_as_arkworks_does() {
        let rng = &mut StdRng::seed_from_u64(1);
        let (q, other) = (G2Affine::generator(), G2Projective::rand(rng).into_affine());
        let mut point = Homogeneous::new(coordinates(q));
        point.double();
        assert!(point.is(coordinates(q + q)));
        point.add(coordinates(other));
        assert!(point.is(coordinates(q + q + other)));
        assert!(!point.is(coordinates(q)));
    }

    #[test]
    fn an_exception_is_never_forgotten() {
        let q = G2Affine::generator();
        let twice = Homogeneous::new(coordinates(q));
        // The tangent at a height of zero is upright.
        let flat = Homogeneous::new([Fq2::ONE, Fq2::ZERO]);
        for (mut point, added) in [(twice, Some(q)), (twice, Some(-q)), (flat, None)] {
            let _ = match added {
                Some(added) => point.add(coordinates(added)),
                None => point.double(),
            };
            for _ in 0..3 {
                assert!(point.z.is_zero());
                assert!(
                    !point.is([point.x, point.y]) && !point.is(coordinates(q)) && !point.is([Fq2::ZERO; 2])
                );
                point.double();
                point.add(coordinates(q));
            }
        }
    }
}
