//! The [`OddCoset`]: from a polynomial's values at the roots of unity to those half-way between them.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, FftField, Field};

use crate::arch::{Arch, Kernel, dispatch};
use crate::lanes::{Constant, Lanes, Row};

/// The points `ζ·ωⁱ`, for `ω` a root of unity of order `n` and `ζ² = ω`.
///
/// ```
/// use ark_bn254::Fr;
/// use ark_ff::{AdditiveGroup, FftField, Field};
/// use ostrakon_lanes::fourier::OddCoset;
///
/// // X² at the roots of unity of order 64, and then at their odd square roots.
/// let root = Fr::get_root_of_unity(128).unwrap();
/// let mut values: Vec<Fr> = (0..64).map(|i| root.pow([2 * (2 * i)])).collect();
/// if OddCoset::new(64).extend(&mut values).is_ok() {
///     assert_eq!(values[5], root.pow([2 * (2 * 5 + 1)]));
/// }
/// ```
pub struct OddCoset {
    size: usize,
    inverse: Twiddles,
    forward: Twiddles,
    /// `ζ^rev(lane)`: the part of what each coefficient is multiplied with that depends on its lane.
    lane_scale: Row<Fr>,
    /// `ζ^(8·rev(place)) / n`: the part that depends on its place in the lane.
    scale: Vec<Constant<Fr>>,
}

/// Powers of a root of unity `ω` of order `n`.
struct Twiddles {
    /// Of the stages between lanes: `ωʲ` for `j < n/2`, `ω²ʲ` for `j < n/4` and `ω⁴ʲ` for `j < n/8`.
    between: [Vec<Row<Fr>>; 3],
    /// Of the stages inside lanes: `ω⁸ʲ` for `j < n/16`.
    inside: Vec<Constant<Fr>>,
}

impl OddCoset {
    /// The coset for values at `size` points, a power of two from 64 to 2²⁷.
    ///
    /// # Panics
    /// For any other size.
    #[must_use]
    pub fn new(size: usize) -> Self {
        assert!(size.is_power_of_two() && (64..=1 << 27).contains(&size), "a power of two from 64 to 2²⁷");
        let root = Fr::get_root_of_unity(2 * size as u64).expect("the field has roots of order 2²⁸");
        let omega = root.square();
        let inverse = |x: Fr| x.inverse().expect("neither a root of unity nor a power of two is zero");
        let reversed =
            |place: usize, count: usize| (place.reverse_bits() >> (usize::BITS - count.ilog2())) as u64;
        let factor = inverse(Fr::from(size as u64));
        let scale = |place| Constant::new(root.pow([8 * reversed(place, size / 8)]) * factor);
        Self {
            size,
            inverse: Twiddles::new(inverse(omega), size),
            forward: Twiddles::new(omega, size),
            lane_scale: Row::new(&std::array::from_fn(|lane| root.pow([reversed(lane, 8)]))),
            scale: (0..size / 8).map(scale).collect(),
        }
    }

    /// Of the polynomial of degree below `n` with these values at the `ωⁱ`, the values at the `ζ·ωⁱ`.
    ///
    /// # Errors
    /// The values, untouched, where there are no instructions for lanes: see [`dispatch`].
    ///
    /// # Panics
    /// Unless there are `n` values.
    pub fn extend<'v>(&self, values: &'v mut [Fr]) -> Result<(), &'v mut [Fr]> {
        assert_eq!(values.len(), self.size, "a value for each point");
        dispatch(Extension { coset: self, values }).map_err(|Extension { values, .. }| values)
    }
}

impl Twiddles {
    fn new(omega: Fr, size: usize) -> Self {
        let powers = |root: Fr, count: usize| {
            std::iter::successors(Some(Fr::ONE), move |x| Some(root * x)).take(count)
        };
        let rows = |root, count| {
            let powers: Vec<_> = powers(root, count).collect();
            powers.as_chunks().0.iter().map(Row::new).collect()
        };
        let (second, fourth) = (omega.square(), omega.square().square());
        Self {
            between: [rows(omega, size / 2), rows(second, size / 4), rows(fourth, size / 8)],
            inside: powers(fourth.square(), size / 16).map(Constant::new).collect(),
        }
    }
}

/// An inverse transform to coefficients in reversed order, their scaling, a transform back.
///
/// Lane `l` holds the `l`-th of eight runs of neighbours. Three stages go between lanes and are done
/// before values are put there, on eight neighbours of each run at a time; all others go inside lanes.
struct Extension<'c, 'v> {
    coset: &'c OddCoset,
    values: &'v mut [Fr],
}

