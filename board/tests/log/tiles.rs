//! Tiles, with tlog_tiles, a port of the Go checksum database's code, as the other reader.

use std::collections::BTreeMap;

use ostrakon_board::proof::{ProofPlan, verify_consistency, verify_inclusion};
use ostrakon_board::tile::entries::{BundleError, BundleId, MAX_ENTRY_BYTES, push_entry};
use ostrakon_board::tile::{self, Edge, TileError, TileId};
use ostrakon_board::tree::{Frontier, TreeHash, leaf_hash};
use proptest::prelude::*;
use tlog_tiles::{Error, Hash, HashReader as _, Tile, TileHashReader, TileReader};

/// The files of a log, by path.
#[derive(Default)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn save(&mut self, edge: &mut Edge) {
        for (tile, hashes) in edge.changed() {
            assert_eq!(hashes.len(), usize::from(tile.width()));
            self.0.insert(tile.path(), tile::to_bytes(hashes));
        }
        edge.saved();
        assert_eq!(edge.changed().count(), 0);
    }
}

impl TileReader for Files {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        // Their paths are those of the Go checksum database, which name the height.
        let path = |tile: &Tile| tile.path().replacen("tile/8/", "tile/", 1);
        tiles.iter().map(|tile| self.0.get(&path(tile)).cloned().ok_or(Error::InvalidTile)).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

fn grow(edge: &mut Edge, size: u64) {
    for index in edge.size()..size {
        edge.push(leaf_hash(&index.to_be_bytes())).unwrap();
    }
}

fn theirs(hash: TreeHash) -> Hash {
    Hash(hash.to_bytes())
}

fn ours(proof: Vec<Hash>) -> Vec<TreeHash> {
    proof.into_iter().map(|hash| TreeHash::from_bytes(hash.0)).collect()
}

#[test]
fn another_reader_finds_every_hash_in_the_tiles_of_each_checkpoint() {
    let (mut edge, mut files) = (Edge::new(), Files::default());
    let mut before = (0, edge.root());
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000] {
        grow(&mut edge, size);
        files.save(&mut edge);
        let root = edge.root();
        let reader = TileHashReader::new(size, theirs(root), &files);
        for index in [0, size / 3, size / 2, size - 1] {
            let hashes = reader.read_hashes(&[tlog_tiles::stored_hash_index(0, index)]).unwrap();
            assert_eq!(hashes[0], tlog_tiles::record_hash(&index.to_be_bytes()));
            let proof = tlog_tiles::prove_record(size, index, &reader).unwrap();
            verify_inclusion(leaf_hash(&index.to_be_bytes()), index, size, &ours(proof), root).unwrap();
        }
        let (old_size, old_root) = before;
        if old_size > 0 {
            let proof = ours(tlog_tiles::prove_tree(size, old_size, &reader).unwrap());
            verify_consistency(old_size, old_root, size, root, &proof).unwrap();
        }
        before = (size, root);
    }
}

#[test]
fn another_reader_accepts_the_proofs_made_of_tiles() {
    let mut edge = Edge::new();
    grow(&mut edge, 66_000);
    let tiles: BTreeMap<_, _> = edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())).collect();
    let root = edge.root();
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 65_999] {
        let proof = ProofPlan::inclusion(index, 66_000).unwrap().make(&tiles).unwrap();
        let proof = proof.into_iter().map(theirs).collect();
        let leaf = tlog_tiles::record_hash(&index.to_be_bytes());
        tlog_tiles::check_record(&proof, 66_000, theirs(root), index, leaf).unwrap();
    }
    let mut old = Edge::new();
    for size in [1, 2, 300, 32_768, 65_535, 65_536, 65_999] {
        grow(&mut old, size);
        let proof = ProofPlan::consistency(size, 66_000).unwrap().make(&tiles).unwrap();
        let proof = proof.into_iter().map(theirs).collect();
        tlog_tiles::check_tree(&proof, 66_000, theirs(root), size, theirs(old.root())).unwrap();
    }
}

