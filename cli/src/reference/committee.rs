//! Approval elections with the committees that many rules elect, every tied committee listed.

use std::collections::{BTreeMap, BTreeSet};

use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::names::ours;
use super::{Election, Expectation, Finding, malformed, numbered};
use crate::error::Error;

#[derive(Deserialize)]
struct File {
    instances: Vec<Instance>,
}

/// Options are numbers below `options`.
#[derive(Deserialize)]
struct Instance {
    name: Option<String>,
    options: usize,
    seats: u64,
    approvals: Vec<Ballot>,
    #[serde(default)]
    committees: BTreeMap<String, Vec<Vec<usize>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ballot {
    Once(Vec<usize>),
    Often {
        #[serde(alias = "approved", alias = "options")]
        approvals: Vec<usize>,
        #[serde(alias = "weight")]
        count: u64,
    },
}

pub(super) fn read(fields: Map<String, Value>) -> Result<Vec<Election>, Error> {
    let file: File = serde_json::from_value(Value::Object(fields)).map_err(malformed)?;
    (1..).zip(file.instances).map(|(number, instance)| instance.into_election(number)).collect()
}

impl Instance {
    fn into_election(self, number: usize) -> Result<Election, Error> {
        let Self { name, options, seats, approvals, committees } = self;
        let mut election = Election {
            name: name.unwrap_or_else(|| format!("instance {number}")),
            options: numbered(options)?,
            seats: Some(seats),
            ballots: Vec::new(),
            told_as: Finding::Committees(BTreeSet::new()),
            expectations: Vec::new(),
        };
        let ballots = approvals
            .into_iter()
            .map(|ballot| {
                let (mut approvals, count) = match ballot {
                    Ballot::Once(approvals) => (approvals, 1),
                    Ballot::Often { approvals, count } => (approvals, count),
                };
                approvals.sort_unstable();
                Ok((Answer::Pick(election.ids(&approvals)?), count))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        election.ballots.push((Form::Pick { min: 0, max: options }, ballots));
        for (rule, committees) in committees {
            let committees =
                committees.iter().map(|committee| election.ids(committee)).collect::<Result<_, _>>()?;
            let (ours, expected) = (ours(&rule, Some(seats), None), Finding::Committees(committees));
            election.expectations.push(Expectation { rule, ours, expected });
        }
        Ok(election)
    }
}
