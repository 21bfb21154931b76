//! An audit of a closed log beside the mere verification of its ballots, each in a process of its own.
//!
//!     cargo bench -p ostrakon-tests --bench audit -- [VOTERS [BALLOTS-OF-EACH]]
//!
//! The bundle is kept under the build folder, as its ballots take longest to make.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops where it fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use ostrakon_board::audit::{Finding, Given, audit};
use ostrakon_board::bundle::entries::Place;
use ostrakon_board::bundle::folder::Folder;
use ostrakon_board::bundle::{CHECKPOINT, GROUP, POLL, RESULT, Sink as _, read};
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::entry::Close;
use ostrakon_board::note::{MAX_NOTE_BYTES, Purpose, Signer};
use ostrakon_board::tile::entries::{BundleId, push_entry};
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_core::content::Content;
use ostrakon_core::electorate::Electorate;
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{MAX_POLL_BYTES, Poll};
use ostrakon_prover::Prover;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;
use rayon::prelude::*;
use serde_json::json;

const HOST: &str = "votes.example.org";

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [task, bundle] = arguments.as_slice()
        && task.starts_with("only-")
    {
        return measure(task, Path::new(bundle));
    }
    let number = |place: usize, default| arguments.get(place).map_or(default, |text| text.parse().unwrap());
    let (voters, each) = (number(0, 1000), u8::try_from(number(1, 3)).unwrap());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("audit-{voters}-{each}"));
    if !folder.join(RESULT).exists() {
        let _ = fs::remove_dir_all(&folder);
        let began = Instant::now();
        make(&folder, voters, each);
        println!("{voters} voters' {each} ballots each made in {:.0} s", began.elapsed().as_secs_f64());
    }
    for task in ["only-verify", "only-audit", "only-verify", "only-audit"] {
        let program = std::env::current_exe().unwrap();
        assert!(Command::new(program).arg(task).arg(&folder).status().unwrap().success());
    }
}

/// Does one of the two things, and tells its time and the most memory that this process had.
fn measure(task: &str, bundle: &Path) {
    let mut folder = Folder::new(bundle);
    let poll = Poll::from_bytes(&read(&mut folder, POLL, MAX_POLL_BYTES).unwrap(), &Rules).unwrap();
    let mut began = Instant::now();
    if task == "only-audit" {
        let given = Given { poll: Some(poll.id()), brought: Vec::new() };
        let verdict = audit(&mut folder, &given, &mut |_| ()).unwrap();
        assert_eq!(verdict.finding(), Finding::Accepted, "{:?}", verdict.checks());
    } else {
        let entries = log(&mut folder);
        let ballots = &entries[1..entries.len() - 1];
        let verifier = Verifier::new(poll);
        began = Instant::now();
        assert!(verifier.verify_stream(ballots, &mut OsRng).all(|(_, verdict)| verdict.is_ok()));
    }
    println!("{}: {:.2} s, at most {} MB", &task[5..], began.elapsed().as_secs_f64(), most_memory() >> 10);
}

/// All entries of the log.
fn log(folder: &mut Folder) -> Vec<Vec<u8>> {
    let note = read(folder, CHECKPOINT, MAX_NOTE_BYTES).unwrap();
    let size = SignedCheckpoint::from_bytes(&note).unwrap().unverified().size();
    let mut place = Place::beginning(size);
    let parts = std::iter::from_fn(|| place.next(folder).unwrap());
    parts
        .flat_map(|(id, part)| id.read(&part).unwrap().into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>())
        .collect()
}

/// The most memory that this process had, in KiB, where the system tells.
fn most_memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Writes the bundle of a closed log.
fn make(folder: &Path, voters: usize, each: u8) {
    let voters: Vec<_> = (0..voters).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
    let group = Group::from_members(voters.iter().map(IdentitySecret::commitment)).unwrap();
    let depth = if voters.len() <= 1 << 10 { 10 } else { 16 };
    let seed = Signer::generate_seed(&mut OsRng);
    let (poll, signer) = poll(&group, Depth::new(depth).unwrap(), each, &seed);
    let key = format!("{}/../circuits/keys/semaphore-{depth}.zkey", env!("CARGO_MANIFEST_DIR"));
    let key = ProvingKey::from_bytes(Depth::new(depth).unwrap(), &fs::read(key).unwrap()).unwrap();
    let prover = Prover::new(key);
    let ballots_of = |voter: &IdentitySecret| -> Vec<Vec<u8>> {
        let path = group.path(group.place_of(voter.commitment()).unwrap()).unwrap();
        let session = prover.session(voter, &path).unwrap();
        let ballot = |revision| {
            let answers = serde_json::from_value(json!({"q": {"pick": ["a"]}})).unwrap();
            let content = Content::new(&poll, revision, answers).unwrap();
            session.prove(&poll, content, &mut OsRng).unwrap().to_bytes()
        };
        (0..each).map(ballot).collect()
    };
    let mut entries = vec![poll.to_bytes().to_vec()];
    entries.par_extend(voters.par_iter().flat_map_iter(ballots_of));
    entries.push(Close::new(poll.id(), entries.len() as u64 - 1).to_bytes());

    let mut log = Frontier::new();
    entries.iter().for_each(|entry| log.push(leaf_hash(entry)));
    let checkpoint = SignedCheckpoint::sign(log.size(), log.root(), &signer).unwrap();
    let mut tally = Tally::new(poll.clone());
    let verifier = Verifier::new(poll.clone());
    for (_, ballot) in verifier.verify_stream(&entries[1..entries.len() - 1], &mut OsRng) {
        tally.add(ballot.unwrap()).unwrap();
    }
    let mut parts = Folder::new(folder);
    parts.put(POLL, poll.to_bytes()).unwrap();
    parts.put(GROUP, &group.to_bytes()).unwrap();
    parts.put(CHECKPOINT, &checkpoint.to_bytes()).unwrap();
    for (entries, index) in entries.chunks(256).zip(0..) {
        let mut part = Vec::new();
        entries.iter().for_each(|entry| push_entry(&mut part, entry).unwrap());
        parts.put(&BundleId::of_log(index, log.size()).unwrap().path(), &part).unwrap();
    }
    parts.put(RESULT, &tally.result().unwrap().to_bytes()).unwrap();
}

fn poll(group: &Group, depth: Depth, each: u8, seed: &[u8; 32]) -> (Poll, Signer) {
    let signer = Signer::new(HOST.parse().unwrap(), Purpose::Note, seed);
    let key = signer.verifier_key();
    let manifest = json!({
        "format": "ostrakon/poll/1", "title": "A poll", "privacy": "open", "revisions": each - 1,
        "questions": [{
            "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
            "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        }],
        "electorate": serde_json::to_value(Electorate::new(group, depth).unwrap()).unwrap(),
        "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-02T00:00:00Z", "salt": "5a".repeat(32),
        "board": {"host": HOST, "key": hex::encode(key.to_bytes()), "grace": 60},
    });
    let poll = Poll::new(serde_json::from_value(manifest).unwrap(), &Rules).unwrap();
    let signer = Signer::new(poll.origin().unwrap().parse().unwrap(), Purpose::Note, seed);
    (poll, signer)
}
