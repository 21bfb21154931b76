//! `ostrakon demo`: a whole poll, step by step, with what must not work.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::poll::Poll;
use ostrakon_prover::Prover;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::admission::Admission;
use ostrakon_verifier::nullifier_set::MemoryNullifierSet;
use rand_core::OsRng;
use serde_json::{Value, json};

use super::audit;
use super::tally;
use super::vote::refused;
use crate::ballots::{Checked, Received};
use crate::bundle::Bundle;
use crate::cli::Demo;
use crate::clock::now;
use crate::document::path_in_group;
use crate::draft::Draft;
use crate::error::Error;
use crate::io::{Access, Existing, Target};
use crate::progress::milliseconds;
use crate::report::Report;
use crate::style::{BOLD, FAINT, mark, say};
use crate::{answer, identity_file, keys};

const DRAFT: &str = include_str!("../draft/demo.toml");

/// Who votes what. The last one stays at home.
const VOTERS: [(&str, [&str; 2]); 10] = [
    ("Ada", ["place=lake-house>mountain-hut", "days=saturday"]),
    ("Ben", ["place=lake-house>city", "days=friday,saturday"]),
    ("Cem", ["place=lake-house", "days=saturday,sunday"]),
    ("Dan", ["place=city>mountain-hut", "days=friday"]),
    ("Eve", ["place=city>mountain-hut>lake-house", "days=saturday"]),
    ("Fay", ["place=city>lake-house", "days=sunday"]),
    ("Gus", ["place=mountain-hut>city", "days=saturday,sunday"]),
    ("Ida", ["place=mountain-hut>city", "days="]),
    ("Joe", ["place=mountain-hut>lake-house", "days=friday"]),
    ("Kim", ["", ""]),
];

/// How Joe votes in the end.
const SECOND_THOUGHTS: [&str; 2] = ["place=city>mountain-hut", "days=friday,saturday"];

/// How Joe would like to vote besides.
const ONCE_MORE: [&str; 2] = ["place=lake-house", "days=sunday"];

pub(super) fn run(arguments: &Demo, as_json: bool) -> Result<Report, Error> {
    let temporary = tempfile::tempdir().map_err(|error| {
        Error::usage("file-write", format!("no temporary folder: {error}")).hint("choose a folder with --dir")
    })?;
    let folder = arguments.dir.as_deref().unwrap_or_else(|| temporary.path());
    let bundle = Bundle::new(&folder.join("audit"), Existing::Keep)?;
    let mut stage =
        Stage { folder: folder.to_owned(), quiet: as_json, begun: Instant::now(), steps: Vec::new() };
    play(&mut stage, &bundle)?;
    let seconds = stage.begun.elapsed().as_secs_f64();
    let kept = match &arguments.dir {
        Some(folder) => format!(" Everything is in {}.", folder.display()),
        None => String::new(),
    };
    let text = format!("\nAll of it took {seconds:.1} s, with the keys of the public ceremony.{kept}\n");
    Ok(Report::new(text, json!({ "steps": stage.steps })))
}

