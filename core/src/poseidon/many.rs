//! Many hashes at once, eight side by side.

use std::array;
use std::sync::LazyLock;

use ark_bn254::Fr;
use ark_ff::Zero;
use ostrakon_lanes::arch::Arch;
use ostrakon_lanes::lanes::{Constant, Lanes, Product};
use ostrakon_lanes::{Kernel, dispatch};

use super::{FULL_ROUNDS, Poseidon, hash2};

/// `Poseidon(left, right)` of every pair, in order.
///
/// Where the processor has AVX-512 IFMA, eight at a time, and with the feature `parallel` on all threads; the
/// results are the same everywhere.
#[must_use]
pub fn hash2_all(pairs: &[[Fr; 2]]) -> Vec<Fr> {
    #[cfg(feature = "parallel")]
    if pairs.len() > PAIRS_OF_A_THREAD {
        use rayon::prelude::*;
        return pairs.par_chunks(PAIRS_OF_A_THREAD).map(on_one_thread).flatten_iter().collect();
    }
    on_one_thread(pairs)
}

/// So many pairs take about a millisecond, next to which handing them to a thread is nothing.
#[cfg(feature = "parallel")]
const PAIRS_OF_A_THREAD: usize = 512;

fn on_one_thread(pairs: &[[Fr; 2]]) -> Vec<Fr> {
    dispatch(Hashes { pairs })
        .unwrap_or_else(|Hashes { pairs }| pairs.iter().map(|&[left, right]| hash2(left, right)).collect())
}

struct Hashes<'p> {
    pairs: &'p [[Fr; 2]],
}

impl Kernel for Hashes<'_> {
    type Output = Vec<Fr>;

    #[inline(always)]
    fn run<A: Arch>(self, arch: A) -> Vec<Fr> {
        static PARAMETERS: LazyLock<Parameters> = LazyLock::new(|| Parameters::new(&Poseidon::new()));
        let parameters = &*PARAMETERS;
        let mut hashes = Vec::with_capacity(self.pairs.len());
        for pairs in self.pairs.chunks(8) {
            let input = |side: usize| {
                let mut elements = pairs.iter().filter_map(|pair| pair.get(side).copied());
                let elements = array::from_fn(|_| elements.next().unwrap_or_else(Fr::zero));
                Lanes::load(arch, &elements)
            };
            let state = [Lanes::load(arch, &[Fr::zero(); 8]), input(0), input(1)];
            let [hash, ..] = parameters.permute(arch, state);
            hashes.extend(hash.store(arch).into_iter().take(pairs.len()));
        }
        hashes
    }
}

type Constants = [Constant<Fr>; 3];

/// The parameters of width 3 for lanes: see [`Poseidon`].
struct Parameters {
    first: Constants,
    full: [Constants; FULL_ROUNDS],
    partial: Vec<Partial>,
    mds: [Constants; 3],
    before_partial: [Constants; 3],
}

/// A partial round.
struct Partial {
    constant: Constant<Fr>,
    row: Constants,
    /// The first column without its first element.
    column: [Constant<Fr>; 2],
}

impl Parameters {
    fn new(scalar: &Poseidon<3>) -> Self {
        let zero = [Constant::new(Fr::zero()); 3];
        let mut full = scalar.full.iter().map(|constants| constants.map(Constant::new));
        let partial = |(constant, sparse): (&Fr, &super::Sparse<3>)| {
            let [_, second, third] = sparse.column.map(Constant::new);
            Partial {
                constant: Constant::new(*constant),
                row: sparse.row.map(Constant::new),
                column: [second, third],
            }
        };
        Self {
            first: scalar.first.map(Constant::new),
            full: array::from_fn(|_| full.next().unwrap_or(zero)),
            partial: scalar.partial.iter().zip(&scalar.sparse).map(partial).collect(),
            mds: scalar.mds.rows().map(|row| row.map(Constant::new)),
            before_partial: scalar.before_partial.rows().map(|row| row.map(Constant::new)),
        }
    }

    /// The permutation of eight states. Elements stay below `3p` between operations.
    #[inline(always)]
    fn permute<A: Arch>(&self, arch: A, state: [Lanes<A, Fr>; 3]) -> [Lanes<A, Fr>; 3] {
        let [x, y, z] = state;
        let [a, b, c] = &self.first;
        let mut state = [x.add_constant(arch, a), y.add_constant(arch, b), z.add_constant(arch, c)];
        let (first_half, second_half) = self.full.split_at(FULL_ROUNDS / 2);
        for (round, constants) in first_half.iter().enumerate() {
            let matrix = if round + 1 < first_half.len() { &self.mds } else { &self.before_partial };
            state = full_round(arch, state, constants, matrix);
        }
        for Partial { constant, row, column: [second, third] } in &self.partial {
            let [x, y, z] = state;
            let x = s_box(arch, x, constant);
            state = [
                dot(arch, row, [x, y, z]),
                y.add(arch, x.mul_constant(arch, second)).reduce(arch),
                z.add(arch, x.mul_constant(arch, third)).reduce(arch),
            ];
        }
        for constants in second_half {
            state = full_round(arch, state, constants, &self.mds);
        }
        state
    }
}

#[inline(always)]
fn full_round<A: Arch>(
    arch: A,
    state: [Lanes<A, Fr>; 3],
    constants: &Constants,
    matrix: &[Constants; 3],
) -> [Lanes<A, Fr>; 3] {
    let ([x, y, z], [a, b, c], [top, middle, bottom]) = (state, constants, matrix);
    let state = [s_box(arch, x, a), s_box(arch, y, b), s_box(arch, z, c)];
    [dot(arch, top, state), dot(arch, middle, state), dot(arch, bottom, state)]
}

/// `x⁵ + constant`. Takes values below `4p`, gives values below `3p`.
#[inline(always)]
fn s_box<A: Arch>(arch: A, x: Lanes<A, Fr>, constant: &Constant<Fr>) -> Lanes<A, Fr> {
    x.square(arch).square(arch).mul(arch, x).add_constant(arch, constant)
}

/// The product of a row with the state. Gives values below `2p`.
#[inline(always)]
fn dot<A: Arch>(arch: A, row: &Constants, state: [Lanes<A, Fr>; 3]) -> Lanes<A, Fr> {
    let mut sum = Product::zero(arch);
    for (constant, element) in row.iter().zip(state) {
        sum.add_constant(arch, constant, element);
    }
    sum.reduce(arch)
}

#[cfg(test)]
mod tests {
    use ark_ff::UniformRand;
    use ostrakon_lanes::arch::Portable;

    use super::*;

    #[test]
    fn many_hashes_are_those_of_each_pair() {
        let mut rng = ark_std::test_rng();
        let mut pairs =
            vec![[Fr::zero(), Fr::zero()], [-Fr::from(1), -Fr::from(1)], [Fr::from(1), Fr::from(2)]];
        for wanted in 0..40 {
            let hashes: Vec<_> = pairs.iter().take(wanted).map(|&[left, right]| hash2(left, right)).collect();
            let pairs_wanted: Vec<_> = pairs.iter().copied().take(wanted).collect();
            assert_eq!(hash2_all(&pairs_wanted), hashes);
            assert_eq!(Hashes { pairs: &pairs_wanted }.run(Portable), hashes);
            pairs.push([Fr::rand(&mut rng), Fr::rand(&mut rng)]);
        }
    }
}
