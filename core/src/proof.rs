//! A [`Proof`] is three points of BN254, in the one spelling they have.

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};

use crate::field::{self, FieldError};

/// A Groth16 proof whose points are on their curves, in their groups of prime order, and not the
/// identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof(Points);

/// The points of a proof of which one thing is not checked yet: B is on its curve, but may be
/// outside the group of prime order. Whoever checks many at once finds that out on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    a: G1Affine,
    b: G2Affine,
    c: G1Affine,
}

/// One of the points of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofPoint {
    /// A, in G1.
    A,
    /// B, in G2.
    B,
    /// C, in G1.
    C,
}

/// Why coordinates are not a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// A coordinate is not a canonical element of the base field.
    #[error("a coordinate of point {point:?} is {reason}")]
    Coordinate {
        /// The point.
        point: ProofPoint,
        /// What is wrong.
        reason: FieldError,
    },
    /// Other than eight coordinates.
    #[error("{0} coordinates instead of 8")]
    Count(usize),
    /// A point is the identity.
    #[error("point {0:?} is the point at infinity")]
    Identity(ProofPoint),
    /// A point is not on its curve.
    #[error("point {0:?} is not on the curve")]
    NotOnCurve(ProofPoint),
    /// B is on the curve but outside the group of prime order.
    #[error("point {0:?} is outside the subgroup")]
    NotInSubgroup(ProofPoint),
}

impl ProofError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Coordinate { .. } => "proof-coordinate",
            Self::Count(_) => "proof-count",
            Self::Identity(_) => "proof-identity",
            Self::NotOnCurve(_) => "proof-not-on-curve",
            Self::NotInSubgroup(_) => "proof-not-in-subgroup",
        }
    }
}

impl Proof {
    /// A proof from its points.
    ///
    /// # Errors
    /// [`ProofError`] for a point that no proof has.
    pub fn new(a: G1Affine, b: G2Affine, c: G1Affine) -> Result<Self, ProofError> {
        Points::new(a, b, c)?.into_proof()
    }

    /// A proof from eight decimal coordinates in Semaphore's order: A.x, A.y, B.x.c1, B.x.c0,
    /// B.y.c1, B.y.c0, C.x, C.y.
    ///
    /// # Errors
    /// [`ProofError`] for anything but the one spelling of a proof's points.
    pub fn from_coordinates<S: AsRef<str>>(coordinates: &[S]) -> Result<Self, ProofError> {
        Points::from_coordinates(coordinates)?.into_proof()
    }

    /// The eight coordinates in decimal, in Semaphore's order.
    #[must_use]
    pub fn to_coordinates(&self) -> [String; 8] {
        let Self(Points { a, b, c }) = self;
        [a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y].map(|coordinate| field::to_decimal(&coordinate))
    }

    /// Its points.
    pub const fn points(&self) -> &Points {
        &self.0
    }

    /// A.
    pub const fn a(&self) -> &G1Affine {
        &self.0.a
    }

    /// B.
    pub const fn b(&self) -> &G2Affine {
        &self.0.b
    }

    /// C.
    pub const fn c(&self) -> &G1Affine {
        &self.0.c
    }
}

impl Points {
    /// The points of a proof.
    ///
    /// # Errors
    /// [`ProofError`] for a point that no proof has, but for B outside its group.
    pub fn new(a: G1Affine, b: G2Affine, c: G1Affine) -> Result<Self, ProofError> {
        check(ProofPoint::A, &a)?;
        check(ProofPoint::B, &b)?;
        if let Err(error) = check(ProofPoint::C, &c) {
            // The first point at fault is the one to name.
            check_subgroup(&b)?;
            return Err(error);
        }
        Ok(Self { a, b, c })
    }

