//! A participatory budget as Pabulib has them, with what several rules fund in a file beside it. Ties fall to
//! the project whose name comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ostrakon_core::answer::Answer;
use ostrakon_core::question::QuestionOption;
use ostrakon_core::text::OptionId;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::option::FileOption;
use serde::Deserialize;

use super::names::ours;
use super::{Election, Expectation, Finding, LIMIT, malformed};
use crate::ballot_file;
use crate::error::Error;
use crate::io::Source;

/// What stands behind the name of the ballot file.
const EXPECTED: &str = ".expected.json";

#[derive(Deserialize)]
struct Expected {
    /// The names of the projects that each rule funds.
    funded: BTreeMap<String, Vec<String>>,
}

pub(super) fn read(path: &Path) -> Result<Vec<Election>, Error> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(EXPECTED);
    let bytes = Source::File(beside.into()).read(LIMIT, "reference-size")?;
    let Expected { funded } = serde_json::from_slice(&bytes).map_err(malformed)?;
    let file = ballot_file::read(&Source::File(path.to_owned()), Some(Format::Pb))?;
    election(&file, funded)
}

fn election(file: &BallotFile, funded: BTreeMap<String, Vec<String>>) -> Result<Vec<Election>, Error> {
    let mut listed: Vec<&FileOption> = file.options().iter().collect();
    listed.sort_by(|left, right| left.name().cmp(right.name()));
    let option = |option: &&FileOption| {
        let plain = QuestionOption::new(option.id().clone(), option.label().clone());
        option.cost().map_or_else(|| plain.clone(), |cost| plain.clone().with_cost(cost))
    };
    let options: Vec<_> = listed.iter().map(option).collect();
    let place = |id: &OptionId| options.iter().position(|option| option.id() == id);
    let in_order = |(answer, weight): &(Answer, u64)| {
        let mut answer = answer.clone();
        if let Answer::Pick(ids) = &mut answer {
            ids.sort_by_key(&place);
        }
        (answer, *weight)
    };
    let id = |name: &String| {
        let option = listed.iter().find(|option| option.name() == name.as_str());
        option
            .map(|option| option.id().clone())
            .ok_or_else(|| malformed(format!("there is no project {name:?}")))
    };
    let expectations = funded
        .into_iter()
        .map(|(rule, names)| {
            let expected = Finding::Listed(names.iter().map(id).collect::<Result<_, _>>()?);
            Ok(Expectation { ours: ours(&rule, None, file.budget()), rule, expected })
        })
        .collect::<Result<_, Error>>()?;
    let ballots = vec![(file.form().clone(), file.answers().iter().map(in_order).collect())];
    let name = file.title().map_or_else(|| "budget".to_owned(), ToString::to_string);
    let told_as = Finding::Listed(BTreeSet::new());
    Ok(vec![Election { name, options, seats: None, ballots, told_as, expectations }])
}
