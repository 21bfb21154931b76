//! A [`Coordinate`] is what the coordinates of a curve's points are: elements of the base field for
//! G1, of its quadratic extension for G2.

use ark_bn254::{Fq, Fq2};
use ark_ff::{AdditiveGroup, Field, PrimeField};

use crate::arch::Arch;
use crate::element::Element;
use crate::fq2::Fq2Lanes;
use crate::lanes::{Lanes, Product};
use crate::modulus::Modulus;

/// A field of coordinates, one element at a time and eight side by side.
pub trait Coordinate: Field {
    /// Eight elements side by side.
    type Wide<A: Arch>: Element<A, Scalar = Self>;

    /// A point in memory: its coordinates' words. The point at infinity is all zeros, which are the
    /// coordinates of no point of order r: none has a `y` of zero.
    type Stored: Copy + Default + Send + Sync + 'static;

    /// Whether it is the point at infinity.
    fn is_infinite(point: &Self::Stored) -> bool;

    /// A point from coordinates in arkworks' form.
    fn store(x: Self, y: Self) -> Self::Stored;

    /// The coordinates, their words taken as arkworks' form. They are below `p`.
    fn load(point: &Self::Stored) -> (Self, Self);

    /// The point with all words less than `p`. They are below `3p`.
    #[must_use]
    fn canonical(point: &Self::Stored) -> Self::Stored;

    /// The coordinates of eight points.
    fn load_wide<A: Arch>(arch: A, points: [&Self::Stored; 8]) -> (Self::Wide<A>, Self::Wide<A>);

    /// Eight points. Takes values below `5p`.
    fn store_wide<A: Arch>(arch: A, x: Self::Wide<A>, y: Self::Wide<A>) -> [Self::Stored; 8];

    /// `self − other`, without branches: which of the two is greater, no processor can foretell.
    #[must_use]
    fn minus(self, other: Self) -> Self;

    /// `−self` or `self`, without branches.
    #[must_use]
    fn negate_if(self, is_negative: bool) -> Self;

    /// The norm in the base field, which is zero for zero only.
    fn norm(&self) -> Fq;

    /// The inverse from that of the norm.
    #[must_use]
    fn invert(&self, norm_inverse: &Fq) -> Self;

    /// The norms. Takes values below `6p`, gives values below `6p`.
    fn norm_wide<A: Arch>(arch: A, elements: Self::Wide<A>) -> Lanes<A, Fq>;

    /// The inverses from those of the norms. Takes values below `6p`, gives values below `2p`.
    fn invert_wide<A: Arch>(arch: A, elements: Self::Wide<A>, norm_inverses: Lanes<A, Fq>) -> Self::Wide<A>;

    /// `−element` at the bits that are set. Takes values below `4p`, gives values below `4p`.
    fn negate_wide<A: Arch>(arch: A, mask: u8, elements: Self::Wide<A>) -> Self::Wide<A>;

    /// Bits for the elements that may be zero: for all that are, and for hardly any other.
    fn may_be_zero<A: Arch>(arch: A, elements: Self::Wide<A>) -> u8;

    /// `square − a − b`, for a square of [`Element::square`] and `a` and `b` below `2p`. Gives values
    /// below `2p`.
    fn less_two<A: Arch>(arch: A, square: Self::Wide<A>, a: Self::Wide<A>, b: Self::Wide<A>)
    -> Self::Wide<A>;

    /// `product − a`, for a product of [`Element::mul`] with bounds of `12p²` and `a` below `4p`. Gives
    /// values below `2p`.
    fn less_one<A: Arch>(arch: A, product: Self::Wide<A>, a: Self::Wide<A>) -> Self::Wide<A>;
}

/// Two elements of the base field of four words each: a line of the cache.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub struct Pair([u64; 8]);

impl Pair {
    #[inline(always)]
    fn new(first: Fq, second: Fq) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (first.to_ark_form(), second.to_ark_form());
        Self([a, b, c, d, e, f, g, h])
    }

    /// The first word tells of almost all that are not.
    #[inline(always)]
    fn is_zero(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    #[inline(always)]
    fn get(&self) -> (Fq, Fq) {
        let [a, b, c, d, e, f, g, h] = self.0;
        (Fq::from_ark_form([a, b, c, d]), Fq::from_ark_form([e, f, g, h]))
    }

    #[inline]
    fn canonical(self) -> Self {
        let [a, b, c, d, e, f, g, h] = self.0;
        let ([a, b, c, d], [e, f, g, h]) = (below_modulus([a, b, c, d]), below_modulus([e, f, g, h]));
        Self([a, b, c, d, e, f, g, h])
    }

    #[inline(always)]
    fn load_wide<A: Arch>(arch: A, pairs: [&Self; 8]) -> (Lanes<A, Fq>, Lanes<A, Fq>) {
        let [a, b, c, d, e, f, g, h] = arch.transpose(pairs.map(|pair| arch.load(pair.0)));
        (Lanes::unpack(arch, [a, b, c, d]), Lanes::unpack(arch, [e, f, g, h]))
    }

    #[inline(always)]
    fn store_wide<A: Arch>(arch: A, first: Lanes<A, Fq>, second: Lanes<A, Fq>) -> [Self; 8] {
        let ([a, b, c, d], [e, f, g, h]) = (first.pack(arch), second.pack(arch));
        arch.transpose([a, b, c, d, e, f, g, h]).map(|words| Self(arch.store(words)))
    }
}

