//! A [`Problem`]: why a server refused, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details.

use serde::Deserialize;

use super::NOT_A_BOARD;
use crate::error::Error;

/// Most characters of a server's own words that are shown.
const MOST_SHOWN: usize = 500;

/// What a server says. It may say anything.
#[derive(Debug)]
pub(super) struct Problem {
    status: u16,
    details: Option<Details>,
}

#[derive(Debug, Deserialize)]
struct Details {
    code: String,
    detail: String,
}

impl Problem {
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let details = serde_json::from_slice(body).ok().filter(|details: &Details| is_code(&details.code));
        Self { status, details }
    }

    /// The error with the server's code. It is a usage error where trying again, or in another way, may help.
    pub(super) fn into_error(self) -> Error {
        let Self { status, details } = self;
        let Some(Details { code, detail }) = details else {
            return Error::usage("server-answer", format!("the server answers with status {status}"))
                .hint(NOT_A_BOARD);
        };
        let message = format!("the server refuses: {}", printable(&detail));
        let error = match status {
            403 | 409 | 422 => Error::rejected(&code, message),
            _ => Error::usage(&code, message),
        };
        match hint(&code) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// What to do, where that is another thing than if the program had found out by itself.
fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "already-voted" => {
            "another ballot of yours is in. If it is not by you, somebody has your identity: tell the organiser. \
             Where the poll allows it, vote again with a higher --revision"
        }
        "busy" | "overloaded" | "stopped" | "timeout" => "try again in a few seconds",
        "closed" => "the poll is over",
        "not-open" => "wait until the poll opens",
        "enrolment-already-in" => "nothing: your identity is in, and this code is still good for another one",
        "enrolment-closed" | "enrolment-code-used" => "ask the registrar",
        "enrolment-no-such-code" => "check how the code is written, and which enrolment it is for",
        "enrolment-not-closed" => "close it first: ostrakon enrolment close",
        "not-closed" => "wait until the log is closed, a few seconds after the poll",
        "poll-other-board" => "put host and key of this board into the draft, and make the poll again",
        "store" => "try again later; if it lasts, tell whoever runs the server",
        "token" => "ask whoever runs the board for the organisers' token",
        "unknown-enrolment" | "unknown-poll" => "check the id, and which server",
        _ => return None,
    })
}

/// Whether a text looks like a code of ours.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The beginning of a text that may be anything, without what moves a terminal's cursor or turns text around.
pub(super) fn printable(text: &str) -> String {
    let shown = |c: char| if c == '\'' || c == '"' { c.to_string() } else { c.escape_debug().to_string() };
    text.chars().take(MOST_SHOWN).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_keeps_the_code_of_the_server() {
        let body = br#"{"code":"already-voted","detail":"another \"one\"","status":409,"title":"Conflict"}"#;
        let error = Problem::read(409, body).into_error();
        assert_eq!((error.code(), error.exit_code()), ("already-voted", 1));
        assert_eq!(error.message(), "the server refuses: another \"one\"");
        assert_eq!(Problem::read(503, br#"{"code":"busy","detail":""}"#).into_error().exit_code(), 2);
    }

    #[test]
    fn what_is_no_problem_of_a_board_has_a_code_of_the_program() {
        for body in [b"".as_slice(), b"<html>", br#"{"code":"x"}"#, br#"{"code":"A B","detail":"x"}"#] {
            assert_eq!(Problem::read(404, body).into_error().code(), "server-answer");
        }
    }

    #[test]
    fn a_server_cannot_write_to_the_terminal_what_it_likes() {
        let body = format!(r#"{{"code":"busy","detail":"\u001b[2J\n\u202e{}"}}"#, "x".repeat(9999));
        let error = Problem::read(503, body.as_bytes()).into_error();
        assert!(error.message().len() < 600);
        assert!(!error.message().contains(['\u{1b}', '\n', '\u{202e}']), "{}", error.message());
    }
}
