//! Signatures of drand's `quicknet`: [BLS][paper] on BLS12-381 with signatures in G1 and the public key in
//! G2, hashed to the curve by [RFC 9380].
//!
//! A round's signature is one point, and a point has one spelling, so nobody can choose between several.
//!
//! [paper]: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bls-signature-05
//! [RFC 9380]: https://www.rfc-editor.org/rfc/rfc9380

use ark_bls12_381::{Bls12_381, G1Affine, G1Projective, G2Affine, g1};
use ark_ec::AffineRepr;
use ark_ec::hashing::HashToCurve;
use ark_ec::hashing::curve_maps::wb::WBMap;
use ark_ec::hashing::map_to_curve_hasher::MapToCurveBasedHasher;
use ark_ec::pairing::Pairing;
use ark_ff::Zero;
use ark_ff::field_hashers::DefaultFieldHasher;
use ark_serialize::CanonicalDeserialize;
use ostrakon_core::lottery::beacon::BeaconSignature;
use sha2::{Digest, Sha256};

/// The public key of `quicknet`, as the network publishes it.
const PUBLIC_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451\
     0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/// The ciphersuite, as a domain of hashing to the curve.
const DOMAIN: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// `SHA-256(signature)`, as drand publishes it, if the signature is that of the round:
/// `e(signature, G2) = e(hash_to_G1(SHA-256(round)), public key)`, with the round as 8 bytes, big-endian.
pub(super) fn randomness(round: u64, signature: BeaconSignature) -> Option<[u8; 32]> {
    let bytes = signature.to_bytes();
    // Reads canonical points of the subgroup only.
    let point = G1Affine::deserialize_compressed(&bytes[..]).ok().filter(|point| !point.is_zero())?;
    let left = [point, -hash_to_curve(&Sha256::digest(round.to_be_bytes()))];
    let product = Bls12_381::multi_pairing(left, [G2Affine::generator(), public_key()]);
    product.is_zero().then(|| Sha256::digest(bytes).into())
}

fn public_key() -> G2Affine {
    let bytes = hex::decode(PUBLIC_KEY).expect("the key is hexadecimal");
    G2Affine::deserialize_compressed(&bytes[..]).expect("the key is a point of the subgroup")
}

type Hasher = MapToCurveBasedHasher<G1Projective, DefaultFieldHasher<Sha256>, WBMap<g1::Config>>;

fn hash_to_curve(message: &[u8]) -> G1Affine {
    let hasher = Hasher::new(DOMAIN).expect("the map's parameters are those of the curve");
    hasher.hash(message).expect("every field element maps to a point")
}

#[cfg(test)]
mod tests {
    use ark_bls12_381::Fr;
    use ark_ec::CurveGroup;
    use ark_serialize::CanonicalSerialize;

    use super::*;

    /// Rounds as published, with the randomness where it was noted down with them.
    const ROUNDS: [(u64, &str, Option<&str>); 8] = [
        (
            1000,
            "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
            Some("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"),
        ),
        (
            1001,
            "b33bf3667cbd5a82de3a24b4e0e9fe5513cc1a0e840368c6e31f5fcfa79bea03f73896b25883abf2853d10337fb8fa41",
            None,
        ),
        (
            1002,
            "ab066f9c12dd6de1336fca0f925192fb0c72a771c3e4c82ede1fd362c1a770f9eb05843c6308ce2530b53a99c0281a6e",
            None,
        ),
        (
            1003,
            "b104c82771698f45fd8dcfead083d482694c31ab519bcef077f126f3736fe98c8392fd5d45d88aeb76b56ccfcb0296d7",
            None,
        ),
        (
            12_040_883,
            "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394",
            None,
        ),
        (
            32_281_667,
            "b0f5ae301358ff87a9d3dd539ed4a07c0148b1ab4f7b61a8ca43c7e9ca7ca9553e4faae9188deb30b2cd1a7f447e3e5b",
            Some("4fd2fc55983dbfa3f446d8a0bd56f16cc8c5e76afd1ec154b60d477cbabed13b"),
        ),
        (
            32_285_085,
            "81dbce51d584d90d618547f4b50391d53ace6f6b9aeb8fb67e1879427af9d0310ac0ec6f519271d9a313ee84b378d416",
            None,
        ),
        (
            32_285_086,
            "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3fa069dd58b2bbb4bf2c34ae61ef631a44",
            None,
        ),
    ];

    fn judge(round: u64, signature: &[u8]) -> Option<String> {
        randomness(round, hex::encode(signature).parse().unwrap()).map(hex::encode)
    }

    #[test]
    fn published_rounds_verify() {
        for (round, signature, published) in ROUNDS {
            let found = judge(round, &hex::decode(signature).unwrap());
            assert!(found.is_some(), "{round}");
            assert!(published.is_none() || found.as_deref() == published, "{round}");
        }
    }

    #[test]
    fn a_signature_is_of_its_round_only() {
        let (round, signature, _) = ROUNDS[0];
        let signature = hex::decode(signature).unwrap();
        for other in [0, 1, round - 1, round + 1, u64::MAX] {
            assert_eq!(judge(other, &signature), None, "{other}");
        }
    }

    #[test]
    fn an_altered_signature_is_refused() {
        let signature = hex::decode(ROUNDS[0].1).unwrap();
        for bit in 0..signature.len() * 8 {
            let mut altered = signature.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(judge(1000, &altered), None, "bit {bit}");
        }
    }

    #[test]
    fn points_that_are_none_are_refused() {
        let infinity = [&[0xc0][..], &[0; 47]].concat();
        assert!(G1Affine::deserialize_compressed(&infinity[..]).unwrap().is_zero());
        // (4, y) is on the curve and outside the subgroup.
        let outside = [&[0x80][..], &[0; 46], &[4]].concat();
        assert!(G1Affine::deserialize_compressed_unchecked(&outside[..]).unwrap().is_on_curve());
        // The modulus itself, for zero.
        let modulus = "9a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
        for bytes in [infinity, outside, hex::decode(modulus).unwrap(), vec![0; 48], vec![0xff; 48]] {
            assert_eq!(judge(1000, &bytes), None, "{}", hex::encode(&bytes));
        }
    }

    #[test]
    fn a_signature_with_another_key_is_refused() {
        let message = hash_to_curve(&Sha256::digest(1000_u64.to_be_bytes()));
        let mut bytes = Vec::new();
        (message * Fr::from(7)).into_affine().serialize_compressed(&mut bytes).unwrap();
        assert_eq!(judge(1000, &bytes), None);
    }

    /// drand names a chain by a hash of all that defines it.
    #[test]
    fn key_and_clock_are_those_of_the_chain() {
        use ostrakon_core::lottery::beacon::{Beacon, BeaconRound};
        let time =
            |round| BeaconRound { beacon: Beacon::DrandQuicknet, round }.time().unwrap().unix_seconds();
        let (genesis, period) = (time(1), u32::try_from(time(2) - time(1)).unwrap());
        let group = hex::decode("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e").unwrap();
        let hash = Sha256::new()
            .chain_update(period.to_be_bytes())
            .chain_update(genesis.to_be_bytes())
            .chain_update(hex::decode(PUBLIC_KEY).unwrap())
            .chain_update(group)
            .chain_update("quicknet")
            .finalize();
        assert_eq!(hex::encode(hash), "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
    }
}
