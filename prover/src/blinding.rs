//! The [`Blinding`] that makes a proof say nothing of its witness.

use ark_bn254::Fr;
use ark_ff::PrimeField;
use rand_core::CryptoRngCore;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Two scalars, uniform and fresh for each proof. Whoever knows them can test guesses of the witness.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Blinding {
    /// Blinds A.
    pub(crate) r: Fr,
    /// Blinds B.
    pub(crate) s: Fr,
}

impl Blinding {
    pub(crate) fn sample(rng: &mut impl CryptoRngCore) -> Self {
        Self { r: scalar(rng), s: scalar(rng) }
    }
}

/// 512 random bits mod r, whose distance from uniform is below 2⁻²⁵⁶.
fn scalar(rng: &mut impl CryptoRngCore) -> Fr {
    let mut bytes = [0; 64];
    rng.fill_bytes(&mut bytes);
    let scalar = Fr::from_le_bytes_mod_order(&bytes);
    bytes.zeroize();
    scalar
}

#[cfg(test)]
mod tests {
    use ark_std::rand::{SeedableRng, rngs::StdRng};

    use super::*;

    #[test]
    fn is_fresh_each_time() {
        let rng = &mut StdRng::seed_from_u64(1);
        let (one, other) = (Blinding::sample(rng), Blinding::sample(rng));
        assert!(one.r != one.s && one.r != other.r && one.s != other.s);
    }
}
