//! The [`Witness`]: every wire of the circuit, computed from the prover's [`Inputs`].
//!
//! The wires are those of the ceremony's keys, in their order:
//!
//! | Wires | What |
//! |---|---|
//! | 1 | the constant one |
//! | 4 | root, nullifier, message, scope: the public inputs |
//! | 3 + d | secret, length and index of the path, siblings padded with zeros |
//! | 1 | the message squared |
//! | 775 | `pk = s·Base8`, `scalar_multiplication` |
//! | 246·d + 2 | the path's root, `merkle_root` |
//! | 239 | `Poseidon(pk.x, pk.y)`, `poseidon` |
//! | 239 | `Poseidon(scope, s)` |
//! | 250 | the comparison of `s` with `l`, `comparison` |

mod comparison;
mod inputs;
mod merkle_root;
mod poseidon;
mod scalar_multiplication;
mod wires;

use std::fmt;
use std::ops::Range;

use ark_bn254::Fr;
use ark_ff::{One, PrimeField};
use ostrakon_core::path::Depth;
use ostrakon_core::scope::{Message, Scope};
use zeroize::Zeroizing;

pub use inputs::{Inputs, Unsatisfied};

use crate::shape::{self, PUBLIC_INPUTS};
use wires::Wires;

/// All wires of the circuit of a depth. A secret, zeroized on drop: it shows who voted.
pub struct Witness {
    depth: Depth,
    wires: Zeroizing<Vec<Fr>>,
}

impl Witness {
    /// The witness of the circuit of `depth` for `inputs`.
    ///
    /// What passes through registers and stack is not cleared, and the time taken depends on the
    /// inputs.
    ///
    /// # Errors
    /// Where the inputs do not satisfy the circuit, or lead to root 0.
    pub fn generate(depth: Depth, inputs: &Inputs) -> Result<Self, Unsatisfied> {
        inputs.check(depth)?;
        let secret = inputs.secret();
        // Written in place, so that no copies are left behind.
        let mut wires = Zeroizing::new(vec![Fr::default(); shape::wires(depth)]);
        let mut rest = Wires::new(&mut wires);

        rest.put(Fr::one());
        let (mut root_and_nullifier, mut rest) = rest.split(2);
        rest.put_all([inputs.message(), inputs.scope(), secret]);
        rest.put_all([Fr::from(inputs.path().siblings().len() as u64), Fr::from(inputs.path().index())]);
        let levels = usize::from(depth.get());
        let siblings = inputs.path().siblings().iter().copied();
        rest.put_all(siblings.chain(std::iter::repeat(Fr::default())).take(levels));
        rest.put(inputs.message() * inputs.message());

        let (multiplication, rest) = rest.split(scalar_multiplication::WIRES);
        let (x, y) = scalar_multiplication::fill(&secret.into_bigint(), multiplication)
            .ok_or(Unsatisfied::ExceptionalSecret)?;
        let (path, rest) = rest.split(merkle_root::wires(levels));
        let (commitment, rest) = rest.split(poseidon::WIRES);
        let leaf = poseidon::fill(x, y, commitment);
        let root = merkle_root::fill(leaf, inputs.path(), levels, path);
        let (nullifier, comparison) = rest.split(poseidon::WIRES);
        let nullifier = poseidon::fill(inputs.scope(), secret, nullifier);
        comparison::fill(&secret.into_bigint(), comparison);

        root_and_nullifier.put_all([root, nullifier]);
        if root == Fr::default() {
            return Err(Unsatisfied::RootZero);
        }
        Ok(Self { depth, wires })
    }

    /// The wires that depend on message and scope, all others being those of the identity and its path:
    /// three public inputs, the message squared and the nullifier's hash.
    #[must_use]
    pub fn poll_wires(depth: Depth) -> [Range<usize>; 3] {
        let square = 1 + PUBLIC_INPUTS + 3 + usize::from(depth.get());
        let hash_end = shape::wires(depth) - comparison::WIRES;
        [2..1 + PUBLIC_INPUTS, square..square + 1, hash_end - poseidon::WIRES..hash_end]
    }

    /// The witness of the same identity and path for another message and scope.
    #[must_use]
    pub fn with(&self, message: Message, scope: Scope) -> Self {
        let mut wires = self.wires.clone();
        let secret = self.secret();
        let (message, scope) = (message.to_field(), scope.to_field());
        let [inputs, square, hash] = Self::poll_wires(self.depth);
        let nullifier = poseidon::fill(scope, secret, Wires::new(part(&mut wires, hash)));
        Wires::new(part(&mut wires, inputs)).put_all([nullifier, message, scope]);
        Wires::new(part(&mut wires, square)).put(message * message);
        Self { depth: self.depth, wires }
    }

    /// The secret stands behind the public inputs.
    fn secret(&self) -> Fr {
        self.wires.get(1 + PUBLIC_INPUTS).copied().expect("the circuit has this wire")
    }

    /// The depth of the circuit.
    #[must_use]
    pub const fn depth(&self) -> Depth {
        self.depth
    }

    /// All wires in the key's order, the constant one first.
    #[must_use]
    pub fn wires(&self) -> &[Fr] {
        &self.wires
    }

    /// Root, nullifier, message and scope, as the circuit computed or took them.
    #[must_use]
    pub fn public_inputs(&self) -> &[Fr; PUBLIC_INPUTS] {
        let (_, wires) = self.wires.split_first().expect("wire 0 is the constant one");
        wires.first_chunk().expect("public inputs follow the constant one")
    }
}

fn part(wires: &mut [Fr], range: Range<usize>) -> &mut [Fr] {
    wires.get_mut(range).expect("the circuit has these wires")
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").field("depth", &self.depth).finish_non_exhaustive()
    }
}
