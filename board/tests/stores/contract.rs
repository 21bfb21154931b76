//! The contract of [`Store`], test by test.

use std::collections::BTreeMap;
use std::sync::Arc;

use ostrakon_board::entry::Close;
use ostrakon_board::store::{Enrolled, Final, Store, StoreError};
use ostrakon_board::tile::{Edge, TileId};
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_verifier::nullifier_set::Claim;

use crate::common::{CLOSES, ballot, code, enrolment, member, poll, poll_id};

/// The tests for a store that an expression makes anew.
macro_rules! tests {
    ($(#[$attribute:meta])* $name:ident, $store:expr) => {
        $crate::contract::tests!(@each [$(#[$attribute])*] $name, $store,
            a_poll_is_taken_in_once
            polls_are_listed_piece_by_piece
            a_ballot_is_in_once_and_a_higher_revision_replaces_it
            a_batch_is_judged_in_its_order
            what_is_looked_up_claims_nothing
            a_log_is_what_was_appended
            ballots_that_come_at_once_are_in_once
            a_closed_log_takes_nothing
            cosignatures_are_those_of_a_size
            final_documents_stay
            codes_are_used_once
            a_code_that_comes_many_times_at_once_is_used_once
            a_thousand_and_more_enrol
        );
    };
    (@each $attributes:tt $name:ident, $store:expr, $($test:ident)*) => {
        mod $name {
            $($crate::contract::tests!(@one $attributes $test, $store);)*
        }
    };
    (@one [$(#[$attribute:meta])*] $test:ident, $store:expr) => {
        #[tokio::test(flavor = "multi_thread")]
        $(#[$attribute])*
        async fn $test() {
            $crate::contract::$test($store).await;
        }
    };
}
pub(crate) use tests;

pub(crate) async fn a_poll_is_taken_in_once(store: Arc<dyn Store>) {
    assert!(store.add_poll(poll(1)).await.unwrap());
    let mut other = poll(1);
    other.manifest = b"other".to_vec();
    assert!(!store.add_poll(other).await.unwrap());
    assert_eq!(store.manifest(poll_id(1)).await.unwrap(), Some(poll(1).manifest));
    assert_eq!(store.group(poll_id(1)).await.unwrap(), Some(poll(1).group));
    assert_eq!(store.manifest(poll_id(2)).await.unwrap(), None);
    assert_eq!(store.head(poll_id(2)).await.unwrap(), None);
    let head = store.head(poll_id(1)).await.unwrap().unwrap();
    assert_eq!((head.size, head.root, head.closed), (1, leaf_hash(&poll(1).manifest), false));
}

pub(crate) async fn polls_are_listed_piece_by_piece(store: Arc<dyn Store>) {
    for number in [3, 1, 2] {
        store.add_poll(poll(number)).await.unwrap();
    }
    assert_eq!(store.polls(None, 2).await.unwrap(), [poll_id(1), poll_id(2)]);
    assert_eq!(store.polls(Some(poll_id(2)), 2).await.unwrap(), [poll_id(3)]);
    assert_eq!(store.polls(Some(poll_id(3)), 2).await.unwrap(), []);
}

pub(crate) async fn a_ballot_is_in_once_and_a_higher_revision_replaces_it(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    let cast = async |ballot| store.append(poll_id(1), vec![ballot]).await.unwrap();
    assert_eq!(cast(ballot(7, 1, 1)).await, [Claim::New]);
    assert_eq!(cast(ballot(7, 1, 1)).await, [Claim::Repeated]);
    assert_eq!(cast(ballot(7, 1, 2)).await, [Claim::Taken { highest: 1 }]);
    assert_eq!(cast(ballot(7, 0, 1)).await, [Claim::Taken { highest: 1 }]);
    assert_eq!(cast(ballot(7, 3, 1)).await, [Claim::New]);
    assert_eq!(cast(ballot(7, 1, 1)).await, [Claim::Repeated]);
    assert_eq!(cast(ballot(7, 2, 1)).await, [Claim::Taken { highest: 3 }]);
    assert_eq!(cast(ballot(8, 0, 1)).await, [Claim::New]);
    assert_eq!(store.find(poll_id(1), ballot(7, 3, 1).key.id).await.unwrap(), Some(2));
    assert_eq!(store.find(poll_id(1), ballot(7, 2, 1).key.id).await.unwrap(), None);
    assert_eq!(store.find(poll_id(2), ballot(7, 3, 1).key.id).await.unwrap(), None);
    assert_eq!(store.head(poll_id(1)).await.unwrap().unwrap().size, 4);
}

pub(crate) async fn a_batch_is_judged_in_its_order(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    store.append(poll_id(1), vec![ballot(1, 0, 1)]).await.unwrap();
    let batch = vec![
        ballot(2, 0, 1),
        ballot(2, 0, 1),
        ballot(1, 0, 1),
        ballot(2, 0, 2),
        ballot(1, 2, 1),
        ballot(1, 1, 1),
        ballot(3, 0, 1),
    ];
    assert_eq!(
        store.append(poll_id(1), batch).await.unwrap(),
        [
            Claim::New,
            Claim::Repeated,
            Claim::Repeated,
            Claim::Taken { highest: 0 },
            Claim::New,
            Claim::Taken { highest: 2 },
            Claim::New
        ]
    );
    let entries = store.entries(poll_id(1), 0, 256).await.unwrap();
    let expected = [
        poll(1).manifest,
        ballot(1, 0, 1).bytes,
        ballot(2, 0, 1).bytes,
        ballot(1, 2, 1).bytes,
        ballot(3, 0, 1).bytes,
    ];
    assert_eq!(entries, expected);
}

pub(crate) async fn what_is_looked_up_claims_nothing(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    let keys = vec![ballot(1, 0, 1).key, ballot(1, 0, 2).key];
    for _ in 0..2 {
        assert_eq!(store.look(poll_id(1), keys.clone()).await.unwrap(), [Claim::New, Claim::New]);
    }
    store.append(poll_id(1), vec![ballot(1, 0, 2)]).await.unwrap();
    assert_eq!(store.look(poll_id(1), keys).await.unwrap(), [Claim::Taken { highest: 0 }, Claim::Repeated]);
}

pub(crate) async fn a_log_is_what_was_appended(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    let mut frontier = Frontier::new();
    frontier.push(leaf_hash(&poll(1).manifest));
    let mut voter = 0;
    for size in [1, 254, 1, 1, 255, 300, 0] {
        let batch: Vec<_> = (voter..voter + size).map(|voter| ballot(voter, 0, 0)).collect();
        batch.iter().for_each(|ballot| frontier.push(leaf_hash(&ballot.bytes)));
        store.append(poll_id(1), batch).await.unwrap();
        voter += size;
        let head = store.head(poll_id(1)).await.unwrap().unwrap();
        assert_eq!((head.size, head.root), (frontier.size(), frontier.root()));
    }
    // The tiles hold what the entries hash to, and are all that is needed to go on.
    let size = voter + 1;
    let mut tiles = BTreeMap::new();
    for tile in TileId::edge(size) {
        tiles.insert(tile, store.tile(poll_id(1), tile.level(), tile.index()).await.unwrap());
    }
    assert_eq!(Edge::load(size, &tiles).unwrap().root(), frontier.root());
    for index in 0..size / 256 {
        let entries = store.entries(poll_id(1), index * 256, 256).await.unwrap();
        let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        assert_eq!(store.tile(poll_id(1), 0, index).await.unwrap(), hashes);
    }
    assert_eq!(store.tile(poll_id(1), 0, size / 256 + 1).await.unwrap(), []);
    assert_eq!(store.entries(poll_id(1), size, 256).await.unwrap(), Vec::<Vec<u8>>::new());
    assert_eq!(store.entries(poll_id(1), 1, 1).await.unwrap(), [ballot(0, 0, 0).bytes]);
}

pub(crate) async fn ballots_that_come_at_once_are_in_once(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    let tasks: Vec<_> = (0..64u8)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                // Everybody casts the same ten ballots, and one of their own as a voter whom all share.
                let same = (0..10).map(|voter| ballot(voter, 0, 0));
                store.append(poll_id(1), same.chain([ballot(99, 0, task)]).collect()).await.unwrap()
            })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += task.await.unwrap().iter().filter(|claim| **claim == Claim::New).count();
    }
    assert_eq!(new, 11);
    let head = store.head(poll_id(1)).await.unwrap().unwrap();
    assert_eq!(head.ballots(), 11);
    let mut frontier = Frontier::new();
    for entry in store.entries(poll_id(1), 0, 256).await.unwrap() {
        frontier.push(leaf_hash(&entry));
    }
    assert_eq!((head.size, head.root), (frontier.size(), frontier.root()));
}

pub(crate) async fn a_closed_log_takes_nothing(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    store.append(poll_id(1), vec![ballot(1, 0, 0), ballot(2, 0, 0)]).await.unwrap();
    assert_eq!(store.due(CLOSES - 1).await.unwrap(), []);
    assert_eq!(store.due(CLOSES).await.unwrap(), [poll_id(1)]);
    let head = store.close(poll_id(1)).await.unwrap();
    assert_eq!((head.size, head.closed, head.ballots()), (4, true, 2));
    assert_eq!(store.close(poll_id(1)).await.unwrap(), head);
    assert_eq!(store.due(CLOSES).await.unwrap(), []);
    assert!(matches!(store.append(poll_id(1), vec![ballot(3, 0, 0)]).await, Err(StoreError::Closed)));
    assert_eq!(store.head(poll_id(1)).await.unwrap(), Some(head));
    let last = store.entries(poll_id(1), 3, 1).await.unwrap();
    assert_eq!(last, [Close::new(poll_id(1), 2).to_bytes()]);
    assert!(matches!(store.close(poll_id(2)).await, Err(StoreError::Unknown)));
}

pub(crate) async fn cosignatures_are_those_of_a_size(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    for (size, name, line) in [(1, "bob", "b"), (1, "ann", "a"), (2, "ann", "c"), (1, "bob", "d")] {
        store.cosign(poll_id(1), size, name.to_owned(), line.to_owned()).await.unwrap();
    }
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, line)| ((*name).to_owned(), (*line).to_owned())).collect()
    };
    assert_eq!(store.cosignatures(poll_id(1), 1).await.unwrap(), owned(&[("ann", "a"), ("bob", "d")]));
    assert_eq!(store.cosignatures(poll_id(1), 2).await.unwrap(), owned(&[("ann", "c")]));
    assert_eq!(store.cosignatures(poll_id(2), 1).await.unwrap(), []);
}

