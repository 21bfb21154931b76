//! The [`Form`] in which coordinates are kept: for one addition at a time, or for eight.

use super::addition::Additions;
use super::coordinate::Coordinate;
use crate::arch::dispatch;

/// How coordinates are kept and added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As arkworks keeps them, times 2²⁵⁶.
    Narrow,
    /// As lanes keep them, times 2²⁶⁰ and below `2p`.
    Wide,
    /// As lanes keep them, where there are no instructions for lanes.
    #[cfg(test)]
    Portable,
    /// The same, with WebAssembly's.
    #[cfg(test)]
    Simd128,
}

impl Form {
    /// What is best on this processor.
    pub(super) fn best() -> Self {
        if crate::arch::available().is_some() { Self::Wide } else { Self::Narrow }
    }

    pub(super) fn store<F: Coordinate>(self, x: F, y: F) -> F::Stored {
        let scale = self.scale::<F>();
        F::store(x * scale, y * scale)
    }

    /// The coordinates of points, or none of the point at infinity.
    pub(super) fn load<F: Coordinate>(self) -> impl Fn(&F::Stored) -> Option<(F, F)> {
        let inverse = self.scale::<F>().inverse().expect("a scale is not zero");
        move |point| {
            let (x, y) = F::load(&F::canonical(point));
            (!F::is_infinite(point)).then(|| (x * inverse, y * inverse))
        }
    }

    /// What arkworks' form of a coordinate is multiplied with.
    fn scale<F: Coordinate>(self) -> F {
        match self {
            Self::Narrow => F::ONE,
            _ => F::from(16_u64),
        }
    }

    pub(super) fn run<F: Coordinate>(self, additions: Additions<'_, F>) {
        match self {
            // So that nothing of it is kept where there always are instructions for lanes.
            Self::Narrow if cfg!(target_feature = "simd128") => {
                unreachable!("the form was chosen by the processor")
            }
            Self::Narrow => additions.run_narrow(),
            Self::Wide => {
                dispatch(additions).unwrap_or_else(|_| unreachable!("the form was chosen by the processor"))
            }
            #[cfg(test)]
            Self::Portable => crate::arch::Kernel::run(additions, crate::arch::Portable),
            #[cfg(test)]
            Self::Simd128 => crate::arch::Simd128.run(additions),
        }
    }
}
