//! A poll that was held on a club's board and is closed, as parts that tests change.

use std::collections::BTreeMap;
use std::io::{self, Read};

use ostrakon_board::bundle::{CHECKPOINT, GROUP, POLL, PartError, RESULT, Sink, Source};
use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::cosignature;
use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::tile::entries::{BundleId, push_entry};
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_core::hash::Digest;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;

use crate::club::{Club, time};

/// A moment after the close, before the deadline.
pub(crate) const SEEN: &str = "2026-01-02T00:00:30Z";

/// The parts of a bundle by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parts(pub(crate) BTreeMap<String, Vec<u8>>);

impl Source for Parts {
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError> {
        let part = self.0.get(name).ok_or_else(|| PartError::Missing(name.to_owned()))?;
        Ok(Box::new(part.as_slice()))
    }
}

impl Sink for Parts {
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        assert!(self.0.insert(name.to_owned(), bytes.to_vec()).is_none(), "{name} twice");
        Ok(())
    }
}

/// The order of parts in a bundle of so few entries.
pub(crate) fn order(entries: usize) -> [String; 5] {
    let path = BundleId::of_log(0, entries as u64).unwrap().path();
    [POLL.to_owned(), GROUP.to_owned(), CHECKPOINT.to_owned(), path, RESULT.to_owned()]
}

/// A closed poll with four ballots of three voters.
pub(crate) struct Closed {
    pub(crate) club: Club,
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) parts: Parts,
    signer: Signer,
}

impl Closed {
    pub(crate) async fn new() -> Self {
        let club = Club::new(4).await;
        let ballots =
            [club.ballot(0, 0, "a"), club.ballot(1, 0, "b"), club.ballot(2, 0, "a"), club.ballot(0, 1, "b")];
        for ballot in &ballots {
            club.board.cast(&club.poll, ballot.clone()).await.unwrap();
        }
        let id = club.poll().id();
        club.watch.set(time("2026-01-02T00:00:02Z"));
        assert_eq!(club.board.close_due().await.unwrap(), 1);
        let mut checkpoint = club.board.checkpoint(id).await.unwrap();
        let line = cosignature::cosign(checkpoint.note().text(), time(SEEN), &club.cosigner).unwrap();
        checkpoint.note_mut().add(line).unwrap();
        club.board.cosign(id, &checkpoint.to_bytes()).await.unwrap();

        let size = checkpoint.unverified().size();
        let bundle = BundleId::of_log(0, size).unwrap();
        let log = club.board.bundle(id, bundle).await.unwrap();
        let entries = bundle.read(&log).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        let mut parts = Parts::default();
        parts.put(POLL, club.poll().to_bytes()).unwrap();
        parts.put(GROUP, &club.board.group(id).await.unwrap()).unwrap();
        parts.put(CHECKPOINT, &club.board.checkpoint(id).await.unwrap().to_bytes()).unwrap();
        parts.put(&bundle.path(), &log).unwrap();
        parts.put(RESULT, &club.board.result(id).await.unwrap()).unwrap();
        let seed = club.key.to_text().parse::<Digest>().unwrap().to_bytes();
        let signer = Signer::new(club.poll().origin().unwrap().parse().unwrap(), Purpose::Note, &seed);
        Self { club, entries, parts, signer }
    }

    /// The checkpoint of a log, signed by the board, cosigned at a time.
    pub(crate) fn checkpoint(&self, entries: &[Vec<u8>], cosigned: &str) -> SignedCheckpoint {
        let mut log = Frontier::new();
        entries.iter().for_each(|entry| log.push(leaf_hash(entry)));
        let mut checkpoint = SignedCheckpoint::sign(log.size(), log.root(), &self.signer).unwrap();
        let line = cosignature::cosign(checkpoint.note().text(), time(cosigned), &self.club.cosigner);
        checkpoint.note_mut().add(line.unwrap()).unwrap();
        checkpoint
    }

    /// The bundle as a mirror would have changed it: other entries under the same checkpoint.
    pub(crate) fn mirrored(&self, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Parts {
        let mut entries = self.entries.clone();
        change(&mut entries);
        let mut log = Vec::new();
        entries.iter().for_each(|entry| push_entry(&mut log, entry).unwrap());
        let mut parts = self.parts.clone();
        let [.., path, _] = order(self.entries.len());
        parts.0.insert(path, log);
        parts
    }

    /// The bundle as the board itself would have changed it: other entries under a checkpoint of theirs, and
    /// the result of what is good in them.
    pub(crate) fn resigned(&self, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Parts {
        let mut entries = self.entries.clone();
        change(&mut entries);
        let mut parts = self.mirrored(|all| *all = entries.clone());
        let [.., before, _] = order(self.entries.len());
        let [.., after, _] = order(entries.len());
        let log = parts.0.remove(&before).unwrap();
        parts.0.insert(after, log);
        parts.0.insert(CHECKPOINT.to_owned(), self.checkpoint(&entries, SEEN).to_bytes());
        let verifier = Verifier::new(self.club.poll().clone());
        let mut tally = Tally::new(self.club.poll().clone());
        for entry in &entries {
            if let Ok(ballot) = verifier.verify_bytes(entry) {
                tally.add(ballot).unwrap();
            }
        }
        parts.0.insert(RESULT.to_owned(), tally.result().unwrap().to_bytes());
        parts
    }
}
