//! A [`Scope`] ties nullifiers to one poll; a [`Message`] is what a proof binds besides.
//!
//! Both are integers below 2²⁵⁶ that Semaphore hashes into the field: `keccak256(32 bytes) >> 8`.
//! Neither converts into the other.

use std::fmt;
use std::str::FromStr;

use ark_bn254::Fr;
use ark_ff::PrimeField;
use sha3::{Digest as _, Keccak256};

use crate::field::{FieldError, limbs_from_decimal, limbs_to_decimal};

macro_rules! hashed_integer {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The integer of 32 bytes, big-endian.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The integer as 32 bytes, big-endian.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; 32] {
                self.0
            }

            /// `keccak256(32 bytes, big-endian) >> 8`, as the circuit sees it.
            #[must_use]
            pub fn to_field(self) -> Fr {
                keccak_to_field(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = FieldError;

            /// Reads plain decimal digits: an integer below 2²⁵⁶.
            fn from_str(text: &str) -> Result<Self, FieldError> {
                integer_from_decimal(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&integer_to_decimal(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

hashed_integer! {
    /// What a nullifier belongs to: for a poll, its `PollId` as an integer.
    Scope
}
hashed_integer! {
    /// What a proof says: for a ballot, the digest of its content as an integer.
    Message
}

fn keccak_to_field(bytes: &[u8; 32]) -> Fr {
    let hash: [u8; 32] = Keccak256::digest(bytes).into();
    let mut shifted = [0; 32];
    for (to, from) in shifted.iter_mut().skip(1).zip(hash) {
        *to = from;
    }
    crate::field::from_bytes(&shifted).expect("248 bits are below the modulus")
}

fn integer_from_decimal(text: &str) -> Result<[u8; 32], FieldError> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return Err(FieldError::Spelling);
    }
    // 2²⁵⁶ has 78 digits.
    let limbs =
        (text.len() <= 78).then(|| limbs_from_decimal(text)).flatten().ok_or(FieldError::NotCanonical)?;
    Ok(bytes_from_limbs(limbs))
}

/// Four limbs, the lowest first, as 32 bytes, big-endian.
pub(crate) fn bytes_from_limbs(limbs: [u64; 4]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, limb) in bytes.chunks_mut(8).zip(limbs.iter().rev()) {
        to.copy_from_slice(&limb.to_be_bytes());
    }
    bytes
}

fn integer_to_decimal(bytes: &[u8; 32]) -> String {
    let mut limbs = [0; 4];
    for (limb, from) in limbs.iter_mut().rev().zip(bytes.chunks(8)) {
        *limb = u64::from_be_bytes(from.try_into().expect("32 bytes are four times eight"));
    }
    limbs_to_decimal(limbs)
}

// The circuit's inputs are below the modulus because 248 bits are.
const _: () = assert!(Fr::MODULUS_BIT_SIZE > 248);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_one_decimal_spelling() {
        let highest = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(highest.parse::<Scope>().map(Scope::to_bytes), Ok([0xff; 32]));
        assert_eq!(Scope::from_bytes([0xff; 32]).to_string(), highest);
        let above = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        assert_eq!(above.parse::<Scope>(), Err(FieldError::NotCanonical));
        assert_eq!("01".parse::<Message>(), Err(FieldError::Spelling));
        assert_eq!("0".parse::<Message>().map(Message::to_bytes), Ok([0; 32]));
    }
}