fn play(stage: &mut Stage, bundle: &Bundle) -> Result<(), Error> {
    let voters = stage.step("Ten people make identities", |stage| {
        let voters: Vec<_> = VOTERS.iter().map(|_| IdentitySecret::generate(&mut OsRng)).collect();
        for ((name, _), secret) in VOTERS.iter().zip(&voters) {
            stage.keep_secret(&format!("{name}.ostrakon"), identity_file::to_text(secret).as_bytes())?;
        }
        Ok((voters, "A secret file each, and a commitment: a public number that tells nothing about it."))
    })?;
    let group = stage.step("The registrar lists the ten commitments", |_| {
        let group = Group::from_members(voters.iter().map(IdentitySecret::commitment))
            .map_err(|error| Error::rejected("group-duplicate", error))?;
        Ok((group, "The group is a list with one hash over all of it, the root of a Merkle tree."))
    })?;
    let poll = stage.step("The organiser writes a poll with two questions", |_| {
        let poll = Draft::parse(DRAFT)?.into_poll(&group, None, now(), &mut OsRng)?;
        let said = format!("Its id is a digest of everything in it:\n    {}", poll.id());
        Ok((poll, said))
    })?;
    let prover = stage.step("The voters' program reads the ceremony's proving key", |_| {
        let prover = keys::prover(poll.electorate().depth)?;
        Ok((prover, "Its SHA-256 is checked before a byte of it is used."))
    })?;
    let voter = Voter { poll: &poll, group: &group, prover: &prover };

    let mut ballots = stage.step("Nine of them vote, each on their own machine", |_| {
        let voting = VOTERS.iter().zip(&voters).take(VOTERS.len() - 1);
        let ballots: Result<Vec<_>, Error> =
            voting.map(|((_, answers), secret)| voter.vote(secret, answers, 0)).collect();
        let said = "Each ballot proves: I am one of the ten, and this is my one ballot. Not: which one I am.";
        Ok((ballots?, said))
    })?;
    let verifier = Verifier::new(poll.clone());
    let set = MemoryNullifierSet::new();
    let admit = |ballot: &Ballot| {
        let admission = verifier.admit(&ballot.to_bytes(), now(), &set);
        admission.map_err(|error| Error::rejected(error.code(), &error))
    };
    let take = |ballot: &Ballot| match admit(ballot)? {
        Admission::New(_) => Ok(()),
        Admission::Repeated => Err(unexpected("a new ballot was there already")),
    };
    stage.step("Whoever collects the ballots checks and takes them", |_| {
        ballots.iter().try_for_each(take)?;
        Ok(((), "A ballot's nullifier is one number per voter and poll: it shows a second vote, and nobody's name."))
    })?;
    let (Some(joe), Some(ben)) = (voters.get(8), ballots.get(1).cloned()) else {
        return Err(unexpected("there are too few voters"));
    };
    stage.step("Joe changes his mind, which this poll allows once", |_| {
        let ballot = voter.vote(joe, &SECOND_THOUGHTS, 1)?;
        take(&ballot)?;
        ballots.push(ballot);
        Ok(((), "The higher revision counts instead of the first ballot."))
    })?;

    stage.refusal("Joe votes a second time", "already-voted", || {
        let ballot = voter.vote(joe, &ONCE_MORE, 1)?;
        Ok(admit(&ballot).err())
    })?;
    let outsider = IdentitySecret::generate(&mut OsRng);
    let content = voter.content(&ONCE_MORE, 0)?;
    stage.refusal("An outsider wants to vote, at Ada's place in the group", "prove-root", || {
        let path = path_in_group(
            &group,
            voters.first().ok_or_else(|| unexpected("there are no voters"))?.commitment(),
        )?;
        let ballot = prover.prove(&poll, &outsider, &path, content.clone(), &mut OsRng);
        Ok(ballot.as_ref().err().map(refused))
    })?;
    stage.refusal(
        "The outsider proves to be in a group of one, and hands that in",
        "proof-invalid",
        || {
            let own = Group::from_members([outsider.commitment()])
                .map_err(|error| Error::rejected("group-duplicate", error))?;
            let (message, scope) = (content.message(), poll.id().scope());
            let (statement, proof) = prover
                .prove_statement(
                    &outsider,
                    &path_in_group(&own, outsider.commitment())?,
                    message,
                    scope,
                    &mut OsRng,
                )
                .map_err(|error| refused(&error))?;
            let ballot = Ballot::new(content.clone(), statement.nullifier, &proof);
            Ok(admit(&ballot).err())
        },
    )?;
    stage.refusal(
        "Somebody changes what Ben's ballot says, as if Ben had revised it",
        "proof-invalid",
        || {
            let (nullifier, proof) = ben
                .nullifier()
                .ok()
                .zip(ben.proof().ok())
                .ok_or_else(|| unexpected("a good ballot cannot be read"))?;
            let ballot = Ballot::new(voter.content(&ONCE_MORE, 1)?, nullifier, &proof);
            Ok(admit(&ballot).err())
        },
    )?;

    let checked = stage.step("The ballots are checked all at once, and counted", |_| {
        let received: Vec<_> =
            ballots.iter().map(|ballot| Received::new("demo", ballot.to_bytes())).collect();
        let checked = Checked::new(&poll, &received);
        if !checked.bad().is_empty() || checked.counted() != VOTERS.len() - 1 {
            return Err(unexpected("a good ballot did not count"));
        }
        let said =
            format!("{} ballots, one pairing check for all; {} count.", received.len(), checked.counted());
        Ok((checked, said))
    })?;
    let result = checked.result()?;
    if !stage.quiet {
        say(&format!("\n{}\n", tally::describe(&poll, &result)));
    }
    let verdict = stage.step("Anyone audits it, from four public files", |stage| {
        bundle.write(&poll, &group, checked.good(), &result)?;
        let verdict = audit::of_folder(&stage.folder.join("audit"), poll.id())?;
        Ok((verdict, "Poll, members, ballots and result are checked again, with trust in nobody."))
    })?;
    if !stage.quiet {
        say(&format!("\n{}", audit::to_text(&verdict)));
    }
    if audit::passed(&verdict) { Ok(()) } else { Err(unexpected("the audit failed")) }
}

