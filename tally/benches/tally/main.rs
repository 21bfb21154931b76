//! Time of whole counts: from a profile, which is what stands after answers are read and checked, to an outcome
//! with its transcript.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops where it fails"
)]

use criterion::{criterion_group, criterion_main};

mod budgets;
mod committees;
mod rankings;
mod transfers;

/// Numbers below a limit that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        // Knuth's constants for a linear congruential generator; its high bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

criterion_group!(
    benches,
    rankings::minneapolis,
    rankings::pairs,
    transfers::stv,
    budgets::budget,
    committees::any_size,
    committees::limited
);
criterion_main!(benches);
