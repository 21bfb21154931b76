//! The commands, one file each.

pub(crate) mod agent;
mod audit;
mod ballot;
mod bench;
mod board;
mod bundle;
mod completions;
mod conformance;
mod cosign;
mod demo;
mod enrolment;
mod group;
mod identity;
mod keys;
mod lottery;
mod man;
mod poll;
mod receipt;
mod replay;
pub(crate) mod rules;
mod serve;
mod tally;
mod verify;
mod vote;
mod watch;

use crate::cli::{Cli, Command};
use crate::error::Error;
use crate::report::Report;

/// Carries out a command.
pub(crate) fn run(cli: &Cli) -> Result<Report, Error> {
    match &cli.command {
        Command::Identity(command) => identity::run(command, cli.json),
        Command::Group(command) => group::run(command),
        Command::Enrolment(command) => enrolment::run(command),
        Command::Enrol(arguments) => enrolment::enrol(arguments),
        Command::Poll(command) => poll::run(command),
        Command::Lottery(command) => lottery::run(command),
        Command::Vote(arguments) => vote::run(arguments),
        Command::Agent(command) => agent::run(command),
        Command::Ballot(command) => ballot::run(command),
        Command::Receipt(command) => receipt::run(command),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Tally(arguments) => tally::run(arguments),
        Command::Audit(arguments) => audit::run(arguments),
        Command::Bundle(arguments) => bundle::run(arguments),
        Command::Watch(arguments) => watch::run(arguments, cli.json),
        Command::Cosign(arguments) => cosign::run(arguments, cli.json),
        Command::Board(command) => board::run(command),
        Command::Serve(arguments) => serve::run(arguments, cli.json),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Conformance(arguments) => conformance::run(arguments),
        Command::Keys(command) => keys::run(command),
        Command::Replay(arguments) => replay::run(arguments),
        Command::Bench(arguments) => bench::run(arguments, cli.json),
        Command::Demo(arguments) => demo::run(arguments, cli.json),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}
