//! `ostrakon serve`: the arguments.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use ostrakon_core::board::Host;

/// Run polls over the network: take ballots, promise them, and keep their public logs
///
/// Speaks HTTP, or HTTPS with a certificate: put it behind a proxy that speaks TLS and that keeps no addresses, or
/// give it a certificate. It ends in order on SIGTERM and Ctrl-C: what was taken is committed and answered. What goes wrong is told on
/// standard error, as JSON lines with --json; no line holds an address, a nullifier or a ballot.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where polls, logs and enrolments are kept: redb:FILE, which is made if it is missing, or
    /// postgres://USER@HOST/DATABASE, with the password in PGPASSWORD or a password file
    #[arg(long, value_name = "URL")]
    pub(crate) store: String,
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Speak HTTPS, with this chain of certificates in PEM; it is read once, at the start
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Show the voting page in this folder in place of the one in the program; it is read once, at the start
    #[arg(long, value_name = "FOLDER")]
    pub(crate) page: Option<PathBuf>,
    /// Where to tell metrics, under /metrics: an address that only you can reach
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<SocketAddr>,
    /// The name under which clients reach the board, as polls give it
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Host,
    /// The board's key, from `ostrakon board key`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The organisers' token, from `ostrakon board token`
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: PathBuf,
}
