//! The [`Prover`]: what a voter's program holds.

use std::fmt;

use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::witness::{Inputs, Unsatisfied, Witness};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::{Content, ContentError};
use ostrakon_core::group::GroupRoot;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poll::Poll;
use ostrakon_core::proof::Proof;
use ostrakon_core::scope::{Message, Scope};
use ostrakon_core::statement::BallotStatement;
use ostrakon_verifier::groth16::PreparedKey;
use rand_core::CryptoRngCore;

use crate::blinding::Blinding;
use crate::groth16::{self, KeyPoints};

/// Makes proofs and ballots with the key of one depth.
pub struct Prover {
    key: ProvingKey,
    points: KeyPoints,
    verifying_key: PreparedKey,
}

/// Why there is no ballot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The content does not fit the poll.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The prover has the key of another depth than the poll's.
    #[error("the key is of depth {key}, the poll of depth {poll}")]
    Depth {
        /// The key's depth.
        key: Depth,
        /// The poll's depth.
        poll: Depth,
    },
    /// The path does not lead from this identity to the poll's root: it is another's, or of another
    /// group, or of the group at another time.
    #[error("the path leads from this identity to root {found}, not to the poll's root {expected}")]
    Root {
        /// The poll's root.
        expected: GroupRoot,
        /// Where the path leads.
        found: GroupRoot,
    },
    /// A proof was made and does not hold: a fault of this program or of the machine. Nothing of it
    /// leaves, since a wrong proof could tell of the secret.
    #[error("the proof that was made does not hold: a fault of the program or the machine")]
    SelfCheck,
    /// The circuit cannot be satisfied.
    #[error(transparent)]
    Unsatisfied(#[from] Unsatisfied),
}

impl Prover {
    /// A prover with a key.
    #[must_use]
    pub fn new(key: ProvingKey) -> Self {
        let verifying_key = PreparedKey::new(key.verifying_key());
        Self { points: KeyPoints::new(&key), key, verifying_key }
    }

    /// The depth of the circuit.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.key.depth()
    }

    /// The ballot of the identity at the end of `path` in `poll`.
    ///
    /// # Errors
    /// [`ProveError`], before any proof is made but for [`ProveError::SelfCheck`].
    pub fn prove(
        &self,
        poll: &Poll,
        secret: &IdentitySecret,
        path: &MerklePath,
        content: Content,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Ballot, ProveError> {
        content.check(poll)?;
        let (key, electorate) = (self.depth(), poll.electorate());
        if key != electorate.depth {
            return Err(ProveError::Depth { key, poll: electorate.depth });
        }
        let inputs = Inputs::new(secret, path.clone(), content.message(), poll.id().scope());
        let witness = Witness::generate(key, &inputs)?;
        let statement = statement(&witness, content.message(), poll.id().scope())?;
        if statement.root != electorate.root {
            return Err(ProveError::Root { expected: electorate.root, found: statement.root });
        }
        let proof = self.prove_witness(&witness, &statement, rng)?;
        Ok(Ballot::new(content, statement.nullifier, &proof))
    }

    /// A proof that the identity at the end of `path` says `message` in `scope`, with what it proves.
    ///
    /// Whoever relies on it has to compare the statement's root with that of a group.
    ///
    /// # Errors
    /// [`ProveError::Unsatisfied`] and [`ProveError::SelfCheck`].
    pub fn prove_statement(
        &self,
        secret: &IdentitySecret,
        path: &MerklePath,
        message: Message,
        scope: Scope,
        rng: &mut impl CryptoRngCore,
    ) -> Result<(BallotStatement, Proof), ProveError> {
        let inputs = Inputs::new(secret, path.clone(), message, scope);
        let witness = Witness::generate(self.depth(), &inputs)?;
        let statement = statement(&witness, message, scope)?;
        let proof = self.prove_witness(&witness, &statement, rng)?;
        Ok((statement, proof))
    }

    fn prove_witness(
        &self,
        witness: &Witness,
        statement: &BallotStatement,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Proof, ProveError> {
        let (a, b, c) = groth16::prove(&self.key, &self.points, witness.wires(), &Blinding::sample(rng));
        let proof = Proof::new(a, b, c).map_err(|_| ProveError::SelfCheck)?;
        if self.verifying_key.holds(statement, &proof) { Ok(proof) } else { Err(ProveError::SelfCheck) }
    }
}

/// Megabytes of points are left out.
impl fmt::Debug for Prover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prover").field("depth", &self.depth()).finish_non_exhaustive()
    }
}

/// What a witness proves.
fn statement(witness: &Witness, message: Message, scope: Scope) -> Result<BallotStatement, ProveError> {
    let [root, nullifier, ..] = *witness.public_inputs();
    let root = GroupRoot::from_field(root).map_err(|_| Unsatisfied::RootZero)?;
    let nullifier = Nullifier::from_field(nullifier).map_err(|_| ProveError::SelfCheck)?;
    Ok(BallotStatement { root, nullifier, message, scope })
}
