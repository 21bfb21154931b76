//! The wires of `s < l`: the bits of `s + 2²⁵¹ − l`, of which bit 251 is zero exactly then.

use ark_bn254::Fr;
use ark_ff::{BigInt, BigInteger};

use super::inputs::ORDER;
use super::wires::Wires;

/// Bits 0 to 249; the circuit has bit 250 as the difference to the sum.
pub(super) const WIRES: usize = 250;

/// Writes the bits for a secret below `l`.
pub(super) fn fill(secret: &BigInt<4>, mut wires: Wires<'_>) {
    let mut sum = BigInt([0, 0, 0, 1 << (251 - 192)]);
    sum.add_with_carry(secret);
    sum.sub_with_borrow(&ORDER);
    wires.put_all((0..WIRES).map(|bit| Fr::from(sum.get_bit(bit))));
}
