//! Groups: canonical JSON of commitments.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::group::Group;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(group) = Group::from_bytes(bytes) {
        assert_eq!(group.to_bytes(), bytes);
    }
});
