//! `ostrakon tally` on files that are no poll: plain ballot files, and elections with the outcomes that
//! others found.

use ostrakon_core::question::Rule;
use ostrakon_tally::count::{CountError, count};
use ostrakon_tally::file::question::FileQuestionError;
use ostrakon_tally::file::{BallotFile, MAX_SIZE};
use ostrakon_tally::rule::KnownRule;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::ballot_file;
use crate::cli::{RuleArgument, Tally, Telling};
use crate::command::rules::known;
use crate::error::Error;
use crate::io::{Existing, Source};
use crate::reference::{self, Election, Finding};
use crate::report::Report;
use crate::style::BOLD;
use crate::telling::possible;

pub(super) fn run(arguments: &Tally) -> Result<Report, Error> {
    let Tally { file: source, ballots: _, telling, proven: _, plain, overwrite } = arguments;
    let rules = plain.rule.iter().map(|rule| with_seats(rule, plain.seats)).collect::<Result<Vec<_>, _>>()?;
    let bytes = source.read(MAX_SIZE, "file-size")?;
    if plain.format.is_none() && bytes.trim_ascii_start().starts_with(b"{") {
        let elections =
            reference::elections(&bytes, &source.to_string()).map_err(|error| error.about(source))?;
        return match elections {
            Some(elections) => Ok(count_all(&elections, &rules)),
            None => Err(is_no_ballot_file(source, &bytes)),
        };
    }
    let file = ballot_file::parse(&bytes, source, ballot_file::format_of(source, plain.format)?)?;
    if rules.is_empty() {
        return Err(without_rule(&file));
    }
    tell(&file, &rules, arguments, telling, Existing::from_force(overwrite.force))
}

/// Counts the file by each rule.
fn tell(
    file: &BallotFile,
    rules: &[Rule],
    arguments: &Tally,
    telling: &Telling,
    existing: Existing,
) -> Result<Report, Error> {
    let mut text = String::new();
    let mut outcomes = Vec::new();
    let mut pictures = 0;
    for rule in rules {
        let asked = file.question(rule.clone()).map_err(|error| unfit(rule, &error))?;
        let profile = asked.profile().map_err(|error| Error::rejected("tally-profile", error))?;
        let outcome = count(&profile, arguments.plain.ties).map_err(|error| cannot(rule, &error))?;
        if rules.len() > 1 {
            text.push_str(&format!("{BOLD}{}{BOLD:#}\n", rule.name()));
        }
        text.push_str(&format!("{}\n", telling.tell(&outcome, &profile)));
        pictures += telling.draw(&outcome, &profile, rule.name(), existing)?;
        let mut json = json!({ "outcome": outcome });
        if let (Some(possible), Some(fields)) = (possible(&outcome, &profile), json.as_object_mut()) {
            let winners: Vec<_> = possible.into_iter().map(|universe| json!(universe.winners)).collect();
            fields.insert("possible".to_owned(), winners.into());
        }
        outcomes.push(json);
    }
    let mut text = format!("{}\n", text.trim_end());
    text.push_str(&telling.drew(pictures));
    let options: Vec<_> =
        file.options().iter().map(|option| json!({"id": option.id(), "name": option.name()})).collect();
    Ok(Report::new(text, json!({"ballots": file.weight(), "options": options, "outcomes": outcomes})))
}

/// What a rule would need that no plain file has.
fn cannot(rule: &Rule, error: &CountError) -> Error {
    let hint = match error {
        CountError::Electorate => {
            "a plain file does not say how many could vote: choose another base or quorum"
        }
        CountError::Lottery => "only a poll names a source of lots that nobody can choose",
        _ => "choose another rule: see ostrakon rules",
    };
    Error::rejected("tally-count", error).about(rule.name()).hint(hint)
}

