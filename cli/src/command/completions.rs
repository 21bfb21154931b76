//! `ostrakon completions`.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::{Cli, Completions};
use crate::error::Error;
use crate::report::Report;

pub(super) fn run(arguments: &Completions) -> Result<Report, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "ostrakon", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let json = json!({ "shell": arguments.shell.to_string(), "script": script });
    Ok(Report::new(script, json))
}
