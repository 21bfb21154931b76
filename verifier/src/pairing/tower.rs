//! The field of pairings' values: [`Fq12`], of degree 12 over the base field, built over the
//! quadratic extension as arkworks builds it: `v³ = 9 + u`, `w² = v`.

use ark_bn254::{Fq2, Fq6, Fq12 as Value};
use ark_ff::{AdditiveGroup, Field};

use super::width::{Extension, Number, One, Step, Width};

/// `c0 + c1·v + c2·v²`, coefficients below `2p`.
type Cubic<W> = [<W as Width>::Extension; 3];

/// `a + b·w`.
pub(crate) struct Fq12<W: Width>(Cubic<W>, Cubic<W>);

/// A line at a point: `1 + (a + b·v)·w`. Lines are only needed up to factors in Fq6, which the final
/// exponentiation turns into 1; the two coefficients are below `2p`.
pub(crate) struct Line<W: Width> {
    pub(crate) a: W::Extension,
    pub(crate) b: W::Extension,
}

impl<W: Width> Clone for Fq12<W> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<W: Width> Copy for Fq12<W> {}

impl<W: Width> Fq12<W> {
    /// 1 in all lanes.
    #[inline(always)]
    pub(crate) fn one(width: W) -> Self {
        let (zero, one) = (W::Extension::splat(width, Fq2::ZERO), W::Extension::splat(width, Fq2::ONE));
        Self([one, zero, zero], [zero; 3])
    }

    /// The product of the first `lanes` lanes.
    #[inline(always)]
    pub(crate) fn product(self, width: W, lanes: usize) -> Value {
        let Self([f0, f1, f2], [g0, g1, g2]) = self;
        let mut coefficients = [f0, f1, f2, g0, g1, g2].map(|lanes| lanes.store(width).into_iter());
        let mut product = Value::ONE;
        for _ in 0..lanes.min(W::LANES) {
            let next = |lanes: &mut <W::Many<Fq2> as IntoIterator>::IntoIter| {
                lanes.next().expect("a value for each lane")
            };
            let [f0, f1, f2, g0, g1, g2] = coefficients.each_mut().map(next);
            product = multiply(&product, &Value::new(Fq6::new(f0, f1, f2), Fq6::new(g0, g1, g2)));
        }
        product
    }
}

/// A value times a line.
pub(crate) struct MulLine<'f, W: Width>(pub(crate) &'f mut Fq12<W>, pub(crate) Line<W>);

impl<W: Width> Step<W> for MulLine<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run(self, width: W) {
        let Self(product, Line { a, b }) = self;
        let Fq12([f0, f1, f2], [g0, g1, g2]) = &*product;
        let (a, b) = (&a, &b);
        let (xa, xb) = (&a.mul_nonresidue(width), &b.mul_nonresidue(width));
        let sums = [
            (f0, [(g1, xb), (g2, xa)]),
            (f1, [(g0, a), (g2, xb)]),
            (f2, [(g0, b), (g1, a)]),
            (g0, [(f0, a), (f2, xb)]),
            (g1, [(f0, b), (f1, a)]),
            (g2, [(f1, b), (f2, a)]),
        ];
        let mut results = [*f0; 6];
        for (result, (own, pairs)) in results.iter_mut().zip(sums) {
            *result = own.add(width, W::Extension::dot(width, pairs)).reduce(width);
        }
        let [f0, f1, f2, g0, g1, g2] = results;
        *product = Fq12([f0, f1, f2], [g0, g1, g2]);
    }
}

/// The square of a value: of `a + b·w` it is `a² + b²·v + 2ab·w`, where `a² + b²·v` is
/// `(a + b)(a + b·v) − ab − ab·v`.
pub(crate) struct Square<'f, W: Width>(pub(crate) &'f mut Fq12<W>);

impl<W: Width> Step<W> for Square<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run(self, width: W) {
        let Fq12(a, b) = *self.0;
        let ab = width.call(Mul(a, b));
        let mut square = width.call(Mul(add(width, a, b), add(width, a, shift(width, b))));
        for (square, less) in square.iter_mut().zip(add(width, ab, shift(width, ab))) {
            *square = square.sub(width, less).reduce_wide(width);
        }
        *self.0 = Fq12(square, add(width, ab, ab));
    }
}

/// The product of two values, `(a + b·w)(c + d·w) = ac + bd·v + ((a + b)(c + d) − ac − bd)·w`.
pub(crate) fn multiply(one: &Value, other: &Value) -> Value {
    let [[a, b], [c, d]] =
        [one, other].map(|value| [value.c0, value.c1].map(|Fq6 { c0, c1, c2, .. }| [c0, c1, c2]));
    let (ac, bd) = (One.call(Mul(a, c)), One.call(Mul(b, d)));
    let mut cross = One.call(Mul(add(One, a, b), add(One, c, d)));
    for (cross, less) in cross.iter_mut().zip(add(One, ac, bd)) {
        *cross -= less;
    }
    let [[f0, f1, f2], [g0, g1, g2]] = [add(One, ac, shift(One, bd)), cross];
    Value::new(Fq6::new(f0, f1, f2), Fq6::new(g0, g1, g2))
}

/// `a + b`.
#[inline(always)]
fn add<W: Width>(width: W, a: Cubic<W>, b: Cubic<W>) -> Cubic<W> {
    let mut sum = a;
    for (a, b) in sum.iter_mut().zip(b) {
        *a = a.add(width, b).reduce(width);
    }
    sum
}

/// `v · a`.
#[inline(always)]
fn shift<W: Width>(width: W, a: Cubic<W>) -> Cubic<W> {
    let [a0, a1, a2] = a;
    [a2.mul_nonresidue(width), a0, a1]
}

/// `a · b`.
struct Mul<W: Width>(Cubic<W>, Cubic<W>);

impl<W: Width> Step<W> for Mul<W> {
    type Output = Cubic<W>;

    #[inline(always)]
    fn run(self, width: W) -> Cubic<W> {
        let Self([a0, a1, a2], [b0, b1, b2]) = &self;
        let (x1, x2) = (&b1.mul_nonresidue(width), &b2.mul_nonresidue(width));
        [
            W::Extension::dot(width, [(a0, b0), (a1, x2), (a2, x1)]),
            W::Extension::dot(width, [(a0, b1), (a1, b0), (a2, x2)]),
            W::Extension::dot(width, [(a0, b2), (a1, b1), (a2, b0)]),
        ]
    }
}
