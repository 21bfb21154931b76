//! Rows 12, 16 and 17: proving keys that are not the ceremony's of their depth.

use ark_bn254::{G1Affine, G2Affine};
use ark_ff::BigInteger as _;
use ostrakon_circuits::key::{Pin, ProvingKey};
use ostrakon_core::path::Depth;

use super::super::case::folder;
use super::Draft;
use super::electorate::World;

pub(super) fn cases(_: &World) -> Vec<Draft> {
    let of = |base: &str, name: &str, row, expect, about: &str, depth: u8| {
        Draft::new("proving-key", format!("key_{name}"), row, expect, about)
            .header("base", base)
            .header("depth", depth)
    };
    let key = |name: &str, row, expect, about: &str, depth| {
        of("semaphore-10.zkey", name, row, expect, about, depth)
    };
    let size = Pin::of(Depth::new(10).unwrap()).size;
    let patched = |name: &str, row, about: &str, at: u64, hex: &str| {
        key(name, row, "key-fingerprint", about, 10).header("patch", format!("{at} {hex}"))
    };
    vec![
        key("good", 17, "accept", "the ceremony's key", 10),
        patched("first_byte", 17, "the first byte changed", 0, "7b"),
        patched("middle_byte", 17, "a byte in the middle changed, in one of the points", size / 2, "ff"),
        patched("last_byte", 17, "the last byte changed", size - 1, "ff"),
        doubled_delta(key(
            "of_other_ceremony",
            16,
            "key-fingerprint",
            "another delta: the size is right",
            10,
        )),
        key("cut_short", 17, "key-size", "the last byte is missing", 10).header("truncate", size - 1),
        key("cut_in_half", 17, "key-size", "the second half is missing", 10).header("truncate", size / 2),
        key("empty", 17, "key-size", "nothing", 10).header("truncate", 0),
        key("byte_appended", 17, "key-size", "one byte too many", 10).header("append", "00"),
        key("of_depth_10_for_11", 12, "key-size", "the key of depth 10 for depth 11", 11),
        of("semaphore-16.zkey", "of_depth_16_for_10", 12, "key-size", "the key of depth 16 for depth 10", 10),
        // Superseded artifacts have other sizes: their circuit lacks a constraint.
        key(
            "size_of_superseded",
            16,
            "key-size",
            "fewer bytes, as the key of a circuit that lacks a constraint",
            10,
        )
        .header("truncate", size - 4096),
    ]
}

/// δ in both groups, doubled, over the bytes of the ceremony's: what another contribution would leave.
fn doubled_delta(draft: Draft) -> Draft {
    let depth = Depth::new(10).unwrap();
    let bytes = std::fs::read(folder().join("../../circuits/keys/semaphore-10.zkey")).unwrap();
    let key = ProvingKey::from_bytes(depth, &bytes).unwrap();
    let (g1, g2) = (*key.delta_g1(), key.verifying_key().delta_g2);
    let doubled: (G1Affine, G2Affine) = ((g1 + g1).into(), (g2 + g2).into());
    // Both stand at the end of the header, section 2 of the file.
    let at = 508;
    assert_eq!(bytes[at..at + 192], points(g1, g2));
    draft.header("patch", format!("{at} {}", hex::encode(points(doubled.0, doubled.1))))
}

/// Coordinates as they stand in the file: in Montgomery form, little-endian.
fn points(g1: G1Affine, g2: G2Affine) -> Vec<u8> {
    let coordinates = [g1.x, g1.y, g2.x.c0, g2.x.c1, g2.y.c0, g2.y.c1];
    coordinates.iter().flat_map(|coordinate| coordinate.0.to_bytes_le()).collect()
}