#[test]
fn the_tiles_to_publish_are_those_that_another_implementation_names() {
    let mut edge = Edge::new();
    for (old, size) in [(0, 1), (1, 2), (2, 256), (256, 257), (257, 1000), (1000, 66_000), (66_000, 66_000)] {
        grow(&mut edge, size);
        let mut changed: Vec<_> = edge.changed().map(|(tile, _)| tile).collect();
        changed.sort_unstable();
        let named = Tile::new_tiles(8, old, size);
        let mut named: Vec<_> = named
            .iter()
            .map(|tile| TileId::new(tile.level(), tile.level_index(), tile.width() as u16).unwrap())
            .collect();
        named.sort_unstable();
        assert_eq!(changed, named, "{old} to {size}");
        edge.saved();
    }
}

#[test]
fn the_example_of_the_specification_has_these_tiles() {
    let all = |size: u64| {
        let tiles =
            (0..3).flat_map(move |level| (0..300).filter_map(move |i| TileId::of_log(level, i, size)));
        let (full, edge): (Vec<_>, Vec<_>) = tiles.partition(|tile| tile.is_full());
        (full.len(), edge)
    };
    let tile = |level, index, width| TileId::new(level, index, width).unwrap();
    assert_eq!(all(70_000), (273 + 1, vec![tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)]));
    assert_eq!(all(256), (1, vec![tile(1, 0, 1)]));
    assert_eq!(TileId::edge(70_000).collect::<Vec<_>>(), all(70_000).1);
    assert_eq!(TileId::edge(256).collect::<Vec<_>>(), all(256).1);
    assert_eq!(TileId::edge(0).count(), 0);
    assert_eq!(TileId::edge(u64::MAX).count(), 8);
}

#[test]
fn an_edge_goes_on_where_it_was_saved() {
    let (mut edge, mut frontier) = (Edge::new(), Frontier::new());
    let mut tiles = BTreeMap::new();
    for size in 0..1500_u64 {
        assert_eq!(edge.root(), frontier.root(), "{size}");
        if size % 37 == 0 || size % 256 == 0 {
            tiles.extend(edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())));
            let loaded = Edge::load(size, &tiles).unwrap();
            edge.saved();
            assert_eq!(loaded, edge);
            edge = loaded;
        }
        let leaf = leaf_hash(&size.to_be_bytes());
        edge.push(leaf).unwrap();
        frontier.push(leaf);
    }
    let missing = TileId::new(0, 5, 221).unwrap();
    assert_eq!(Edge::load(5 * 256 + 221, &BTreeMap::new()), Err(TileError::Missing(missing)));
    assert_eq!(Edge::load(1 << 53, &tiles), Err(TileError::TooLong(1 << 53)));
}

#[test]
fn paths_are_those_of_the_specification_and_read_in_one_spelling() {
    for (path, tile) in [
        ("tile/0/x001/x234/067", (0, 1_234_067, 256)),
        ("tile/0/000", (0, 0, 256)),
        ("tile/3/999.p/1", (3, 999, 1)),
        ("tile/1/x001/000.p/255", (1, 1000, 255)),
        ("tile/7/000.p/255", (7, 0, 255)),
        ("tile/0/x072/x057/x594/x037/x927/935", (0, 72_057_594_037_927_935, 256)),
    ] {
        let (level, index, width) = tile;
        let tile = TileId::new(level, index, width).unwrap();
        assert_eq!((tile.path().as_str(), path.parse()), (path, Ok(tile)));
        if level == 0 {
            let bundle = BundleId::new(index, width).unwrap();
            let path = path.replace("tile/0", "tile/entries");
            assert_eq!((bundle.path(), path.parse()), (path, Ok(bundle)));
        }
    }
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/00/000",
        "tile/+1/000",
        "tile/256/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000.p/1.p/1",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/-01",
        "tile/0/+01",
        "tile/0/x+01/000",
        "tile/entries/000",
        "tile/0/xx01/000",
        "tile/8/000",
        "tile/0/x072/x057/x594/x037/x927/936",
        "tile/7/001",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/٠٠١",
        "tile/0/000.p/٣",
        "tile/8/0/000",
    ] {
        assert!(path.parse::<TileId>().is_err(), "{path}");
        let bundle = path.replacen("tile/0", "tile/entries", 1);
        assert!(bundle == "tile/entries/000" || bundle.parse::<BundleId>().is_err(), "{bundle}");
    }
    for (level, index, width) in [(0, 0, 0), (0, 0, 257), (8, 0, 1), (0, 1 << 56, 1), (7, 1, 1), (255, 0, 1)]
    {
        let error = TileError::Coordinates { level, index, width };
        assert_eq!(TileId::new(level, index, width), Err(error));
    }
}