impl Kernel for Extension<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self, arch: A) {
        let Self { coset: OddCoset { inverse, forward, lane_scale, scale, .. }, values } = self;
        let length = scale.len();
        let (neighbours, _) = values.as_chunks_mut::<8>();
        let zero = Lanes::splat(arch, &Constant::new(Fr::ZERO));
        let mut lanes = Vec::with_capacity(length);
        for at in 0..length / 8 {
            let mut runs = [zero; 8];
            for (run, values) in runs.iter_mut().zip(neighbours.iter().skip(at).step_by(length / 8)) {
                *run = Lanes::load(arch, values);
            }
            for (twiddles, half) in inverse.between.iter().zip([4, 2, 1]) {
                for block in runs.chunks_exact_mut(2 * half) {
                    let (low, high) = block.split_at_mut(half);
                    let twiddles = twiddles.iter().skip(at).step_by(length / 8);
                    for ((u, v), twiddle) in low.iter_mut().zip(high).zip(twiddles) {
                        let difference = u.sub(arch, *v);
                        *u = u.add(arch, *v).reduce(arch);
                        *v = difference.mul(arch, Lanes::of_row(arch, twiddle));
                    }
                }
            }
            lanes.extend(Lanes::transpose(arch, runs));
        }

        let mut half = length / 2;
        while half > 0 {
            for block in lanes.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                let twiddles = inverse.inside.iter().step_by(length / 2 / half);
                for ((u, v), twiddle) in low.iter_mut().zip(high).zip(twiddles) {
                    let difference = u.sub(arch, *v);
                    *u = u.add(arch, *v).reduce(arch);
                    *v = difference.mul_constant(arch, twiddle);
                }
            }
            half /= 2;
        }

        let lane_scale = Lanes::of_row(arch, lane_scale);
        for (value, scale) in lanes.iter_mut().zip(scale) {
            *value = value.mul(arch, lane_scale).mul_constant(arch, scale);
        }

        // Bounds grow by 4p in each stage inside lanes, of which there may be eight in a row.
        let mut half = 1;
        let mut stages = 0;
        while half < length {
            for block in lanes.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                let twiddles = forward.inside.iter().step_by(length / 2 / half);
                for ((u, v), twiddle) in low.iter_mut().zip(high).zip(twiddles) {
                    let product = v.mul_constant(arch, twiddle);
                    *v = u.sub(arch, product);
                    *u = u.add(arch, product);
                }
            }
            half *= 2;
            stages += 1;
            if stages == 8 {
                lanes.iter_mut().for_each(|value| *value = value.reduce_wide(arch));
                stages = 0;
            }
        }

        let (lanes, _) = lanes.as_chunks::<8>();
        for (at, runs) in lanes.iter().enumerate() {
            let mut runs = Lanes::transpose(arch, *runs);
            for (twiddles, half) in forward.between.iter().zip([4, 2, 1]).rev() {
                for block in runs.chunks_exact_mut(2 * half) {
                    let (low, high) = block.split_at_mut(half);
                    let twiddles = twiddles.iter().skip(at).step_by(length / 8);
                    for ((u, v), twiddle) in low.iter_mut().zip(high).zip(twiddles) {
                        let product = v.mul(arch, Lanes::of_row(arch, twiddle));
                        *v = u.sub(arch, product);
                        *u = u.add(arch, product);
                    }
                }
            }
            let places = neighbours.iter_mut().skip(at).step_by(length / 8);
            for (place, values) in places.zip(runs) {
                *place = values.reduce_wide(arch).store(arch);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ark_ff::UniformRand;

    use super::*;
    use crate::arch::{Portable, Simd128};

    /// The values at `ζ·ωⁱ` by Lagrange's interpolation: at `x`, with `xⁿ = −1`, the sum of
    /// `−2·ωⁱ / (n·(x − ωⁱ))` times each value.
    fn by_definition(values: &[Fr], at: usize) -> Fr {
        let n = values.len() as u64;
        let root = Fr::get_root_of_unity(2 * n).unwrap();
        let x = root.pow([2 * at as u64 + 1]);
        let terms = values.iter().zip(0..).map(|(value, i)| {
            let point = root.pow([2 * i as u64]);
            -point.double() * value / (Fr::from(n) * (x - point))
        });
        terms.sum()
    }

    #[test]
    fn values_on_the_coset_are_those_of_the_polynomial() {
        let rng = &mut ark_std::test_rng();
        for size in [64, 128, 256, 1 << 13] {
            let coset = OddCoset::new(size);
            let random: Vec<_> = (0..size).map(|_| Fr::rand(rng)).collect();
            for values in [random, vec![Fr::ZERO; size], vec![-Fr::ONE; size]] {
                let mut extended = vec![values.clone(), values.clone()];
                Extension { coset: &coset, values: &mut extended[0] }.run(Portable);
                Simd128.run(Extension { coset: &coset, values: &mut extended[1] });
                let mut wide = values.clone();
                if coset.extend(&mut wide).is_ok() {
                    extended.push(wide);
                }
                for extended in extended {
                    for at in [0, 1, 7, 8, size / 8, size / 2 + 3, size - 1] {
                        assert_eq!(extended[at], by_definition(&values, at), "{size} {at}");
                    }
                }
            }
        }
    }
}
