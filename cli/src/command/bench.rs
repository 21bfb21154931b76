//! `ostrakon bench`: how long things take on this machine, beside arkworks.

mod arkworks;

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use ark_bn254::Fr;
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::answer::{Answer, Answers};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::group::Group;
use ostrakon_core::identity::{IdentityCommitment, IdentitySecret};
use ostrakon_core::poll::Poll;
use ostrakon_verifier::Verifier;
use rand_core::OsRng;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Value, json};

use super::vote::refused;
use crate::cli::Bench;
use crate::clock::now;
use crate::document::path_in_group;
use crate::draft::Draft;
use crate::error::Error;
use crate::keys;
use crate::report::Report;
use crate::style::{BOLD, FAINT, say};

const DRAFT: &str = r#"
title = "Benchmark"
opens = "now"
closes = "+1d"
[[questions]]
id = "vote"
prompt = "?"
options = ["yes", "no"]
rule = "plurality"
"#;

/// Those who vote. The ballots of all of them are checked.
const VOTERS: usize = 8;

pub(super) fn run(arguments: &Bench, as_json: bool) -> Result<Report, Error> {
    let Bench { depth, polls, ballots, members, seconds } = *arguments;
    let key = keys::proving_key(depth)?;
    let all = rayon::current_num_threads();
    let (one_thread, all_threads) = (pool(1)?, pool(all)?);
    let lanes = ostrakon_lanes::available();
    let least = Duration::from_secs(seconds.into());
    let mut table = Table { quiet: as_json, least, one_thread, all_threads, rows: Vec::new() };
    table.head(all, lanes);

    let voters: Vec<_> = (0..VOTERS).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
    let group = Group::from_members(voters.iter().map(IdentitySecret::commitment))
        .map_err(|error| Error::rejected("group-duplicate", error))?;
    let new_poll = || Draft::parse(DRAFT)?.into_poll(&group, Some(depth), now(), &mut OsRng);
    let poll = new_poll()?;
    let prover = ostrakon_prover::Prover::new(key.clone());
    let content = content(&poll)?;
    let cast = |secret: &IdentitySecret| -> Result<Ballot, Error> {
        let path = path_in_group(&group, secret.commitment())?;
        prover.prove(&poll, secret, &path, content.clone(), &mut OsRng).map_err(|error| refused(&error))
    };
    let distinct = voters.iter().map(cast).collect::<Result<Vec<_>, _>>()?;
    let (Some(voter), Some(ballot)) = (voters.first(), distinct.first()) else {
        return Err(Error::usage("bench", "there are no voters"));
    };

    let path = path_in_group(&group, voter.commitment())?;
    let session = prover.session(voter, &path).map_err(|error| refused(&error))?;
    let inputs = Inputs::new(voter, path.clone(), content.message(), poll.id().scope());
    let witness = Witness::generate(depth, &inputs).map_err(|error| refused(&error.into()))?;
    let prove = || arkworks::prove(&key, witness.wires());
    table.beside("make a ballot", prove, || cast(voter).is_ok());
    let one_more = || session.prove(&poll, content.clone(), &mut OsRng).is_ok();
    let theirs = table.beside("make one more in a session", prove, one_more);
    let many = (0..polls).map(|_| new_poll()).collect::<Result<Vec<_>, _>>()?;
    let one_on_each = format!("make one on each of {polls} polls, each");
    table.each(&one_on_each, polls, Some(theirs), || {
        let prove =
            |poll| session.prove(poll, self::content(poll)?, &mut OsRng).map_err(|error| refused(&error));
        many.par_iter().map(prove).collect::<Result<Vec<_>, _>>()
    });

    let lines: Vec<_> = distinct.iter().map(Ballot::to_bytes).collect();
    let batch: Vec<_> = lines.iter().cycle().take(usize::try_from(ballots).unwrap_or(usize::MAX)).collect();
    let verifier = Verifier::new(poll.clone());
    let proof = ballot.proof().map_err(|error| Error::rejected(error.code(), error))?;
    let public = *witness.public_inputs();
    let their_key = arkworks::PreparedKey::new(VerifyingKey::of(depth));
    let holds = || their_key.holds(public, &proof);
    let verify = || lines.first().map(|line| verifier.verify_bytes(line));
    let theirs = table.beside("check a ballot, from bytes", holds, verify);
    let together = format!("check {ballots} ballots together, each");
    table.each(&together, ballots, Some(theirs), || verifier.verify_all(&batch, &mut OsRng));

    let leaves: Vec<_> = (1..=u64::from(members))
        .filter_map(|member| IdentityCommitment::from_field(Fr::from(member)).ok())
        .collect();
    let tree = format!("build a group of {members}, each");
    table.each(&tree, members, None, || Group::from_members(leaves.iter().copied()));
    Ok(table.report(&json!({"depth": depth, "instructions": lanes, "threads": all})))
}