#[test]
fn a_tile_of_another_length_is_refused() {
    let tile = TileId::new(0, 0, 2).unwrap();
    let hashes = [leaf_hash(b"a"), leaf_hash(b"b")];
    let bytes = tile::to_bytes(&hashes);
    assert_eq!(tile.read(&bytes).unwrap(), hashes);
    for found in [0, 1, 32, 63, 65, 96] {
        assert_eq!(tile.read(&[0].repeat(found)), Err(TileError::Length { tile, found }));
    }
}

#[test]
fn bundles_hold_their_entries_and_nothing_else() {
    let entries = [b"".as_slice(), b"one", &[7].repeat(MAX_ENTRY_BYTES)];
    let mut bytes = Vec::new();
    for entry in entries {
        push_entry(&mut bytes, entry).unwrap();
    }
    assert_eq!(bytes[..9], *b"\0\0\0\x03one\xff\xff");
    let bundle = |width| BundleId::new(0, width).unwrap();
    assert_eq!(bundle(3).read(&bytes).unwrap(), entries);
    assert_eq!(bundle(2).read(&bytes), Err(BundleError::Trailing(2 + MAX_ENTRY_BYTES)));
    assert_eq!(bundle(4).read(&bytes), Err(BundleError::CutShort(3)));
    for cut in [0, 1, 3, 6, bytes.len() - 1] {
        assert!(matches!(bundle(3).read(&bytes[..cut]), Err(BundleError::CutShort(_))), "{cut}");
    }
    let long = [0].repeat(MAX_ENTRY_BYTES + 1);
    let before = bytes.clone();
    assert_eq!(push_entry(&mut bytes, &long), Err(BundleError::EntrySize(65_536)));
    assert_eq!(bytes, before);
}

proptest! {
    #[test]
    fn whatever_is_a_path_has_that_path(text in "tile/(entries|[0-9]{1,2})/(x[0-9]{3}/){0,7}[0-9]{3}(\\.p/[0-9]{1,3})?") {
        if let Ok(tile) = text.parse::<TileId>() {
            prop_assert_eq!(tile.path(), text);
        } else if let Ok(bundle) = text.parse::<BundleId>() {
            prop_assert_eq!(bundle.path(), text);
        }
    }

    #[test]
    fn whatever_is_a_bundle_is_written_the_same(width in 1..=256_u16, bytes in prop::collection::vec(0..3_u8, 0..600)) {
        if let Ok(entries) = BundleId::new(0, width).unwrap().read(&bytes) {
            let mut again = Vec::new();
            entries.iter().for_each(|entry| push_entry(&mut again, entry).unwrap());
            prop_assert_eq!(again, bytes);
        }
    }

    #[test]
    fn a_tile_of_a_log_is_as_wide_as_the_log_makes_it(level in any::<u8>(), index in any::<u64>(), size in any::<u64>()) {
        let tile = TileId::of_log(level, index % 300, size).or_else(|| TileId::of_log(level, index, size));
        if let Some(tile) = tile {
            let before = u128::from(tile.index()) * 256 + u128::from(tile.width());
            prop_assert!(before << (8 * u32::from(tile.level())) <= u128::from(size));
        }
    }
}
