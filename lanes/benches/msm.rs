//! Time of a sum of multiples of points, beside arkworks' own.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops where it fails")]

use std::time::Duration;

use ark_bn254::{Fr, g1, g2};
use ark_ec::models::short_weierstrass::{Affine, Projective, SWCurveConfig};
use ark_ec::{CurveGroup, VariableBaseMSM};
use ark_ff::UniformRand;
use ark_std::rand::{SeedableRng, rngs::StdRng};
use criterion::{Criterion, criterion_group, criterion_main};
use ostrakon_lanes::msm::{Coordinate, Points, Scalars};

fn sums<P>(criterion: &mut Criterion, name: &str)
where
    P: SWCurveConfig<BaseField: Coordinate, ScalarField = Fr>,
{
    let rng = &mut StdRng::seed_from_u64(1);
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for count in [256, 8192] {
        let points: Vec<_> = (0..count).map(|_| Projective::<P>::rand(rng)).collect();
        let points: Vec<Affine<P>> = Projective::normalize_batch(&points);
        let scalars: Vec<_> = (0..count).map(|_| Fr::rand(rng)).collect();
        group.bench_function(format!("arkworks {count}"), |b| {
            b.iter(|| Projective::<P>::msm(&points, &scalars).unwrap());
        });
        let points = Points::new(&points);
        group.bench_function(format!("sum {count}"), |b| b.iter(|| points.sum(&Scalars::new(&scalars))));
    }
}

fn both(criterion: &mut Criterion) {
    sums::<g1::Config>(criterion, "G1");
    sums::<g2::Config>(criterion, "G2");
}

criterion_group!(benches, both);
criterion_main!(benches);
