//! The wires of `pk = s·Base8`.
//!
//! # What the circuit computes
//!
//! Write `B` for Base8 and cut `s` into 85 digits of three bits, the lowest first. Digit `t` in window
//! `w` stands for the point `(t + 1)·8ʷ·B`: never the identity, so that additions of points in Montgomery
//! form, which know no identity, suffice. There are two segments, windows 0 to 82 and 83 to 84. A segment
//! with windows `f` to `e` starts from `2·8ᵉ⁺¹·B`, adds the point of each window in turn, and at last
//! takes away, in Edwards form, what it has too much:
//! `Σ 8ʷ·B + 2·8ᵉ⁺¹·B`. The sum of both segments is `pk`.
//!
//! # Its wires
//!
//! | Wires | What |
//! |---|---|
//! | 2 | `pk` |
//! | 252 | bits of `s` but for the highest, which is linear in the others |
//! | 4 | the segments' results `(x₁, y₁)`, `(x₂, y₂)` in Edwards form |
//! | 4 | of their sum: `β = x₁·y₂`, `γ = y₁·x₂`, `δ = (y₁ − a·x₁)·(x₂ + y₂)`, `τ = β·γ` |
//! | 501 | the first segment |
//! | 12 | the second segment |
//!
//! and of a segment: for each window the sum so far with it, the window's point (both in Montgomery form)
//! and the slope between the sum without it and the point; the last sum in Edwards form; `τ` of the
//! correction; for each window a product of two of its bits. The very last window has only one bit that
//! may be set: its point and its product are linear in that bit and have no wires.

use std::array;
use std::sync::LazyLock;

use ark_bn254::Fr;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Zero, batch_inversion};
use taceo_ark_babyjubjub::{EdwardsAffine, EdwardsProjective};
use zeroize::Zeroizing;

use super::wires::Wires;

pub(super) const WIRES: usize = 2 + BITS + 4 + 4 + 501 + 12;

/// Bits of `s` that have a wire.
const BITS: usize = 252;

/// Windows of both segments.
const WINDOWS: usize = 85;

/// Writes the wires and returns the public key. None where the circuit would have to add opposite
/// points, which have no slope between them.
pub(super) fn fill(secret: &BigInt<4>, wires: Wires<'_>) -> Option<(Fr, Fr)> {
    let (mut public_key, rest) = wires.split(2);
    let (mut bits, rest) = rest.split(BITS);
    let (mut addition, segments) = rest.split(8);

    bits.put_all((0..BITS).map(|bit| Fr::from(secret.get_bit(bit))));

    let [first, second] = &*SEGMENTS;
    let (first_wires, second_wires) = segments.split(501);
    let p1 = first.fill(secret, first_wires)?;
    let p2 = second.fill(secret, second_wires)?;
    let sum = (p1 + p2).into_affine();
    let (p1, p2) = (p1.into_affine(), p2.into_affine());

    let (beta, gamma) = (p1.x * p2.y, p1.y * p2.x);
    addition.put_all([p1.x, p1.y, p2.x, p2.y]);
    addition.put_all([beta, gamma, (p1.y - edwards_a() * p1.x) * (p2.x + p2.y), beta * gamma]);
    public_key.put_all([sum.x, sum.y]);
    Some((sum.x, sum.y))
}

/// Consecutive windows.
struct Segment {
    first_window: usize,
    windows: Vec<Window>,
    start: EdwardsAffine,
    start_montgomery: Montgomery,
    /// What the result has too much, negated.
    correction: EdwardsAffine,
}

/// The points of the digits 0 to 7.
struct Window {
    edwards: [EdwardsAffine; 8],
    montgomery: [Montgomery; 8],
    /// The coefficient of `b₀·b₁·b₂` in the polynomial that gives `u` from the digit's bits.
    product: Fr,
}

/// A point on `v² = u³ + 168698·u² + u`.
#[derive(Clone, Copy, Default, zeroize::Zeroize)]
struct Montgomery {
    u: Fr,
    v: Fr,
}

