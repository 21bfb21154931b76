//! Poseidon over the scalar field of BN254, with circomlib's parameters.
//!
//! The permutation of [Poseidon: A New Hash Function for Zero-Knowledge Proof Systems][paper]
//! (S-box x⁵, 8 full rounds), in the equivalent form with sparse matrices of its appendix B, which
//! is also the form of circomlib's circuit. The parameters are not stored: they are generated as
//! the paper's appendix E says, from a Grain LFSR seeded with the field and the state's width, so
//! that nothing needs to be believed.
//!
//! [paper]: https://eprint.iacr.org/2019/458

mod grain;
mod many;
mod matrix;
mod recurrence;

use std::array;
use std::sync::LazyLock;

use ark_bn254::Fr;
use ark_ff::{Field, Zero};

use grain::Grain;
pub use many::hash2_all;
use matrix::Matrix;
use recurrence::Recurrence;

/// Full rounds, half of them before and half after the partial rounds.
const FULL_ROUNDS: usize = 8;

/// Partial rounds by width 2, 3, 4, …, 17: the paper's table 2, as circomlib uses it.
const PARTIAL_ROUNDS: [usize; 16] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/// `Poseidon(a, b)`.
#[must_use]
pub fn hash2(a: Fr, b: Fr) -> Fr {
    static RECURRENCE: LazyLock<Recurrence<Fr, Fr>> = LazyLock::new(Recurrence::new);
    RECURRENCE.hash(a, b)
}

/// `Poseidon(a, b)` in more time, showing every S-box: first those of the first four full rounds, position by
/// position, then those of the partial rounds, then those of the last four full rounds.
pub fn hash2_observed(a: Fr, b: Fr, observe: impl FnMut(SBox)) -> Fr {
    static WIDTH_3: LazyLock<Poseidon<3>> = LazyLock::new(Poseidon::new);
    let [hash, ..] = WIDTH_3.permute([Fr::zero(), a, b], observe);
    hash
}

/// `Poseidon(a, b, c, d, e)`.
#[must_use]
pub fn hash5(inputs: [Fr; 5]) -> Fr {
    static WIDTH_6: LazyLock<Poseidon<6>> = LazyLock::new(Poseidon::new);
    let [a, b, c, d, e] = inputs;
    let [hash, ..] = WIDTH_6.permute([Fr::zero(), a, b, c, d, e], |_| ());
    hash
}

/// What happens at one S-box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SBox {
    /// The input x.
    pub input: Fr,
    /// x².
    pub square: Fr,
    /// x⁴.
    pub fourth: Fr,
    /// x⁵ plus the constant that is added before the matrix.
    pub output: Fr,
}

impl SBox {
    fn new(input: Fr, constant: Fr) -> Self {
        let square = input.square();
        let fourth = square.square();
        Self { input, square, fourth, output: fourth * input + constant }
    }
}

/// The permutation of states of `T` elements, 2 to 17; it hashes `T` − 1 inputs.
#[derive(Debug)]
pub struct Poseidon<const T: usize> {
    /// Added to the state before the first S-box.
    first: [Fr; T],
    /// Added after the S-boxes of the first seven full rounds.
    full: [[Fr; T]; FULL_ROUNDS - 1],
    /// Added after the S-box of each partial round, to the first element.
    partial: Vec<Fr>,
    /// The MDS matrix.
    mds: Matrix<T>,
    /// The matrix of the full round before the partial rounds.
    before_partial: Matrix<T>,
    /// The matrices of the partial rounds.
    sparse: Vec<Sparse<T>>,
}

/// A matrix that is the identity but for its first row and its first column.
#[derive(Debug)]
struct Sparse<const T: usize> {
    row: [Fr; T],
    /// The first column; its first element is that of the row.
    column: [Fr; T],
}

impl<const T: usize> Sparse<T> {
    fn apply(&self, state: &mut [Fr; T]) {
        let first = lane(state, 0);
        let mixed = matrix::dot(&self.row, state);
        for (element, factor) in state.iter_mut().zip(&self.column).skip(1) {
            *element += first * factor;
        }
        if let Some(element) = state.first_mut() {
            *element = mixed;
        }
    }
}

