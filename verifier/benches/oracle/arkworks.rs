//! The same checks by arkworks: its verifier for one proof, and for many the random linear combination
//! that its parts make.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::pairing::{MillerLoopOutput, Pairing};
use ark_ec::{CurveGroup, VariableBaseMSM};
use ark_ff::{BigInt, PrimeField, Zero};
use ark_groth16::{Groth16, PreparedVerifyingKey, Proof, prepare_verifying_key};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use ark_std::rand::RngCore;
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::poll::Poll;
use ostrakon_core::proof;
use ostrakon_core::statement::BallotStatement;

/// arkworks' verifier of a poll's proofs.
pub(crate) struct Oracle {
    poll: Poll,
    key: PreparedVerifyingKey<Bn254>,
}

/// A proof in arkworks' compressed bytes, and its public inputs.
pub(crate) type Bytes = (Vec<u8>, [Fr; 4]);

/// The proof of compressed bytes, with arkworks' checks of its points.
pub(crate) fn points(bytes: &[u8]) -> Proof<Bn254> {
    Proof::deserialize_compressed(bytes).unwrap()
}

impl Oracle {
    pub(crate) fn new(poll: &Poll) -> Self {
        let key = VerifyingKey::of(poll.electorate().depth);
        let key = ark_groth16::VerifyingKey {
            alpha_g1: key.alpha_g1,
            beta_g2: key.beta_g2,
            gamma_g2: key.gamma_g2,
            delta_g2: key.delta_g2,
            gamma_abc_g1: key.ic.to_vec(),
        };
        Self { poll: poll.clone(), key: prepare_verifying_key(&key) }
    }

    /// A ballot's statement and proof.
    pub(crate) fn read(&self, ballot: &[u8]) -> (BallotStatement, proof::Proof) {
        let ballot = Ballot::from_bytes(ballot).unwrap();
        let statement = BallotStatement {
            root: self.poll.electorate().root,
            nullifier: ballot.nullifier().unwrap(),
            message: ballot.content().message(),
            scope: self.poll.id().scope(),
        };
        (statement, ballot.proof().unwrap())
    }

    /// A ballot's proof in arkworks' form.
    pub(crate) fn proof(&self, ballot: &[u8]) -> Bytes {
        let (statement, proof) = self.read(ballot);
        let proof = Proof::<Bn254> { a: *proof.a(), b: *proof.b(), c: *proof.c() };
        let mut bytes = Vec::new();
        proof.serialize_compressed(&mut bytes).unwrap();
        (bytes, statement.to_public_inputs())
    }

    /// One proof, from bytes.
    pub(crate) fn verify(&self, proof: &[u8], inputs: &[Fr; 4]) -> bool {
        self.holds(&points(proof), inputs)
    }

    /// One proof whose points are checked already.
    pub(crate) fn holds(&self, proof: &Proof<Bn254>, inputs: &[Fr; 4]) -> bool {
        Groth16::<Bn254>::verify_proof(&self.key, proof, inputs).unwrap()
    }

    /// Many proofs, from bytes, with weights of 128 bits.
    pub(crate) fn all_hold(&self, proofs: &[Bytes], rng: &mut impl RngCore) -> bool {
        let key = &self.key.vk;
        let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
        let (mut sums, mut weights) = ([Fr::zero(); 5], Vec::new());
        for (bytes, inputs) in proofs {
            let proof = points(bytes);
            let weight = BigInt::new([rng.next_u64(), rng.next_u64(), 0, 0]);
            a.push(proof.a * Fr::from_bigint(weight).unwrap());
            b.push(proof.b);
            c.push(proof.c);
            weights.push(weight);
            let weight = Fr::from_bigint(weight).unwrap();
            for (sum, input) in sums.iter_mut().zip([&Fr::from(1)].into_iter().chain(inputs)) {
                *sum += weight * input;
            }
        }
        let shared = [
            -(key.alpha_g1 * sums.first().unwrap()),
            -G1Projective::msm_unchecked(&key.gamma_abc_g1, &sums),
            -G1Projective::msm_bigint(&c, &weights),
        ];
        let a = G1Projective::normalize_batch(&a);
        let g1: Vec<G1Affine> = a.into_iter().chain(G1Projective::normalize_batch(&shared)).collect();
        let g2: Vec<G2Affine> = b.into_iter().chain([key.beta_g2, key.gamma_g2, key.delta_g2]).collect();
        let MillerLoopOutput(product) = Bn254::multi_miller_loop(g1, g2);
        Bn254::final_exponentiation(MillerLoopOutput(product)).is_some_and(|value| value.is_zero())
    }
}
