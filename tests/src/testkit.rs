//! The test kit: whole inputs as files, each with the outcome that every implementation has to reach.
//! `tests/testkit/README.md` describes the format for other implementations.

pub mod case;
pub mod generate;
pub mod verdict;
