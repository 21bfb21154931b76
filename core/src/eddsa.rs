//! EdDSA signatures over Baby Jubjub with Poseidon, as Semaphore V4 identities make them.
//!
//! For enrolling, and for compatibility. Nothing in a poll is signed with an identity, since a signature
//! shows the public key and with it the member.

use ark_bn254::Fr;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, PrimeField};
use taceo_ark_babyjubjub::{EdwardsAffine, Fr as Scalar};
use zeroize::Zeroizing;

use crate::blake512::blake512;
use crate::field::{self, FieldError};
use crate::identity::{IdentitySecret, PublicKey, pack, point, pruned};
use crate::poseidon;

/// A signature: a point R8 and a number S below `l`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    r8: EdwardsAffine,
    s: Scalar,
}

/// Why numbers are not a signature, or not one of this message by this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A number is not canonical.
    #[error("the signature holds a number that is not canonical: {0}")]
    Field(#[from] FieldError),
    /// R8 is not on the curve.
    #[error("the signature's point is not on Baby Jubjub")]
    Point,
    /// The equation does not hold.
    #[error("the signature is not one of this message by this key")]
    Invalid,
}

impl Signature {
    /// Signs a field element.
    ///
    /// `h = BLAKE-512(key)`, `r = LE(BLAKE-512(h[32..64] ‖ LE32(m))) mod l`, `R8 = r·Base8`,
    /// `S = r + Poseidon(R8.x, R8.y, pk.x, pk.y, m)·LE(prune(h[0..32])) mod l`.
    #[must_use]
    pub fn sign(secret: &IdentitySecret, message: Fr) -> Self {
        let hash = blake512(&[secret.private_key()]);
        let scalar = Zeroizing::new(pruned(&hash));
        let [_, prefix] = &*hash;
        let nonce = blake512(&[prefix, &message.into_bigint().to_bytes_le()]);
        let nonce = Zeroizing::new(Scalar::from_le_bytes_mod_order(nonce.as_flattened()));
        let r8 = (EdwardsAffine::generator() * *nonce).into_affine();
        let s = *nonce + challenge(&r8, secret.public_key(), message) * *scalar;
        Self { r8, s }
    }

    /// A signature from the coordinates of R8 and S.
    ///
    /// # Errors
    /// [`SignatureError::Field`] where `s` is not below `l`, [`SignatureError::Point`].
    pub fn from_parts(x: Fr, y: Fr, s: &str) -> Result<Self, SignatureError> {
        Ok(Self { r8: point(x, y).ok_or(SignatureError::Point)?, s: field::from_decimal(s)? })
    }

    /// The coordinates of R8, and S in decimal.
    #[must_use]
    pub fn to_parts(&self) -> (Fr, Fr, String) {
        (self.r8.x, self.r8.y, field::to_decimal(&self.s))
    }

    /// R8 packed as a public key is, then S, little-endian.
    #[must_use]
    pub fn to_packed(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let (point, number) = bytes.split_at_mut(32);
        point.copy_from_slice(&pack(&self.r8));
        number.copy_from_slice(&self.s.into_bigint().to_bytes_le());
        bytes
    }

    /// Checks `S·Base8 = R8 + 8·Poseidon(R8.x, R8.y, pk.x, pk.y, m)·pk`.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`] where it does not hold.
    pub fn verify(&self, public_key: &PublicKey, message: Fr) -> Result<(), SignatureError> {
        let challenge = challenge(&self.r8, public_key, message) * Scalar::from(8u8);
        if EdwardsAffine::generator() * self.s == *public_key.point() * challenge + self.r8 {
            Ok(())
        } else {
            Err(SignatureError::Invalid)
        }
    }
}

fn challenge(r8: &EdwardsAffine, public_key: &PublicKey, message: Fr) -> Scalar {
    let (x, y) = public_key.coordinates();
    let hash = poseidon::hash5([r8.x, r8.y, x, y, message]);
    Scalar::from_le_bytes_mod_order(&hash.into_bigint().to_bytes_le())
}
