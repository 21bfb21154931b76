//! The wires of one Poseidon hash of two elements.
//!
//! With the rounds' constants moved behind the S-boxes, all that the circuit keeps of a permutation is
//! what goes into or comes out of some S-box `x → x⁵ + c`. In order:
//!
//! | Wires | What |
//! |---|---|
//! | 22 | outputs of the full rounds' boxes, but for the very first (its input is constant) and the very last (linear in the hash) |
//! | 57 | inputs in lane 0 after each partial round |
//! | 46 | x², x⁴ of each full round's boxes, but for the very first |
//! | 114 | x², x⁴ of each partial round's box |

use ark_bn254::Fr;
use ostrakon_core::poseidon::hash2_observed;

use super::wires::Wires;

pub(super) const WIRES: usize = 22 + 57 + 46 + 114;

/// Writes the wires and returns the hash.
pub(super) fn fill(left: Fr, right: Fr, wires: Wires<'_>) -> Fr {
    let (mut outputs, rest) = wires.split(22);
    let (mut inputs, rest) = rest.split(57);
    let (mut full, mut partial) = rest.split(46);
    let mut at = 0;
    hash2_observed(left, right, |sbox| {
        let is_partial = PARTIAL.contains(&at);
        if is_partial {
            partial.put_all([sbox.square, sbox.fourth]);
        } else if at != 0 {
            full.put_all([sbox.square, sbox.fourth]);
            if at != LAST {
                outputs.put(sbox.output);
            }
        }
        let after_partial = at != PARTIAL.start && (is_partial || at == PARTIAL.end);
        if after_partial {
            inputs.put(sbox.input);
        }
        at += 1;
    })
}

/// The partial rounds' boxes, after four full rounds of three.
const PARTIAL: std::ops::Range<usize> = 12..69;

/// The last box of the last of four more full rounds.
const LAST: usize = 80;
