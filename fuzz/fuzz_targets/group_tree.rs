//! Trees of groups: all nodes, as bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::group::tree::GroupTree;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tree) = GroupTree::from_bytes(bytes) {
        assert!(tree.members() <= tree.places());
        for place in 0..=tree.places() {
            let _ = tree.path(place);
        }
        let _ = tree.digest();
    }
});
