//! The proving keys that the program carries.

use ostrakon_core::path::Depth;

/// The bytes of a depth's proving key, where the program carries them.
pub(super) const fn embedded(depth: Depth) -> Option<&'static [u8]> {
    #[cfg(feature = "embedded-keys")]
    match depth.get() {
        16 => return Some(include_bytes!("../../keys/semaphore-16.zkey")),
        20 => return Some(include_bytes!("../../keys/semaphore-20.zkey")),
        _ => {}
    }
    let _ = depth;
    None
}
