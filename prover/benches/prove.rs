//! Time of a key's reading, of a witness, of a proof.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops where it fails")]

use std::fs;
use std::time::Duration;

use ark_bn254::Fr;
use ark_std::rand::{SeedableRng, rngs::StdRng};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};
use ostrakon_prover::Prover;

fn prove(criterion: &mut Criterion) {
    let rng = &mut StdRng::seed_from_u64(1);
    let secret = IdentitySecret::generate(rng);
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    for number in [10, 20, 32] {
        let depth = Depth::new(number).unwrap();
        let file = format!("{}/../circuits/keys/semaphore-{number}.zkey", env!("CARGO_MANIFEST_DIR"));
        let bytes = fs::read(file).unwrap();
        let siblings = (0..u64::from(number)).map(Fr::from).collect();
        let path = MerklePath::new(0b10_1101_0110, siblings).unwrap();
        let inputs = Inputs::new(&secret, path.clone(), message, scope);
        let prover = Prover::new(ProvingKey::from_bytes(depth, &bytes).unwrap());

        let mut group = criterion.benchmark_group("depth");
        group.sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
        let id = |what| BenchmarkId::new(what, number);
        group.bench_function(id("check key"), |b| b.iter(|| ProvingKey::check(depth, &bytes)));
        group.bench_function(id("check and read key"), |b| b.iter(|| ProvingKey::from_bytes(depth, &bytes)));
        group.bench_function(id("witness"), |b| b.iter(|| Witness::generate(depth, &inputs)));
        group.bench_function(id("proof with self-check"), |b| {
            b.iter(|| prover.prove_statement(&secret, &path, message, scope, rng).unwrap());
        });
    }
}

criterion_group!(benches, prove);
criterion_main!(benches);