    /// The points from eight decimal coordinates, as [`Proof::from_coordinates`] reads them.
    ///
    /// # Errors
    /// [`ProofError`] for anything but the one spelling of a proof's points, but for B outside its
    /// group.
    pub fn from_coordinates<S: AsRef<str>>(coordinates: &[S]) -> Result<Self, ProofError> {
        let [ax, ay, bx1, bx0, by1, by0, cx, cy] = coordinates else {
            return Err(ProofError::Count(coordinates.len()));
        };
        let read = |point, text: &S| -> Result<Fq, ProofError> {
            field::from_decimal(text.as_ref()).map_err(|reason| ProofError::Coordinate { point, reason })
        };
        let a = G1Affine::new_unchecked(read(ProofPoint::A, ax)?, read(ProofPoint::A, ay)?);
        let b = G2Affine::new_unchecked(
            Fq2::new(read(ProofPoint::B, bx0)?, read(ProofPoint::B, bx1)?),
            Fq2::new(read(ProofPoint::B, by0)?, read(ProofPoint::B, by1)?),
        );
        let c = G1Affine::new_unchecked(read(ProofPoint::C, cx)?, read(ProofPoint::C, cy)?);
        // Semaphore and the Solidity verifier write the identity as (0, 0), which is on no curve here.
        for (point, zero) in [
            (ProofPoint::A, [a.x, a.y] == [Fq::default(); 2]),
            (ProofPoint::B, [b.x, b.y] == [Fq2::default(); 2]),
            (ProofPoint::C, [c.x, c.y] == [Fq::default(); 2]),
        ] {
            if zero {
                return Err(ProofError::Identity(point));
            }
        }
        Self::new(a, b, c)
    }

    /// The proof of these points.
    ///
    /// # Errors
    /// [`ProofError::NotInSubgroup`] for B outside its group.
    pub fn into_proof(self) -> Result<Proof, ProofError> {
        check_subgroup(&self.b)?;
        Ok(Proof(self))
    }

    /// A.
    pub const fn a(&self) -> &G1Affine {
        &self.a
    }

    /// B.
    pub const fn b(&self) -> &G2Affine {
        &self.b
    }

    /// C.
    pub const fn c(&self) -> &G1Affine {
        &self.c
    }
}

/// Whether a point is on its curve and not the identity. For points of G1 that is all: its curve has
/// no others.
fn check<P: SWCurveConfig>(name: ProofPoint, point: &Affine<P>) -> Result<(), ProofError> {
    if point.is_zero() {
        Err(ProofError::Identity(name))
    } else if !point.is_on_curve() {
        Err(ProofError::NotOnCurve(name))
    } else {
        Ok(())
    }
}

fn check_subgroup(b: &G2Affine) -> Result<(), ProofError> {
    if b.is_in_correct_subgroup_assuming_on_curve() {
        Ok(())
    } else {
        Err(ProofError::NotInSubgroup(ProofPoint::B))
    }
}

#[cfg(test)]
mod tests {
    use ark_ec::AffineRepr;
    use ark_ff::UniformRand;

    use super::*;

    fn generators() -> [String; 8] {
        Proof::new(G1Affine::generator(), G2Affine::generator(), G1Affine::generator())
            .unwrap()
            .to_coordinates()
    }

    #[test]
    fn coordinates_round_trip() {
        let coordinates = generators();
        assert_eq!(Proof::from_coordinates(&coordinates).unwrap().to_coordinates(), coordinates);
    }

    #[test]
    fn each_point_is_checked() {
        for (at, point) in [(0, ProofPoint::A), (2, ProofPoint::B), (6, ProofPoint::C)] {
            let mut off = generators();
            off[at] = "5".into();
            assert_eq!(Proof::from_coordinates(&off), Err(ProofError::NotOnCurve(point)));
            let mut identity = generators();
            let width = if point == ProofPoint::B { 4 } else { 2 };
            identity[at..at + width].fill("0".into());
            assert_eq!(Proof::from_coordinates(&identity), Err(ProofError::Identity(point)));
        }
        assert_eq!(Proof::from_coordinates(&generators()[..7]), Err(ProofError::Count(7)));
    }

    #[test]
    fn a_point_of_g2s_curve_outside_the_subgroup_is_refused() {
        let mut rng = ark_std::test_rng();
        let outside =
            std::iter::repeat_with(|| G2Affine::get_point_from_x_unchecked(Fq2::rand(&mut rng), true))
                .flatten()
                .find(|point| !point.is_in_correct_subgroup_assuming_on_curve())
                .unwrap();
        let g = G1Affine::generator();
        let refused = Err(ProofError::NotInSubgroup(ProofPoint::B));
        assert_eq!(Proof::new(g, outside, g), refused);
        assert_eq!(Points::new(g, outside, g).unwrap().into_proof(), refused);
        // Of two points at fault the first is named.
        let off = G1Affine::new_unchecked(g.x, g.x);
        assert_eq!(Proof::new(g, outside, off), refused);
        assert_eq!(Proof::new(off, outside, g), Err(ProofError::NotOnCurve(ProofPoint::A)));
    }
}
