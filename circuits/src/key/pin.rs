//! A [`Pin`] says which bytes the keys of a depth are.

use std::sync::LazyLock;

use ostrakon_core::hash::Digest;
use ostrakon_core::path::Depth;

/// Size and SHA-256 of the keys of one depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    /// Bytes of the proving key's file.
    pub size: u64,
    /// SHA-256 of the proving key's file.
    pub proving_key: Digest,
    /// SHA-256 of the verifying key's 768 bytes.
    pub verifying_key: Digest,
}

impl Pin {
    /// The pin of a depth.
    ///
    /// # Panics
    /// Never: a test reads all 32.
    #[must_use]
    pub fn of(depth: Depth) -> Self {
        static PINS: LazyLock<Vec<Pin>> = LazyLock::new(|| PINS_TEXT.lines().filter_map(parse).collect());
        *PINS.get(usize::from(depth.get()) - 1).expect("there is a pin for each depth")
    }
}

/// A line `<depth> <size> <SHA-256 of the proving key> <SHA-256 of the verifying key>`.
fn parse(line: &str) -> Option<Pin> {
    let mut fields = line.split(' ').skip(1);
    let pin = Pin {
        size: fields.next()?.parse().ok()?,
        proving_key: fields.next()?.parse().ok()?,
        verifying_key: fields.next()?.parse().ok()?,
    };
    fields.next().is_none().then_some(pin)
}

const PINS_TEXT: &str = include_str!("../../keys/pins.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_depth_has_its_pin() {
        for (depth, line) in Depth::all().zip(PINS_TEXT.lines()) {
            let pin = Pin::of(depth);
            let expected = format!("{depth} {} {} {}", pin.size, pin.proving_key, pin.verifying_key);
            assert_eq!(line, expected);
        }
        assert_eq!(PINS_TEXT.lines().count(), 32);
    }
}