/// Counts elections that come with what others found: by these rules, or by those that others counted them by.
fn count_all(elections: &[Election], rules: &[Rule]) -> Report {
    let counted: Vec<_> = elections.par_iter().map(|election| count_one(election, rules)).collect();
    let mut text = String::new();
    let mut json = Vec::new();
    let mut failed = false;
    for (election, findings) in elections.iter().zip(counted) {
        text.push_str(&format!("{BOLD}{}{BOLD:#}\n", election.name));
        let width = findings.iter().map(|(rule, _)| rule.chars().count()).max().unwrap_or(0);
        let (mut found, mut failures) = (Map::new(), Map::new());
        for (rule, finding) in findings {
            match finding {
                Ok(finding) => {
                    text.push_str(&format!("  {rule:width$}  {finding}\n"));
                    found.insert(rule, finding.to_json());
                }
                Err(reason) => {
                    failed = true;
                    text.push_str(&format!("  {rule:width$}  failed: {reason}\n"));
                    failures.insert(rule, reason.into());
                }
            }
        }
        let mut fields = json!({"name": election.name, election.told_as(): found});
        if let (false, Some(fields)) = (failures.is_empty(), fields.as_object_mut()) {
            fields.insert("failed".to_owned(), failures.into());
        }
        json.push(fields);
    }
    Report::new(text, json!({ "elections": json })).rejecting(failed)
}

fn count_one(election: &Election, rules: &[Rule]) -> Vec<(String, Result<Finding, String>)> {
    if rules.is_empty() {
        let find = |rule: &Option<Rule>| {
            rule.as_ref().map_or_else(
                || Err("no rule here is known to be that one".to_owned()),
                |rule| election.find(rule),
            )
        };
        return election
            .expectations
            .iter()
            .map(|theirs| (theirs.rule.clone(), find(&theirs.ours)))
            .collect();
    }
    rules
        .iter()
        .map(|rule| {
            let seated = election.seats.map_or_else(|| rule.clone(), |seats| seated(rule, seats));
            (rule.name().to_owned(), election.find(&seated))
        })
        .collect()
}

/// The rule with seats, if it has such a parameter and does not state it.
fn seated(rule: &Rule, seats: u64) -> Rule {
    let known = KnownRule::all().iter().find(|known| known.name() == rule.name());
    let takes = known.is_some_and(|known| known.parameters().iter().any(|given| given.name == "seats"));
    let mut parameters = rule.parameters().clone();
    if takes {
        parameters.entry("seats").or_insert_with(|| seats.into());
    }
    Rule::new(rule.name(), parameters)
}

/// The rule as typed, with the seats of the command line.
fn with_seats(RuleArgument(rule): &RuleArgument, seats: Option<u64>) -> Result<Rule, Error> {
    let known = known(rule.name())?;
    let Some(seats) = seats else { return Ok(rule.clone()) };
    if !known.parameters().iter().any(|parameter| parameter.name == "seats") {
        return Err(Error::usage("usage", format!("the rule {} has no seats to fill", rule.name()))
            .hint(format!("leave out --seats; see ostrakon rules {}", rule.name())));
    }
    Ok(seated(rule, seats))
}

/// A JSON document that holds no ballots.
fn is_no_ballot_file(source: &Source, bytes: &[u8]) -> Error {
    let fields: Map<String, Value> = serde_json::from_slice(bytes).unwrap_or_default();
    let format = fields.get("format").and_then(Value::as_str).unwrap_or_default();
    if format.starts_with("ostrakon/poll/") {
        return Error::usage("usage", "no ballots of this poll are given")
            .about(source)
            .hint("name the files with ballots behind the poll: ostrakon tally POLL BALLOTS…");
    }
    Error::rejected("ballot-file", "this JSON is neither a poll nor a set of elections")
        .about(source)
        .hint("a plain ballot file is CSV, BLT, PrefLib or Pabulib: see `ostrakon tally --help` and --format")
}

/// Says where the rules for the file are listed.
fn without_rule(file: &BallotFile) -> Error {
    Error::usage("usage", "say how to count: --rule RULE").hint(format!(
        "see what each rule is for: ostrakon rules --form {}; more than one --rule can be given",
        file.form().name()
    ))
}

/// Why the rule cannot count the file: through how it was typed, or through what the ballots say.
fn unfit(rule: &Rule, error: &FileQuestionError) -> Error {
    let hint = format!("see forms and parameters: ostrakon rules {}", rule.name());
    match error {
        FileQuestionError::Rule(_) => Error::usage(error.code(), error).hint(hint),
        _ => Error::rejected(error.code(), error).hint(hint),
    }
}
