//! `ostrakon conformance`.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};
use ostrakon_core::question::Rule;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::cli::Conformance;
use crate::error::Error;
use crate::io::Source;
use crate::reference::{self, Election, Expectation};
use crate::report::Report;
use crate::style::{BAD, BOLD, GOOD, mark};

/// Most differences that are told of one rule in one file.
const MOST_TOLD: usize = 10;

pub(super) fn run(arguments: &Conformance) -> Result<Report, Error> {
    let files = arguments.files.iter().filter(|file| !has_partner(file, &arguments.files));
    let compared = files.map(Comparison::new).collect::<Result<Vec<_>, _>>()?;
    let rules = || compared.iter().flat_map(|comparison| comparison.rules.values());
    let agree: usize = rules().map(|tally| tally.agree).sum();
    let differ: usize = rules().map(|tally| tally.differences.len()).sum();
    let mut text: String = compared.iter().map(Comparison::to_text).collect();
    text.push_str(&match differ {
        0 => format!("{GOOD}All {agree} outcomes agree.{GOOD:#}\n"),
        _ => format!("{BAD}{differ} of {} outcomes differ.{BAD:#}\n", agree + differ),
    });
    let files: Vec<_> = compared.iter().map(Comparison::to_json).collect();
    let json = json!({"agree": agree, "differ": differ, "files": files});
    Ok(Report::new(text, json).rejecting(differ > 0))
}

/// Whether this is what is expected of a .pb file that is given as well.
fn has_partner(file: &Source, files: &[Source]) -> bool {
    let name = file.to_string();
    let partner = name.strip_suffix(".expected.json").filter(|partner| partner.ends_with(".pb"));
    partner.is_some_and(|partner| files.iter().any(|file| file.to_string() == partner))
}

/// What became of one file.
struct Comparison {
    file: String,
    elections: usize,
    /// By the names that rules have there.
    rules: BTreeMap<String, Agreement>,
}

/// How often one rule agreed.
#[derive(Default)]
struct Agreement {
    ours: Option<Rule>,
    agree: usize,
    differences: Vec<Difference>,
}

/// An outcome that is another here.
struct Difference {
    election: String,
    expected: String,
    /// What was found, or why nothing was.
    found: Result<String, String>,
}

impl Comparison {
    fn new(file: &Source) -> Result<Self, Error> {
        let elections = reference::read(file)?;
        if elections.iter().all(|election| election.expectations.is_empty()) {
            return Err(Error::rejected("reference", "it says of no election what others found")
                .about(file)
                .hint("give a file with winners, committees, scores or funded projects"));
        }
        let cases: Vec<_> = elections
            .iter()
            .flat_map(|election| election.expectations.iter().map(move |expectation| (election, expectation)))
            .collect();
        let verdicts: Vec<_> =
            cases.par_iter().map(|(election, expectation)| compare(election, expectation)).collect();
        let mut rules: BTreeMap<String, Agreement> = BTreeMap::new();
        for ((_, expectation), verdict) in cases.iter().zip(verdicts) {
            let rule = rules.entry(expectation.rule.clone()).or_default();
            rule.ours.clone_from(&expectation.ours);
            match verdict {
                None => rule.agree += 1,
                Some(difference) => rule.differences.push(difference),
            }
        }
        Ok(Self { file: file.to_string(), elections: elections.len(), rules })
    }

    fn to_text(&self) -> String {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_header(["", "rule there", "rule here", "agree", "differ"]);
        let mut details = String::new();
        for (name, Agreement { ours, agree, differences }) in &self.rules {
            let ours = ours.as_ref().map_or_else(|| "none".to_owned(), written);
            let passed = mark(differences.is_empty());
            table.add_row([passed, name.clone(), ours, agree.to_string(), differences.len().to_string()]);
            for Difference { election, expected, found } in differences.iter().take(MOST_TOLD) {
                let found = match found {
                    Ok(found) => format!("found     {found}"),
                    Err(reason) => format!("failed    {reason}"),
                };
                details.push_str(&format!("{election}, {name}:\n  expected  {expected}\n  {found}\n"));
            }
            if differences.len() > MOST_TOLD {
                details.push_str(&format!("and {} more by {name}\n", differences.len() - MOST_TOLD));
            }
        }
        for column in table.column_iter_mut().skip(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let mut text = format!("{BOLD}{}{BOLD:#}: {}\n", self.file, counted(self.elections, "election"));
        for line in table.to_string().lines() {
            text.push_str(&format!("{}\n", line.trim_end()));
        }
        format!("{text}\n{details}{}", if details.is_empty() { "" } else { "\n" })
    }

    fn to_json(&self) -> Value {
        let difference = |Difference { election, expected, found }: &Difference| match found {
            Ok(found) => json!({"election": election, "expected": expected, "found": found}),
            Err(reason) => json!({"election": election, "expected": expected, "failed": reason}),
        };
        let rule = |(name, Agreement { ours, agree, differences }): (&String, &Agreement)| {
            json!({
                "rule": name, "ours": ours, "agree": agree, "differ": differences.len(),
                "differences": differences.iter().map(difference).collect::<Vec<_>>(),
            })
        };
        json!({
            "file": self.file, "elections": self.elections,
            "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
        })
    }
}

/// What is another here; nothing where the outcomes agree.
fn compare(election: &Election, expectation: &Expectation) -> Option<Difference> {
    let found = match &expectation.ours {
        Some(rule) => election.find(rule),
        None => Err("no rule here is known to be that one".to_owned()),
    };
    if found.as_ref().is_ok_and(|found| found.agrees_with(&expectation.expected)) {
        return None;
    }
    Some(Difference {
        election: election.name.clone(),
        expected: expectation.expected.to_string(),
        found: found.map(|found| found.to_string()),
    })
}

/// A rule with its parameters in few words.
fn written(rule: &Rule) -> String {
    let parameters: Vec<_> = rule
        .parameters()
        .iter()
        .filter(|(name, _)| !["budget", "seats"].contains(&name.as_str()))
        .map(|(name, value)| {
            format!("{name} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    if parameters.is_empty() {
        rule.name().to_owned()
    } else {
        format!("{}, {}", rule.name(), parameters.join(", "))
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
