//! Bundles of log entries, after a byte that says how many; paths of tiles and bundles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_board::entry::Close;
use ostrakon_board::tile::TileId;
use ostrakon_board::tile::entries::{BundleId, push_entry};

fuzz_target!(|bytes: &[u8]| {
    if let Some((width, bytes)) = bytes.split_first() {
        let bundle = BundleId::new(0, u16::from(*width) + 1).expect("1 to 256 entries");
        if let Ok(entries) = bundle.read(bytes) {
            let mut again = Vec::new();
            for entry in &entries {
                push_entry(&mut again, entry).expect("an entry that was read");
            }
            assert_eq!(again, bytes);
        }
    }
    if let Ok(text) = str::from_utf8(bytes) {
        if let Ok(tile) = text.parse::<TileId>() {
            assert_eq!(tile.path(), text);
        }
        if let Ok(bundle) = text.parse::<BundleId>() {
            assert_eq!(bundle.path(), text);
        }
    }
    if let Ok(close) = Close::from_bytes(bytes) {
        assert_eq!(close.to_bytes(), bytes);
    }
});
