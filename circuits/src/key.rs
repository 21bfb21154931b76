//! The keys of Semaphore's public ceremony, artifacts 4.13.0.
//!
//! A key is what its [`Pin`] says it is, or it is refused before a byte of it is read. Keys of
//! earlier artifacts come from a ceremony whose circuit let non-members prove membership; no pin
//! matches one.

#[cfg(feature = "witness")]
mod embedded;
mod pin;
#[cfg(feature = "witness")]
mod proving;
mod verifying;
#[cfg(feature = "witness")]
mod zkey;

pub use pin::Pin;
#[cfg(feature = "witness")]
pub use proving::{KeyError, ProvingKey};
pub use verifying::VerifyingKey;
