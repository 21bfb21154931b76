//! Pairings on BN254, one at a time or eight side by side.
//!
//! | Module | What |
//! |---|---|
//! | [`width`] | how many elements an operation is about: one, or eight [lanes](ostrakon_lanes) |
//! | [`tower`] | the field of pairings' values |
//! | [`inversion`] | many inverses for the price of one |
//! | [`jacobian`] | sums of points without inversions |
//! | [`weight`] | random weights, and points times weights |
//! | [`lines`] | Miller loops of points of G2 whose lines are known |
//! | [`miller`] | Miller loops of many pairs, which tell on the way who is outside G2 |
//! | [`exponentiation`] | from the value of a Miller loop to that of a pairing |

pub(crate) mod exponentiation;
pub(crate) mod inversion;
pub(crate) mod jacobian;
pub(crate) mod lines;
pub(crate) mod miller;
pub(crate) mod tower;
pub(crate) mod weight;
pub(crate) mod width;
