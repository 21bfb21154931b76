//! The [`Matrices`] A and B of the circuit's constraints `(A·w) ∘ (B·w) = C·w`, as the proving key
//! carries them.
//!
//! The key has no C: a prover takes `C·w` to be the product of the other two. So rows cannot tell
//! whether a witness is a good one; [`Inputs`](crate::witness::Inputs) are checked natively instead,
//! and a proof is checked before it is used.

use ark_bn254::Fr;
use ark_ff::{One, Zero};

/// Both matrices, with one row for each constraint and then one for wire 0 and each public input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrices {
    /// The left factors.
    pub a: Matrix,
    /// The right factors.
    pub b: Matrix,
}

/// A matrix of few non-zero entries, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// How many entries lie before each row, and in all rows.
    bounds: Vec<usize>,
    wires: Vec<usize>,
    coefficients: Vec<Fr>,
}

impl Matrix {
    /// A matrix of `rows` rows from its entries `(row, wire, coefficient)`, those of a row staying in
    /// order. None where a row is out of range.
    pub(crate) fn new(rows: usize, entries: &[(usize, usize, Fr)]) -> Option<Self> {
        let mut bounds = vec![0; rows + 1];
        for (row, ..) in entries {
            *bounds.get_mut(row + 1)? += 1;
        }
        let mut before = 0;
        for bound in &mut bounds {
            before += *bound;
            *bound = before;
        }
        let mut next = bounds.clone();
        let (mut wires, mut coefficients) = (vec![0; entries.len()], vec![Fr::default(); entries.len()]);
        for (row, wire, coefficient) in entries {
            let at = next.get_mut(*row)?;
            *wires.get_mut(*at)? = *wire;
            *coefficients.get_mut(*at)? = *coefficient;
            *at += 1;
        }
        Some(Self { bounds, wires, coefficients })
    }

    /// The number of rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.bounds.len() - 1
    }

    /// The number of entries in all rows.
    #[must_use]
    pub const fn entries(&self) -> usize {
        self.wires.len()
    }

    /// Each row as its entries `(wire, coefficient)`.
    pub fn iter(&self) -> impl Iterator<Item = impl Iterator<Item = (usize, Fr)>> {
        self.bounds.windows(2).map(|bounds| {
            let range = match bounds {
                &[from, to] => from..to,
                _ => 0..0,
            };
            let wires = self.wires.get(range.clone()).unwrap_or_default();
            let coefficients = self.coefficients.get(range).unwrap_or_default();
            wires.iter().copied().zip(coefficients.iter().copied())
        })
    }

    /// Each row times the vector of all wires; wires that are not there count as zero.
    pub fn times(&self, wires: &[Fr]) -> impl Iterator<Item = Fr> {
        self.iter().map(|row| {
            row.fold(Fr::zero(), |sum, (wire, coefficient)| {
                let value = wires.get(wire).copied().unwrap_or_default();
                // Half of all coefficients are one.
                sum + if coefficient.is_one() { value } else { value * coefficient }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_entries_in_order() {
        let fr = |n: u64| Fr::from(n);
        let matrix = Matrix::new(3, &[(2, 1, fr(5)), (0, 0, fr(1)), (2, 0, fr(7))]).unwrap();
        let rows: Vec<Vec<_>> = matrix.iter().map(Iterator::collect).collect();
        assert_eq!(rows, [vec![(0, fr(1))], vec![], vec![(1, fr(5)), (0, fr(7))]]);
        assert_eq!((matrix.rows(), matrix.entries()), (3, 3));
        let product: Vec<_> = matrix.times(&[fr(1), fr(10)]).collect();
        assert_eq!(product, [fr(1), fr(0), fr(57)]);
        assert_eq!(Matrix::new(3, &[(3, 0, fr(1))]), None);
    }
}
