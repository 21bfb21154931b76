//! Proof objects of Semaphore's JavaScript client, and the texts that it takes for integers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::compatibility::{SemaphoreProof, integer_from_text};
use ostrakon_core::json::from_json;
use ostrakon_core::proof::Proof;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = from_json::<SemaphoreProof>(bytes, 100_000) {
        if let Ok(points) = Proof::from_coordinates(&proof.points) {
            assert_eq!(points.to_coordinates().as_slice(), proof.points);
        }
        for text in [&proof.message, &proof.merkle_tree_root, &proof.scope] {
            let _ = integer_from_text(text);
        }
    }
});
