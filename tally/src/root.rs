//! Square roots as exact numbers: rounded down to a fixed number of decimal places, by integers
//! alone, so that rules with roots have the same outcome on every machine.

use std::num::NonZeroU32;

use num_integer::Roots;

/// Decimal places of a root.
pub(crate) const PLACES: u32 = 14;

/// What 1 is in the unit of [`root`]: 10¹⁴.
pub(crate) const ONE: u128 = 10_u128.pow(PLACES);

/// ⌊√(numerator / denominator) · 10¹⁴⌋.
///
/// The root of the floor of a number has the same floor as the root of the number.
pub(crate) fn root(numerator: u32, denominator: NonZeroU32) -> u128 {
    // Below 2³² · 10²⁸, which is below 2¹²⁸.
    (u128::from(numerator) * ONE * ONE / u128::from(denominator.get())).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_rounded_down_in_the_last_place() {
        let of = |numerator, denominator| root(numerator, NonZeroU32::new(denominator).unwrap());
        assert_eq!(of(2, 1), 141_421_356_237_309); // 1.41421356237309504…
        assert_eq!(of(1, 3), 57_735_026_918_962); // 0.57735026918962576…
        assert_eq!([of(0, 7), of(9, 4), of(7, 7)], [0, 3 * ONE / 2, ONE]);
        assert_eq!(of(u32::MAX, 1), 6_553_599_999_237_060_546); // 65535.99999237060546830…
    }
}
