//! What the libraries say about a case.

use std::collections::BTreeMap;

use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::answer::Answer;
use ostrakon_core::ballot::MAX_BALLOT_BYTES;
use ostrakon_core::compatibility::SemaphoreProof;
use ostrakon_core::content::Content;
use ostrakon_core::counted::Countable;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::json::from_canonical;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::Question;
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::admission::Admission;
use ostrakon_verifier::nullifier_set::MemoryNullifierSet;
use ostrakon_verifier::result::Tally;
use ostrakon_verifier::{VerifiedBallot, Verifier};
use rand_core::OsRng;

use super::case::{Case, CaseError, Input, Kit};

/// What was found out about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `accept`, `new`, `repeated` or the code of an error: one, or one for each line.
    pub results: Vec<String>,
    /// What the headers of the same names have to say where they stand.
    pub facts: BTreeMap<&'static str, String>,
}

impl Verdict {
    fn of(result: Result<(), &'static str>) -> Self {
        Self { results: vec![result.err().unwrap_or("accept").to_owned()], facts: BTreeMap::new() }
    }

    fn with(mut self, name: &'static str, fact: impl ToString) -> Self {
        self.facts.insert(name, fact.to_string());
        self
    }
}

/// Runs a case through the libraries. None for what only the program `ostrakon` reads.
///
/// # Errors
/// [`CaseError`] where the case itself is wrong, or the ways to check a ballot disagree.
pub fn verdict(case: &Case, kit: &Kit) -> Result<Option<Verdict>, CaseError> {
    let verdict = match case.input()? {
        Input::Admissions => admissions(case, kit)?,
        Input::Answer => answer(case)?,
        Input::Ballot => ballot(case, kit)?,
        Input::Ballots => ballots(case, kit)?,
        Input::Group => group(case, kit)?,
        Input::Identity => identity(case)?,
        Input::IdentityFile => return Ok(None),
        Input::Poll => poll(case, kit)?,
        Input::ProvingKey => proving_key(case)?,
        Input::SemaphoreProof => semaphore_proof(case, kit)?,
    };
    Ok(Some(verdict))
}

/// The verifier for the poll that the case names.
fn verifier(case: &Case, kit: &Kit) -> Result<Verifier, CaseError> {
    let name = case.needs("poll")?;
    let file = kit.get(name).ok_or_else(|| case.error("no such poll"))?;
    let poll = Poll::from_bytes(&file.bytes()?, &Rules).map_err(|error| case.error(error.code()))?;
    Ok(Verifier::new(poll))
}

fn ballot(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let (verifier, bytes) = (verifier(case, kit)?, case.bytes()?);
    let verdict = Verdict::of(verifier.verify_bytes(&bytes).map(drop).map_err(|error| error.code()));
    // The same by the other two ways in, in a company of its own kind too large to go one by one.
    for result in verifier.verify_all(&[&bytes; 5], &mut OsRng) {
        let batched = Verdict::of(result.map(drop).map_err(|error| error.code()));
        if batched != verdict {
            return Err(case.error("a batch has another verdict"));
        }
    }
    let admitted = verifier.admit(&bytes, verifier.poll().opens(), &MemoryNullifierSet::new());
    if Verdict::of(admitted.map(drop).map_err(|error| error.code())) != verdict {
        return Err(case.error("an admission has another verdict"));
    }
    Ok(verdict)
}

fn ballots(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let verifier = verifier(case, kit)?;
    let (lines, batch) = (case.lines(), case.batch()?);
    let ballots: Vec<&[u8]> = batch.iter().filter_map(|&line| lines.get(line).copied()).collect();
    let verdicts = verifier.verify_all(&ballots, &mut OsRng);
    let streamed: Vec<_> = verifier.verify_stream(&ballots, &mut OsRng).map(|(_, verdict)| verdict).collect();
    if streamed != verdicts {
        return Err(case.error("a stream has other verdicts than a batch"));
    }
    let mut found = BTreeMap::new();
    let mut good = Vec::new();
    for (&line, result) in batch.iter().zip(verdicts) {
        let code = result.as_ref().map_or_else(|error| error.code(), |_| "accept");
        if *found.entry(line).or_insert(code) != code {
            return Err(case.error("equal ballots have different verdicts"));
        }
        good.extend(result.ok().map(|ballot| (line, ballot)));
    }
    let results = found.values().map(|&code| code.to_owned()).collect();
    let verdict = Verdict { results, facts: BTreeMap::new() };
    Ok(verdict.with("counted", counted(&verifier, good)))
}

fn admissions(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let (verifier, set) = (verifier(case, kit)?, MemoryNullifierSet::new());
    let (lines, times) = (case.lines(), case.needs("now")?.split(' '));
    let times: Vec<Timestamp> = times.filter_map(|time| time.parse().ok()).collect();
    if times.len() != lines.len() {
        return Err(case.error("not one time for each line"));
    }
    let mut results = Vec::new();
    let mut good = Vec::new();
    for (line, (bytes, now)) in lines.into_iter().zip(times).enumerate() {
        results.push(match verifier.admit(bytes, now, &set) {
            Ok(Admission::New(ballot)) => {
                good.push((line, ballot));
                "new".to_owned()
            }
            Ok(Admission::Repeated) => "repeated".to_owned(),
            Err(error) => error.code().to_owned(),
        });
    }
    Ok(Verdict { results, facts: BTreeMap::new() }.with("counted", counted(&verifier, good)))
}

