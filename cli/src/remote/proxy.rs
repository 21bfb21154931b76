//! The proxy that the environment names.

use std::env;

use rand_core::{OsRng, RngCore as _};
use ureq::{Proxy, ProxyProtocol};

use crate::error::Error;

/// In the order in which they count.
const NAMES: [&str; 6] = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// The proxy for all requests. One that cannot be understood is refused: without it the address would show.
pub(super) fn from_environment() -> Result<Option<Proxy>, Error> {
    in_environment(None)
}

/// The proxy, with a name and a password that were never used. Tor keeps what comes with others apart
/// (`IsolateSOCKSAuth`); a proxy that is named with credentials gets those.
pub(super) fn isolated() -> Result<Option<Proxy>, Error> {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    let (name, password) = bytes.split_at(16);
    in_environment(Some((hex::encode(name), hex::encode(password))))
}

fn in_environment(credentials: Option<(String, String)>) -> Result<Option<Proxy>, Error> {
    let named = NAMES.iter().find_map(|name| env::var(name).ok().filter(|text| !text.is_empty()));
    let excepted = ["NO_PROXY", "no_proxy"].iter().find_map(|name| env::var(name).ok()).unwrap_or_default();
    named.map(|text| read(&text, &excepted, credentials)).transpose()
}

fn read(text: &str, excepted: &str, credentials: Option<(String, String)>) -> Result<Proxy, Error> {
    // The text is not shown: it may hold a password.
    let refused = |_| {
        Error::usage("server-proxy", "the proxy in the environment cannot be understood")
            .hint("write ALL_PROXY=socks5h://127.0.0.1:9050, or http://HOST:PORT")
    };
    let given = Proxy::new(text).map_err(refused)?;
    // The proxy is to look up names, too: a question to a DNS server shows where one goes.
    let protocol = match given.protocol() {
        ProxyProtocol::Socks4 => ProxyProtocol::Socks4A,
        ProxyProtocol::Socks5 => ProxyProtocol::Socks5h,
        other => other,
    };
    let mut proxy = Proxy::builder(protocol).host(given.host()).port(given.port()).resolve_target(false);
    if let Some(name) = given.username() {
        proxy = proxy.username(name);
    }
    if let Some(password) = given.password() {
        proxy = proxy.password(password);
    }
    if let (Some((name, password)), None, ProxyProtocol::Socks5h) = (credentials, given.username(), protocol)
    {
        proxy = proxy.username(&name).password(&password);
    }
    let excepted = excepted.split(',').map(str::trim).filter(|host| !host.is_empty());
    excepted.fold(proxy, |proxy, host| proxy.no_proxy(host)).build().map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_by_the_proxy() {
        for (text, protocol) in [
            ("socks5://127.0.0.1:9050", ProxyProtocol::Socks5h),
            ("socks5h://127.0.0.1:9050", ProxyProtocol::Socks5h),
            ("socks4://127.0.0.1:9050", ProxyProtocol::Socks4A),
            ("http://127.0.0.1:9050", ProxyProtocol::Http),
            ("127.0.0.1:9050", ProxyProtocol::Http),
        ] {
            let proxy = read(text, "", None).unwrap();
            assert_eq!((proxy.protocol(), proxy.port()), (protocol, 9050), "{text}");
            assert!(!proxy.resolve_target());
        }
    }

    #[test]
    fn some_hosts_need_no_proxy() {
        let proxy = read("http://ann:secret@proxy.example:3128", "localhost, .example.org", None).unwrap();
        assert_eq!((proxy.username(), proxy.password()), (Some("ann"), Some("secret")));
        for (url, direct) in
            [("http://localhost", true), ("http://a.example.org", true), ("http://b.example", false)]
        {
            assert_eq!(proxy.is_no_proxy(&url.parse().unwrap()), direct, "{url}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_understood_is_refused_and_not_shown() {
        for text in ["tor", "gopher://secret.example", "://secret"].map(|text| format!("{text}:secret:1")) {
            if let Err(error) = read(&text, "", None) {
                assert_eq!(error.code(), "server-proxy");
                assert!(!error.message().contains("secret"));
            } else {
                panic!("{text}");
            }
        }
    }
}
