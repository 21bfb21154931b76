//! An [`IdentitySecret`] is what a voter holds; its [`IdentityCommitment`] is the public leaf that a
//! group lists. Both are those of Semaphore V4.

use std::fmt;

use ark_bn254::Fr;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{PrimeField, Zero};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rand_core::CryptoRngCore;
use subtle::ConstantTimeEq;
use taceo_ark_babyjubjub::{EdwardsAffine, Fr as Scalar};
use zeroize::Zeroizing;

use crate::blake512::blake512;
use crate::field::{FieldError, field_newtype};
use crate::poseidon;

/// Most bytes that a private key may have. Generated keys have 32.
pub const MAX_PRIVATE_KEY: usize = 4096;

field_newtype! {
    /// The public leaf of an identity: `Poseidon(pk.x, pk.y)`. Never zero: zero is a removed place.
    IdentityCommitment
}

impl IdentityCommitment {
    /// A commitment from its field element.
    ///
    /// # Errors
    /// [`FieldError::Zero`] for zero, which marks a removed place.
    pub fn from_field(element: Fr) -> Result<Self, FieldError> {
        if element.is_zero() { Err(FieldError::Zero) } else { Ok(Self(element)) }
    }
}

/// The secret of a Semaphore identity.
///
/// Whoever holds it can vote as its owner and link all their past ballots. It is zeroized on drop;
/// what callers copy out of it (an exported key, a witness) is theirs to clear.
pub struct IdentitySecret {
    private_key: Zeroizing<Vec<u8>>,
    scalar: Zeroizing<Scalar>,
    public_key: PublicKey,
}

/// Why a private key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The text is not standard base64 with padding.
    #[error("the exported identity is not standard base64 with padding")]
    Base64,
    /// More than [`MAX_PRIVATE_KEY`] bytes.
    #[error("the private key has more than {MAX_PRIVATE_KEY} bytes")]
    Size,
    /// The key's secret scalar is zero: try another key.
    #[error("the private key gives the secret scalar zero: use another key")]
    Zero,
}

impl IdentityError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Base64 => "identity-base64",
            Self::Size => "identity-size",
            Self::Zero => "identity-zero",
        }
    }
}

impl IdentitySecret {
    /// A new identity from 32 random bytes.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        loop {
            rng.fill_bytes(key.as_mut());
            if let Ok(secret) = Self::from_private_key(key.as_ref()) {
                return secret;
            }
        }
    }

    /// The identity of a private key: any bytes, as Semaphore V4 has it.
    ///
    /// `h = BLAKE-512(key)`; `s = (LE(prune(h[0..32])) >> 3) mod l`; `pk = s·Base8`.
    ///
    /// # Errors
    /// [`IdentityError::Size`] and [`IdentityError::Zero`].
    pub fn from_private_key(key: &[u8]) -> Result<Self, IdentityError> {
        if key.len() > MAX_PRIVATE_KEY {
            return Err(IdentityError::Size);
        }
        let hash = blake512(&[key]);
        // A shift by three before the reduction is a division by eight, exact since pruning cleared
        // the low bits.
        let scalar = Zeroizing::new(pruned(&hash) / Scalar::from(8u8));
        if scalar.is_zero() {
            return Err(IdentityError::Zero);
        }
        let public_key = PublicKey((EdwardsAffine::generator() * *scalar).into_affine());
        Ok(Self { private_key: Zeroizing::new(key.to_vec()), scalar, public_key })
    }

    /// The identity of an exported private key.
    ///
    /// # Errors
    /// [`IdentityError::Base64`], and those of [`Self::from_private_key`].
    pub fn import(text: &str) -> Result<Self, IdentityError> {
        // Four characters hold three bytes: no need to decode what will be too long.
        if text.len() > MAX_PRIVATE_KEY.div_ceil(3) * 4 {
            return Err(IdentityError::Size);
        }
        let key = Zeroizing::new(BASE64.decode(text).map_err(|_| IdentityError::Base64)?);
        Self::from_private_key(&key)
    }

    /// The private key in base64, as the JavaScript client exports it. A secret.
    #[must_use]
    pub fn export(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(&*self.private_key))
    }

    /// The public leaf.
    #[must_use]
    pub fn commitment(&self) -> IdentityCommitment {
        self.public_key.commitment()
    }

    /// The public key. Not published by Semaphore: a group lists only its hash.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The secret scalar `s`, between 1 and `l` − 1, as the circuit takes it. A secret.
    #[must_use]
    pub fn secret_scalar(&self) -> Zeroizing<Fr> {
        Zeroizing::new(Fr::from_bigint(self.scalar.into_bigint()).expect("l is below r"))
    }

    pub(crate) fn private_key(&self) -> &[u8] {
        &self.private_key
    }
}

