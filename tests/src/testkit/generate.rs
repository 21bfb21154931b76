//! The generator of the kit: every run makes the same files.
//!
//! What is expected stands beside each defect, written by hand; only facts such as ids and roots are
//! taken from the libraries.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic, and this is part of one")]

mod admissions;
mod answers;
mod ballots;
mod batches;
mod electorate;
mod groups;
mod identities;
mod json;
mod keys;
mod labels;
mod points;
mod polls;
mod semaphore;
mod voters;

use std::fmt::Display;

use serde::Serialize;

use super::case::{Case, Kit};
use super::verdict::verdict;
use electorate::World;

/// Every case, by name.
///
/// # Panics
/// Where a key is not in the repository, or a case is not what it is meant to be.
#[must_use]
pub fn generate() -> Kit {
    let world = World::new();
    let mut kit = Kit::new();
    let parts = [
        electorate::cases,
        polls::cases,
        labels::cases,
        groups::cases,
        ballots::cases,
        points::cases,
        json::cases,
        batches::cases,
        admissions::cases,
        answers::cases,
        identities::cases,
        keys::cases,
        semaphore::cases,
    ];
    for part in parts {
        for draft in part(&world) {
            let case = draft.finish(&kit);
            let name = case.name().to_owned();
            assert!(kit.insert(name.clone(), case).is_none(), "two cases are called {name}");
        }
    }
    kit
}

/// A case that is being put together.
struct Draft {
    name: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    facts: Vec<&'static str>,
}

impl Draft {
    /// `row` is the line of the README's table that the case belongs to.
    fn new(input: &str, name: impl Display, row: u8, expect: &str, about: impl Display) -> Self {
        let draft = Self { name: name.to_string(), headers: Vec::new(), body: Vec::new(), facts: Vec::new() };
        draft.header("about", about).header("row", row).header("input", input).header("expect", expect)
    }

    fn header(mut self, key: &str, value: impl Display) -> Self {
        self.headers.push((key.to_owned(), value.to_string()));
        self
    }

    fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// Each line with a newline after it.
    fn lines(self, lines: &[&[u8]]) -> Self {
        let body = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect::<Vec<u8>>();
        self.body(body)
    }

    /// A header whose value is what the libraries find out.
    fn fact(mut self, name: &'static str) -> Self {
        self.facts.push(name);
        self
    }

    fn finish(self, kit: &Kit) -> Case {
        let Self { name, mut headers, body, facts } = self;
        if !facts.is_empty() {
            let case = Case::new(name.clone(), headers.clone(), body.clone());
            let found = verdict(&case, kit).unwrap().unwrap();
            for fact in facts {
                headers.push((fact.to_owned(), found.facts[fact].clone()));
            }
        }
        Case::new(name, headers, body)
    }
}

/// The canonical spelling, also of what no document may hold.
fn to_canonical(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("JSON has a canonical spelling")
}

/// `bytes` with the one place where `from` stands changed to `to`.
fn replace(bytes: &[u8], from: &str, to: impl AsRef<[u8]>) -> Vec<u8> {
    let from = from.as_bytes();
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    let [at] = places[..] else { panic!("{} stands {} times", String::from_utf8_lossy(from), places.len()) };
    [&bytes[..at], to.as_ref(), &bytes[at + from.len()..]].concat()
}
