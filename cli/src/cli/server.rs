//! Where a board is reached: the arguments.

use std::path::PathBuf;

use clap::Args;
pub(crate) use ostrakon_agent::address::Address;

#[derive(Debug, Args)]
pub(crate) struct Server {
    /// The board's address, such as https://votes.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) server: Address,
}

/// What an organiser shows.
#[derive(Debug, Args)]
pub(crate) struct OrganiserToken {
    /// The organisers' token, from whoever runs the board
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: PathBuf,
}

pub(crate) const PROXY_HELP: &str = "\
Whoever runs the server sees your network address and the moment. To hide the address, go through Tor:
  ALL_PROXY=socks5h://127.0.0.1:9050 ostrakon …
ALL_PROXY, HTTPS_PROXY and HTTP_PROXY name a proxy for every request, NO_PROXY hosts without one.";