impl PartialEq for IdentitySecret {
    fn eq(&self, other: &Self) -> bool {
        self.private_key.ct_eq(&other.private_key).into()
    }
}

impl Eq for IdentitySecret {}

impl fmt::Debug for IdentitySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentitySecret(<redacted>)")
    }
}

/// The public key of an identity: a point of Baby Jubjub's prime-order subgroup, not the identity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(EdwardsAffine);

/// Two numbers that are not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key: the point is not on Baby Jubjub, of small order, or outside the subgroup")]
pub struct PublicKeyError;

impl PublicKey {
    /// A public key from the coordinates of its point.
    ///
    /// # Errors
    /// [`PublicKeyError`] for a point that no identity has.
    pub fn from_coordinates(x: Fr, y: Fr) -> Result<Self, PublicKeyError> {
        point(x, y)
            .filter(|point| !point.is_zero() && point.is_in_correct_subgroup_assuming_on_curve())
            .map(Self)
            .ok_or(PublicKeyError)
    }

    /// x and y.
    #[must_use]
    pub const fn coordinates(&self) -> (Fr, Fr) {
        (self.0.x, self.0.y)
    }

    /// `Poseidon(pk.x, pk.y)`.
    #[must_use]
    pub fn commitment(&self) -> IdentityCommitment {
        IdentityCommitment::from_field(poseidon::hash2(self.0.x, self.0.y))
            .expect("no input with hash zero is known")
    }

    /// y, with the highest bit of the last byte set where x is above (r − 1)/2; 32 bytes, little-endian,
    /// as the JavaScript client packs it.
    #[must_use]
    pub fn to_packed(&self) -> [u8; 32] {
        pack(&self.0)
    }

    pub(crate) const fn point(&self) -> &EdwardsAffine {
        &self.0
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.0.x, self.0.y)
    }
}

/// The point of Baby Jubjub with these coordinates, if there is one.
pub(crate) fn point(x: Fr, y: Fr) -> Option<EdwardsAffine> {
    let point = EdwardsAffine::new_unchecked(x, y);
    point.is_on_curve().then_some(point)
}

/// The packed form of [`PublicKey::to_packed`].
pub(crate) fn pack(point: &EdwardsAffine) -> [u8; 32] {
    let mut bytes = crate::field::to_bytes(&point.y);
    bytes.reverse();
    if point.x.into_bigint() > Fr::MODULUS_MINUS_ONE_DIV_TWO {
        bytes[31] |= 0x80;
    }
    bytes
}

/// The first half of a hash, pruned as in EdDSA (RFC 8032, 5.1.5), as a number modulo `l`.
pub(crate) fn pruned(halves: &[[u8; 32]; 2]) -> Scalar {
    let [half, _] = halves;
    let mut bytes = Zeroizing::new(*half);
    let [first, .., last] = &mut *bytes;
    *first &= 0xf8;
    *last = *last & 0x7f | 0x40;
    Scalar::from_le_bytes_mod_order(bytes.as_ref())
}

#[cfg(test)]
mod tests {
    use ark_std::rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn a_secret_never_shows() {
        let secret = IdentitySecret::from_private_key(b"do not show").unwrap();
        let shown = format!("{secret:?} {secret:#?}");
        assert!(!shown.contains("show") && !shown.contains(&*secret.export()), "{shown}");
    }

    #[test]
    fn an_exported_key_comes_back() {
        let secret = IdentitySecret::generate(&mut StdRng::seed_from_u64(1));
        let again = IdentitySecret::import(&secret.export()).unwrap();
        assert_eq!(secret, again);
        assert_eq!(secret.commitment(), again.commitment());
    }
}
