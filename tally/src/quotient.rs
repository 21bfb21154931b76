//! [`Quotient`]: an exact fraction that is not reduced, for figures that are compared by the thousand.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;

/// `numerator / divisor`, which is above zero.
#[derive(Debug, Clone)]
pub(crate) struct Quotient {
    numerator: BigInt,
    divisor: BigInt,
}

impl Quotient {
    pub(crate) fn new(numerator: impl Into<BigInt>, divisor: impl Into<BigInt>) -> Self {
        Self { numerator: numerator.into(), divisor: divisor.into() }
    }

    /// A part of it: divided by `parts`, which is above zero.
    pub(crate) fn part(&self, parts: u64) -> Self {
        Self { numerator: self.numerator.clone(), divisor: &self.divisor * parts }
    }

    /// The number in lowest terms.
    pub(crate) fn reduced(&self) -> BigRational {
        BigRational::new(self.numerator.clone(), self.divisor.clone())
    }
}

impl Ord for Quotient {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.divisor == other.divisor {
            return self.numerator.cmp(&other.numerator);
        }
        (&self.numerator * &other.divisor).cmp(&(&other.numerator * &self.divisor))
    }
}

impl PartialOrd for Quotient {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quotient {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Quotient {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        let [third, sixths, half] = [(1, 3), (2, 6), (1, 2)].map(|(n, d)| Quotient::new(n, d));
        assert!(third == sixths && third < half && half.part(2) < third);
        assert_eq!(sixths.reduced(), third.reduced());
    }
}
