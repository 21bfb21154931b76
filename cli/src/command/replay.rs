//! `ostrakon replay`.

use ostrakon_core::answer::{Answer, Answers};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::poll::Poll;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::option::FileOption;
use rand_core::OsRng;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::tally;
use super::vote::refused;
use crate::ballot_file;
use crate::ballots::{Checked, Received};
use crate::bundle::Bundle;
use crate::cli::Replay;
use crate::clock::now;
use crate::document::path_in_group;
use crate::draft::{Draft, DraftedOption, DraftedQuestion, Moment, Named, OptionTable};
use crate::error::Error;
use crate::io::Existing;
use crate::keys;
use crate::progress::{self, Steps};
use crate::report::Report;

pub(super) fn run(arguments: &Replay) -> Result<Report, Error> {
    let Replay { votes, format, limit, depth, out, overwrite } = arguments;
    let bundle =
        out.as_ref().map(|folder| Bundle::new(folder, Existing::from_force(overwrite.force))).transpose()?;
    let file = ballot_file::read(votes, *format)?;
    let answers = cast_again(&file, *limit)?;
    let mut steps = Steps::begin();
    let voters = identities(answers.len());
    steps.done("make identities");
    let group = Group::from_members(voters.iter().map(IdentitySecret::commitment))
        .map_err(|error| Error::rejected("group-duplicate", error))?;
    steps.done("build the group");
    let poll = draft(&file).into_poll(&group, *depth, now(), &mut OsRng)?;
    let prover = keys::prover(poll.electorate().depth)?;
    steps.done("make the poll, read the key");
    let bar = progress::bar("making ballots", voters.len());
    let cast = |(voter, answer): (&IdentitySecret, &&Answer)| -> Result<Received, Error> {
        let content = content(&poll, answer)?;
        let ballot = prover
            .prove(&poll, voter, &path_in_group(&group, voter.commitment())?, content, &mut OsRng)
            .as_ref()
            .map(Ballot::to_bytes)
            .map_err(refused)?;
        bar.inc(1);
        Ok(Received::new("replay", ballot))
    };
    let ballots = voters.par_iter().zip(&answers).map(cast).collect::<Result<Vec<_>, _>>()?;
    bar.finish_and_clear();
    steps.done("prove all ballots");
    let checked = Checked::new(&poll, &ballots);
    if let Some(bad) = checked.bad().first() {
        return Err(Error::rejected(bad.code, bad.to_line()));
    }
    steps.done("check all ballots");
    let result = checked.result()?;
    steps.done("count");
    if let Some(bundle) = &bundle {
        bundle.write(&poll, &group, checked.good(), &result)?;
        steps.done("write the bundle");
    }
    let text = format!(
        "{}\n{steps}{}",
        tally::describe(&poll, &result),
        out.as_ref()
            .map(|folder| format!("\nCheck it: ostrakon audit {} --poll {}\n", folder.display(), poll.id()))
            .unwrap_or_default()
    );
    let json = json!({
        "ballots": ballots.len(),
        "milliseconds": steps.to_json(),
        "poll": poll.id(),
        "result": tally::to_json(&result),
    });
    Ok(Report::new(text, json))
}

fn identities(number: usize) -> Vec<IdentitySecret> {
    (0..number).into_par_iter().map(|_| IdentitySecret::generate(&mut OsRng)).collect()
}

fn content(poll: &Poll, answer: &Answer) -> Result<Content, Error> {
    let answers: Answers =
        poll.questions().iter().map(|question| (question.id().clone(), answer.clone())).collect();
    Content::new(poll, 0, answers).map_err(|error| Error::rejected(error.code(), &error))
}

/// What each voter says, or so many of them, spread evenly over the file.
fn cast_again(file: &BallotFile, limit: Option<u64>) -> Result<Vec<&Answer>, Error> {
    let number = limit.unwrap_or(u64::MAX).min(file.weight());
    if number > MOST_VOTERS {
        let message = format!("{number} ballots are more than {MOST_VOTERS}");
        return Err(Error::rejected("replay-size", message).hint("cast fewer of them with --limit"));
    }
    let mut chosen = Vec::new();
    let mut end = 0;
    for (answer, weight) in file.answers() {
        end += u128::from(*weight);
        // The voter at `at` stands at this place among all.
        let place = |at: usize| at as u128 * u128::from(file.weight()) / u128::from(number.max(1));
        while (chosen.len() as u64) < number && place(chosen.len()) < end {
            chosen.push(answer);
        }
    }
    Ok(chosen)
}

/// As many as have a place in a circuit whose keys the program carries.
const MOST_VOTERS: u64 = 1 << 20;

/// One question about all options in the file, counted by the rule that is usual for its form.
fn draft(file: &BallotFile) -> Draft {
    let title = file.title().map_or_else(|| "votes".to_owned(), ToString::to_string);
    let title = format!("Replay of {}", title.chars().take(40).collect::<String>());
    let option = |option: &FileOption| {
        let (id, label) = (Some(option.id().to_string()), option.label().to_string());
        DraftedOption::Table(OptionTable { id, label, cost: option.cost() })
    };
    let form = match serde_json::to_value(file.form()) {
        Ok(Value::Object(form)) => Some(Named::Parameters(form)),
        _ => None,
    };
    let question = DraftedQuestion {
        id: Some("ballots".to_owned()),
        prompt: title.clone(),
        options: file.options().iter().map(option).collect(),
        form,
        rule: None,
        abstain: true,
    };
    Draft {
        title,
        description: None,
        opens: Some(Moment::Text("now".to_owned())),
        closes: None,
        revisions: 0,
        depth: None,
        lottery: None,
        board: None,
        questions: vec![question],
    }
}

#[cfg(test)]
mod tests {
    use ostrakon_tally::file::format::Format;

    use super::*;

    #[test]
    fn ballots_are_spread_evenly_over_a_file() {
        let file = BallotFile::read(b"vote,weight\nAnn,6\nBob,3\n,1\n", Format::CsvPicks).unwrap();
        let cast = |limit| {
            let told = |answer: &&Answer| match answer {
                Answer::Pick(options) => options[0].to_string(),
                _ => "-".to_owned(),
            };
            cast_again(&file, limit).map(|answers| answers.iter().map(told).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(cast(None).unwrap(), "ann ann ann ann ann ann bob bob bob -");
        assert_eq!(cast(Some(5)).unwrap(), "ann ann ann bob bob");
        assert_eq!(cast(Some(99)).unwrap(), cast(None).unwrap());
        assert_eq!(cast(Some(0)).unwrap(), "");
        let many = BallotFile::read(b"vote,weight\nAnn,1048577\nBob,0\n", Format::CsvPicks).unwrap();
        assert_eq!(cast_again(&many, None).unwrap_err().code(), "replay-size");
        assert_eq!(cast_again(&many, Some(1)).unwrap().len(), 1);
    }
}
