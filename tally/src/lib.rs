//! From counted answers to an outcome: rules, exact arithmetic, and a transcript from which a
//! person can recount by hand. Knows no cryptography.
//!
//! | Module | What |
//! |---|---|
//! | [`profile`] | all answers to one question: checked, merged, by position of the options |
//! | [`rule`] | the rules, one file each, and the list of them |
//! | [`file`](mod@file) | plain ballot files of other programs, counted without any proof |
//! | [`count`](mod@count) | a count under way: breaks ties, writes down each step |
//! | [`outcome`], [`transcript`] | who won and why, and every step that led there |
//! | [`render`], [`picture`] | an outcome as plain text; as pictures |
//! | [`lot`] | what decides where answers alone do not, and the drawing of lots |
//! | [`tie`] | the order that breaks ties |
//! | [`universe`] | all outcomes over all ways in which ties can fall |
//! | [`property`], [`parameter`] | what rules are for and what they guarantee; what polls state of them |
//! | [`rational`], [`fraction`] | exact numbers, and fractions as rules state them |
//! | [`seats`] | how many options can win |
//! | [`committees`] | the best committees that a search has found |
//! | [`per_option`] | one value per option |
//!
//! A count is a pure function of the question, the answers in any order, and the seed of ties:
//!
//! ```
//! use ostrakon_core::answer::Answer;
//! use ostrakon_core::hash::TaggedHash;
//! use ostrakon_core::question::Question;
//! use ostrakon_tally::count::count;
//! use ostrakon_tally::profile::Profile;
//!
//! let question: Question = serde_json::from_str(
//!     r#"{"id":"lunch","prompt":"Where do we eat?","form":{"rank":{"max":3,"ties":false}},
//!         "options":[{"id":"thai","label":"Thai"},{"id":"pizza","label":"Pizza"},{"id":"soup","label":"Soup"}],
//!         "rule":{"irv":{}}}"#,
//! )?;
//! let answers: Vec<Answer> = serde_json::from_str(
//!     r#"[{"rank":[["thai"]]},{"rank":[["pizza"],["thai"]]},{"rank":[["soup"],["pizza"]]},{"rank":[["pizza"]]},{"rank":[["thai"]]}]"#,
//! )?;
//! let profile = Profile::new(&question, answers.iter().map(|answer| (answer, 1)))?;
//! let outcome = count(&profile, TaggedHash::new("example").finish())?;
//! assert_eq!(outcome.winners(), ["pizza".parse()?]);
//! println!("{}", outcome.render(&question));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod accounts;
mod approvals;
mod budget;
pub mod committees;
pub mod count;
mod coverage;
pub mod file;
mod forecast;
pub mod fraction;
mod holdings;
mod loads;
pub mod lot;
mod market;
pub mod outcome;
mod pairwise;
pub mod parameter;
pub mod per_option;
pub mod picture;
mod piles;
mod precedence;
pub mod profile;
pub mod property;
mod purses;
mod quotient;
pub mod rational;
mod relation;
pub mod render;
mod root;
pub mod rule;
pub mod seats;
#[cfg(test)]
mod testing;
mod thiele;
pub mod tie;
pub mod transcript;
pub mod universe;
