//! The permutation of width 3 for hashing two elements, with few products.
//!
//! Between two S-boxes of partial rounds lies always the same matrix
//!
//! ```text
//! ⎡m aᵀ⎤   x' = m·s + a·v     s = x⁵ + k
//! ⎣b  N⎦   v' = b·s + N·v     v: the two elements that do not pass the S-box
//! ```
//!
//! By Cayley and Hamilton, N² = τN − δ with τ the trace and δ the determinant of N. So with
//! `p' = s + τ·p − δ·q` and `q' = p`,
//!
//! ```text
//! v = b·p + (N − τ)b·q
//! x' = m·p' + (a·b − mτ)·p + (mδ + a·(N − τ)b)·q
//! ```
//!
//! and a round needs five factors. It needs four where x and p are kept divided by κ and π, others in each
//! round: with `π' = κ⁵` the S-box stays x⁵, and with `κ' = m·π'` the factor of p' becomes 1.

use ark_bn254::Fr;
use ark_ff::{Field, One, Zero};

use super::matrix::{Matrix, dot};
use super::{FULL_ROUNDS, Poseidon};

/// A hash's parameters: `F` is a factor, `A` is added to a sum of products.
pub(super) struct Recurrence<F, A> {
    /// Added to the two inputs before their S-boxes. The third S-box takes a constant.
    pub(super) inputs: [A; 2],
    pub(super) first: Linear<F, A, 2>,
    /// What follows the S-boxes of the other full rounds before the partial ones. The last leads to x, p and q.
    pub(super) first_half: [Linear<F, A, 3>; FULL_ROUNDS / 2 - 1],
    pub(super) partial: Vec<Partial<F, A>>,
    /// From p and q to the second and third elements.
    pub(super) exit: [[F; 2]; 2],
    /// What follows the S-boxes of the full rounds after the partial ones, but for the last.
    pub(super) second_half: [Linear<F, A, 3>; FULL_ROUNDS / 2 - 1],
    /// What leads from the last S-boxes to the hash.
    pub(super) last: [F; 3],
}

/// A matrix with three rows of `N`, and what is added to its product.
pub(super) struct Linear<F, A, const N: usize> {
    pub(super) rows: [[F; N]; 3],
    pub(super) addends: [A; 3],
}

/// A partial round: `p' = x⁵ + addend + next·(p, q)`, `x' = p' + mixed·(p, q)`.
pub(super) struct Partial<F, A> {
    pub(super) addend: A,
    pub(super) next: [F; 2],
    pub(super) mixed: [F; 2],
}

impl Recurrence<Fr, Fr> {
    pub(super) fn new() -> Self {
        let Poseidon { first, full, partial: constants, mds, .. } = Poseidon::<3>::new();
        let [r0, r1, r2, r3, r4, r5, r6] = full.map(|constants| mds.apply(&constants));

        let [[m, a1, a2], [b1, n11, n12], [b2, n21, n22]] = mds.rows();
        let (trace, determinant) = (n11 + n22, n11 * n22 - n12 * n21);
        let (c1, c2) = (n12 * b2 - n22 * b1, n21 * b1 - n11 * b2);
        let second = a1 * b1 + a2 * b2 - m * trace;
        let third = m * determinant + a1 * c1 + a2 * c2;

        let (mut kappa, mut pi, mut pi_before) = (Fr::one(), Fr::one(), Fr::one());
        let mut partial = Vec::with_capacity(constants.len());
        for constant in constants {
            let pi_next = fifth_power(kappa);
            kappa = m * pi_next;
            let over_pi = pi_next.inverse().expect("κ and m are not zero");
            let over_kappa = kappa.inverse().expect("κ and m are not zero");
            partial.push(Partial {
                addend: constant * over_pi,
                next: [trace * pi * over_pi, -determinant * pi_before * over_pi],
                mixed: [second * pi * over_kappa, third * pi_before * over_kappa],
            });
            (pi_before, pi) = (pi, pi_next);
        }

        let (one, zero) = (Fr::one(), Fr::zero());
        let leave = Matrix::new([[one, zero, zero], [zero, b1, c1], [zero, b2, c2]]);
        let enter = leave.inverse().expect("b and N·b are independent");
        let scaled = fifth_power(kappa);
        let [k, inputs @ ..] = first;
        let constant = fifth_power(k);
        let [r0x, r0y, r0z] = r0;
        Self {
            inputs,
            first: Linear {
                rows: mds.rows().map(|[_, y, z]| [y, z]),
                addends: [r0x + m * constant, r0y + b1 * constant, r0z + b2 * constant],
            },
            first_half: [
                Linear { rows: mds.rows(), addends: r1 },
                Linear { rows: mds.rows(), addends: r2 },
                Linear { rows: enter.times(&mds).rows(), addends: enter.apply(&r3) },
            ],
            partial,
            exit: [[b1 * pi, c1 * pi_before], [b2 * pi, c2 * pi_before]],
            second_half: [
                Linear { rows: mds.rows().map(|[x, y, z]| [x * scaled, y, z]), addends: r4 },
                Linear { rows: mds.rows(), addends: r5 },
                Linear { rows: mds.rows(), addends: r6 },
            ],
            last: *mds.row(0),
        }
    }

