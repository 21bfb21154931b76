//! BLAKE-512, the SHA-3 finalist: Semaphore's clients derive secrets with it.
//!
//! Names are those of [the submission][paper], section 2.2; the salt is zero.
//!
//! [paper]: https://perso.uclouvain.be/fstandae/source_codes/hash_atmel/specs/blake.pdf

use zeroize::{Zeroize, Zeroizing};

/// The first digits of π.
const C: [u64; 16] = [
    0x243f_6a88_85a3_08d3,
    0x1319_8a2e_0370_7344,
    0xa409_3822_299f_31d0,
    0x082e_fa98_ec4e_6c89,
    0x4528_21e6_38d0_1377,
    0xbe54_66cf_34e9_0c6c,
    0xc0ac_29b7_c97c_50dd,
    0x3f84_d5b5_b547_0917,
    0x9216_d5d9_8979_fb1b,
    0xd131_0ba6_98df_b5ac,
    0x2ffd_72db_d01a_dfb7,
    0xb8e1_afed_6a26_7e96,
    0xba7c_9045_f12c_7f99,
    0x24a1_9947_b391_6cf7,
    0x0801_f2e2_858e_fc16,
    0x6369_20d8_7157_4e69,
];

/// The initial value, as of SHA-512.
const IV: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// The order in which each round takes words, again from the first after the tenth.
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const ROUNDS: usize = 16;
const BLOCK: usize = 128;

/// The two halves of the hash of all parts in a row.
pub(crate) fn blake512(parts: &[&[u8]]) -> Zeroizing<[[u8; 32]; 2]> {
    let message = Zeroizing::new(parts.concat());
    let bits = 8 * message.len() as u128;
    // A one, zeros and a one, so that with the length blocks are full.
    let mut padding = vec![0; BLOCK - (message.len() + 16) % BLOCK];
    if let Some(first) = padding.first_mut() {
        *first |= 0x80;
    }
    if let Some(last) = padding.last_mut() {
        *last |= 1;
    }
    padding.extend(bits.to_be_bytes());
    let padded = Zeroizing::new([message.as_slice(), &padding].concat());

    let mut state = Zeroizing::new(IV);
    for (number, block) in padded.chunks_exact(BLOCK).enumerate() {
        let before = 8 * (number * BLOCK) as u128;
        // Bits of the message so far, and none where the block holds no bit of it.
        let counted = if before < bits { bits.min(before + 8 * BLOCK as u128) } else { 0 };
        compress(&mut state, block, counted);
    }
    let mut halves = Zeroizing::new([[0; 32]; 2]);
    for (bytes, word) in halves.as_flattened_mut().chunks_exact_mut(8).zip(*state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    halves
}

fn compress(h: &mut [u64; 8], block: &[u8], bits: u128) {
    let mut m = Zeroizing::new([0; 16]);
    for (word, bytes) in m.iter_mut().zip(block.chunks_exact(8)) {
        *word = u64::from_be_bytes(bytes.try_into().expect("these are eight bytes"));
    }
    let (low, high) = (bits as u64, (bits >> 64) as u64);
    let [h0, h1, h2, h3, h4, h5, h6, h7] = *h;
    let mut rows = [
        [h0, h1, h2, h3],
        [h4, h5, h6, h7],
        [C[0], C[1], C[2], C[3]],
        [low ^ C[4], low ^ C[5], high ^ C[6], high ^ C[7]],
    ];
    for sigma in SIGMA.iter().cycle().take(ROUNDS) {
        let words = |of: &[u64; 16]| sigma.map(|at| of.get(at).copied().unwrap_or_default());
        let (mut message, constants) = (words(&m), words(&C));
        let (columns, diagonals) = message.split_at(8);
        let (column_constants, diagonal_constants) = constants.split_at(8);
        mix(&mut rows, columns, column_constants);
        turn(&mut rows, [0, 1, 2, 3]);
        mix(&mut rows, diagonals, diagonal_constants);
        turn(&mut rows, [0, 3, 2, 1]);
        message.zeroize();
    }
    let [upper, lower] = [[rows[0], rows[1]].concat(), [rows[2], rows[3]].concat()].map(Zeroizing::new);
    for (h, (a, b)) in h.iter_mut().zip(upper.iter().zip(lower.iter())) {
        *h ^= a ^ b;
    }
    rows.zeroize();
}

/// Rotates each row by as many words to the left.
fn turn(rows: &mut [[u64; 4]; 4], by: [usize; 4]) {
    for (row, by) in rows.iter_mut().zip(by) {
        row.rotate_left(by);
    }
}

/// The function G of the paper on each column.
fn mix(rows: &mut [[u64; 4]; 4], words: &[u64], constants: &[u64]) {
    let [a, b, c, d] = rows;
    let columns = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
    let pairs = words.chunks_exact(2).zip(constants.chunks_exact(2));
    for (((a, b), (c, d)), pair) in columns.zip(pairs) {
        let (&[m0, m1], &[c0, c1]) = pair else { continue };
        *a = a.wrapping_add(*b).wrapping_add(m0 ^ c1);
        *d = (*d ^ *a).rotate_right(32);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_right(25);
        *a = a.wrapping_add(*b).wrapping_add(m1 ^ c0);
        *d = (*d ^ *a).rotate_right(16);
        *c = c.wrapping_add(*d);
        *b = (*b ^ *c).rotate_right(11);
    }
}

#[cfg(test)]
mod tests {
    use blake_hash::{Blake512, Digest as _};

    use super::*;

    #[test]
    fn the_submission_s_vectors_come_out() {
        for (zeros, expected) in [
            (
                1,
                "97961587f6d970faba6d2478045de6d1fabd09b61ae50932054d52bc29d31be4\
                 ff9102b9f69e2bbdb83be13d4b9c06091e5fa0b48bd081b634058be0ec49beb3",
            ),
            (
                144,
                "313717d608e9cf758dcb1eb0f0c3cf9fc150b2d500fb33f51c52afc99d358a2f\
                 1374b8a38bba7974e7f6ef79cab16f22ce1e649d6e01ad9589c213045d545dde",
            ),
        ] {
            assert_eq!(hex::encode(blake512(&[&vec![0; zeros]]).as_flattened()), expected);
        }
    }

    #[test]
    fn all_lengths_agree_with_another_implementation() {
        let message: Vec<u8> = (0..=255).cycle().take(4 * BLOCK).collect();
        for length in 0..message.len() {
            let (message, _) = message.split_at(length);
            let (start, end) = message.split_at(length / 3);
            let expected = Blake512::digest(message);
            assert_eq!(blake512(&[start, end]).as_flattened(), expected.as_slice(), "{length} bytes");
        }
    }
}
