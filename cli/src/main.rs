//! The program `ostrakon`: anonymous ballots from the command line.
#![forbid(unsafe_code)]
#![allow(rustdoc::bare_urls, reason = "what arguments are for is read in a terminal")]

mod answer;
mod ballot_file;
mod ballots;
mod bundle;
mod cli;
mod clock;
mod command;
mod cosigner_key;
mod document;
mod draft;
mod error;
mod evidence;
mod identity_file;
mod interview;
mod io;
mod keys;
mod members;
mod parts;
mod passphrase;
mod people;
mod progress;
mod reference;
mod remote;
mod report;
mod rows;
mod shown_log;
mod style;
mod telling;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

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
        // Fails only where nobody listens any more.
        let _ = write!(anstream::stderr(), "{}", error.to_text());
    }
    error.exit_code().into()
}

/// Help and version are no errors; anything else is one of usage, with a hint like all others.
fn refuse_arguments(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // Fails only where nobody listens any more.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let as_json = std::env::args_os().any(|argument| argument == "--json");
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        if as_json {
            return refuse(&Error::usage("usage", "a subcommand is missing").hint(USAGE_HINT), true);
        }
        let _ = error.print();
        return 2.into();
    }
    let text = error.render().to_string();
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    let first = lines.next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first);
    let details = lines.map(|line| line.trim().to_owned()).collect();
    refuse(&Error::usage("usage", message).details(details).hint(USAGE_HINT), as_json)
}

const USAGE_HINT: &str = "see `ostrakon help`, or --help after a command";
