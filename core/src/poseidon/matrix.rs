//! Square matrices over the field, as small as Poseidon's.

use std::array;

use ark_bn254::Fr;
use ark_ff::{Field, One, Zero};

/// A `T` × `T` matrix, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Matrix<const T: usize>([[Fr; T]; T]);

impl<const T: usize> Matrix<T> {
    /// The Cauchy matrix 1 / (xᵢ + yⱼ).
    pub(super) fn cauchy(x: [Fr; T], y: [Fr; T]) -> Self {
        Self(x.map(|x| y.map(|y| (x + y).inverse().expect("the generated x and y never cancel"))))
    }

    pub(super) const fn new(rows: [[Fr; T]; T]) -> Self {
        Self(rows)
    }

    pub(super) const fn rows(&self) -> [[Fr; T]; T] {
        self.0
    }

    pub(super) fn row(&self, at: usize) -> &[Fr; T] {
        self.0.get(at).expect("rows are below the width")
    }

    pub(super) fn column(&self, at: usize) -> [Fr; T] {
        self.0.map(|row| *row.get(at).expect("columns are below the width"))
    }

    /// The matrix times a column.
    pub(super) fn apply(&self, column: &[Fr; T]) -> [Fr; T] {
        array::from_fn(|i| dot(self.row(i), column))
    }

    /// A row times the matrix.
    pub(super) fn apply_to_row(&self, row: &[Fr; T]) -> [Fr; T] {
        array::from_fn(|j| dot(row, &self.column(j)))
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self(array::from_fn(|i| other.apply_to_row(self.row(i))))
    }

    /// The same matrix with the first row and column of the identity.
    pub(super) fn without_first(&self) -> Self {
        let mut matrix = *self;
        for (i, row) in matrix.0.iter_mut().enumerate() {
            for (j, element) in row.iter_mut().enumerate() {
                if i == 0 || j == 0 {
                    *element = if i == j { Fr::one() } else { Fr::zero() };
                }
            }
        }
        matrix
    }

    /// The inverse, by Gauss and Jordan; none for a singular matrix.
    pub(super) fn inverse(&self) -> Option<Self> {
        let mut left = self.0;
        let mut right: [[Fr; T]; T] =
            array::from_fn(|i| array::from_fn(|j| if i == j { Fr::one() } else { Fr::zero() }));
        for at in 0..T {
            let pivot = (at..T)
                .find(|&row| left.get(row).and_then(|row| row.get(at)).is_some_and(|x| !x.is_zero()))?;
            left.swap(at, pivot);
            right.swap(at, pivot);
            let scale = left.get(at)?.get(at)?.inverse()?;
            for element in left.get_mut(at)?.iter_mut().chain(right.get_mut(at)?) {
                *element *= scale;
            }
            let (pivot_left, pivot_right) = (*left.get(at)?, *right.get(at)?);
            for (i, (row_left, row_right)) in left.iter_mut().zip(&mut right).enumerate() {
                let factor = *row_left.get(at)?;
                if i != at {
                    subtract(row_left, factor, &pivot_left);
                    subtract(row_right, factor, &pivot_right);
                }
            }
        }
        Some(Self(right))
    }
}

fn subtract<const T: usize>(row: &mut [Fr; T], factor: Fr, other: &[Fr; T]) {
    for (element, other) in row.iter_mut().zip(other) {
        *element -= factor * other;
    }
}

/// `Σ aᵢ·bᵢ`, reduced once.
pub(super) fn dot<const T: usize>(a: &[Fr; T], b: &[Fr; T]) -> Fr {
    Fr::sum_of_products(a, b)
}
