//! Exported private keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_core::identity::IdentitySecret;

fuzz_target!(|text: &str| {
    if let Ok(identity) = IdentitySecret::import(text) {
        assert_eq!(identity.export().as_str(), text);
    }
});
