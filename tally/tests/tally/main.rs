//! Rules on whole elections: real ones, those of other implementations, and random ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod approval_committees;
mod ballot_files;
mod committee_guarantees;
mod draw;
mod guarantees;
mod participatory_budgets;
mod pictures_stand_alone;
mod properties;
mod reference_allocations;
mod reference_elections;
mod reference_lists;
mod reference_rankings;
mod reference_scores;
