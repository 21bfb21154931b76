//! [`Wires`] that are yet to be written, in order.

use ark_bn254::Fr;

/// A run of wires.
pub(super) struct Wires<'a>(&'a mut [Fr]);

impl<'a> Wires<'a> {
    pub(super) const fn new(wires: &'a mut [Fr]) -> Self {
        Self(wires)
    }

    /// The next `count` wires, and those after them.
    pub(super) fn split(self, count: usize) -> (Self, Self) {
        let (first, rest) = self.0.split_at_mut_checked(count).expect("every part has its wires");
        (Self(first), Self(rest))
    }

    pub(super) fn put(&mut self, value: Fr) {
        let wire = self.0.split_off_first_mut().expect("every part has its wires");
        *wire = value;
    }

    pub(super) fn put_all(&mut self, values: impl IntoIterator<Item = Fr>) {
        for value in values {
            self.put(value);
        }
    }
}
