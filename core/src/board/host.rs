//! A [`Host`] is where a board is served.

use crate::text::plain_name;

plain_name! {
    /// A domain name in lowercase, with a port where it is not the usual one: `votes.example.org:8443`.
    ///
    /// At most 100 bytes before the port, in parts of `[a-z0-9-]` with a dot between two of them, no part
    /// with `-` at either end (as in RFC 1123, 2.1). Names of other scripts stand in their ASCII form. No
    /// scheme: a log's origin names none.
    Host, HostError, check
}

/// Text that is not a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a host: a domain name in lowercase of at most 100 bytes is needed, with :port where there is one, \
     and nothing else"
)]
pub struct HostError;

const MAX_NAME: usize = 100;

fn check(text: &str) -> Result<(), HostError> {
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (text, None),
    };
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(plain) && !part.starts_with('-') && !part.ends_with('-')
    };
    // One spelling: no sign, no leading zero.
    let is_port = |port: &str| port.parse().is_ok_and(|number: u16| number > 0 && number.to_string() == port);
    if name.len() <= MAX_NAME && name.split('.').all(is_part) && port.is_none_or(is_port) {
        Ok(())
    } else {
        Err(HostError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_plain_name_with_or_without_a_port() {
        let longest = format!("{}:65535", "a".repeat(100));
        for good in [
            "votes.example.org",
            "localhost:8080",
            "127.0.0.1:1",
            "xn--fsq.example",
            "a-b.c",
            longest.as_str(),
        ] {
            assert!(good.parse::<Host>().is_ok_and(|host| host.as_str() == good), "{good}");
        }
        let long = "a".repeat(101);
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a",
            "a-",
            "a.-b",
            "A",
            "a_b",
            "é",
            "a b",
            "a/b",
            "a:",
            "a:0",
            "a:080",
            "a:+80",
            "a:65536",
            "a:1:2",
            ":80",
            "[::1]",
            "https://a",
            "a\n",
            "a@b",
            "a+b",
            long.as_str(),
        ] {
            assert_eq!(bad.parse::<Host>(), Err(HostError), "{bad:?}");
        }
    }
}
