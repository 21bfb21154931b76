//! Time to check one ballot, and many at once, from their bytes, on one thread, beside what arkworks
//! takes. The ballots are those of the test kit; arkworks gets their proofs in its own compressed
//! form and reads nothing else of them.
//!
//! `OSTRAKON_LANES=off` measures without AVX-512.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops where it fails")]

#[path = "oracle/arkworks.rs"]
mod arkworks;

use std::fs;
use std::time::Duration;

use ark_std::rand::{SeedableRng, rngs::StdRng};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ostrakon_circuits::key::VerifyingKey;
use ostrakon_core::ballot::Ballot;
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::Rules;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::admission::Admission;
use ostrakon_verifier::groth16::PreparedKey;
use ostrakon_verifier::nullifier_set::MemoryNullifierSet;

/// The bytes after the header of a file of the test kit.
fn body(name: &str) -> Vec<u8> {
    let file = format!("{}/../tests/testkit/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = fs::read(file).unwrap();
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    bytes.into_iter().skip(end + 2).collect()
}

fn verify(criterion: &mut Criterion) {
    // arkworks' parts run on one thread.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    let rng = &mut StdRng::seed_from_u64(1);
    let verifier = Verifier::new(Poll::from_bytes(&body("poll"), &Rules).unwrap());
    let lines = body("ballots_good");
    let good: Vec<&[u8]> = lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect();
    let ballot = good.first().copied().unwrap();
    let oracle = arkworks::Oracle::new(verifier.poll());
    let proofs: Vec<_> = good.iter().map(|bytes| oracle.proof(bytes)).collect();
    let (proof, inputs) = proofs.first().unwrap();

    let mut group = criterion.benchmark_group("one");
    group.sample_size(20).measurement_time(Duration::from_secs(2));
    group.bench_function("bytes to ballot", |b| b.iter(|| Ballot::from_bytes(ballot).unwrap()));
    group.bench_function("verify", |b| b.iter(|| verifier.verify_bytes(ballot).unwrap()));
    group.bench_function("arkworks verify", |b| b.iter(|| assert!(oracle.verify(proof, inputs))));
    let key = PreparedKey::new(VerifyingKey::of(verifier.poll().electorate().depth));
    let (statement, read) = oracle.read(ballot);
    group.bench_function("equation", |b| b.iter(|| assert!(key.holds(&statement, &read))));
    let points = arkworks::points(proof);
    group.bench_function("arkworks equation", |b| b.iter(|| assert!(oracle.holds(&points, inputs))));
    let set = MemoryNullifierSet::new();
    let now: Timestamp = verifier.poll().opens();
    assert!(matches!(verifier.admit(ballot, now, &set), Ok(Admission::New(_))));
    group.bench_function("admit again", |b| b.iter(|| verifier.admit(ballot, now, &set).unwrap()));
    group.finish();

    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    let batch: Vec<&[u8]> = good.iter().copied().cycle().take(1000).collect();
    group.throughput(Throughput::Elements(1000));
    group.bench_function("1000 good", |b| {
        b.iter(|| assert!(verifier.verify_all(&batch, rng).iter().all(Result::is_ok)));
    });
    group.bench_function("arkworks 1000 good", |b| {
        let batch: Vec<_> = proofs.iter().cloned().cycle().take(1000).collect();
        b.iter(|| assert!(oracle.all_hold(&batch, rng)));
    });
    let bad = body("ballot_answer_changed");
    let mut batch = batch;
    for ballot in batch.iter_mut().skip(432).take(1) {
        *ballot = &bad;
    }
    group.bench_function("1000 with one bad", |b| {
        b.iter(|| {
            assert_eq!(verifier.verify_all(&batch, rng).iter().filter(|result| result.is_err()).count(), 1)
        });
    });
    let all: Vec<&[u8]> = vec![&bad; 1000];
    group.bench_function("1000 bad", |b| {
        b.iter(|| assert!(verifier.verify_all(&all, rng).iter().all(Result::is_err)));
    });
    let batch: Vec<&[u8]> = good.iter().copied().cycle().take(10_000).collect();
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("10000 good", |b| {
        b.iter(|| assert!(verifier.verify_all(&batch, rng).iter().all(Result::is_ok)));
    });
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
