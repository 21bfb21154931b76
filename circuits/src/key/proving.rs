//! The [`ProvingKey`] of a depth, read from the ceremony's own file.

use std::fmt;

use ark_bn254::{G1Affine, G2Affine};
use ostrakon_core::hash::Digest;
use ostrakon_core::path::Depth;
use sha2::{Digest as _, Sha256};

use super::embedded::embedded;
use super::zkey::{Header, Zkey};
use super::{Pin, VerifyingKey};
use crate::matrices::Matrices;
use crate::shape;

/// A Groth16 proving key with the matrices of its circuit.
///
/// One that exists is the ceremony's: its bytes had the pinned size and hash.
#[derive(Clone)]
pub struct ProvingKey {
    verifying_key: &'static VerifyingKey,
    zkey: Zkey,
}

/// Why bytes are not the proving key of a depth.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes have the right size but another hash.
    #[error("the key's SHA-256 is {found}, not {expected}")]
    FingerprintMismatch {
        /// The hash of the ceremony's key.
        expected: Digest,
        /// The hash of the bytes given.
        found: Digest,
    },
    /// The pinned bytes are not a key. Says that the pin is wrong, not the bytes.
    #[error("the pinned key is not a zkey file of this circuit")]
    Malformed,
    /// The bytes have another size: a key of another depth, of superseded artifacts (before 4.13.0),
    /// or one cut short.
    #[error("the key has {found} bytes, not {expected}")]
    WrongSize {
        /// The size of the ceremony's key.
        expected: u64,
        /// The number of bytes given.
        found: u64,
    },
}

impl KeyError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FingerprintMismatch { .. } => "key-fingerprint",
            Self::Malformed => "key-malformed",
            Self::WrongSize { .. } => "key-size",
        }
    }
}

impl ProvingKey {
    /// The proving key of a depth, from the bytes of its `zkey` file.
    ///
    /// Size and hash are checked before the bytes are read. Points are taken as they are, without
    /// checks of curve and subgroup: their bytes are those that the pin names.
    ///
    /// # Errors
    /// [`KeyError::WrongSize`] and [`KeyError::FingerprintMismatch`] for any other bytes.
    pub fn from_bytes(depth: Depth, bytes: &[u8]) -> Result<Self, KeyError> {
        Self::check(depth, bytes)?;
        let zkey = Zkey::parse(bytes, shape::rows(depth)).ok_or(KeyError::Malformed)?;
        let verifying_key = VerifyingKey::of(depth);
        if fits(verifying_key, &zkey) { Ok(Self { verifying_key, zkey }) } else { Err(KeyError::Malformed) }
    }

    /// Whether bytes are the proving key of a depth.
    ///
    /// # Errors
    /// [`KeyError::WrongSize`] and [`KeyError::FingerprintMismatch`] for any other bytes.
    pub fn check(depth: Depth, bytes: &[u8]) -> Result<(), KeyError> {
        let pin = Pin::of(depth);
        let (expected, found) = (pin.size, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if found != expected {
            return Err(KeyError::WrongSize { expected, found });
        }
        let (expected, found) = (pin.proving_key, Digest::from_bytes(Sha256::digest(bytes).into()));
        if found != expected {
            return Err(KeyError::FingerprintMismatch { expected, found });
        }
        Ok(())
    }

    /// The bytes of a depth's key where the program carries them: depths 16 and 20 with the feature
    /// `embedded-keys`, none without.
    #[must_use]
    pub const fn embedded(depth: Depth) -> Option<&'static [u8]> {
        embedded(depth)
    }

    /// The depth of the circuit.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.verifying_key.depth
    }

    /// The verifying key that belongs to it.
    #[must_use]
    pub const fn verifying_key(&self) -> &'static VerifyingKey {
        self.verifying_key
    }

    /// The circuit's matrices A and B.
    pub const fn matrices(&self) -> &Matrices {
        &self.zkey.matrices
    }

    /// The number of points in [`Self::h`]: the size of the domain.
    #[must_use]
    pub const fn domain_size(&self) -> usize {
        self.zkey.header.domain_size
    }

    /// β in G1.
    pub const fn beta_g1(&self) -> &G1Affine {
        &self.zkey.header.beta_g1
    }

    /// δ in G1.
    pub const fn delta_g1(&self) -> &G1Affine {
        &self.zkey.header.delta_g1
    }

    /// Each wire's polynomial of A at τ, in G1.
    pub fn a(&self) -> &[G1Affine] {
        &self.zkey.a
    }

    /// Each wire's polynomial of B at τ, in G1.
    pub fn b_g1(&self) -> &[G1Affine] {
        &self.zkey.b_g1
    }

    /// Each wire's polynomial of B at τ, in G2.
    pub fn b_g2(&self) -> &[G2Affine] {
        &self.zkey.b_g2
    }

    /// `(β·Aᵢ + α·Bᵢ + Cᵢ)/δ` for each wire after the public inputs, in G1.
    pub fn c(&self) -> &[G1Affine] {
        &self.zkey.c
    }

    /// The quotient's basis over δ, in G1: one point for the value of `A·B − C` at each point of the
    /// odd coset, that is at the odd powers of a root of unity of twice the domain's order.
    pub fn h(&self) -> &[G1Affine] {
        &self.zkey.h
    }
}