impl Coordinate for Fq {
    type Wide<A: Arch> = Lanes<A, Self>;
    type Stored = Pair;

    #[inline(always)]
    fn is_infinite(point: &Pair) -> bool {
        point.is_zero()
    }

    #[inline(always)]
    fn store(x: Self, y: Self) -> Pair {
        Pair::new(x, y)
    }

    #[inline(always)]
    fn load(point: &Pair) -> (Self, Self) {
        point.get()
    }

    #[inline]
    fn canonical(point: &Pair) -> Pair {
        point.canonical()
    }

    #[inline(always)]
    fn load_wide<A: Arch>(arch: A, points: [&Pair; 8]) -> (Lanes<A, Self>, Lanes<A, Self>) {
        Pair::load_wide(arch, points)
    }

    #[inline(always)]
    fn store_wide<A: Arch>(arch: A, x: Lanes<A, Self>, y: Lanes<A, Self>) -> [Pair; 8] {
        Pair::store_wide(arch, x, y)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        let (words, borrow) = minus(self.to_ark_form(), other.to_ark_form());
        let modulus = Self::MODULUS.0.map(|word| word & u64::from(borrow).wrapping_neg());
        Self::from_ark_form(plus(words, modulus))
    }

    #[inline(always)]
    fn negate_if(self, is_negative: bool) -> Self {
        let negated = Self::ZERO.minus(self).to_ark_form();
        let mut words = self.to_ark_form();
        for (word, negated) in words.iter_mut().zip(negated) {
            *word ^= (*word ^ negated) & u64::from(is_negative).wrapping_neg();
        }
        Self::from_ark_form(words)
    }

    #[inline(always)]
    fn norm(&self) -> Self {
        *self
    }

    #[inline(always)]
    fn invert(&self, norm_inverse: &Self) -> Self {
        *norm_inverse
    }

    #[inline(always)]
    fn norm_wide<A: Arch>(_: A, elements: Lanes<A, Self>) -> Lanes<A, Self> {
        elements
    }

    #[inline(always)]
    fn invert_wide<A: Arch>(_: A, _: Lanes<A, Self>, norm_inverses: Lanes<A, Self>) -> Lanes<A, Self> {
        norm_inverses
    }

    #[inline(always)]
    fn negate_wide<A: Arch>(arch: A, mask: u8, elements: Lanes<A, Self>) -> Lanes<A, Self> {
        Lanes::select(arch, mask, elements, elements.negate(arch))
    }

    #[inline(always)]
    fn may_be_zero<A: Arch>(arch: A, elements: Lanes<A, Self>) -> u8 {
        elements.may_be_zero(arch)
    }

    /// The square is below `1.18p`: see [`Product::reduce`].
    #[inline(always)]
    fn less_two<A: Arch>(
        arch: A,
        square: Lanes<A, Self>,
        a: Lanes<A, Self>,
        b: Lanes<A, Self>,
    ) -> Lanes<A, Self> {
        square.sub(arch, a.add(arch, b)).reduce(arch)
    }

    /// The product is below `1.27p`, and so the difference below `5.28p`: see [`Product::reduce`].
    #[inline(always)]
    fn less_one<A: Arch>(arch: A, product: Lanes<A, Self>, a: Lanes<A, Self>) -> Lanes<A, Self> {
        product.sub(arch, a).reduce(arch)
    }
}

impl Coordinate for Fq2 {
    type Wide<A: Arch> = Fq2Lanes<A>;
    type Stored = [Pair; 2];

    #[inline(always)]
    fn is_infinite(point: &[Pair; 2]) -> bool {
        point.iter().all(Pair::is_zero)
    }

    #[inline(always)]
    fn store(x: Self, y: Self) -> [Pair; 2] {
        [Pair::new(x.c0, x.c1), Pair::new(y.c0, y.c1)]
    }

    #[inline(always)]
    fn load([x, y]: &[Pair; 2]) -> (Self, Self) {
        let ((x0, x1), (y0, y1)) = (x.get(), y.get());
        (Self::new(x0, x1), Self::new(y0, y1))
    }

    #[inline]
    fn canonical(point: &[Pair; 2]) -> [Pair; 2] {
        point.map(Pair::canonical)
    }

