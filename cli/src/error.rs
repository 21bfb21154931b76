//! An [`Error`] tells two things: what is wrong, and what to do about it.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::style::{BAD, BOLD};

/// Who has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A ballot, poll, group, key or bundle is bad: exit code 1.
    Rejected,
    /// The command cannot be carried out as given, or a file cannot be read or written: exit code 2.
    Usage,
}

/// Why a command ends without doing what it was asked to.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    fault: Fault,
    code: String,
    message: String,
    details: Vec<String>,
    hint: String,
}

impl Error {
    /// Something that was looked at is bad.
    pub(crate) fn rejected(code: &str, message: impl Display) -> Self {
        Self::new(Fault::Rejected, code, message)
    }

    /// The command line, the terminal or a file stands in the way.
    pub(crate) fn usage(code: &str, message: impl Display) -> Self {
        Self::new(Fault::Usage, code, message)
    }

    fn new(fault: Fault, code: &str, message: impl Display) -> Self {
        let hint = hint_for(code).to_owned();
        Self { fault, code: code.to_owned(), message: message.to_string(), details: Vec::new(), hint }
    }

    /// The same error, about a file or other thing that is named before the message.
    pub(crate) fn about(self, what: impl Display) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }

    /// The same error with one line for each thing that is wrong.
    pub(crate) fn details(self, details: Vec<String>) -> Self {
        Self { details, ..self }
    }

    /// The same error with another advice.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// What the program exits with.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self.fault {
            Fault::Rejected => 1,
            Fault::Usage => 2,
        }
    }

    /// The stable code for programs.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// What is wrong, in one sentence.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The error for a person.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!("{BAD}error:{BAD:#} {}\n", self.message);
        for detail in &self.details {
            text.push_str(&format!("  {detail}\n"));
        }
        text.push_str(&format!("{BOLD}hint:{BOLD:#} {}\n", self.hint));
        text
    }

    /// The error for a program.
    pub(crate) fn to_json(&self) -> Value {
        let Self { fault: _, code, message, details, hint } = self;
        json!({ "error": {"code": code, "message": message, "details": details, "hint": hint} })
    }
}

/// What to do about an error of the libraries, by its stable code. Errors of the program itself bring
/// their own hints.
fn hint_for(code: &str) -> &'static str {
    match code {
        "already-voted" => "vote again with a higher --revision, if the poll allows revisions",
        "answer-abstain" => "choose an answer: only questions with `abstain` may be left open",
        "content-poll" | "poll-id" => "get poll and id again, from two different places, and compare",
        "content-revision" => "see how many revisions the poll allows: ostrakon poll show POLL",
        "tree-damaged" | "tree-head" | "tree-length" | "tree-node" => {
            "make the tree again, from the group file: ostrakon group tree"
        }
        "group-duplicate" => "list every commitment once: one person, one place",
        "json-not-canonical" => {
            "use the file as it was made, byte for byte: a reformatted copy is another document"
        }
        "json-size" => "the file is too large to be what it should be: check which file you gave",
        "lottery-early"
        | "lottery-look-alike"
        | "lottery-parties"
        | "lottery-repeated-commitment"
        | "lottery-round" => "change the draft and make the poll again: ostrakon poll new DRAFT",
        "cosigners-missing" => "wait until they have signed, or ask them why they do not",
        "log-not-closed" => "wait: a board closes a log a few seconds after its poll",
        "part-order" | "part-kind" | "part-trailing" => {
            "make the archive by `ostrakon bundle DIR --into FILE.tar.zst`, which knows the order of its parts"
        }
        "lottery-missing" => {
            "give --lottery FILE: `ostrakon lottery open` makes it of the parties' secrets or the beacon's round"
        }
        "poll-rule" => "see `ostrakon poll example` for forms and the rules that count them",
        "proof-invalid" => "the voter has to make the ballot again, with the poll's own group and poll file",
        "question-look-alike" => "choose labels that people can tell apart",
        _ => match code.split('-').next() {
            Some("answer") => "see questions, options and forms: ostrakon poll show POLL",
            Some("electorate") => {
                "use the group file that the poll was made with: ostrakon group verify GROUP --poll POLL"
            }
            Some("log" | "note" | "checkpoint") => "keep what you have: it may be evidence against the board",
            Some("part") => "get the bundle again, whole",
            Some("group") => "each place holds a commitment in decimal, as `ostrakon identity new` prints it",
            Some("identity") => "use a file that `ostrakon identity new` or `ostrakon identity import` wrote",
            Some("json") => "check that this is the right file and that it is whole",
            Some("lottery") => "see what the poll draws lots by: ostrakon poll show POLL",
            Some("board" | "poll" | "question") => {
                "change the draft and make the poll again: ostrakon poll new DRAFT"
            }
            Some("tally") => "the poll cannot be counted: report this, it should not be",
            Some("proof" | "nullifier") => "the ballot was damaged or forged: ask for it again",
            _ => "see `ostrakon help`",
        },
    }
}
