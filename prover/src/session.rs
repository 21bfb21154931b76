//! A [`Session`]: one identity in one group, many polls.

use std::fmt;

use ark_bn254::Fr;
use ark_ff::Zero;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::GroupRoot;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::poll::Poll;
use ostrakon_core::proof::Proof;
use ostrakon_core::scope::{Message, Scope};
use ostrakon_core::statement::BallotStatement;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use crate::groth16::{WirePoints, WireSums};
use crate::prover::{ProveError, Prover, root};

/// Makes ballot after ballot for one identity, one path in its group and one key.
///
/// All but a few hundred wires of the circuit depend on these alone, whatever the poll and the answer.
/// Their part of the proof is added up once, which takes about as long as a proof; each ballot then
/// takes a fraction of one from [`Prover::prove`]. The ballots are not linked by it: what hides the
/// identity is drawn anew for each, and each is checked before it leaves. Threads may share a session:
/// many ballots are made fastest side by side, one on each thread.
///
/// What is kept tells who votes, as the secret does, and is zeroized on drop.
///
/// ```
/// # use ostrakon_circuits::key::ProvingKey;
/// # use ostrakon_core::group::Group;
/// # use ostrakon_core::identity::IdentitySecret;
/// # use ostrakon_core::path::Depth;
/// # use ostrakon_core::scope::{Message, Scope};
/// # use ostrakon_prover::Prover;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/keys/semaphore-10.zkey");
/// # use ark_std::rand::{SeedableRng, rngs::StdRng};
/// # let rng = &mut StdRng::seed_from_u64(1);
/// let prover = Prover::new(ProvingKey::from_bytes(Depth::new(10)?, &std::fs::read(file)?)?);
///
/// let agent = IdentitySecret::generate(rng);
/// let group = Group::from_members([agent.commitment()])?;
/// let session = prover.session(&agent, &group.path(0)?)?;
/// assert_eq!(Some(session.root()), group.root());
/// for poll in 0..3 {
///     let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([poll; 32]));
///     let (statement, _proof) = session.prove_statement(message, scope, rng)?;
///     assert_eq!(statement.root, session.root());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Session {
    prover: Prover,
    root: GroupRoot,
    /// Its wires of a poll are those of no poll.
    witness: Witness,
    /// The sums over the wires that no poll changes.
    fixed: Zeroizing<WireSums>,
    /// The points of the wires that polls change.
    points: WirePoints,
}

impl Session {
    pub(crate) fn new(
        prover: &Prover,
        secret: &IdentitySecret,
        path: &MerklePath,
    ) -> Result<Self, ProveError> {
        let (message, scope) = (Message::from_bytes([0; 32]), Scope::from_bytes([0; 32]));
        let witness = Witness::generate(prover.depth(), &Inputs::new(secret, path.clone(), message, scope))?;
        let ranges = Witness::poll_wires(prover.depth());
        let mut wires = Zeroizing::new(witness.wires().to_vec());
        for range in ranges.clone() {
            wires.get_mut(range).expect("the circuit has these wires").fill(Fr::zero());
        }
        Ok(Self {
            prover: prover.clone(),
            root: root(&witness)?,
            fixed: Zeroizing::new(prover.wire_points().sums(&wires)),
            points: WirePoints::new(prover.key(), ranges.into_iter().flatten()),
            witness,
        })
    }

    /// The depth of the circuit.
    #[must_use]
    pub fn depth(&self) -> Depth {
        self.prover.depth()
    }

    /// The root of the group that the path leads to.
    #[must_use]
    pub const fn root(&self) -> GroupRoot {
        self.root
    }

    /// The identity's ballot in `poll`.
    ///
    /// # Errors
    /// [`ProveError`], before any proof is made but for [`ProveError::SelfCheck`];
    /// [`ProveError::Root`] where the poll has another electorate than the session.
    pub fn prove(
        &self,
        poll: &Poll,
        content: Content,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Ballot, ProveError> {
        self.prover.check(poll, &content)?;
        let witness = self.witness.with(content.message(), poll.id().scope());
        self.prover.prove_ballot(poll, content, &witness, |witness| self.sums(witness), rng)
    }

    /// A proof that the identity says `message` in `scope`, with what it proves.
    ///
    /// # Errors
    /// [`ProveError::SelfCheck`].
    pub fn prove_statement(
        &self,
        message: Message,
        scope: Scope,
        rng: &mut impl CryptoRngCore,
    ) -> Result<(BallotStatement, Proof), ProveError> {
        let witness = self.witness.with(message, scope);
        self.prover.prove_witness(&witness, message, scope, |witness| self.sums(witness), rng)
    }

    /// The sums over all wires.
    fn sums(&self, witness: &Witness) -> WireSums {
        let ranges = Witness::poll_wires(self.prover.depth()).into_iter();
        let values = ranges.flat_map(|range| witness.wires().get(range).unwrap_or_default());
        self.points.sums(&Zeroizing::new(values.copied().collect::<Vec<_>>())).with(&self.fixed)
    }
}

/// What tells who votes is left out.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("depth", &self.prover.depth()).finish_non_exhaustive()
    }
}