    #[inline(always)]
    fn load_wide<A: Arch>(arch: A, points: [&[Pair; 2]; 8]) -> (Fq2Lanes<A>, Fq2Lanes<A>) {
        let (x0, x1) = Pair::load_wide(arch, points.map(|[x, _]| x));
        let (y0, y1) = Pair::load_wide(arch, points.map(|[_, y]| y));
        (Fq2Lanes { c0: x0, c1: x1 }, Fq2Lanes { c0: y0, c1: y1 })
    }

    #[inline(always)]
    fn store_wide<A: Arch>(arch: A, x: Fq2Lanes<A>, y: Fq2Lanes<A>) -> [[Pair; 2]; 8] {
        let x = Pair::store_wide(arch, x.c0, x.c1);
        let mut y = Pair::store_wide(arch, y.c0, y.c1).into_iter();
        x.map(|x| [x, y.next().expect("both are eight")])
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self::new(self.c0.minus(other.c0), self.c1.minus(other.c1))
    }

    #[inline(always)]
    fn negate_if(self, is_negative: bool) -> Self {
        Self::new(self.c0.negate_if(is_negative), self.c1.negate_if(is_negative))
    }

    /// `c0² + c1²`.
    #[inline(always)]
    fn norm(&self) -> Fq {
        Fq::sum_of_products(&[self.c0, self.c1], &[self.c0, self.c1])
    }

    /// `(c0 − c1·u) / norm`.
    #[inline(always)]
    fn invert(&self, norm_inverse: &Fq) -> Self {
        Self::new(self.c0 * norm_inverse, -(self.c1 * norm_inverse))
    }

    /// A sum below `72p²`, so that the norms are below `1.98p`: see [`Product::reduce`].
    #[inline(always)]
    fn norm_wide<A: Arch>(arch: A, elements: Fq2Lanes<A>) -> Lanes<A, Fq> {
        let (mut sum, mut second) = (Product::zero(arch), Product::zero(arch));
        sum.add_square(arch, elements.c0);
        second.add_square(arch, elements.c1);
        sum.add_all(arch, &second);
        sum.reduce(arch)
    }

    #[inline(always)]
    fn invert_wide<A: Arch>(arch: A, elements: Fq2Lanes<A>, norm_inverses: Lanes<A, Fq>) -> Fq2Lanes<A> {
        let c0 = elements.c0.mul(arch, norm_inverses);
        Fq2Lanes { c0, c1: elements.c1.mul(arch, norm_inverses.negate(arch)) }
    }

    #[inline(always)]
    fn negate_wide<A: Arch>(arch: A, mask: u8, elements: Fq2Lanes<A>) -> Fq2Lanes<A> {
        Fq2Lanes {
            c0: Fq::negate_wide(arch, mask, elements.c0),
            c1: Fq::negate_wide(arch, mask, elements.c1),
        }
    }

    #[inline(always)]
    fn may_be_zero<A: Arch>(arch: A, elements: Fq2Lanes<A>) -> u8 {
        elements.c0.may_be_zero(arch) & elements.c1.may_be_zero(arch)
    }

    #[inline(always)]
    fn less_two<A: Arch>(arch: A, square: Fq2Lanes<A>, a: Fq2Lanes<A>, b: Fq2Lanes<A>) -> Fq2Lanes<A> {
        square.sub(arch, a.add(arch, b)).reduce_wide(arch)
    }

    #[inline(always)]
    fn less_one<A: Arch>(arch: A, product: Fq2Lanes<A>, a: Fq2Lanes<A>) -> Fq2Lanes<A> {
        product.sub(arch, a).reduce_wide(arch)
    }
}

/// `a − b` modulo 2²⁵⁶, and whether `b` is greater.
#[inline(always)]
fn minus(a: [u64; 4], b: [u64; 4]) -> ([u64; 4], bool) {
    let mut borrow = false;
    let mut words = a;
    for (word, b) in words.iter_mut().zip(b) {
        let (difference, first) = word.overflowing_sub(b);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        (*word, borrow) = (difference, first | second);
    }
    (words, borrow)
}

/// `a + b` modulo 2²⁵⁶.
#[inline(always)]
fn plus(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
    let mut carry = false;
    let mut words = a;
    for (word, b) in words.iter_mut().zip(b) {
        let (sum, first) = word.overflowing_add(b);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        (*word, carry) = (sum, first | second);
    }
    words
}

/// The number, below `3p`, modulo `p`.
#[inline]
fn below_modulus(words: [u64; 4]) -> [u64; 4] {
    use ark_ff::{BigInt, BigInteger};
    let mut number = BigInt(words);
    while number >= Fq::MODULUS {
        number.sub_with_borrow(&Fq::MODULUS);
    }
    number.0
}
