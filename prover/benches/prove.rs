//! Time of a key's reading, of a witness, of a proof; beside it arkworks' time for the proof alone.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops where it fails"
)]

#[path = "../tests/oracle/arkworks.rs"]
mod arkworks;

use std::fs;
use std::time::Duration;

use ark_bn254::Fr;
use ark_ff::UniformRand;
use ark_std::rand::{SeedableRng, rngs::StdRng};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ostrakon_circuits::key::ProvingKey;
use ostrakon_circuits::witness::{Inputs, Witness};
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::path::{Depth, MerklePath};
use ostrakon_core::scope::{Message, Scope};
use ostrakon_prover::Prover;
use rayon::ThreadPoolBuilder;

use arkworks::Arkworks;

fn prove(criterion: &mut Criterion) {
    let rng = &mut StdRng::seed_from_u64(1);
    let secret = IdentitySecret::generate(rng);
    let (message, scope) = (Message::from_bytes([1; 32]), Scope::from_bytes([2; 32]));
    for number in [10, 20, 32] {
        let depth = Depth::new(number).unwrap();
        let file = format!("{}/../circuits/keys/semaphore-{number}.zkey", env!("CARGO_MANIFEST_DIR"));
        let bytes = fs::read(file).unwrap();
        let siblings = (0..number).map(|_| Fr::rand(rng)).collect();
        let path = MerklePath::new(0b10_1101_0110, siblings).unwrap();
        let inputs = Inputs::new(&secret, path.clone(), message, scope);
        let key = ProvingKey::from_bytes(depth, &bytes).unwrap();
        let arkworks = Arkworks::new(&key);
        let prover = Prover::new(key.clone());

        let mut group = criterion.benchmark_group("depth");
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(3));
        let id = |what: &str| BenchmarkId::new(what, number);
        group.bench_function(id("check key"), |b| b.iter(|| ProvingKey::check(depth, &bytes)));
        group.bench_function(id("check and read key"), |b| b.iter(|| ProvingKey::from_bytes(depth, &bytes)));
        group.bench_function(id("prover of a key"), |b| b.iter(|| Prover::new(key.clone())));
        group.bench_function(id("witness"), |b| b.iter(|| Witness::generate(depth, &inputs)));

        group.bench_function(id("session of an identity"), |b| {
            b.iter(|| prover.session(&secret, &path).unwrap())
        });

        let session = prover.session(&secret, &path).unwrap();
        let witness = Witness::generate(depth, &inputs).unwrap();
        for threads in [1, 2] {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let id = |what: &str| id(&format!("threads {threads}, {what}"));
            group.bench_function(id("arkworks, proof of a witness"), |b| {
                b.iter(|| pool.install(|| arkworks.prove(witness.wires(), Fr::from(3), Fr::from(4))));
            });
            group.bench_function(id("proof with witness and self-check"), |b| {
                b.iter(|| {
                    pool.install(|| prover.prove_statement(&secret, &path, message, scope, rng).unwrap())
                });
            });
            group.bench_function(id("proof of a session with witness and self-check"), |b| {
                b.iter(|| pool.install(|| session.prove_statement(message, scope, rng).unwrap()));
            });
        }
    }
}

criterion_group!(benches, prove);
criterion_main!(benches);
