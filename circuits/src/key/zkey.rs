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

#[cfg(test)]
mod tests {
    use ark_ec::AffineRepr;
    use ark_ff::One;
    use ostrakon_core::path::Depth;

    use super::*;
    use crate::shape;

    const KEY_10: &[u8] = include_bytes!("../../keys/semaphore-10.zkey");

    /// Where the section of the ceremony's contributions starts.
    const CONTRIBUTIONS: usize = 2_249_160;

    fn rows() -> usize {
        shape::rows(Depth::new(10).unwrap())
    }

    fn key() -> Zkey {
        Zkey::parse(KEY_10, rows()).unwrap()
    }

    #[test]
    fn every_point_is_in_its_group() {
        let Zkey { header, ic, matrices: _, a, b_g1, b_g2, c, h } = key();
        let g1 = [&ic, &a, &b_g1, &c, &h].into_iter().flatten();
        for point in g1.chain([&header.alpha_g1, &header.beta_g1, &header.delta_g1]) {
            assert!(point.is_on_curve());
        }
        for point in b_g2.iter().chain([&header.beta_g2, &header.gamma_g2, &header.delta_g2]) {
            assert!(point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve());
        }
        // A wire that no row of B names has no polynomial.
        assert_eq!(b_g1.iter().filter(|point| point.is_zero()).count(), 1_435);
        assert_eq!(b_g2.iter().filter(|point| point.is_zero()).count(), 1_435);
    }

    #[test]
    fn every_wire_without_entries_has_no_points() {
        let key = key();
        let mut named = vec![false; key.header.wires];
        for (wire, _) in key.matrices.b.iter().flatten() {
            named[wire] = true;
        }
        let points: Vec<bool> = key.b_g1.iter().map(|point| !point.is_zero()).collect();
        assert_eq!(named, points);
    }

    #[test]
    fn the_last_rows_are_those_of_the_public_inputs() {
        let key = key();
        let rows: Vec<Vec<_>> = key.matrices.a.iter().map(Iterator::collect).collect();
        for (wire, row) in rows[rows.len() - 5..].iter().enumerate() {
            assert_eq!(row, &[(wire, Fr::one())]);
        }
        assert_eq!(key.matrices.b.iter().skip(rows.len() - 5).flatten().count(), 0);
    }

    #[test]
    fn every_truncation_is_refused() {
        // Section by section, and each of the first and last bytes.
        let ends =
            (0..2_000).chain((2_000..KEY_10.len()).step_by(997)).chain(KEY_10.len() - 200..KEY_10.len());
        for end in ends {
            assert_eq!(Zkey::parse(&KEY_10[..end], rows()), None, "{end} bytes");
        }
        assert_eq!(Zkey::parse(&[KEY_10, &[0]].concat(), rows()), None);
    }

    #[test]
    fn no_flipped_bit_makes_it_panic() {
        let good = key();
        let mut refused = 0;
        let mut bytes = KEY_10.to_vec();
        let (head, tail) = (0..1_400, (1_400..KEY_10.len()).step_by(100_003));
        for at in head.chain(tail) {
            for bit in [0, 3, 7] {
                bytes[at] ^= 1 << bit;
                match Zkey::parse(&bytes, rows()) {
                    // The last section tells who contributed, and is not read.
                    Some(other) => assert!(other != good || at > CONTRIBUTIONS, "bit {bit} of byte {at}"),
                    None => refused += 1,
                }
                bytes[at] ^= 1 << bit;
            }
        }
        assert!(refused > 500);
    }

    #[test]
    fn lengths_beyond_the_bytes_are_refused() {
        for (at, length) in [(8, 4), (16, 8), (28 + 8, 4)] {
            let mut bytes = KEY_10.to_vec();
            bytes[at..at + length].fill(0xff);
            assert_eq!(Zkey::parse(&bytes, rows()), None, "number at {at}");
        }
    }

    #[test]
    fn other_kinds_of_file_are_refused() {
        let with = |at: usize, byte: u8| {
            let mut bytes = KEY_10.to_vec();
            bytes[at] = byte;
            Zkey::parse(&bytes, rows())
        };
        assert_eq!(with(0, b'y'), None, "magic");
        assert_eq!(with(4, 2), None, "version");
        assert_eq!(with(8, 9), None, "a section too few");
        assert_eq!(with(24, 2), None, "another proof system");
        assert_eq!(Zkey::parse(KEY_10, rows() - 1), None, "another number of rows");
    }
}