pub(crate) async fn final_documents_stay(store: Arc<dyn Store>) {
    store.add_poll(poll(1)).await.unwrap();
    store.put_final(poll_id(1), Final::Result, b"result".to_vec()).await.unwrap();
    assert_eq!(store.get_final(poll_id(1), Final::Result).await.unwrap(), Some(b"result".to_vec()));
    assert_eq!(store.get_final(poll_id(1), Final::Lottery).await.unwrap(), None);
    assert_eq!(store.get_final(poll_id(2), Final::Result).await.unwrap(), None);
}

pub(crate) async fn codes_are_used_once(store: Arc<dyn Store>) {
    let (new, id) = enrolment(&[1, 2, 3]);
    assert!(store.add_enrolment(new.clone()).await.unwrap());
    assert!(!store.add_enrolment(new.clone()).await.unwrap());
    let enrol = async |with, who| store.enrol(id, code(id, with), member(who)).await.unwrap();
    assert_eq!(enrol(1, 20).await, Enrolled::New);
    assert_eq!(enrol(1, 20).await, Enrolled::Repeated);
    assert_eq!(enrol(1, 10).await, Enrolled::CodeUsed);
    assert_eq!(enrol(2, 20).await, Enrolled::AlreadyIn);
    assert_eq!(enrol(2, 10).await, Enrolled::New);
    assert_eq!(enrol(9, 30).await, Enrolled::NoSuchCode);
    // In the order of the commitments, not of their coming.
    assert_eq!(store.enrolled(id).await.unwrap(), [member(10), member(20)]);
    store.close_enrolment(id).await.unwrap();
    store.close_enrolment(id).await.unwrap();
    assert_eq!(enrol(3, 30).await, Enrolled::Closed);
    assert_eq!(enrol(1, 20).await, Enrolled::Repeated);
    let record = store.enrolment(id).await.unwrap().unwrap();
    assert_eq!((record.issued, record.used, record.closed, record.document), (3, 2, true, new.document));
    let (_, other) = enrolment(&[]);
    assert_eq!(store.enrolment(other).await.unwrap(), None);
    assert!(matches!(store.enrol(other, code(id, 3), member(30)).await, Err(StoreError::Unknown)));
    assert!(matches!(store.close_enrolment(other).await, Err(StoreError::Unknown)));
}

