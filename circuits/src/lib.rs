//! The statement that every ballot proves, and what is needed to prove and to check it.
//!
//! # What is proven
//!
//! The circuit is that of [Semaphore V4] (`semaphore.circom` 4.14.2). For public root, nullifier,
//! message and scope, the prover knows a secret `s`, a path length `n`, an index and siblings with
//!
//! 1. `s < l`, where `l` is the order of Baby Jubjub's prime subgroup;
//! 2. `commitment = Poseidon(pk.x, pk.y)` with `pk = s·Base8`;
//! 3. `root` is what the first `n` siblings lead to from `commitment`, with bit `i` of the index
//!    telling whether the node at level `i` is the right child;
//! 4. `nullifier = Poseidon(scope, s)`.
//!
//! The message is squared, so that no proof holds for another message. Public inputs stand in the order
//! root, nullifier, message, scope, the latter two as Semaphore hashes them.
//!
//! What the circuit does not say, and whoever verifies has to: the root is that of the group. Where
//! `n` exceeds the circuit's depth the circuit yields root 0, so **root 0 proves nothing**.
//!
//! # Where what is
//!
//! - [`key`]: the ceremony's verifying keys of all depths and, with the feature `witness` (on by
//!   default), its proving keys, each checked against a pin before it is read.
//! - `witness`: all wires of the circuit from the prover's inputs, computed natively.
//! - `matrices`: the circuit's constraints, as the proving key carries them.
//! - [`shape`]: how many wires and constraints there are.
//!
//! ```
//! use ostrakon_circuits::{key::VerifyingKey, shape};
//! use ostrakon_core::path::Depth;
//!
//! let depth = Depth::new(20)?;
//! assert_eq!(VerifyingKey::of(depth).ic.len(), 1 + shape::PUBLIC_INPUTS);
//! # Ok::<_, ostrakon_core::path::DepthError>(())
//! ```
//!
//! [Semaphore V4]: https://docs.semaphore.pse.dev/
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod key;
#[cfg(feature = "witness")]
pub mod matrices;
pub mod shape;
#[cfg(feature = "witness")]
pub mod witness;
