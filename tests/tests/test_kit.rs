//! The libraries reach the outcome that each file of the test kit demands, and the files are those
//! that the generator makes. To write them anew:
//! `OSTRAKON_UPDATE_TESTKIT=1 cargo test -p ostrakon-tests --test test_kit`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::thread;

use ostrakon_core::ballot::BallotId;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::Poll;
use ostrakon_core::scope::Message;
use ostrakon_tally::rule::Rules;
use ostrakon_tests::testkit::case::{Case, Input, Kit, folder, read};
use ostrakon_tests::testkit::generate::generate;
use ostrakon_tests::testkit::verdict::verdict;
use ostrakon_verifier::admission::{Admission, AdmitError};
use ostrakon_verifier::nullifier_set::{Claim, MemoryNullifierSet, NullifierSet};
use ostrakon_verifier::{VerifiedBallot, Verifier};

/// What the generator makes.
static MADE: LazyLock<Kit> = LazyLock::new(generate);

/// The files of the kit, or those that are about to be written.
static KIT: LazyLock<Kit> =
    LazyLock::new(|| if is_update() { MADE.clone() } else { read(&folder()).unwrap() });

fn is_update() -> bool {
    std::env::var_os("OSTRAKON_UPDATE_TESTKIT").is_some()
}

#[test]
fn every_file_has_its_outcome() {
    let kit = &*KIT;
    let mut wrong = Vec::new();
    for (name, case) in kit {
        let found = match verdict(case, kit) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(error) => {
                wrong.push(error.to_string());
                continue;
            }
        };
        let expected = case.expect().unwrap();
        if found.results != expected {
            wrong.push(format!("{name}: {:?} instead of {expected:?}", found.results));
        }
        // A poll's id may be stated to be refused.
        let refused =
            !matches!(case.input(), Ok(Input::Ballots | Input::Admissions)) && expected != ["accept"];
        for (key, fact) in found.facts.iter().filter(|_| !refused) {
            if case.header(key).is_some_and(|stated| stated != fact) {
                wrong.push(format!("{name}: {key} is {fact}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), kit.len(), wrong.join("\n"));
}

#[test]
fn the_files_are_those_that_the_generator_makes() {
    let made = &*MADE;
    let file = |name: &str| -> PathBuf { folder().join(name) };
    if is_update() {
        for name in read(&folder()).unwrap().keys().filter(|name| !made.contains_key(*name)) {
            std::fs::remove_file(file(name)).unwrap();
        }
        for (name, case) in made {
            std::fs::write(file(name), case.to_bytes()).unwrap();
        }
    }
    let kept = read(&folder()).unwrap();
    let names = |kit: &Kit| kit.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&kept), names(made));
    for (name, case) in made {
        assert!(kept[name] == *case, "{name} is not what the generator makes");
        assert_eq!(std::fs::read(file(name)).unwrap(), case.to_bytes(), "{name}");
    }
}

#[test]
fn every_row_and_every_kind_of_input_has_refusals() {
    let kit = &*KIT;
    let refuses =
        |case: &&Case| case.expect().unwrap().iter().any(|expect| !matches!(*expect, "accept" | "new"));
    let rows: BTreeSet<u8> =
        kit.values().filter(refuses).map(|case| case.needs("row").unwrap().parse().unwrap()).collect();
    assert_eq!(rows, (1..=24).chain([31]).collect());
    let inputs: BTreeSet<Input> = kit.values().filter(refuses).map(|case| case.input().unwrap()).collect();
    assert_eq!(inputs, Input::ALL.into_iter().map(|(_, input)| input).collect());
    let codes: BTreeSet<&str> = kit.values().flat_map(|case| case.expect().unwrap()).collect();
    for code in [
        "answer-abstain",
        "answer-credits",
        "answer-empty",
        "answer-form",
        "answer-missing",
        "answer-negative",
        "answer-order",
        "answer-picks",
        "answer-questions",
        "answer-ranked",
        "answer-repeated",
        "answer-score",
        "answer-tie",
        "answer-unknown",
        "answer-zero",
    ] {
        assert!(codes.contains(code), "no case expects {code}");
    }
}

/// A verifier, and the bytes of a good ballot of its poll.
fn ballot() -> (Verifier, Vec<u8>) {
    let kit = &*KIT;
    let poll = Poll::from_bytes(&kit["poll"].bytes().unwrap(), &Rules).unwrap();
    (Verifier::new(poll), kit["ballot"].bytes().unwrap())
}

#[test]
fn of_one_ballot_sent_by_many_at_once_one_is_new() {
    let (verifier, bytes) = ballot();
    let set = MemoryNullifierSet::new();
    let results: Vec<Admission> = thread::scope(|scope| {
        let send = || verifier.admit(&bytes, verifier.poll().opens(), &set).unwrap();
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let new = results.iter().filter(|result| matches!(result, Admission::New(_))).count();
    assert_eq!((new, results.len()), (1, 16));
}

#[test]
fn of_two_ballots_of_one_voter_sent_at_once_one_is_in() {
    let kit = &*KIT;
    let (verifier, _) = ballot();
    let [one, other] = kit["ballots_voter_twice"].lines()[..] else { panic!("two lines") };
    for _ in 0..8 {
        let set = MemoryNullifierSet::new();
        let send = |bytes| verifier.admit(bytes, verifier.poll().opens(), &set);
        let (first, second) = thread::scope(|scope| {
            let (first, second) = (scope.spawn(|| send(one)), scope.spawn(|| send(other)));
            (first.join().unwrap(), second.join().unwrap())
        });
        let voted =
            |result: &Result<Admission, _>| matches!(result, Err(AdmitError::AlreadyVoted { highest: 0 }));
        let new = |result: &Result<Admission, _>| matches!(result, Ok(Admission::New(VerifiedBallot { .. })));
        assert!((new(&first) && voted(&second)) || (voted(&first) && new(&second)), "{first:?} {second:?}");
    }
}

#[test]
fn of_many_claims_at_once_one_is_new() {
    const THREADS: u8 = 32;
    let set = MemoryNullifierSet::new();
    for number in 1_u8..100 {
        let mut bytes = [0; 32];
        bytes[31] = number;
        let nullifier = Nullifier::from_bytes(&bytes).unwrap();
        let claims: Vec<Claim> = thread::scope(|scope| {
            let claim = |thread: u8| {
                let id = BallotId::new(nullifier, Message::from_bytes([thread; 32]));
                set.claim(nullifier, 0, id).unwrap()
            };
            let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || claim(thread))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let new = claims.iter().filter(|claim| **claim == Claim::New).count();
        let taken = claims.iter().filter(|claim| **claim == Claim::Taken { highest: 0 }).count();
        assert_eq!((new, taken), (1, usize::from(THREADS) - 1));
    }
}