impl Segment {
    fn new(first_window: usize, count: usize, base: EdwardsProjective) -> (Self, EdwardsProjective) {
        let mut next = base;
        let mut sum = EdwardsProjective::zero();
        let mut multiples = Vec::with_capacity(8 * count);
        for _ in 0..count {
            sum += next;
            let window: [_; 8] = {
                let mut multiple = EdwardsProjective::zero();
                array::from_fn(|_| {
                    multiple += next;
                    multiple
                })
            };
            multiples.extend(window);
            let [.., eightfold] = window;
            next = eightfold;
        }
        let start = next.double();
        let correction = -(sum + start);

        let edwards = EdwardsProjective::normalize_batch(&multiples);
        let montgomery = to_montgomery(&multiples);
        let (edwards, _) = edwards.as_chunks::<8>();
        let (montgomery, _) = montgomery.as_chunks::<8>();
        let windows = edwards.iter().zip(montgomery).map(|(e, m)| Window::new(*e, *m)).collect();
        let [start_montgomery] = *to_montgomery(&[start]) else { unreachable!("one point in, one out") };
        let segment = Self {
            first_window,
            windows,
            start: start.into_affine(),
            start_montgomery,
            correction: correction.into_affine(),
        };
        (segment, next)
    }

    /// Writes the wires and returns the result.
    fn fill(&self, secret: &BigInt<4>, wires: Wires<'_>) -> Option<EdwardsProjective> {
        let count = self.windows.len();
        let digits = Zeroizing::new(
            (0..count).map(|at| digit(secret, self.first_window + at)).collect::<Vec<usize>>(),
        );
        let chosen = || self.windows.iter().zip(digits.iter());

        let mut sum = EdwardsProjective::from(self.start);
        let sums = Zeroizing::new(
            chosen()
                .map(|(window, &digit)| {
                    sum += pick(&window.edwards, digit);
                    sum
                })
                .collect::<Vec<_>>(),
        );
        let after = Zeroizing::new(to_montgomery(&sums));
        let last = sum.into_affine();

        let points = || chosen().map(|(window, &digit)| pick(&window.montgomery, digit));
        let before = || [&self.start_montgomery].into_iter().chain(after.iter());
        let mut inverses =
            Zeroizing::new(before().zip(points()).map(|(sum, point)| point.u - sum.u).collect::<Vec<_>>());
        if inverses.iter().any(Zero::is_zero) || last.is_zero() {
            return None;
        }
        batch_inversion(&mut inverses);

        let (mut additions, rest) = wires.split(5 * count - if self.is_last() { 2 } else { 0 });
        let (mut correction, mut products) = rest.split(3);
        let steps = before().zip(after.iter()).zip(points()).zip(inverses.iter());
        for (at, (((before, after), point), inverse)) in steps.enumerate() {
            additions.put_all([after.u, after.v]);
            if !self.is_single_bit(at) {
                additions.put_all([point.u, point.v]);
            }
            additions.put((point.v - before.v) * inverse);
        }
        let Self { correction: EdwardsAffine { x, y }, .. } = self;
        correction.put_all([last.x, last.y, last.x * y * (last.y * x)]);
        for (at, (window, &digit)) in chosen().enumerate() {
            if !self.is_single_bit(at) {
                products.put(if digit & 0b11 == 0b11 { window.product } else { Fr::ZERO });
            }
        }
        Some(sum + self.correction)
    }

    fn is_last(&self) -> bool {
        self.first_window + self.windows.len() == WINDOWS
    }

    /// Whether the window at `at` has one bit only.
    fn is_single_bit(&self, at: usize) -> bool {
        self.first_window + at == WINDOWS - 1
    }
}

