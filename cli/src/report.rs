//! A [`Report`] is what a command has to say when it is done: text for people, one JSON object for
//! programs, and whether what it looked at is fine.

use std::io::{ErrorKind, Write as _};

use serde_json::Value;

/// What a command has to say.
#[derive(Debug)]
pub(crate) struct Report {
    text: String,
    json: Value,
    rejects: bool,
    stdout_is_taken: bool,
}

impl Report {
    /// A report that all is fine.
    pub(crate) fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json, rejects: false, stdout_is_taken: false }
    }

    /// The same report with another field for programs.
    pub(crate) fn with(mut self, field: &str, value: Value) -> Self {
        if let Value::Object(fields) = &mut self.json {
            fields.insert(field.to_owned(), value);
        }
        self
    }

    /// The same report, with exit code 1 where something that was looked at is bad.
    pub(crate) fn rejecting(self, rejects: bool) -> Self {
        Self { rejects, ..self }
    }

    /// The same report, on standard error where a document went to standard output.
    pub(crate) fn beside(self, target: &crate::io::Target) -> Self {
        Self { stdout_is_taken: target.is_stdout(), ..self }
    }

    /// Prints the report and returns the exit code.
    pub(crate) fn print(&self, as_json: bool) -> u8 {
        let mut text = if as_json { self.json.to_string() } else { self.text.clone() };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let printed = match (self.stdout_is_taken, as_json) {
            // The document itself is the one JSON object.
            (true, true) => Ok(()),
            (true, false) => anstream::stderr().write_all(text.as_bytes()),
            (false, _) => anstream::stdout().write_all(text.as_bytes()),
        };
        match printed {
            // Whoever reads has seen enough, as `head` has.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => 2,
            _ => u8::from(self.rejects),
        }
    }
}
