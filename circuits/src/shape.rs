//! How large the circuit of a depth is.

use ostrakon_core::path::Depth;

/// Public inputs: root, nullifier, message and scope, on wires 1 to 4.
pub const PUBLIC_INPUTS: usize = 4;

/// Wires, the constant one among them: 1514 + 247 · depth.
#[must_use]
pub fn wires(depth: Depth) -> usize {
    1514 + 247 * usize::from(depth.get())
}

/// Constraints of the circuit: 1511 + 246 · depth.
#[must_use]
pub fn constraints(depth: Depth) -> usize {
    1511 + 246 * usize::from(depth.get())
}

/// Rows of the key's matrices: the constraints, then one row for wire 0 and one for each public input,
/// which Groth16 needs so that no two public inputs share a polynomial.
#[must_use]
pub fn rows(depth: Depth) -> usize {
    constraints(depth) + 1 + PUBLIC_INPUTS
}

/// The size of the domain over which the rows are interpolated: the next power of two.
#[must_use]
pub fn domain_size(depth: Depth) -> usize {
    rows(depth).next_power_of_two()
}
