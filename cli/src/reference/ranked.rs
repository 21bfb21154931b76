//! Profiles of rankings with the winners by many rules, every tied winner listed.

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
    profiles: Vec<Profile>,
}

/// Options are numbers below `options`.
#[derive(Deserialize)]
struct Profile {
    name: Option<String>,
    options: usize,
    ballots: Vec<Ballot>,
    #[serde(default)]
    winners: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
struct Ballot {
    ranking: Vec<Place>,
    #[serde(default = "one")]
    count: u64,
}

const fn one() -> u64 {
    1
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    Alone(usize),
    Shared(Vec<usize>),
}

pub(super) fn read(fields: Map<String, Value>) -> Result<Vec<Election>, Error> {
    let file: File = serde_json::from_value(Value::Object(fields)).map_err(malformed)?;
    (1..).zip(file.profiles).map(|(number, profile)| profile.into_election(number)).collect()
}

impl Profile {
    fn into_election(self, number: usize) -> Result<Election, Error> {
        let Self { name, options, ballots, winners } = self;
        let mut election = Election {
            name: name.unwrap_or_else(|| format!("profile {number}")),
            options: numbered(options)?,
            seats: None,
            ballots: Vec::new(),
            told_as: Finding::Winners(BTreeSet::new()),
            expectations: Vec::new(),
        };
        let mut rankings = Vec::with_capacity(ballots.len());
        let mut firsts = Vec::with_capacity(ballots.len());
        let mut ties = false;
        for Ballot { ranking, count } in ballots {
            let places = ranking
                .into_iter()
                .map(|place| {
                    let mut place = match place {
                        Place::Alone(option) => vec![option],
                        Place::Shared(options) => options,
                    };
                    place.sort_unstable();
                    ties |= place.len() > 1;
                    election.ids(&place)
                })
                .collect::<Result<Vec<Vec<_>>, _>>()?;
            let first = places.first().cloned().map_or(Answer::Abstain {}, Answer::Pick);
            firsts.push((first, count));
            rankings.push((if places.is_empty() { Answer::Abstain {} } else { Answer::Rank(places) }, count));
        }
        election.ballots.push((Form::Rank { max: options, ties }, rankings));
        election.ballots.push((Form::Pick { min: 1, max: 1 }, firsts));
        for (rule, winners) in winners {
            let (ours, expected) = (ours(&rule, None, None), Finding::Winners(election.ids(&winners)?));
            election.expectations.push(Expectation { rule, ours, expected });
        }
        Ok(election)
    }
}