/// Megabytes of points are left out.
impl fmt::Debug for ProvingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvingKey").field("depth", &self.depth()).finish_non_exhaustive()
    }
}

/// Whether a file is for the circuit of the verifying key's depth and holds that key.
fn fits(key: &VerifyingKey, zkey: &Zkey) -> bool {
    let VerifyingKey { depth, alpha_g1, beta_g2, gamma_g2, delta_g2, ic } = key;
    let Header { wires, public_inputs, domain_size, .. } = zkey.header;
    wires == shape::wires(*depth)
        && public_inputs == shape::PUBLIC_INPUTS
        && domain_size == shape::domain_size(*depth)
        && zkey.header.alpha_g1 == *alpha_g1
        && zkey.header.beta_g2 == *beta_g2
        && zkey.header.gamma_g2 == *gamma_g2
        && zkey.header.delta_g2 == *delta_g2
        && zkey.ic == ic
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY_10: &[u8] = include_bytes!("../../keys/semaphore-10.zkey");

    fn depth(number: u8) -> Depth {
        Depth::new(number).unwrap()
    }

    #[test]
    fn reads_the_ceremony_s_key() {
        let key = ProvingKey::from_bytes(depth(10), KEY_10).unwrap();
        assert_eq!(key.depth(), depth(10));
        assert_eq!(key.verifying_key(), VerifyingKey::of(depth(10)));
        assert_eq!(key.matrices().a.rows(), shape::rows(depth(10)));
    }

    #[test]
    fn refuses_a_key_with_one_byte_changed() {
        for at in [0, 4, 1_000, KEY_10.len() / 2, KEY_10.len() - 1] {
            let mut bytes = KEY_10.to_vec();
            bytes[at] ^= 1;
            let error = ProvingKey::from_bytes(depth(10), &bytes).unwrap_err();
            let expected = Pin::of(depth(10)).proving_key;
            assert!(
                matches!(error, KeyError::FingerprintMismatch { expected: e, found } if e == expected && found != expected)
            );
        }
    }

    #[test]
    fn refuses_a_key_that_is_cut_short_or_too_long() {
        let expected = Pin::of(depth(10)).size;
        for bytes in [&KEY_10[..KEY_10.len() - 1], &[], &[KEY_10, b"\0"].concat()] {
            let found = u64::try_from(bytes.len()).unwrap();
            let error = ProvingKey::from_bytes(depth(10), bytes).unwrap_err();
            assert_eq!(error, KeyError::WrongSize { expected, found });
        }
    }

    #[test]
    fn refuses_a_key_of_another_depth() {
        for other in Depth::all().filter(|other| *other != depth(10)) {
            let error = ProvingKey::from_bytes(other, KEY_10).unwrap_err();
            assert!(matches!(error, KeyError::WrongSize { .. }), "depth {other}");
        }
    }

    #[test]
    fn a_file_of_another_circuit_does_not_fit() {
        let zkey = Zkey::parse(KEY_10, shape::rows(depth(10))).unwrap();
        assert!(fits(VerifyingKey::of(depth(10)), &zkey));
        assert!(!fits(VerifyingKey::of(depth(11)), &zkey));
        let mut other = zkey;
        other.ic.swap(1, 2);
        assert!(!fits(VerifyingKey::of(depth(10)), &other));
    }

    #[test]
    #[cfg(feature = "embedded-keys")]
    fn carries_the_keys_of_depths_16_and_20() {
        for depth in Depth::all() {
            let Some(bytes) = ProvingKey::embedded(depth) else {
                assert!(![16, 20].contains(&depth.get()));
                continue;
            };
            assert_eq!(ProvingKey::check(depth, bytes), Ok(()));
        }
    }
}
