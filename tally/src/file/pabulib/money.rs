//! Amounts of money as files write them, and the smallest unit that makes all of them whole.

use ostrakon_core::json::MAX_INTEGER;

use crate::file::error::{Fault, FileError};
use crate::file::location::{Location, Span};

/// Most decimal places of an amount, zeros at the end left out.
const MAX_DECIMALS: u32 = 6;

/// An amount that is not negative: `digits` with so many of them after the point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    digits: u64,
    decimals: u32,
    /// Where it stands, and how it is written.
    location: Location,
    written: String,
}

impl Amount {
    /// Reads `12`, `12.50` or `12,5`.
    pub(super) fn read(span: Span<'_>) -> Result<Self, FileError> {
        let (location, written) = (span.location, span.excerpt());
        let (whole, decimals) = span.text.split_once(['.', ',']).unwrap_or((span.text, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) {
            return Err(span.error(Fault::Number { what: WHAT, found: written }));
        }
        let decimals = decimals.trim_end_matches('0');
        let number = u32::try_from(decimals.len()).ok().filter(|number| *number <= MAX_DECIMALS);
        match (format!("{whole}{decimals}").parse().ok(), number) {
            (Some(digits), Some(decimals)) => Ok(Self { digits, decimals, location, written }),
            _ => Err(span.error(Fault::Range { what: WHAT, found: written })),
        }
    }
}

const WHAT: &str = "an amount of money";

/// How many decimal places all amounts of a file need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale(u32);

impl Scale {
    pub(super) fn of<'a>(amounts: impl IntoIterator<Item = &'a Amount>) -> Self {
        Self(amounts.into_iter().map(|amount| amount.decimals).max().unwrap_or(0))
    }

    pub(super) const fn decimals(self) -> u32 {
        self.0
    }

    /// The amount in the smallest unit, at most 2⁵³ − 1.
    pub(super) fn apply(self, amount: &Amount) -> Result<u64, FileError> {
        let unit = 10_u64.checked_pow(self.0.saturating_sub(amount.decimals));
        let scaled = unit.and_then(|unit| amount.digits.checked_mul(unit));
        scaled
            .filter(|scaled| *scaled <= MAX_INTEGER.unsigned_abs())
            .ok_or_else(|| amount.location.error(Fault::Range { what: WHAT, found: amount.written.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(amounts: &[&str]) -> Result<Vec<u64>, &'static str> {
        let read = |text: &&str| Amount::read(Span { text, location: Location::START });
        let amounts: Result<Vec<_>, _> = amounts.iter().map(read).collect();
        let amounts = amounts.map_err(|error| error.code())?;
        let scale = Scale::of(&amounts);
        amounts.iter().map(|amount| scale.apply(amount).map_err(|error| error.code())).collect()
    }

    #[test]
    fn all_amounts_have_the_smallest_unit_that_makes_them_whole() {
        assert_eq!(scaled(&["417000", "33500.00", "0"]), Ok(vec![417_000, 33_500, 0]));
        assert_eq!(scaled(&["10", "2.5", "0,75"]), Ok(vec![1000, 250, 75]));
        assert_eq!(scaled(&["9007199254740991"]), Ok(vec![9_007_199_254_740_991]));
    }

    #[test]
    fn amounts_have_limits() {
        assert_eq!(scaled(&["9007199254740992"]), Err("file-range"));
        assert_eq!(scaled(&["9007199254740991", "0.5"]), Err("file-range"));
        assert_eq!(scaled(&["0.1234567"]), Err("file-range"));
        assert_eq!(scaled(&["99999999999999999999999"]), Err("file-range"));
        for no_amount in ["", "-1", "1e6", "1,000.00", "1.", ".5", "None", "1 000"] {
            assert_eq!(scaled(&[no_amount]), Err("file-number"), "{no_amount}");
        }
    }
}