/// What a voter's program has.
struct Voter<'a> {
    poll: &'a Poll,
    group: &'a Group,
    prover: &'a Prover,
}

impl Voter<'_> {
    fn content(&self, answers: &[&str], revision: u8) -> Result<Content, Error> {
        let answers: Vec<_> = answers.iter().map(|&answer| answer.to_owned()).collect();
        Content::new(self.poll, revision, answer::read_all(self.poll, &answers)?)
            .map_err(|error| Error::rejected(error.code(), &error))
    }

    fn vote(&self, secret: &IdentitySecret, answers: &[&str], revision: u8) -> Result<Ballot, Error> {
        let content = self.content(answers, revision)?;
        let path = path_in_group(self.group, secret.commitment())?;
        self.prover.prove(self.poll, secret, &path, content, &mut OsRng).map_err(|error| refused(&error))
    }
}

/// Tells the steps as they happen.
struct Stage {
    folder: PathBuf,
    quiet: bool,
    begun: Instant,
    steps: Vec<Value>,
}

impl Stage {
    /// Something that has to work, with one line that explains it.
    fn step<T, S: Into<String>>(
        &mut self,
        title: &str,
        act: impl FnOnce(&mut Self) -> Result<(T, S), Error>,
    ) -> Result<T, Error> {
        let begun = Instant::now();
        let (done, said) = act(self)?;
        self.tell(title, begun, &said.into(), None);
        Ok(done)
    }

    /// Something that must not work, with the code it has to be refused with.
    fn refusal(
        &mut self,
        title: &str,
        expected: &str,
        act: impl FnOnce() -> Result<Option<Error>, Error>,
    ) -> Result<(), Error> {
        let begun = Instant::now();
        match act()? {
            Some(refusal) if refusal.code() == expected => {
                self.tell(title, begun, refusal.message(), Some(expected));
                Ok(())
            }
            Some(other) => Err(unexpected(&format!("refused with {}, not {expected}", other.code()))),
            None => Err(unexpected(&format!("not refused: {title}"))),
        }
    }

    fn tell(&mut self, title: &str, begun: Instant, said: &str, refused: Option<&str>) {
        let took = milliseconds(begun.elapsed());
        let number = self.steps.len() + 1;
        self.steps.push(json!({"step": title, "milliseconds": took, "refused": refused}));
        if self.quiet {
            return;
        }
        let said = match refused {
            Some(_) => format!("{} Refused: {said}.", mark(true)),
            None => said.to_owned(),
        };
        let head = format!("{number:>2}  {title:<TITLE_WIDTH$}");
        say(&format!("{BOLD}{head}{BOLD:#} {FAINT}{took:>6} ms{FAINT:#}\n    {said}\n"));
    }

    fn keep_secret(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let voters: &Path = &self.folder.join("voters");
        std::fs::create_dir_all(voters).map_err(|error| {
            Error::usage("file-write", format!("cannot be made: {error}"))
                .about(voters.display())
                .hint("choose a folder that you may write, with --dir")
        })?;
        Target::from(voters.join(name)).write(bytes, Access::Owner, Existing::Keep)
    }
}

/// Room for the longest title.
const TITLE_WIDTH: usize = 70;

/// Something that cannot be, unless the program is wrong.
fn unexpected(what: &str) -> Error {
    Error::rejected("demo", format!("the demo did not go as it has to: {what}"))
        .hint("report this, with the version of the program")
}