impl Window {
    fn new(edwards: [EdwardsAffine; 8], montgomery: [Montgomery; 8]) -> Self {
        // The sum over all digits, with the sign of the bits that are not set.
        let product = montgomery
            .iter()
            .enumerate()
            .map(|(digit, point)| if (digit.count_ones() & 1) == 1 { point.u } else { -point.u })
            .sum();
        Self { edwards, montgomery, product }
    }
}

/// The three bits of window `window`.
fn digit(secret: &BigInt<4>, window: usize) -> usize {
    (0..3).map(|bit| usize::from(secret.get_bit(3 * window + bit)) << bit).sum()
}

fn pick<T>(table: &[T; 8], digit: usize) -> &T {
    table.get(digit).expect("a digit has three bits")
}

/// `u = (1 + y)/(1 − y)`, `v = u/x`; with `x = X/Z` and `y = Y/Z` both have the denominator `(Z − Y)·X`.
/// The identity and the point of order 2 have no such form and give (0, 0).
fn to_montgomery(points: &[EdwardsProjective]) -> Vec<Montgomery> {
    let mut inverses = Zeroizing::new(points.iter().map(|p| (p.z - p.y) * p.x).collect::<Vec<_>>());
    batch_inversion(&mut inverses);
    let montgomery = |(p, inverse): (&EdwardsProjective, &Fr)| {
        let v = (p.z + p.y) * inverse;
        Montgomery { u: v * p.x, v: v * p.z }
    };
    points.iter().zip(inverses.iter()).map(montgomery).collect()
}

/// The curve's `a`, in `a·x² + y² = 1 + d·x²·y²`.
fn edwards_a() -> Fr {
    Fr::from(168_700u32)
}

static SEGMENTS: LazyLock<[Segment; 2]> = LazyLock::new(|| {
    // The generator of `taceo-ark-babyjubjub` is circomlib's Base8.
    let (first, next) = Segment::new(0, 83, EdwardsAffine::generator().into_group());
    let (second, _) = Segment::new(83, 2, next);
    [first, second]
});

#[cfg(test)]
mod tests {
    use ark_ff::{Field, PrimeField, UniformRand};
    use taceo_ark_babyjubjub::Fr as Scalar;

    use super::super::inputs::ORDER;
    use super::*;

    fn multiply(secret: Scalar) -> Option<(Fr, Fr)> {
        let mut wires = vec![Fr::ZERO; WIRES];
        fill(&secret.into_bigint(), Wires::new(&mut wires))
    }

    #[test]
    fn agrees_with_the_curve() {
        let mut rng = ark_std::test_rng();
        let edges = [Scalar::from(1u8), Scalar::from(2u8), -Scalar::from(1u8)];
        for secret in edges.into_iter().chain((0..50).map(|_| Scalar::rand(&mut rng))) {
            let expected = (EdwardsAffine::generator() * secret).into_affine();
            assert_eq!(multiply(secret), Some((expected.x, expected.y)));
        }
    }

    #[test]
    fn three_secrets_are_exceptional() {
        // The first segment's last sum is the identity where its multiple of B is l:
        // 2·8⁸³ + Σ (tᵢ + 1)·8ⁱ = l over the 83 lowest digits tᵢ of s.
        let power = |n: u64| Scalar::from(2u8).pow([n]);
        let ones = (power(249) - Scalar::from(1u8)) / Scalar::from(7u8);
        let low = -(power(250) + ones);
        assert!(low.into_bigint().num_bits() <= 249);
        for high in 0u8..4 {
            let mut secret = low.into_bigint();
            secret.add_with_carry(&(Scalar::from(high) * power(249)).into_bigint());
            assert_eq!(secret < ORDER, high < 3);
            let mut wires = vec![Fr::ZERO; WIRES];
            assert!(fill(&secret, Wires::new(&mut wires)).is_none(), "high digit {high}");
        }
        assert!(multiply(low + Scalar::from(1u8)).is_some());
        // No digits of the second segment are exceptional.
        for high in 0u8..4 {
            assert!(multiply(Scalar::from(high) * power(249) + Scalar::from(5u8)).is_some());
        }
    }
}