pub(crate) async fn a_code_that_comes_many_times_at_once_is_used_once(store: Arc<dyn Store>) {
    let (new, id) = enrolment(&[1, 2]);
    store.add_enrolment(new).await.unwrap();
    let tasks: Vec<_> = (1..=32)
        .map(|who| {
            let store = store.clone();
            tokio::spawn(async move { store.enrol(id, code(id, 1), member(who)).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        match task.await.unwrap() {
            Enrolled::New => new += 1,
            outcome => assert_eq!(outcome, Enrolled::CodeUsed),
        }
    }
    assert_eq!((new, store.enrolled(id).await.unwrap().len()), (1, 1));
}

pub(crate) async fn a_thousand_and_more_enrol(store: Arc<dyn Store>) {
    let codes: Vec<u64> = (0..1100).collect();
    let (new, id) = enrolment(&codes);
    store.add_enrolment(new).await.unwrap();
    // In an order that is not that of the commitments, and another one than that of the codes.
    let who = |code: u64| member(1 + code * 1009 % 1100);
    for with in &codes {
        assert_eq!(store.enrol(id, code(id, *with), who(*with)).await.unwrap(), Enrolled::New);
    }
    for with in codes.iter().step_by(50) {
        assert_eq!(store.enrol(id, code(id, *with), who(*with)).await.unwrap(), Enrolled::Repeated);
        assert_eq!(store.enrol(id, code(id, *with), member(5000)).await.unwrap(), Enrolled::CodeUsed);
    }
    assert_eq!(store.enrol(id, code(id, 1100), member(5000)).await.unwrap(), Enrolled::NoSuchCode);
    let all: Vec<_> = (1..=1100).map(member).collect();
    assert_eq!(store.enrolled(id).await.unwrap(), all);
    store.close_enrolment(id).await.unwrap();
    assert_eq!(store.enrolled(id).await.unwrap(), all);
    let record = store.enrolment(id).await.unwrap().unwrap();
    assert_eq!((record.issued, record.used, record.closed), (1100, 1100, true));
}
