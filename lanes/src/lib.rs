//! Eight BN254 field elements at a time.
//!
//! A [`Kernel`] is code over [`Lanes`](lanes::Lanes) that is written once and run by [`dispatch`] with the widest
//! instructions the processor has: AVX-512 IFMA, found out when the program runs, or WebAssembly's SIMD, said when
//! it is built. Where there are none, [`dispatch`] hands the kernel back and the caller goes on with one element at a time:
//! scalar code is faster than eight lanes of emulated ones. `OSTRAKON_LANES=off` in the environment
//! does without them everywhere, to compare or to rule them out.
//!
//! | Module | What |
//! |---|---|
//! | [`arch`] | eight 64-bit words and what a processor can do with them; the one place with `unsafe` |
//! | [`modulus`] | the two fields of BN254 as numbers of five limbs |
//! | [`lanes`](mod@lanes) | eight elements: addition, multiplication, in and out of arkworks' form |
//! | [`fq2`] | eight elements of the quadratic extension of the base field |
//! | [`element`] | what both have in common, for code over either |
//! | [`fourier`] | from values of a polynomial on a domain to those on its odd coset |
//! | [`msm`] | sums of multiples of points |
//!
//! ```
//! use ark_bn254::Fr;
//! use ostrakon_lanes::arch::Arch;
//! use ostrakon_lanes::lanes::Lanes;
//! use ostrakon_lanes::{Kernel, dispatch};
//!
//! struct Squares([Fr; 8]);
//!
//! impl Kernel for Squares {
//!     type Output = [Fr; 8];
//!
//!     #[inline(always)]
//!     fn run<A: Arch>(self, arch: A) -> [Fr; 8] {
//!         let x = Lanes::load(arch, &self.0);
//!         x.square(arch).store(arch)
//!     }
//! }
//!
//! let numbers: [Fr; 8] = std::array::from_fn(|i| Fr::from(i as u64));
//! let squares = dispatch(Squares(numbers)).unwrap_or_else(|kernel| kernel.0.map(|x| x * x));
//! assert_eq!(squares[3], Fr::from(9));
//! ```
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]
#![deny(unsafe_code)]

pub mod arch;
pub mod element;
pub mod fourier;
pub mod fq2;
pub mod lanes;
pub mod modulus;
pub mod msm;

pub use arch::{Kernel, available, dispatch};
