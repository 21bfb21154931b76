//! Where a board is reached.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The address of a board, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The address as a URL.
    #[must_use]
    pub fn uri(&self) -> Uri {
        self.0.parse().expect("an address is a URL")
    }

    /// Whether what is sent cannot be read on the way: by TLS, within this machine, or within Tor.
    #[must_use]
    pub fn is_private(&self) -> bool {
        let uri = self.uri();
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        uri.scheme_str() == Some("https") || here || self.is_onion()
    }

    /// Whether it is a service of Tor, whose name no DNS server is to be asked for (RFC 7686).
    #[must_use]
    pub fn is_onion(&self) -> bool {
        let uri = self.uri();
        let host = uri.host().unwrap_or_default().trim_end_matches('.');
        host.to_ascii_lowercase().ends_with(".onion")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            "an address such as https://votes.example.org is needed, without user, query and fragment";
        let text = text.strip_suffix('/').unwrap_or(text);
        let uri: Uri = text.parse().map_err(|_| wrong)?;
        let authority = uri.authority().ok_or(wrong)?;
        let plain = matches!(uri.scheme_str(), Some("http" | "https"))
            && !authority.as_str().contains('@')
            && !text.contains(['?', '#'])
            && !text.ends_with('/');
        if plain { Ok(Self(text.to_owned())) } else { Err(wrong) }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_url_of_a_server() {
        for (text, kept) in [
            ("https://votes.example.org", "https://votes.example.org"),
            ("https://votes.example.org/", "https://votes.example.org"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://example.org/votes/", "https://example.org/votes"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), kept);
        }
        for text in [
            "",
            "votes.example.org",
            "/votes",
            "ftp://votes.example.org",
            "https://ann:secret@votes.example.org",
            "https://votes.example.org/?a",
            "https://votes.example.org/#a",
            "https://votes.example.org//",
            "https:// votes",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_tls_this_machine_and_tor_keep_what_is_sent_to_themselves() {
        for (text, private) in [
            ("https://votes.example.org", true),
            ("http://votes.example.org", false),
            ("http://localhost:8080", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example.org", false),
            ("http://abcdefghijklmnop.onion", true),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().is_private(), private, "{text}");
        }
    }
}
