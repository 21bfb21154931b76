//! The [`Prover`]: what a voter's program holds.

use std::fmt;
use std::sync::Arc;

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
use zeroize::Zeroizing;

use crate::blinding::Blinding;
use crate::groth16::{self, QuotientPoints, WirePoints, WireSums};
use crate::parallel::join;
use crate::session::Session;

/// Makes proofs and ballots with the key of one depth. Clones share the key's megabytes.
#[derive(Clone)]
pub struct Prover(Arc<Prepared>);

/// A key, made ready for proofs.
struct Prepared {
    key: ProvingKey,
    wire_points: WirePoints,
    quotient: QuotientPoints,
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

impl ProveError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Content(error) => error.code(),
            Self::Depth { .. } => "prove-depth",
            Self::Root { .. } => "prove-root",
            Self::SelfCheck => "prove-self-check",
            Self::Unsatisfied(_) => "prove-unsatisfied",
        }
    }
}

impl Prover {
    /// A prover with a key.
    #[must_use]
    pub fn new(key: ProvingKey) -> Self {
        let verifying_key = PreparedKey::new(key.verifying_key());
        let wire_points = WirePoints::new(&key, 0..key.a().len());
        Self(Arc::new(Prepared { wire_points, quotient: QuotientPoints::new(&key), key, verifying_key }))
    }

    /// The depth of the circuit.
    #[must_use]
    pub fn depth(&self) -> Depth {
        self.0.key.depth()
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
        self.check(poll, &content)?;
        let inputs = Inputs::new(secret, path.clone(), content.message(), poll.id().scope());
        let witness = Witness::generate(self.depth(), &inputs)?;
        self.prove_ballot(poll, content, &witness, |witness| self.0.wire_points.sums(witness.wires()), rng)
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
        let sums = |witness: &Witness| self.0.wire_points.sums(witness.wires());
        self.prove_witness(&witness, message, scope, sums, rng)
    }

    /// Makes ballot after ballot for one identity and its path: see [`Session`].
    ///
    /// # Errors
    /// [`ProveError::Unsatisfied`].
    pub fn session(&self, secret: &IdentitySecret, path: &MerklePath) -> Result<Session, ProveError> {
        Session::new(self, secret, path)
    }

    pub(crate) fn key(&self) -> &ProvingKey {
        &self.0.key
    }

    pub(crate) fn wire_points(&self) -> &WirePoints {
        &self.0.wire_points
    }

    /// What can be told before there is a witness.
    pub(crate) fn check(&self, poll: &Poll, content: &Content) -> Result<(), ProveError> {
        content.check(poll)?;
        let (key, poll) = (self.depth(), poll.electorate().depth);
        if key == poll { Ok(()) } else { Err(ProveError::Depth { key, poll }) }
    }

    /// The ballot of a witness in a poll, where its root is the poll's.
    pub(crate) fn prove_ballot(
        &self,
        poll: &Poll,
        content: Content,
        witness: &Witness,
        sums: impl FnOnce(&Witness) -> WireSums + Send,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Ballot, ProveError> {
        let (expected, found) = (poll.electorate().root, root(witness)?);
        if found != expected {
            return Err(ProveError::Root { expected, found });
        }
        let (message, scope) = (content.message(), poll.id().scope());
        let (statement, proof) = self.prove_witness(witness, message, scope, sums, rng)?;
        Ok(Ballot::new(content, statement.nullifier, &proof))
    }

    /// The proof of a witness, checked, and what it proves.
    pub(crate) fn prove_witness(
        &self,
        witness: &Witness,
        message: Message,
        scope: Scope,
        sums: impl FnOnce(&Witness) -> WireSums + Send,
        rng: &mut impl CryptoRngCore,
    ) -> Result<(BallotStatement, Proof), ProveError> {
        let [_, nullifier, ..] = *witness.public_inputs();
        let nullifier = Nullifier::from_field(nullifier).map_err(|_| ProveError::SelfCheck)?;
        let statement = BallotStatement { root: root(witness)?, nullifier, message, scope };

        let blinding = Blinding::sample(rng);
        let (h, sums) =
            join(|| self.0.quotient.sum(&self.0.key, witness.wires()), || Zeroizing::new(sums(witness)));
        let (a, b, c) = groth16::blind(&self.0.key, &sums, h, &blinding);
        let proof = Proof::new(a, b, c).map_err(|_| ProveError::SelfCheck)?;
        if self.0.verifying_key.holds(&statement, &proof) {
            Ok((statement, proof))
        } else {
            Err(ProveError::SelfCheck)
        }
    }
}

/// Megabytes of points are left out.
impl fmt::Debug for Prover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prover").field("depth", &self.depth()).finish_non_exhaustive()
    }
}

/// Where a witness's path leads.
pub(crate) fn root(witness: &Witness) -> Result<GroupRoot, ProveError> {
    let [root, ..] = *witness.public_inputs();
    Ok(GroupRoot::from_field(root).map_err(|_| Unsatisfied::RootZero)?)
}
