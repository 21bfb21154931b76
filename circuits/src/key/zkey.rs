//! The reader of snarkjs' `zkey` files (Groth16, version 1).
//!
//! A file is `"zkey"`, the version and the number of sections as 32-bit numbers, then the sections: an
//! id of 32 bits, a length of 64 bits, the bytes. All numbers are little-endian. Field elements are 32
//! bytes in Montgomery form, points are affine, x then y, with (0, 0) for the identity.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{AdditiveGroup, BigInt, Fp, FpConfig, MontBackend, MontConfig, PrimeField};

use crate::matrices::{Matrices, Matrix};

/// What a file holds, with the identity elements of its groups where it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zkey {
    pub(super) header: Header,
    pub(super) ic: Vec<G1Affine>,
    pub(super) matrices: Matrices,
    pub(super) a: Vec<G1Affine>,
    pub(super) b_g1: Vec<G1Affine>,
    pub(super) b_g2: Vec<G2Affine>,
    pub(super) c: Vec<G1Affine>,
    pub(super) h: Vec<G1Affine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) wires: usize,
    pub(super) public_inputs: usize,
    pub(super) domain_size: usize,
    pub(super) alpha_g1: G1Affine,
    pub(super) beta_g1: G1Affine,
    pub(super) beta_g2: G2Affine,
    pub(super) gamma_g2: G2Affine,
    pub(super) delta_g1: G1Affine,
    pub(super) delta_g2: G2Affine,
}

impl Zkey {
    /// Reads a file whose matrices have `rows` rows. None for bytes that are not such a file; points
    /// are not held against their curve.
    pub(super) fn parse(bytes: &[u8], rows: usize) -> Option<Self> {
        let sections = Sections::parse(bytes)?;
        if sections.get(1)?.all(Reader::u32)? != GROTH16 {
            return None;
        }
        let header = sections.get(2)?.all(Header::read)?;
        let private = header.wires.checked_sub(1 + header.public_inputs)?;
        Some(Self {
            ic: sections.get(3)?.many(1 + header.public_inputs, Reader::g1)?,
            matrices: sections.get(4)?.all(|reader| reader.matrices(rows, header.wires))?,
            a: sections.get(5)?.many(header.wires, Reader::g1)?,
            b_g1: sections.get(6)?.many(header.wires, Reader::g1)?,
            b_g2: sections.get(7)?.many(header.wires, Reader::g2)?,
            c: sections.get(8)?.many(private, Reader::g1)?,
            h: sections.get(9)?.many(header.domain_size, Reader::g1)?,
            header,
        })
    }
}

impl Header {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.modulus::<Fq>()?;
        reader.modulus::<Fr>()?;
        Some(Self {
            wires: reader.index()?,
            public_inputs: reader.index()?,
            domain_size: reader.index()?,
            alpha_g1: reader.g1()?,
            beta_g1: reader.g1()?,
            beta_g2: reader.g2()?,
            gamma_g2: reader.g2()?,
            delta_g1: reader.g1()?,
            delta_g2: reader.g2()?,
        })
    }
}

/// The sections of a file, each id once.
struct Sections<'a>(Vec<(u32, Reader<'a>)>);

impl<'a> Sections<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.take(4)? != b"zkey" || reader.u32()? != VERSION {
            return None;
        }
        let mut sections = Vec::new();
        for _ in 0..reader.u32()? {
            let id = reader.u32()?;
            let length = usize::try_from(u64::from_le_bytes(*reader.array()?)).ok()?;
            if sections.iter().any(|(other, _)| *other == id) {
                return None;
            }
            sections.push((id, Reader(reader.take(length)?)));
        }
        reader.0.is_empty().then_some(Self(sections))
    }

    fn get(&self, id: u32) -> Option<Reader<'a>> {
        self.0.iter().find(|(other, _)| *other == id).map(|(_, section)| *section)
    }
}

/// Bytes that are yet to be read.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// What `read` makes of all bytes, no more and no fewer.
    fn all<T>(mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let value = read(&mut self)?;
        self.0.is_empty().then_some(value)
    }

    /// All bytes as `count` values.
    fn many<T>(self, count: usize, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        // Every value takes a byte at least: a count beyond the bytes must not reserve memory.
        if count > self.0.len() {
            return None;
        }
        self.all(|reader| (0..count).map(|_| read(reader)).collect())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn index(&mut self) -> Option<usize> {
        self.u32().and_then(|number| usize::try_from(number).ok())
    }

    fn limbs(&mut self) -> Option<BigInt<4>> {
        let (limbs, _) = self.array::<32>()?.as_chunks();
        let mut number = BigInt::zero();
        for (limb, bytes) in number.0.iter_mut().zip(limbs) {
            *limb = u64::from_le_bytes(*bytes);
        }
        Some(number)
    }

    /// The length and value of a field's modulus.
    fn modulus<F: PrimeField<BigInt = BigInt<4>>>(&mut self) -> Option<()> {
        (self.u32()? == 32 && self.limbs()? == F::MODULUS).then_some(())
    }

    /// An element in Montgomery form, which is how [`Fp`] holds it.
    fn element<T: MontConfig<4>>(&mut self) -> Option<Fp<MontBackend<T, 4>, 4>> {
        let limbs = self.limbs()?;
        (limbs < <MontBackend<T, 4> as FpConfig<4>>::MODULUS).then(|| Fp::new_unchecked(limbs))
    }

    fn g1(&mut self) -> Option<G1Affine> {
        let (x, y) = (self.element()?, self.element()?);
        let identity = x == Fq::ZERO && y == Fq::ZERO;
        Some(if identity { G1Affine::identity() } else { G1Affine::new_unchecked(x, y) })
    }

    fn g2(&mut self) -> Option<G2Affine> {
        let x = Fq2::new(self.element()?, self.element()?);
        let y = Fq2::new(self.element()?, self.element()?);
        let identity = x == Fq2::ZERO && y == Fq2::ZERO;
        Some(if identity { G2Affine::identity() } else { G2Affine::new_unchecked(x, y) })
    }

    /// The number of entries, then each as its matrix (0 or 1), row, wire and coefficient.
    fn matrices(&mut self, rows: usize, wires: usize) -> Option<Matrices> {
        // A coefficient is in Montgomery form twice over.
        let once: Fr = Fr::new_unchecked(BigInt::one());
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..self.index()? {
            let matrix = match self.u32()? {
                0 => &mut a,
                1 => &mut b,
                _ => return None,
            };
            let (row, wire) = (self.index()?, self.index()?);
            if wire >= wires {
                return None;
            }
            matrix.push((row, wire, self.element()? * once));
        }
        Some(Matrices { a: Matrix::new(rows, &a)?, b: Matrix::new(rows, &b)? })
    }
}

const VERSION: u32 = 1;
const GROTH16: u32 = 1;