fn content(poll: &Poll) -> Result<Content, Error> {
    let question = poll.questions().first().ok_or_else(|| Error::usage("bench", "there is no question"))?;
    let yes = question.options().first().map(|option| option.id().clone());
    let answers = Answers::from([(question.id().clone(), Answer::Pick(yes.into_iter().collect()))]);
    Content::new(poll, 0, answers).map_err(|error| Error::rejected(error.code(), &error))
}

fn pool(threads: usize) -> Result<ThreadPool, Error> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::usage("threads", error))
}

/// What was measured, told as it comes.
struct Table {
    quiet: bool,
    /// For how long each thing is done again and again, once at least.
    least: Duration,
    one_thread: ThreadPool,
    all_threads: ThreadPool,
    rows: Vec<Value>,
}

impl Table {
    fn head(&self, threads: usize, lanes: Option<&str>) {
        let lanes = lanes.map_or_else(|| "no vector instructions".to_owned(), str::to_owned);
        let all = format!("{threads} threads");
        self.say(&format!(
            "{FAINT}{threads} threads, {lanes}. arkworks: the sums, transforms and pairings alone, on one thread.{FAINT:#}\n\n\
             {BOLD}{:38}{:>12}{all:>12}{:>12}{:>14}{BOLD:#}",
            "", "one thread", "arkworks", "one/arkworks"
        ));
    }

    /// Measures something in turns with what arkworks does to the same end, so that both see the same machine.
    /// Gives arkworks' time.
    fn beside<T, U>(
        &mut self,
        what: &str,
        mut theirs: impl FnMut() -> T + Send,
        mut work: impl FnMut() -> U + Send,
    ) -> Duration {
        let least = self.least;
        let [one, theirs] = self
            .one_thread
            .install(|| medians(least, [&mut || drop(black_box(work())), &mut || drop(black_box(theirs()))]));
        let [all] = self.all_threads.install(|| medians(least, [&mut || drop(black_box(work()))]));
        self.row(what, one, all, Some(theirs));
        theirs
    }

    /// Measures something that is done to so many at once, and tells the time of each.
    fn each<T>(
        &mut self,
        what: &str,
        number: u32,
        theirs: Option<Duration>,
        mut work: impl FnMut() -> T + Send,
    ) {
        let mut work = || drop(black_box(work()));
        let [one] = self.one_thread.install(|| medians(self.least, [&mut work]));
        let [all] = self.all_threads.install(|| medians(self.least, [&mut work]));
        self.row(what, one / number, all / number, theirs);
    }

    fn row(&mut self, what: &str, one: Duration, all: Duration, theirs: Option<Duration>) {
        let ratio = theirs.map(|theirs| one.as_secs_f64() / theirs.as_secs_f64());
        let brief = |time: Option<Duration>| time.map(|time| Brief(time).to_string()).unwrap_or_default();
        let shown = ratio.map(|ratio| format!("{ratio:.3}")).unwrap_or_default();
        let [one_brief, all_brief, their_brief] = [Some(one), Some(all), theirs].map(brief);
        self.say(&format!("{what:38}{one_brief:>12}{all_brief:>12}{their_brief:>12}{shown:>14}"));
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.rows.push(json!({
            "all_threads_ns": nanoseconds(all),
            "arkworks_ns": theirs.map(nanoseconds),
            "one_thread_ns": nanoseconds(one),
            "what": what,
        }));
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            say(&format!("{text}\n"));
        }
    }

    fn report(self, machine: &Value) -> Report {
        Report::new("", json!({"machine": machine, "rows": self.rows}))
    }
}

/// The median time of each of some things, which are done in turns, once before they are measured, and for so
/// long each at least.
fn medians<const N: usize>(least: Duration, mut works: [&mut (dyn FnMut() + Send); N]) -> [Duration; N] {
    works.iter_mut().for_each(|work| work());
    let least: Duration = works.iter().map(|_| least).sum();
    let begun = Instant::now();
    let mut times = [const { Vec::new() }; N];
    while times.iter().any(Vec::is_empty) || begun.elapsed() < least {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let start = Instant::now();
            work();
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    })
}

/// A time with three digits or four.
struct Brief(Duration);

impl fmt::Display for Brief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        match self.0.as_nanos() {
            0..10_000 => write!(f, "{:.0} ns", seconds * 1e9),
            10_000..10_000_000 => write!(f, "{:.1} µs", seconds * 1e6),
            10_000_000..10_000_000_000 => write!(f, "{:.1} ms", seconds * 1e3),
            _ => write!(f, "{seconds:.1} s"),
        }
    }
}
