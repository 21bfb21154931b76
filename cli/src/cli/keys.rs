//! `ostrakon keys`: the arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ostrakon_core::path::Depth;

use super::depth;

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// List the keys of all depths: which are here, and which bytes they have to be
    ///
    /// The program carries those of depths 16 and 20. Others are in the keys folder: that which the
    /// environment variable OSTRAKON_KEYS names, else `ostrakon/keys` in the user's data folder.
    List,
    /// Check key files against the ceremony's pins; without files, those in the keys folder
    Check(KeysCheck),
    /// Copy keys into the keys folder, each checked against its pin
    ///
    /// Semaphore's npm package has them all:
    ///   npm pack @zk-kit/semaphore-artifacts@4.13.0
    ///   ostrakon keys import zk-kit-semaphore-artifacts-4.13.0.tgz --depth 24
    #[command(verbatim_doc_comment)]
    Import(KeysImport),
}

#[derive(Debug, Args)]
pub(crate) struct KeysCheck {
    /// Key files (semaphore-N.zkey)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct KeysImport {
    /// A folder or npm package (.tgz) that holds semaphore-N.zkey files, or one such file
    #[arg(value_name = "SOURCE")]
    pub(crate) source: PathBuf,
    /// Only these depths
    #[arg(long, value_name = "N", num_args = 1.., value_parser = depth)]
    pub(crate) depth: Vec<Depth>,
}
