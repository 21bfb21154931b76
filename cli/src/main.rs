//! The program `ostrakon`: anonymous ballots from the command line.
#![forbid(unsafe_code)]

mod answer;
mod ballots;
mod bundle;
mod cli;
mod clock;
mod command;
mod document;
mod draft;
mod election;
mod error;
mod identity_file;
mod interview;
mod io;
mod keys;
mod members;
mod passphrase;
mod progress;
mod report;
mod style;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::Cli;
use crate::error::Error;
use crate::report::Report;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error),
    };
    match command::run(&cli) {
        Ok(report) => report.print(cli.json).into(),
        Err(error) => refuse(&error, cli.json),
    }
}

/// Says what is wrong and what to do about it.
fn refuse(error: &Error, as_json: bool) -> ExitCode {
    if as_json {
        Report::new("", error.to_json()).print(true);
    } else {
        anstream::eprint!("{}", error.to_text());
    }
    error.exit_code().into()
}

/// Help and version are no errors; anything else is one of usage.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    let as_json = std::env::args_os().any(|argument| argument == "--json");
    if error.use_stderr() && as_json {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        let message = first.strip_prefix("error: ").unwrap_or(first);
        return refuse(&Error::usage("usage", message).hint("see `ostrakon help`"), true);
    }
    // Fails only where nobody listens any more.
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(2).into()
}
