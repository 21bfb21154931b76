//! A board that is reached over HTTP. Nothing that it sends is believed: every answer has a bound, and is
//! checked by who asked.
//!
//! Requests tell nothing of who makes them but the address they come from: no cookies, no referrer, one name of
//! the program for all versions. A proxy hides the address, too.

pub(crate) mod boards;
pub(crate) mod enrolments;
mod polls;
mod problem;
mod proxy;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body, BodyReader, Proxy};
use zeroize::Zeroizing;

use self::problem::Problem;
use crate::cli::Address;
use crate::error::Error;
use crate::io::Source;
use crate::style::warn;

/// Most bytes of an answer without a document in it.
pub(crate) const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Longest time until a connection stands; Tor takes some.
const CONNECT: Duration = Duration::from_secs(60);

/// Longest time in which nothing comes.
const SILENCE: Duration = Duration::from_secs(60);

/// Longest time of a whole request, in which the largest group has to come.
const WHOLE: Duration = Duration::from_secs(900);

/// A board's server.
pub(crate) struct Remote {
    agent: Agent,
    address: Address,
}

const BEARER: &str = "Bearer ";

/// What organisers show to a server.
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    /// The token in a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = Source::read_secret(path)?;
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::rejected("board-token-file", "there is no token in this file")
                .about(path.display())
                .hint("use the file that whoever runs the board gave you"));
        }
        let mut header = Zeroizing::new(String::with_capacity(BEARER.len() + text.len()));
        header.push_str(BEARER);
        header.push_str(text);
        Ok(Self(header))
    }
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl Remote {
    /// The server at an address. Connects to nothing yet.
    pub(crate) fn new(address: &Address) -> Result<Self, Error> {
        if !address.is_private() {
            warn(&format!("{address} is not encrypted: whoever is on the way can read what is sent"));
        }
        Self::through(address, proxy::from_environment()?)
    }

    /// The server at an address, on connections that no other request has. A SOCKS proxy gets credentials of their
    /// own, by which Tor keeps them apart from all others.
    pub(crate) fn isolated(address: &Address) -> Result<Self, Error> {
        Self::through(address, proxy::isolated()?)
    }

    fn through(address: &Address, proxy: Option<Proxy>) -> Result<Self, Error> {
        if address.is_onion() && proxy.as_ref().is_none_or(|proxy| proxy.is_no_proxy(&address.uri())) {
            return Err(Error::usage("server-proxy", format!("{address} is reached through Tor only"))
                .hint("start Tor, and set ALL_PROXY=socks5h://127.0.0.1:9050"));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .user_agent("ostrakon")
            .build()
            .into();
        Ok(Self { agent, address: address.clone() })
    }

    /// Refuses to send a secret where others can read it.
    pub(crate) fn expect_private(&self) -> Result<(), Error> {
        if self.address.is_private() {
            return Ok(());
        }
        Err(Error::usage("server-not-encrypted", format!("a secret would be sent to {self} for all to read"))
            .hint("use an address with https://"))
    }

    /// What is under a path, of at most `limit` bytes.
    pub(crate) fn get(&self, path: &str, limit: usize) -> Result<Vec<u8>, Error> {
        self.answer(self.agent.get(self.url(path)).call(), limit)
    }

    /// What is under a path, for whoever reads it to bound; none where there is nothing. It may be read for as long
    /// as the reader likes: ballots are verified on the way.
    pub(crate) fn open(&self, path: &str) -> Result<Option<BodyReader<'static>>, Error> {
        let request = self.agent.get(self.url(path)).config().timeout_global(None);
        let request = request.timeout_recv_response(Some(WHOLE)).timeout_per_read(Some(SILENCE));
        let answer = request.build().call();
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(Some(answer.into_body().into_reader())),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            _ => Err(self.refusal(answer)),
        }
    }

    /// Sends a document to a path, and returns a short answer.
    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        self.answer(self.agent.post(self.url(path)).send(body), MAX_ANSWER_BYTES)
    }

    /// Sends a document as an organiser.
    pub(crate) fn post_as(&self, token: &Token, path: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        self.expect_private()?;
        let request = self.agent.post(self.url(path)).header("Authorization", token.0.as_str());
        self.answer(request.send(body), MAX_ANSWER_BYTES)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn answer(&self, answer: Result<Response<Body>, ureq::Error>, limit: usize) -> Result<Vec<u8>, Error> {
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        if answer.status().is_success() { self.body(answer, limit) } else { Err(self.refusal(answer)) }
    }

    fn refusal(&self, answer: Response<Body>) -> Error {
        let status = answer.status().as_u16();
        match self.body(answer, MAX_ANSWER_BYTES) {
            Ok(body) => Problem::read(status, &body).into_error().about(self),
            Err(error) => error,
        }
    }

    fn body(&self, mut answer: Response<Body>, limit: usize) -> Result<Vec<u8>, Error> {
        // The reader fails once more than its limit is there.
        match answer.body_mut().with_config().limit(limit as u64 + 1).read_to_vec() {
            Ok(body) if body.len() <= limit => Ok(body),
            Ok(_) | Err(ureq::Error::BodyExceedsLimit(_)) => {
                Err(Error::rejected("server-answer", "an answer is longer than it may be")
                    .about(self)
                    .hint(NOT_A_BOARD))
            }
            Err(error) => Err(self.unreachable(&error)),
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> Error {
        Error::usage("server-unreachable", format!("no answer: {}", problem::printable(&error.to_string())))
            .about(self)
            .hint("check address, proxy and network, and try again")
    }
}

/// What to do about an answer that makes no sense.
pub(crate) const NOT_A_BOARD: &str = "check that this is the address of a board, and tell whoever runs it";
