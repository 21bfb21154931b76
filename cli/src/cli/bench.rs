//! `ostrakon bench`: the arguments.

use clap::Args;
use ostrakon_core::path::Depth;

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// The depth of the circuit; its key has to be here
    #[arg(long, value_name = "DEPTH", value_parser = super::depth, default_value = "20")]
    pub(crate) depth: Depth,
    /// On how many polls a voter votes in one session
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) polls: u32,
    /// How many ballots are checked at once
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) ballots: u32,
    /// How many members the large group has
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=4_000_000))]
    pub(crate) members: u32,
    /// For how many seconds each thing is done again and again, once at least: the median counts
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub(crate) seconds: u32,
}
