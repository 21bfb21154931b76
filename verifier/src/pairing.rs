//! Pairings on BN254, one at a time or eight side by side.
//!
//! | Module | What |
//! |---|---|
//! | [`width`] | how many elements an operation is about: one, or eight [lanes](ostrakon_lanes) |
//! | [`products`] | sums of products in the base field |
//! | [`tower`] | the field of pairings' values |
//! | [`inversion`] | many inverses for the price of one |
//! | [`jacobian`] | sums of points without inversions |
//! | [`homogeneous`] | multiples of a point of G2 without inversions, with their lines |
//! | [`weight`] | random weights, and points times weights |
//! | [`lines`] | Miller loops of points of G2 whose lines are known |
//! | [`miller`] | Miller loops of many pairs, which tell on the way who is outside G2 |
//! | [`exponentiation`] | from the value of a Miller loop to that of a pairing |

pub(crate) mod exponentiation;
mod homogeneous;
pub(crate) mod inversion;
pub(crate) mod jacobian;
pub(crate) mod lines;
pub(crate) mod miller;
mod products;
pub(crate) mod tower;
pub(crate) mod weight;
pub(crate) mod width;
