//! Elements of the scalar field of BN254, and the one place where they are read.
//!
//! Every value from outside is canonical (below the modulus, in its one spelling) or refused:
//! otherwise `n` and `n + r` would be two nullifiers for one vote. Bytes are 32, big-endian; text
//! is decimal without sign or leading zeros.

use ark_ff::{BigInteger, PrimeField};

/// Why a value is not a field element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// The value is not below the modulus.
    #[error("the number is not below the field's modulus")]
    NotCanonical,
    /// Text other than decimal digits without sign, spaces or leading zeros.
    #[error("not a number in plain decimal digits without leading zeros")]
    Spelling,
    /// Zero where no zero can be.
    #[error("zero is not allowed here")]
    Zero,
}

/// Reads a field element from 32 bytes, big-endian.
///
/// # Errors
/// [`FieldError::NotCanonical`] at or above the modulus.
pub fn from_bytes<F: PrimeField>(bytes: &[u8; 32]) -> Result<F, FieldError> {
    let mut number = F::BigInt::default();
    let (limbs, _) = bytes.as_chunks::<8>();
    for (limb, bytes) in number.as_mut().iter_mut().zip(limbs.iter().rev()) {
        *limb = u64::from_be_bytes(*bytes);
    }
    // None exactly when the number is at or above the modulus.
    F::from_bigint(number).ok_or(FieldError::NotCanonical)
}

/// Writes a field element as 32 bytes, big-endian.
///
/// # Panics
/// Never for the two fields of BN254, whose elements take 32 bytes.
#[must_use]
pub fn to_bytes<F: PrimeField>(element: &F) -> [u8; 32] {
    element.into_bigint().to_bytes_be().try_into().expect("elements of BN254's fields take 32 bytes")
}

/// Reads a field element from its decimal text.
///
/// # Errors
/// [`FieldError::Spelling`] for anything but plain digits, [`FieldError::NotCanonical`] at or above
/// the modulus.
pub fn from_decimal<F: PrimeField>(text: &str) -> Result<F, FieldError> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return Err(FieldError::Spelling);
    }
    let limbs = limbs_from_decimal(text).ok_or(FieldError::NotCanonical)?;
    let mut number = F::BigInt::default();
    number.as_mut().copy_from_slice(&limbs);
    F::from_bigint(number).ok_or(FieldError::NotCanonical)
}

/// The value of plain decimal digits as four limbs, the lowest first; none at or above 2²⁵⁶.
pub(crate) fn limbs_from_decimal(digits: &str) -> Option<[u64; 4]> {
    let mut limbs = [0; 4];
    // 19 digits fit a limb.
    for chunk in digits.as_bytes().chunks(19) {
        let mut carry = u128::from(chunk.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')));
        let scale = chunk.iter().fold(1u128, |scale, _| scale * 10);
        for limb in &mut limbs {
            carry += u128::from(*limb) * scale;
            *limb = (carry & u128::from(u64::MAX)) as u64;
            carry >>= 64;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(limbs)
}

/// Writes a field element in decimal.
#[must_use]
pub fn to_decimal<F: PrimeField>(element: &F) -> String {
    let mut limbs = [0; 4];
    limbs.copy_from_slice(element.into_bigint().as_ref());
    limbs_to_decimal(limbs)
}

/// Four limbs, the lowest first, in plain decimal digits.
pub(crate) fn limbs_to_decimal(mut limbs: [u64; 4]) -> String {
    // 2²⁵⁶ has 78 digits, and 19 fit a limb.
    let mut chunks = [0; 5];
    for chunk in &mut chunks {
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            let number = (rest << 64) | u128::from(*limb);
            *limb = (number / CHUNK) as u64;
            rest = number % CHUNK;
        }
        *chunk = rest as u64;
    }
    let digits: String = chunks.iter().rev().map(|chunk| format!("{chunk:019}")).collect();
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

/// What 19 digits count up to.
const CHUNK: u128 = 10_u128.pow(19);

/// Defines a domain quantity that is a field element, so that one cannot be passed for another.
macro_rules! field_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ark_bn254::Fr);

        impl $name {
            /// Reads the value from 32 bytes, big-endian.
            ///
            /// # Errors
            /// A [`FieldError`](crate::field::FieldError) for anything but the one spelling.
            pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, crate::field::FieldError> {
                crate::field::from_bytes(bytes).and_then(Self::from_field)
            }

            /// The value as 32 bytes, big-endian.
            #[must_use]
            pub fn to_bytes(&self) -> [u8; 32] {
                crate::field::to_bytes(&self.0)
            }

            /// The value as the circuit sees it.
            #[must_use]
            pub const fn to_field(&self) -> ark_bn254::Fr {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&crate::field::to_decimal(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::field::FieldError;

            fn from_str(text: &str) -> Result<Self, crate::field::FieldError> {
                crate::field::from_decimal(text).and_then(Self::from_field)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use field_newtype;

#[cfg(test)]
mod tests {
    use ark_bn254::{Fq, Fr};
    use ark_ff::{BigInt, One, UniformRand, Zero};

    use super::*;

    const R: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
    const R_MINUS_1: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495616";
    const Q: &str = "21888242871839275222246405745257275088696311157297823662689037894645226208583";

    #[test]
    fn decimal_text_has_one_spelling() {
        assert_eq!(from_decimal("0"), Ok(Fr::zero()));
        assert_eq!(from_decimal(R_MINUS_1), Ok(-Fr::one()));
        for bad in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "1e3", "1_000", "１"] {
            assert_eq!(from_decimal::<Fr>(bad), Err(FieldError::Spelling), "{bad:?}");
        }
    }

    #[test]
    fn decimal_text_is_that_of_a_library() {
        let mut rng = ark_std::test_rng();
        for bits in 0..256 {
            let number = BigInt::<4>::rand(&mut rng) >> bits;
            assert_eq!(limbs_to_decimal(number.0), number.to_string());
        }
        assert_eq!(limbs_to_decimal([0; 4]), "0");
        assert_eq!(limbs_to_decimal([u64::MAX; 4]), BigInt([u64::MAX; 4]).to_string());
    }

    #[test]
    fn values_at_or_above_the_modulus_are_refused() {
        for bad in [R, Q, &format!("1{R}"), &"9".repeat(77), &"9".repeat(100_000)] {
            assert_eq!(from_decimal::<Fr>(bad), Err(FieldError::NotCanonical));
        }
        // The base field is the larger one: r is a coordinate, q is not.
        assert!(from_decimal::<Fq>(R).is_ok());
        assert_eq!(from_decimal::<Fq>(Q), Err(FieldError::NotCanonical));
        assert_eq!(from_bytes::<Fr>(&[0xff; 32]), Err(FieldError::NotCanonical));
        let mut modulus = to_bytes(&-Fr::one());
        modulus[31] += 1;
        assert_eq!(from_bytes::<Fr>(&modulus), Err(FieldError::NotCanonical));
    }

    #[test]
    fn bytes_and_text_round_trip() {
        let mut rng = ark_std::test_rng();
        for _ in 0..100 {
            let element = Fr::rand(&mut rng);
            assert_eq!(from_bytes(&to_bytes(&element)), Ok(element));
            assert_eq!(from_decimal(&to_decimal(&element)), Ok(element));
        }
        assert_eq!(to_bytes(&Fr::one())[31], 1);
    }
}
