//! Ballots: canonical JSON, then nullifier and proof.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::ballot::Ballot;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(ballot) = Ballot::from_bytes(bytes) {
        assert_eq!(ballot.to_bytes(), bytes);
        if let (Ok(nullifier), Ok(proof)) = (ballot.nullifier(), ballot.proof()) {
            assert_eq!(Ballot::new(ballot.content().clone(), nullifier, &proof), ballot);
        }
    }
});
