//! Sums of products in columns of 52 bits: what an [`Arch`] does in them unless it has its own way.

use super::Arch;
use crate::modulus::{Limbs, Modulus};

#[inline(always)]
pub(super) fn mul<A: Arch, F: Modulus>(arch: A, a: &[A::Words; 5], b: &[A::Words; 5]) -> [A::Words; 5] {
    let mut columns = [arch.splat(0); 10];
    arch.add_product(&mut columns, a, b);
    arch.last_step::<F>(arch.steps_but_last::<F>(columns))
}

#[inline(always)]
pub(super) fn square<A: Arch, F: Modulus>(arch: A, a: &[A::Words; 5]) -> [A::Words; 5] {
    let mut columns = [arch.splat(0); 10];
    arch.add_square(&mut columns, a);
    arch.last_step::<F>(arch.steps_but_last::<F>(columns))
}

#[inline(always)]
pub(super) fn add_product<A: Arch>(
    arch: A,
    columns: &mut [A::Words; 10],
    a: &[A::Words; 5],
    b: &[A::Words; 5],
) {
    for (i, &x) in a.iter().enumerate() {
        for (j, &y) in b.iter().enumerate() {
            madd(arch, columns, i + j, x, y);
        }
    }
}

#[inline(always)]
pub(super) fn add_square<A: Arch>(arch: A, columns: &mut [A::Words; 10], a: &[A::Words; 5]) {
    for (i, &x) in a.iter().enumerate() {
        for (j, &y) in a.iter().enumerate().skip(i + 1) {
            madd(arch, columns, i + j, x, y);
        }
    }
    for column in columns.iter_mut() {
        *column = arch.add(*column, *column);
    }
    for (i, &x) in a.iter().enumerate() {
        madd(arch, columns, 2 * i, x, x);
    }
}

#[inline(always)]
pub(super) fn add_multiples<A: Arch>(
    arch: A,
    columns: &mut [A::Words; 6],
    a: &[A::Words; 5],
    multiples: &[Limbs; 5],
) {
    for (&limb, multiple) in a.iter().zip(multiples) {
        for (j, &word) in multiple.iter().enumerate() {
            madd(arch, columns, j, limb, arch.splat(word));
        }
    }
}

#[inline(always)]
pub(super) fn steps_but_last<A: Arch, F: Modulus>(arch: A, columns: [A::Words; 10]) -> [A::Words; 6] {
    let mut columns = columns;
    for i in 0..4 {
        let Some(&cleared) = columns.get(i) else { break };
        if let Some(next) = columns.get_mut(i + 1) {
            *next = arch.add(*next, arch.carry(cleared));
        }
        for (j, limb) in F::STEP.into_iter().enumerate() {
            madd(arch, &mut columns, i + 1 + j, cleared, arch.splat(limb));
        }
    }
    let [_, _, _, _, rest @ ..] = columns;
    rest
}

#[inline(always)]
pub(super) fn last_step<A: Arch, F: Modulus>(arch: A, columns: [A::Words; 6]) -> [A::Words; 5] {
    let mut columns = columns;
    let [cleared, ..] = columns;
    let factor = arch.madd_low(arch.splat(0), cleared, arch.splat(F::INVERSE));
    for (j, limb) in F::P.into_iter().enumerate() {
        madd(arch, &mut columns, j, factor, arch.splat(limb));
    }
    let [cleared, a, b, c, d, e] = columns;
    arch.carried([arch.add(a, arch.carry(cleared)), b, c, d, e])
}

#[inline(always)]
pub(super) fn carried<A: Arch>(arch: A, [a, b, c, d, e]: [A::Words; 5]) -> [A::Words; 5] {
    let b = arch.add(b, arch.carry(a));
    let c = arch.add(c, arch.carry(b));
    let d = arch.add(d, arch.carry(c));
    let e = arch.add(e, arch.carry(d));
    [arch.low(a), arch.low(b), arch.low(c), arch.low(d), e]
}

/// Adds the halves of `x · y` to a column and the next.
#[inline(always)]
fn madd<A: Arch>(arch: A, columns: &mut [A::Words], column: usize, x: A::Words, y: A::Words) {
    if let Some(low) = columns.get_mut(column) {
        *low = arch.madd_low(*low, x, y);
    }
    if let Some(high) = columns.get_mut(column + 1) {
        *high = arch.madd_high(*high, x, y);
    }
}
