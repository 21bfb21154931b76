//! `ostrakon replay`.

use ostrakon_core::answer::{Answer, Answers};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::poll::Poll;
use rand_core::OsRng;
use rayon::prelude::*;
use serde_json::json;

use super::tally;
use super::vote::{path, refused};
use crate::ballots::{Checked, Received};
use crate::bundle::Bundle;
use crate::cli::Replay;
use crate::clock::now;
use crate::draft::{Draft, DraftedOption, DraftedQuestion, Moment, Named, OptionTable};
use crate::election::Election;
use crate::error::Error;
use crate::io::Existing;
use crate::keys;
use crate::progress::{self, Steps};
use crate::report::Report;

pub(super) fn run(arguments: &Replay) -> Result<Report, Error> {
    let Replay { votes, limit, depth, out, overwrite } = arguments;
    let bundle =
        out.as_ref().map(|folder| Bundle::new(folder, Existing::from_force(overwrite.force))).transpose()?;
    let mut election = Election::read(votes)?;
    if let Some(limit) = limit {
        election.keep(*limit);
    }
    let mut steps = Steps::begin();
    let voters = identities(election.answers.len());
    steps.done("make identities");
    let group = Group::from_members(voters.iter().map(IdentitySecret::commitment))
        .map_err(|error| Error::rejected("group-duplicate", error))?;
    steps.done("build the group");
    let name = votes.file_stem().map_or_else(|| "votes".into(), |name| name.to_string_lossy());
    let poll = draft(&election, &format!("Replay of {name}")).into_poll(&group, *depth, now(), &mut OsRng)?;
    let prover = keys::prover(poll.electorate().depth)?;
    steps.done("make the poll, read the key");
    let bar = progress::bar("making ballots", voters.len());
    let cast = |(voter, answer): (&IdentitySecret, &Answer)| -> Result<Received, Error> {
        let content = content(&poll, answer)?;
        let ballot = prover
            .prove(&poll, voter, &path(&group, voter)?, content, &mut OsRng)
            .as_ref()
            .map(Ballot::to_bytes)
            .map_err(refused)?;
        bar.inc(1);
        Ok(Received::new("replay", ballot))
    };
    let ballots = voters.par_iter().zip(&election.answers).map(cast).collect::<Result<Vec<_>, _>>()?;
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

/// One question about all names in the file, counted by instant runoff.
fn draft(election: &Election, title: &str) -> Draft {
    let option = |(label, id): &(String, _)| {
        let id = Some(ToString::to_string(id));
        DraftedOption::Table(OptionTable { id, label: label.clone(), cost: None })
    };
    let form = json!({"rank": {"max": election.ranks.min(election.options.len())}});
    let question = DraftedQuestion {
        id: Some("ranking".to_owned()),
        prompt: title.to_owned(),
        options: election.options.iter().map(option).collect(),
        form: Some(Named::Parameters(form.as_object().cloned().unwrap_or_default())),
        rule: Some(Named::Name("irv".to_owned())),
        abstain: true,
    };
    Draft {
        title: title.to_owned(),
        description: None,
        opens: Some(Moment::Text("now".to_owned())),
        closes: None,
        revisions: 0,
        depth: None,
        questions: vec![question],
    }
}
