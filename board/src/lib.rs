//! The board of a poll: a public log that only grows, of the manifest, every accepted ballot and the close.
//!
//! Its formats are those of C2SP: [tiles](https://c2sp.org/tlog-tiles) of an RFC 6962 hash tree, served as
//! static files that any mirror can serve, too, and [checkpoints](https://c2sp.org/tlog-checkpoint), which the
//! board's key signs and others may [cosign](https://c2sp.org/tlog-cosignature).
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(feature = "audit")]
pub mod bundle;
pub mod checkpoint;
pub mod cosignature;
pub mod entry;
pub mod final_checkpoint;
#[cfg(feature = "audit")]
pub mod follower;
pub mod log;
pub mod note;
pub mod promise;
pub mod proof;
pub mod receipt;
#[cfg(feature = "audit")]
pub mod search;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "audit")]
pub mod shown;
#[cfg(feature = "service")]
pub mod store;
pub mod tile;
pub mod tree;
