//! Time to build the tree of a group, beside the same hashes by light-poseidon, the usual implementation.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops where it fails")]

use ark_bn254::Fr;
use ark_ff::UniformRand;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use light_poseidon::{Poseidon, PoseidonHasher};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::poseidon::{hash2, hash2_all};

/// Pairs, and so hashes, in each measurement of hashes alone.
const PAIRS: usize = 1024;

fn hashes(criterion: &mut Criterion) {
    let mut rng = ark_std::test_rng();
    let pairs: Vec<_> = (0..PAIRS).map(|_| [Fr::rand(&mut rng), Fr::rand(&mut rng)]).collect();
    let mut group = criterion.benchmark_group(format!("{PAIRS} hashes of two"));
    group.throughput(Throughput::Elements(PAIRS.try_into().unwrap()));
    group.bench_function("light-poseidon", |b| {
        let mut poseidon = Poseidon::<Fr>::new_circom(2).unwrap();
        b.iter(|| pairs.iter().map(|pair| poseidon.hash(pair).unwrap()).collect::<Vec<_>>());
    });
    group.bench_function("one by one", |b| {
        b.iter(|| pairs.iter().map(|&[left, right]| hash2(left, right)).collect::<Vec<_>>());
    });
    group.bench_function("together", |b| b.iter(|| hash2_all(&pairs)));
    group.finish();
}

fn trees(criterion: &mut Criterion) {
    let mut rng = ark_std::test_rng();
    let members: Vec<_> =
        (0..1_000_000).map(|_| IdentityCommitment::from_field(Fr::rand(&mut rng)).unwrap()).collect();
    let mut group = criterion.benchmark_group("1,000,000 members");
    group.sample_size(10);
    group.bench_function("build", |b| b.iter(|| Group::from_members(members.iter().copied()).unwrap()));
    let whole = Group::from_members(members.iter().copied()).unwrap();
    let first = IdentityCommitment::from_field(Fr::rand(&mut rng)).unwrap();
    let another = IdentityCommitment::from_field(Fr::rand(&mut rng)).unwrap();
    group.bench_function("append one", |b| {
        // The first one makes room for more.
        let with_room = || {
            let mut group = whole.clone();
            group.append(first).unwrap();
            group
        };
        b.iter_batched_ref(with_room, |group| group.append(another).unwrap(), BatchSize::PerIteration);
    });
    group.bench_function("a member's path", |b| b.iter(|| whole.path(654_321).unwrap()));
    group.finish();
}

criterion_group!(benches, hashes, trees);
criterion_main!(benches);
