//! The final exponentiation, which makes the value of a Miller loop that of a pairing.
//!
//! Raises to `(p¹² − 1)/r` times a number prime to r, as arkworks does: the hard part follows
//! [Fuentes-Castañeda, Knapp and Rodríguez-Henríquez 2011][hard]. Squarings are those of
//! [Granger and Scott 2009][squaring], section 3.2, three of degree 4 with three squares each.
//!
//! [hard]: https://doi.org/10.1007/978-3-642-28496-0_25
//! [squaring]: https://eprint.iacr.org/2009/565

use ark_bn254::{Config, Fq2, Fq6, Fq12};
use ark_ec::bn::BnConfig;
use ark_ff::{AdditiveGroup, Field};

use super::tower::multiply;
use super::width::{Extension, One};

/// The value of a pairing from that of its Miller loop; none of zero, which no loop gives.
pub(crate) fn exponentiate(value: &Fq12) -> Option<Fq12> {
    // To (p⁶ − 1)(p² + 1): from here on inverses are conjugates.
    let easy = multiply(&conjugate(value), &value.inverse()?);
    let easy = multiply(&frobenius(&easy, 2), &easy);

    let y0 = power(&easy);
    let y1 = square(&y0);
    let y3 = multiply(&square(&y1), &y1);
    let y4 = power(&y3);
    let y6 = power(&square(&y4));
    // Powers so far are of −x.
    let y8 = product([conjugate(&y6), y4, conjugate(&y3)]);
    let y9 = multiply(&y8, &y1);
    let last = frobenius(&multiply(&conjugate(&easy), &y9), 3);
    Some(product([y8, y4, easy, frobenius(&y9, 1), frobenius(&y8, 2), last]))
}

fn product<const N: usize>(values: [Fq12; N]) -> Fq12 {
    values.into_iter().reduce(|one, other| multiply(&one, &other)).unwrap_or(Fq12::ONE)
}

fn conjugate(value: &Fq12) -> Fq12 {
    Fq12::new(value.c0, -value.c1)
}

fn frobenius(value: &Fq12, power: usize) -> Fq12 {
    value.frobenius_map(power)
}

#[allow(
    clippy::indexing_slicing,
    reason = "computed at compile time, where an index out of bounds does not compile"
)]
/// Digits of x that are odd and at most 7 in absolute value, or 0, the highest first.
const DIGITS: [i8; 64] = {
    let [mut rest] = *Config::X else { panic!("x has 63 bits") };
    let mut digits = [0; 64];
    let mut at = 64;
    while rest > 0 {
        at -= 1;
        if rest & 1 == 1 {
            let digit = (rest & 15) as i8;
            digits[at] = if digit < 8 { digit } else { digit - 16 };
            rest = rest.wrapping_sub(digits[at] as i64 as u64);
        }
        rest >>= 1;
    }
    digits
};

/// To the power of `−x`, of a value that the easy part has made.
fn power(value: &Fq12) -> Fq12 {
    let two = square(value);
    let three = multiply(&two, value);
    let five = multiply(&three, &two);
    let odd = [*value, three, five, multiply(&five, &two)];
    let mut power: Option<Fq12> = None;
    for digit in DIGITS {
        if let Some(power) = &mut power {
            *power = square(power);
        }
        if let Some(factor) = odd.get(usize::from(digit.unsigned_abs() / 2)).filter(|_| digit != 0) {
            let factor = if digit < 0 { conjugate(factor) } else { *factor };
            power = Some(power.map_or(factor, |power| multiply(&power, &factor)));
        }
    }
    conjugate(&power.unwrap_or(Fq12::ONE))
}

/// The square of a value that the easy part has made.
fn square(value: &Fq12) -> Fq12 {
    let Fq12 { c0: Fq6 { c0: z0, c1: z4, c2: z3 }, c1: Fq6 { c0: z2, c1: z1, c2: z5 } } = value;
    let (t0, t1) = square_quartic(z0, z1);
    let (t2, t3) = square_quartic(z2, z3);
    let (t4, t5) = square_quartic(z4, z5);
    let minus = |t: Fq2, z: &Fq2| (t - z).double() + t;
    let plus = |t: Fq2, z: &Fq2| (t + z).double() + t;
    let t5 = Extension::mul_nonresidue(t5, One);
    Fq12::new(
        Fq6::new(minus(t0, z0), minus(t2, z4), minus(t4, z3)),
        Fq6::new(plus(t5, z2), plus(t1, z1), plus(t3, z5)),
    )
}

/// `(a + b·s)²` for `s² = 9 + u`.
fn square_quartic(a: &Fq2, b: &Fq2) -> (Fq2, Fq2) {
    let (aa, bb) = (a.square(), b.square());
    (Extension::mul_nonresidue(bb, One) + aa, (*a + b).square() - aa - bb)
}

#[cfg(test)]
mod tests {
    use ark_bn254::Bn254;
    use ark_ec::pairing::{MillerLoopOutput, Pairing};
    use ark_ff::{UniformRand, Zero};

    use super::*;

    #[test]
    fn values_are_those_of_arkworks() {
        let rng = &mut ark_std::test_rng();
        let values = [Fq12::ONE, -Fq12::ONE].into_iter().chain((0..20).map(|_| Fq12::rand(rng)));
        for value in values {
            let expected = Bn254::final_exponentiation(MillerLoopOutput(value)).unwrap().0;
            assert_eq!(exponentiate(&value), Some(expected));
        }
        assert_eq!(exponentiate(&Fq12::zero()), None);
    }
}
