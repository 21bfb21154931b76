//! `ostrakon tally`: the arguments.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use ostrakon_core::hash::Digest;
use ostrakon_core::poll::PollId;
use ostrakon_core::question::Rule;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::tie::TieOrder;
use serde_json::{Map, Value};

use super::Overwrite;
use crate::io::{Source, Target};

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Tally {
    /// The poll file, or a plain ballot file to count by --rule
    #[arg(value_name = "FILE")]
    pub(crate) file: Source,
    /// Files with a ballot of the poll each, or with one ballot a line
    #[arg(value_name = "BALLOTS", conflicts_with = "rule")]
    pub(crate) ballots: Vec<Source>,
    #[command(flatten)]
    pub(crate) telling: Telling,
    #[command(flatten, next_help_heading = "For the ballots of a poll")]
    pub(crate) proven: Proven,
    #[command(flatten, next_help_heading = "For plain ballot files")]
    pub(crate) plain: Plain,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

const AFTER_HELP: &str = "\
Plain ballot files carry no proofs: anybody can have written them. The format is told by the end of the
file's name, or by --format. Several --rule count the same ballots several times:

  ostrakon tally votes.csv --rule irv --rule schulze
  ostrakon tally ward.blt --rule stv --explain
  ostrakon tally projects.pb --rule greedy
  ostrakon tally votes.csv --rule 'majority:threshold=2/3,reach=at-least'

What each rule is for: ostrakon rules";

/// How an outcome is told.
#[derive(Debug, Args)]
pub(crate) struct Telling {
    /// Tell what was said and every step of the count: enough to count again by hand
    #[arg(long)]
    pub(crate) explain: bool,
    /// Write pictures of the outcome to this folder, as SVG
    #[arg(long, value_name = "DIR")]
    pub(crate) pictures: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Proven {
    /// The poll's id, as you got it from somewhere else than the file
    #[arg(long, value_name = "ID", conflicts_with = "rule")]
    pub(crate) id: Option<PollId>,
    /// What the poll's lottery source gave, for a poll that draws lots: see `ostrakon lottery open`
    #[arg(long, value_name = "FILE", conflicts_with = "rule")]
    pub(crate) lottery: Option<Source>,
    /// Count the good ballots although others are bad
    #[arg(long, conflicts_with = "rule")]
    pub(crate) skip_bad: bool,
    /// Where to write the result
    #[arg(short, long, value_name = "FILE", conflicts_with = "rule")]
    pub(crate) output: Option<Target>,
    /// Write a folder that anyone can audit: poll, group, ballots, result
    #[arg(long, value_name = "DIR", requires = "group", conflicts_with = "rule")]
    pub(crate) bundle: Option<PathBuf>,
    /// The group file that the poll was made with, for the bundle
    #[arg(short, long, value_name = "FILE", conflicts_with = "rule")]
    pub(crate) group: Option<Source>,
}

#[derive(Debug, Args)]
pub(crate) struct Plain {
    /// Count by this rule: NAME, NAME:PARAMETER=VALUE,… or NAME:{JSON}
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Vec<RuleArgument>,
    /// How many win, for rules that have seats and do not state them
    #[arg(long, value_name = "N", requires = "rule")]
    pub(crate) seats: Option<u64>,
    /// What ties fall by: "listed" for who is listed first, or "seed:" and 64 hexadecimal digits
    #[arg(long, value_name = "ORDER", default_value = "listed", value_parser = ties)]
    pub(crate) ties: TieOrder,
    /// What format it is, where its name does not tell: csv, csv-ranks, blt, soi, pb, ...
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
}

/// A rule with its parameters, as people type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleArgument(pub(crate) Rule);

impl FromStr for RuleArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, parameters)) = text.split_once(':') else {
            return Ok(Self(Rule::new(text, Map::new())));
        };
        if parameters.starts_with('{') {
            let parameters = serde_json::from_str(parameters)
                .map_err(|error| format!("the parameters are no JSON object: {error}"))?;
            return Ok(Self(Rule::new(name, parameters)));
        }
        let parameter = |text: &str| {
            let (parameter, value) =
                text.split_once('=').ok_or_else(|| format!("{text:?} is no parameter such as seats=2"))?;
            // What is no number, list or the like is text and needs no quotes.
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            Ok((parameter.to_owned(), value))
        };
        let parameters: Result<Map<_, _>, String> = parameters.split(',').map(parameter).collect();
        Ok(Self(Rule::new(name, parameters?)))
    }
}

fn ties(text: &str) -> Result<TieOrder, String> {
    if text == "listed" {
        return Ok(TieOrder::Listed);
    }
    let seed: Option<Digest> = text.strip_prefix("seed:").and_then(|seed| seed.parse().ok());
    seed.map(TieOrder::Seed)
        .ok_or_else(|| "ties fall by \"listed\", or by \"seed:\" and 64 hexadecimal digits".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_of_rules_are_typed_without_quotes() {
        let read = |text: &str| {
            let RuleArgument(rule) = text.parse().unwrap();
            json!(rule)
        };
        assert_eq!(read("irv"), json!({"irv": {}}));
        assert_eq!(read("stv:seats=3"), json!({"stv": {"seats": 3}}));
        assert_eq!(
            read("majority:threshold=2/3,reach=at-least"),
            json!({"majority": {"threshold": "2/3", "reach": "at-least"}})
        );
        assert_eq!(
            read(r#"majority:{"quorum":{"share":"1/2"}}"#),
            json!({"majority": {"quorum": {"share": "1/2"}}})
        );
        assert!("stv:seats".parse::<RuleArgument>().unwrap_err().contains("no parameter"));
        assert!("stv:{".parse::<RuleArgument>().unwrap_err().contains("no JSON object"));
    }

    #[test]
    fn ties_fall_by_a_list_or_a_seed() {
        assert_eq!(ties("listed"), Ok(TieOrder::Listed));
        assert!(matches!(ties(&format!("seed:{}", "0f".repeat(32))), Ok(TieOrder::Seed(_))));
        assert!(ties("seed:0f").is_err() && ties("random").is_err());
    }
}