/// The lines, from 1, whose ballots count, each the first that holds its ballot; ascending.
fn counted(verifier: &Verifier, ballots: Vec<(usize, VerifiedBallot)>) -> String {
    let mut first = BTreeMap::new();
    let mut tally = Tally::new(verifier.poll().clone());
    for (line, ballot) in ballots {
        first.entry(ballot.id()).or_insert(line + 1);
        tally.add(ballot).expect("a verifier's ballots are of its poll");
    }
    let mut lines: Vec<usize> =
        tally.ballots().iter().filter_map(|ballot| first.get(&ballot.id()).copied()).collect();
    lines.sort_unstable();
    let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
    if lines.is_empty() { "none".to_owned() } else { lines.join(" ") }
}

fn answer(case: &Case) -> Result<Verdict, CaseError> {
    let question: Question =
        serde_json::from_str(case.needs("question")?).map_err(|error| case.error(&error.to_string()))?;
    let answer = from_canonical::<Answer>(&case.bytes()?, MAX_BALLOT_BYTES);
    Ok(Verdict::of(match answer {
        Ok(answer) => question.check(&answer).map_err(|error| error.code()),
        Err(error) => Err(error.code()),
    }))
}

fn poll(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let mut poll = match Poll::from_bytes(&case.bytes()?, &Rules) {
        Ok(poll) => poll,
        Err(error) => return Ok(Verdict::of(Err(error.code()))),
    };
    if let Some(id) = case.header("id") {
        let id = id.parse().map_err(|_| case.error("the id is not one"))?;
        poll = match poll.expect_id(id) {
            Ok(poll) => poll,
            Err(error) => return Ok(Verdict::of(Err(error.code()))),
        };
    }
    let Some(name) = case.header("group") else { return Ok(Verdict::of(Ok(())).with("id", poll.id())) };
    let file = kit.get(name).ok_or_else(|| case.error("no such group"))?;
    let group = Group::from_bytes(&file.bytes()?).map_err(|error| case.error(error.code()))?;
    Ok(Verdict::of(poll.electorate().check_group(&group).map_err(|error| error.code())).with("id", poll.id()))
}

fn group(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let group = match Group::from_bytes(&case.bytes()?) {
        Ok(group) => group,
        Err(error) => return Ok(Verdict::of(Err(error.code()))),
    };
    let electorate = case.header("poll").map(|_| verifier(case, kit)).transpose()?;
    let result = match electorate {
        Some(verifier) => verifier.poll().electorate().check_group(&group).map_err(|error| error.code()),
        None => Ok(()),
    };
    let root = group.root().map_or_else(|| "none".to_owned(), |root| root.to_string());
    let digest = serde_json::to_value(group.digest()).map_err(|error| case.error(&error.to_string()))?;
    Ok(Verdict::of(result)
        .with("root", root)
        .with("digest", digest.as_str().unwrap_or_default())
        .with("places", group.places())
        .with("members", group.members()))
}

fn identity(case: &Case) -> Result<Verdict, CaseError> {
    let bytes = case.bytes()?;
    let text = std::str::from_utf8(&bytes).map_err(|_| case.error("an identity is text"))?;
    Ok(match IdentitySecret::import(text) {
        Ok(secret) => Verdict::of(Ok(())).with("commitment", secret.commitment()),
        Err(error) => Verdict::of(Err(error.code())),
    })
}

fn proving_key(case: &Case) -> Result<Verdict, CaseError> {
    let depth = case.needs("depth")?.parse().ok().and_then(|depth| Depth::new(depth).ok());
    let depth = depth.ok_or_else(|| case.error("no such depth"))?;
    Ok(Verdict::of(match ProvingKey::from_bytes(depth, &key_bytes(case)?) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.code()),
    }))
}

/// The bytes of a proving key: the file in the header `base`, with the bytes of each header
/// `patch: AT HEX` written over it, then cut to `truncate` bytes, then with the bytes `append: HEX`.
///
/// # Errors
/// [`CaseError`] where there is no such file, or the changes do not fit it.
pub fn key_bytes(case: &Case) -> Result<Vec<u8>, CaseError> {
    let file = super::case::folder().join("../../circuits/keys").join(case.needs("base")?);
    let mut bytes = std::fs::read(file).map_err(|error| case.error(&error.to_string()))?;
    let hex = |text: &str| hex::decode(text).map_err(|error| case.error(&error.to_string()));
    for patch in case.headers("patch") {
        let bad = || case.error("patch");
        let (at, new) = patch.split_once(' ').ok_or_else(bad)?;
        let (at, new): (usize, _) = (at.parse().map_err(|_| bad())?, hex(new)?);
        bytes.get_mut(at..at + new.len()).ok_or_else(bad)?.copy_from_slice(&new);
    }
    if let Some(length) = case.header("truncate") {
        bytes.truncate(length.parse().map_err(|_| case.error("truncate"))?);
    }
    if let Some(more) = case.header("append") {
        bytes.extend(hex(more)?);
    }
    Ok(bytes)
}

fn semaphore_proof(case: &Case, kit: &Kit) -> Result<Verdict, CaseError> {
    let verifier = verifier(case, kit)?;
    let content: Content =
        serde_json::from_str(case.needs("content")?).map_err(|error| case.error(&error.to_string()))?;
    let proof: SemaphoreProof = match ostrakon_core::json::from_json(&case.bytes()?, MAX_BALLOT_BYTES) {
        Ok(proof) => proof,
        Err(error) => return Ok(Verdict::of(Err(error.code()))),
    };
    let ballot = match proof.into_ballot(verifier.poll(), content) {
        Ok(ballot) => ballot,
        Err(error) => return Ok(Verdict::of(Err(error.code()))),
    };
    Ok(Verdict::of(verifier.verify(ballot).map(drop).map_err(|error| error.code())))
}
