//! Many hashes at once, eight side by side.

use std::array;
use std::sync::LazyLock;

use ark_bn254::Fr;
use ark_ff::Zero;
use ostrakon_lanes::arch::Arch;
use ostrakon_lanes::lanes::{Addend, Combination, Factor, Lanes, Product};
use ostrakon_lanes::{Kernel, dispatch};

use super::hash2;
use super::recurrence::{Linear, Partial, Recurrence};

/// `Poseidon(left, right)` of every pair, in order.
///
/// Where the processor has instructions for it, eight at a time, and with the feature `parallel` on all threads; the
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
        static PARAMETERS: LazyLock<Parameters> =
            LazyLock::new(|| Recurrence::new().map(Factor::new, Addend::new));
        let parameters = &*PARAMETERS;
        let mut hashes = Vec::with_capacity(self.pairs.len());
        for pairs in self.pairs.chunks(8) {
            let input = |side: usize| {
                let mut elements = pairs.iter().filter_map(|pair| pair.get(side).copied());
                let elements = array::from_fn(|_| elements.next().unwrap_or_else(Fr::zero));
                Lanes::load(arch, &elements)
            };
            let hash = parameters.hash_lanes(arch, [input(0), input(1)]);
            hashes.extend(hash.store(arch).into_iter().take(pairs.len()));
        }
        hashes
    }
}

type Parameters = Recurrence<Factor<Fr>, Addend<Fr>>;

impl Parameters {
    /// [`Recurrence::hash`] of eight pairs.
    ///
    /// Before its S-box each x is below `20p`, so that x² is below `5.9p`, x⁴ below `1.6p` and x⁵ below `1.6p`. Each
    /// factor adds less than `4.3p` to that.
    #[inline(always)]
    fn hash_lanes<A: Arch>(&self, arch: A, inputs: [Lanes<A, Fr>; 2]) -> Lanes<A, Fr> {
        let [left, right] = inputs;
        let [to_left, to_right] = &self.inputs;
        let inputs = [plus(arch, left, to_left), plus(arch, right, to_right)];
        let mut state = self.first.after_s_boxes(arch, inputs);
        for linear in &self.first_half {
            state = linear.after_s_boxes(arch, state);
        }
        let [mut x, mut p, mut q] = state;
        for Partial { addend, next, mixed } in &self.partial {
            let mut aside = sum(arch, Combination::zero(arch), mixed, [p, q]);
            let rest = sum(arch, Combination::new(arch, addend), next, [p, q]);
            let fourth = x.square(arch).square(arch);
            (p, q) = (Product::of(arch, fourth, x).reduce_with(arch, &rest), p);
            aside.add_lanes(arch, p);
            x = aside.reduce(arch);
        }
        let [second, third] = &self.exit;
        let second = sum(arch, Combination::zero(arch), second, [p, q]).reduce(arch);
        let third = sum(arch, Combination::zero(arch), third, [p, q]).reduce(arch);
        let mut state = [x, second, third];
        for linear in &self.second_half {
            state = linear.after_s_boxes(arch, state);
        }
        sum(arch, Combination::zero(arch), &self.last, fifth_powers(arch, state)).reduce(arch)
    }
}

impl<const N: usize> Linear<Factor<Fr>, Addend<Fr>, N> {
    #[inline(always)]
    fn after_s_boxes<A: Arch>(&self, arch: A, state: [Lanes<A, Fr>; N]) -> [Lanes<A, Fr>; 3] {
        let state = fifth_powers(arch, state);
        let ([x, y, z], [a, b, c]) = (&self.rows, &self.addends);
        [
            sum(arch, Combination::new(arch, a), x, state).reduce(arch),
            sum(arch, Combination::new(arch, b), y, state).reduce(arch),
            sum(arch, Combination::new(arch, c), z, state).reduce(arch),
        ]
    }
}

#[inline(always)]
fn fifth_powers<A: Arch, const N: usize>(arch: A, state: [Lanes<A, Fr>; N]) -> [Lanes<A, Fr>; N] {
    let mut powers = state;
    for x in &mut powers {
        *x = x.square(arch).square(arch).mul(arch, *x);
    }
    powers
}

#[inline(always)]
fn plus<A: Arch>(arch: A, x: Lanes<A, Fr>, addend: &Addend<Fr>) -> Lanes<A, Fr> {
    let mut sum = Combination::new(arch, addend);
    sum.add_lanes(arch, x);
    sum.reduce(arch)
}

/// `begun` and the product of a row with the state.
#[inline(always)]
fn sum<A: Arch, const N: usize>(
    arch: A,
    begun: Combination<A, Fr>,
    row: &[Factor<Fr>; N],
    state: [Lanes<A, Fr>; N],
) -> Combination<A, Fr> {
    let mut sum = begun;
    for (factor, element) in row.iter().zip(state) {
        sum.add(arch, factor, element);
    }
    sum
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
