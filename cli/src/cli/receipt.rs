//! `ostrakon receipt`: the arguments.

use clap::{Args, Subcommand};
use ostrakon_core::poll::PollId;

use super::server::PROXY_HELP;
use super::{Address, Overwrite};
use crate::io::{Source, Target};
use crate::parts::BundleSource;

#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// Check what a board promised about a ballot, and whether it kept it
    ///
    /// Says which it is: the ballot is in the log; it is promised and may still come; it was promised and the
    /// closed log does not hold it; or the board has rewritten its log. The last two are evidence against the
    /// board, which anyone can check. For a closed log it says, too, whether the cosigners that the poll names
    /// have signed it.
    ///
    /// From a server, the hashes of all entries are fetched, and the proof is made of them here: the server
    /// does not learn which ballot is asked about.
    Check(ReceiptCheck),
}

#[derive(Debug, Args)]
#[command(after_help = PROXY_HELP)]
pub(crate) struct ReceiptCheck {
    /// The receipt
    #[arg(value_name = "RECEIPT", default_value = "receipt.json")]
    pub(crate) receipt: Source,
    /// The poll file; without it, the poll is fetched from the server or taken from the bundle
    #[arg(long, value_name = "FILE", required_unless_present_any = ["server", "bundle"])]
    pub(crate) poll: Option<Source>,
    /// The poll's id, as you got it from somewhere else than the receipt
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<PollId>,
    /// Look for the ballot in the log on a server
    #[arg(long, value_name = "URL", conflicts_with = "bundle")]
    pub(crate) server: Option<Address>,
    /// Look for the ballot in the log of a bundle: a folder, a .tar.zst file, or an address
    #[arg(long, value_name = "PATH|URL")]
    pub(crate) bundle: Option<BundleSource>,
    /// Where to write the receipt with the proof that the ballot is in the log
    #[arg(short, long, value_name = "FILE", conflicts_with = "update")]
    pub(crate) output: Option<Target>,
    /// Write it in place of the receipt
    #[arg(long)]
    pub(crate) update: bool,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}
