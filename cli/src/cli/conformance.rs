//! `ostrakon conformance`: the arguments.

use clap::Args;

use crate::io::Source;

#[derive(Debug, Args)]
pub(crate) struct Conformance {
    /// JSON files with elections and outcomes, or .pb files with .pb.expected.json beside them
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<Source>,
}