impl<const T: usize> Poseidon<T> {
    /// Generates the parameters for width `T`.
    ///
    /// # Panics
    /// Where `T` is not 2 to 17.
    #[must_use]
    pub fn new() -> Self {
        let partial_rounds =
            *T.checked_sub(2).and_then(|at| PARTIAL_ROUNDS.get(at)).expect("widths are 2 to 17");
        let mut grain = Grain::new(T, FULL_ROUNDS, partial_rounds);
        let mut constants: Vec<[Fr; T]> =
            (0..FULL_ROUNDS + partial_rounds).map(|_| array::from_fn(|_| grain.next_element())).collect();
        let mds = Matrix::cauchy(
            array::from_fn(|_| grain.next_reduced()),
            array::from_fn(|_| grain.next_reduced()),
        );
        let inverse = mds.inverse().expect("a Cauchy matrix is invertible");

        // Constants move back through the matrix before them: M·x + k = M·(x + M⁻¹·k). In a partial
        // round all but the first then also pass the S-box, which touches only the first element.
        let second_half = constants.split_off(FULL_ROUNDS / 2 + partial_rounds);
        let partial_constants = constants.split_off(FULL_ROUNDS / 2);
        let mut second_half = second_half.into_iter();
        let mut moved = second_half.next().expect("four full rounds come last");
        let mut partial = vec![Fr::zero(); partial_rounds];
        for (after, before) in partial.iter_mut().zip(&partial_constants).rev() {
            let mut pulled = inverse.apply(&moved);
            if let Some(first) = pulled.first_mut() {
                *after = std::mem::take(first);
            }
            moved = array::from_fn(|i| lane(&pulled, i) + lane(before, i));
        }
        let mut first_half = constants.into_iter();
        let first = first_half.next().expect("four full rounds come first");
        let full: Vec<[Fr; T]> =
            first_half.chain([moved]).chain(second_half).map(|constants| inverse.apply(&constants)).collect();

        // M = S·M' with S sparse and M' leaving the first element alone, so that M' passes the S-box
        // and joins the matrix before it.
        let mut current = mds;
        let mut sparse = Vec::with_capacity(partial_rounds);
        for _ in 0..partial_rounds {
            let inner = current.without_first();
            let inverse = inner.inverse().expect("an MDS matrix has no singular minor");
            sparse.push(Sparse { row: inverse.apply_to_row(current.row(0)), column: current.column(0) });
            current = inner.times(&mds);
        }
        sparse.reverse();

        let Ok(full) = full.try_into() else { unreachable!("seven full rounds are followed by constants") };
        Self { first, full, partial, mds, before_partial: current, sparse }
    }

    /// Permutes `state`, showing every S-box in the order in which they are applied.
    pub fn permute(&self, mut state: [Fr; T], mut observe: impl FnMut(SBox)) -> [Fr; T] {
        let full_round = |state: &mut [Fr; T], constants: &[Fr; T], observe: &mut dyn FnMut(SBox)| {
            for (element, constant) in state.iter_mut().zip(constants) {
                let sbox = SBox::new(*element, *constant);
                *element = sbox.output;
                observe(sbox);
            }
        };
        for (element, constant) in state.iter_mut().zip(&self.first) {
            *element += constant;
        }
        let (first_half, second_half) = self.full.split_at(FULL_ROUNDS / 2);
        for (round, constants) in first_half.iter().enumerate() {
            full_round(&mut state, constants, &mut observe);
            let matrix = if round + 1 < first_half.len() { &self.mds } else { &self.before_partial };
            state = matrix.apply(&state);
        }
        for (constant, sparse) in self.partial.iter().zip(&self.sparse) {
            if let Some(element) = state.first_mut() {
                let sbox = SBox::new(*element, *constant);
                *element = sbox.output;
                observe(sbox);
            }
            sparse.apply(&mut state);
        }
        for constants in second_half.iter().chain([&[Fr::zero(); T]]) {
            full_round(&mut state, constants, &mut observe);
            state = self.mds.apply(&state);
        }
        state
    }
}

impl<const T: usize> Default for Poseidon<T> {
    fn default() -> Self {
        Self::new()
    }
}

fn lane<const T: usize>(state: &[Fr; T], at: usize) -> Fr {
    state.get(at).copied().expect("lanes are below the width")
}

#[cfg(test)]
mod tests {
    use ark_ff::UniformRand;
    use light_poseidon::{Poseidon as Oracle, PoseidonHasher};

    use super::*;

    fn agrees_with_light_poseidon<const T: usize>() {
        let poseidon = Poseidon::<T>::new();
        let mut oracle = Oracle::<Fr>::new_circom(T - 1).unwrap();
        let mut rng = ark_std::test_rng();
        for _ in 0..20 {
            let mut state: [Fr; T] = array::from_fn(|_| Fr::rand(&mut rng));
            state[0] = Fr::zero();
            assert_eq!(poseidon.permute(state, |_| ())[0], oracle.hash(&state[1..]).unwrap());
        }
    }

    #[test]
    fn agrees_with_light_poseidon_at_every_width_it_has() {
        agrees_with_light_poseidon::<2>();
        agrees_with_light_poseidon::<3>();
        agrees_with_light_poseidon::<4>();
        agrees_with_light_poseidon::<5>();
        agrees_with_light_poseidon::<6>();
        agrees_with_light_poseidon::<7>();
        agrees_with_light_poseidon::<13>();
    }

    #[test]
    fn shows_every_s_box() {
        let mut boxes = Vec::new();
        let hash = hash2_observed(Fr::from(1), Fr::from(2), |sbox| boxes.push(sbox));
        assert_eq!(hash, hash2(Fr::from(1), Fr::from(2)));
        assert_eq!(boxes.len(), 8 * 3 + 57);
        for sbox in boxes {
            assert_eq!(sbox.fourth, sbox.input.square().square());
        }
    }
}
