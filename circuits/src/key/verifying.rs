//! The verifying keys, which the program carries for every depth.

use std::sync::OnceLock;

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ostrakon_core::field;
use ostrakon_core::path::Depth;

use crate::shape::PUBLIC_INPUTS;

/// A Groth16 verifying key: a proof `(A, B, C)` holds for public inputs `x` where
/// `e(A, B) = e(α, β) · e(IC₀ + Σ xᵢ·ICᵢ, γ) · e(C, δ)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    /// The depth of the circuit.
    pub depth: Depth,
    /// α.
    pub alpha_g1: G1Affine,
    /// β.
    pub beta_g2: G2Affine,
    /// γ.
    pub gamma_g2: G2Affine,
    /// δ.
    pub delta_g2: G2Affine,
    /// One point for the constant and one for each public input.
    pub ic: [G1Affine; 1 + PUBLIC_INPUTS],
}

impl VerifyingKey {
    /// The ceremony's key for a depth.
    ///
    /// The points are taken as they are: the bytes are part of the program, and a test holds them
    /// against their pins, the curve and the subgroup.
    ///
    /// # Panics
    /// Never: a test reads all 32.
    #[must_use]
    pub fn of(depth: Depth) -> &'static Self {
        static KEYS: [OnceLock<VerifyingKey>; 32] = [const { OnceLock::new() }; 32];
        let slot = KEYS.get(usize::from(depth.get()) - 1).expect("depths are 1 to 32");
        slot.get_or_init(|| Self::parse(depth, record(depth)).expect("the carried keys are well formed"))
    }

    fn parse(depth: Depth, bytes: &[u8]) -> Option<Self> {
        let (mut elements, rest) = {
            let (elements, rest) = bytes.as_chunks::<32>();
            (elements.iter().map(|element| field::from_bytes::<Fq>(element).ok()), rest)
        };
        let mut next = || elements.next().flatten();
        let mut g1 = || Some(G1Affine::new_unchecked(next()?, next()?));
        let alpha_g1 = g1()?;
        let mut g2 = || Some(G2Affine::new_unchecked(Fq2::new(next()?, next()?), Fq2::new(next()?, next()?)));
        let (beta_g2, gamma_g2, delta_g2) = (g2()?, g2()?, g2()?);
        let mut g1 = || Some(G1Affine::new_unchecked(next()?, next()?));
        let ic = [g1()?, g1()?, g1()?, g1()?, g1()?];
        (rest.is_empty() && elements.next().is_none()).then_some(Self {
            depth,
            alpha_g1,
            beta_g2,
            gamma_g2,
            delta_g2,
            ic,
        })
    }
}

fn record(depth: Depth) -> &'static [u8] {
    RECORDS.chunks_exact(RECORD).nth(usize::from(depth.get()) - 1).expect("there is a key for each depth")
}

/// Bytes of one key: nine points as `circuits/keys/README.md` lays them out.
const RECORD: usize = 768;

const RECORDS: &[u8] = include_bytes!("../../keys/verifying-keys.bin");

#[cfg(test)]
mod tests {
    use ark_ec::AffineRepr;
    use ostrakon_core::hash::Digest;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::key::Pin;

    #[test]
    fn every_key_is_the_pinned_one() {
        for depth in Depth::all() {
            let digest = Digest::from_bytes(Sha256::digest(record(depth)).into());
            assert_eq!(digest, Pin::of(depth).verifying_key, "depth {depth}");
            assert_eq!(VerifyingKey::of(depth).depth, depth);
        }
        assert_eq!(RECORDS.len(), 32 * RECORD);
    }

    #[test]
    fn every_point_is_in_its_group() {
        for depth in Depth::all() {
            let VerifyingKey { depth: _, alpha_g1, beta_g2, gamma_g2, delta_g2, ic } =
                VerifyingKey::of(depth);
            for point in ic.iter().chain([alpha_g1]) {
                assert!(point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve());
                assert!(!point.is_zero());
            }
            for point in [beta_g2, gamma_g2, delta_g2] {
                assert!(point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve());
                assert!(!point.is_zero());
            }
        }
    }

    #[test]
    fn delta_differs_between_depths_and_gamma_is_the_generator() {
        // δ holds the contributions to phase 2; γ is fixed by the ceremony's tool.
        for depth in Depth::all() {
            let key = VerifyingKey::of(depth);
            assert_eq!(key.gamma_g2, G2Affine::generator());
            let shared = Depth::all().filter(|other| VerifyingKey::of(*other).delta_g2 == key.delta_g2);
            assert_eq!(shared.collect::<Vec<_>>(), [depth]);
        }
    }

    #[test]
    fn bytes_that_are_no_key_are_refused() {
        let depth = Depth::MAX;
        let good = record(depth);
        assert!(VerifyingKey::parse(depth, good).is_some());
        assert!(VerifyingKey::parse(depth, &good[..RECORD - 1]).is_none());
        assert!(VerifyingKey::parse(depth, &[good, &[0]].concat()).is_none());
        for element in good.chunks(32).enumerate().map(|(at, _)| at) {
            let mut bad = good.to_vec();
            bad[32 * element..][..32].fill(0xff);
            assert!(VerifyingKey::parse(depth, &bad).is_none(), "element {element} above the modulus");
        }
    }
}