    /// `Poseidon(left, right)`.
    pub(super) fn hash(&self, left: Fr, right: Fr) -> Fr {
        let [to_left, to_right] = &self.inputs;
        let inputs = [fifth_power(left + to_left), fifth_power(right + to_right)];
        let mut state = self.first.apply(&inputs);
        for linear in &self.first_half {
            state = linear.apply(&state.map(fifth_power));
        }
        let [mut x, mut p, mut q] = state;
        for Partial { addend, next: [of_p, of_q], mixed } in &self.partial {
            let aside = dot(mixed, &[p, q]);
            let fourth = x.square().square();
            (p, q) = (dot(&[fourth, *of_p, *of_q], &[x, p, q]) + addend, p);
            x = p + aside;
        }
        let [second, third] = &self.exit;
        let mut state = [x, dot(second, &[p, q]), dot(third, &[p, q])];
        for linear in &self.second_half {
            state = linear.apply(&state.map(fifth_power));
        }
        dot(&self.last, &state.map(fifth_power))
    }

    /// The same parameters in another form.
    pub(super) fn map<F, A>(&self, factor: impl Fn(Fr) -> F, addend: impl Fn(Fr) -> A) -> Recurrence<F, A> {
        let three = |linear: &Linear<Fr, Fr, 3>| linear.map(&factor, &addend);
        let [a, b, c] = &self.first_half;
        let [d, e, f] = &self.second_half;
        let partial = |round: &Partial<Fr, Fr>| Partial {
            addend: addend(round.addend),
            next: round.next.map(&factor),
            mixed: round.mixed.map(&factor),
        };
        Recurrence {
            inputs: self.inputs.map(&addend),
            first: self.first.map(&factor, &addend),
            first_half: [three(a), three(b), three(c)],
            partial: self.partial.iter().map(partial).collect(),
            exit: self.exit.map(|row| row.map(&factor)),
            second_half: [three(d), three(e), three(f)],
            last: self.last.map(&factor),
        }
    }
}

impl<const N: usize> Linear<Fr, Fr, N> {
    fn apply(&self, state: &[Fr; N]) -> [Fr; 3] {
        let ([x, y, z], [a, b, c]) = (&self.rows, self.addends);
        [dot(x, state) + a, dot(y, state) + b, dot(z, state) + c]
    }

    fn map<F, A>(&self, factor: impl Fn(Fr) -> F, addend: impl Fn(Fr) -> A) -> Linear<F, A, N> {
        Linear { rows: self.rows.map(|row| row.map(&factor)), addends: self.addends.map(addend) }
    }
}

fn fifth_power(x: Fr) -> Fr {
    x.square().square() * x
}

#[cfg(test)]
mod tests {
    use ark_ff::UniformRand;
    use light_poseidon::{Poseidon as Oracle, PoseidonHasher};

    use super::*;

    #[test]
    fn hashes_are_those_of_light_poseidon_and_of_the_permutation() {
        let (recurrence, permutation) = (Recurrence::new(), Poseidon::<3>::new());
        let mut oracle = Oracle::<Fr>::new_circom(2).unwrap();
        let mut rng = ark_std::test_rng();
        let edges = [Fr::zero(), Fr::one(), -Fr::one(), Fr::from(2)];
        let edges = edges.iter().flat_map(|a| edges.map(|b| [*a, b]));
        for [a, b] in edges.chain((0..100).map(|_| [Fr::rand(&mut rng), Fr::rand(&mut rng)])) {
            let hash = recurrence.hash(a, b);
            assert_eq!(hash, oracle.hash(&[a, b]).unwrap());
            assert_eq!(hash, permutation.permute([Fr::zero(), a, b], |_| ())[0]);
        }
    }
}
