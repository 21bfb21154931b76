//! A poll and its ballots, kept in the target folder: to make them takes longer than to cast them.

use std::fs;
use std::path::Path;
use std::time::Instant;

use ostrakon_core::ballot::Ballot;
use ostrakon_core::poll::Poll;
use ostrakon_tally::rule::Rules;
use serde_json::Value;

use crate::common::Election;

pub(crate) struct Ballots {
    pub(crate) poll: Poll,
    /// What an organiser sends: the poll with its group.
    pub(crate) body: Vec<u8>,
    pub(crate) ballots: Vec<Vec<u8>>,
}

impl Ballots {
    /// So many of each of so many voters, as an earlier run has left them, or new ones.
    pub(crate) fn of(voters: usize, each: u8) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ballots-{voters}-{each}"));
        if let Ok(lines) = fs::read(&path) {
            let mut lines = lines.split(|byte| *byte == b'\n').map(<[u8]>::to_vec);
            return Self::new(lines.next().unwrap(), lines.collect());
        }
        let start = Instant::now();
        let election = Election::of(voters, each);
        let of_voters: Vec<_> = election.ballots("a").iter().map(Ballot::to_bytes).collect();
        // A voter's ballots far from each other: an older one after a newer one is refused.
        let of_revision = |revision| of_voters.iter().skip(revision).step_by(each.into());
        let ballots: Vec<_> = (0..usize::from(each)).flat_map(of_revision).cloned().collect();
        println!(
            "{} ballots made in {:.0} s, and kept in {}",
            ballots.len(),
            start.elapsed().as_secs_f64(),
            path.display()
        );
        let lines: Vec<_> = std::iter::once(election.body()).chain(ballots.iter().cloned()).collect();
        fs::write(path, lines.join(&b'\n')).unwrap();
        Self::new(election.body(), ballots)
    }

    fn new(body: Vec<u8>, ballots: Vec<Vec<u8>>) -> Self {
        let parts: Value = serde_json::from_slice(&body).unwrap();
        let poll = Poll::from_bytes(&serde_json::to_vec(&parts["poll"]).unwrap(), &Rules).unwrap();
        Self { poll, body, ballots }
    }
}
