//! Bundles as folders and archives: what is copied is what was there, and no archive does harm.

use std::io::Write as _;

use ostrakon_board::audit::{Finding, Given, Verdict, audit};
use ostrakon_board::bundle::archive::{ArchiveReader, ArchiveWriter};
use ostrakon_board::bundle::copy::{Copied, CopyError, copy};
use ostrakon_board::bundle::folder::Folder;
use ostrakon_board::bundle::{CHECKPOINT, PartError, Sink as _, Source};
use ostrakon_board::entry::Close;

use crate::closed::{Closed, Parts, order};

fn packed(parts: &Parts) -> Vec<u8> {
    let mut archive = ArchiveWriter::new(Vec::new()).unwrap();
    for name in order(6) {
        archive.put(&name, &parts.0[&name]).unwrap();
    }
    archive.finish().unwrap()
}

fn check(source: &mut dyn Source) -> Verdict {
    audit(source, &Given::default(), &mut |_| ()).unwrap()
}

/// Both decoders find the same.
fn check_archive(bytes: &[u8]) -> Verdict {
    let verdict = check(&mut ArchiveReader::new(bytes).unwrap());
    let other = check(&mut ArchiveReader::of_bytes(bytes));
    let codes = |verdict: &Verdict| verdict.checks().iter().map(|check| check.code()).collect::<Vec<_>>();
    assert_eq!((verdict.finding(), codes(&verdict)), (other.finding(), codes(&other)));
    verdict
}

fn copied(source: &mut dyn Source) -> Result<(Copied, Parts), CopyError> {
    let mut parts = Parts::default();
    copy(source, &mut parts, None, &mut |_, _| ()).map(|copied| (copied, parts))
}

/// The only code of what is wrong.
fn code(verdict: &Verdict) -> &'static str {
    let mut codes = verdict.checks().iter().filter_map(|check| check.code());
    let code = codes.next().unwrap();
    assert_eq!(codes.next(), None);
    code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_the_same_in_a_folder_an_archive_or_anywhere() {
    let closed = Closed::new().await;
    let (mut parts, verdict) = (closed.parts.clone(), check(&mut closed.parts.clone()));
    assert_eq!(verdict.finding(), Finding::SelfConsistent);

    let folder = tempfile::tempdir().unwrap();
    let mut in_folder = Folder::new(folder.path());
    let done = copy(&mut parts, &mut in_folder, Some(closed.club.poll().id()), &mut |_, _| ()).unwrap();
    assert_eq!((done.checkpoint.size(), done.not_final), (6, None));
    assert_eq!(check(&mut in_folder), verdict);

    let mut archive = ArchiveWriter::new(Vec::new()).unwrap();
    copy(&mut in_folder, &mut archive, None, &mut |_, _| ()).unwrap();
    let bytes = archive.finish().unwrap();
    assert_eq!(bytes, packed(&parts), "the same parts give the same bytes");
    assert_eq!(check_archive(&bytes), verdict);
    assert_eq!(copied(&mut ArchiveReader::new(bytes.as_slice()).unwrap()).unwrap().1, parts);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_belong_together_is_not_copied() {
    let closed = Closed::new().await;
    let code = |parts: &Parts| copied(&mut parts.clone()).unwrap_err().code();
    let poll = closed.club.poll().id();
    assert_eq!(code(&closed.mirrored(|log| log.swap(1, 2))), "log-root");
    assert_eq!(code(&closed.mirrored(|log| drop(log.remove(2)))), "bundle-cut-short");
    assert_eq!(code(&closed.resigned(|log| drop(log.pop()))), "log-not-closed");
    assert_eq!(code(&closed.resigned(|log| log[5] = Close::new(poll, 9).to_bytes())), "log-close-number");
    for name in order(6) {
        let mut parts = closed.parts.clone();
        parts.0.remove(&name);
        assert_eq!(code(&parts), "part-missing", "{name}");
    }
    let other = "00".repeat(32).parse().unwrap();
    let error = copy(&mut closed.parts.clone(), &mut Parts::default(), Some(other), &mut |_, _| ());
    assert_eq!(error.unwrap_err().code(), "poll-id");
    // What cosigners have not signed yet is copied, and said to be not final.
    let mut parts = closed.parts.clone();
    let late = closed.checkpoint(&closed.entries, "2026-01-03T00:00:00Z");
    parts.0.insert(CHECKPOINT.to_owned(), late.to_bytes());
    assert_eq!(copied(&mut parts).unwrap().0.not_final.unwrap().code(), "cosigners-missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_cut_anywhere_is_refused() {
    let closed = Closed::new().await;
    let bytes = packed(&closed.parts);
    for end in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        let code = code(&check_archive(&bytes[..end]));
        assert!(["part-cut-short", "part-damaged"].contains(&code), "{end}: {code}");
    }
    // A good compression of an archive that is cut.
    let tar = unpacked(&closed.parts, |_| ());
    for end in (0..tar.len()).step_by(1021) {
        let is_whole = tar[end..].iter().all(|byte| *byte == 0) && tar.len() - end < 1024;
        let verdict = check_archive(&compressed(&tar[..end]));
        assert!(is_whole || verdict.finding() == Finding::Rejected, "{end}");
    }
}

/// A tar archive of a bundle, with something done to it before its end.
fn unpacked(parts: &Parts, more: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for name in order(6) {
        append(&mut archive, &name, tar::EntryType::Regular, &parts.0[&name]);
    }
    more(&mut archive);
    archive.into_inner().unwrap()
}

fn append(archive: &mut tar::Builder<Vec<u8>>, name: &str, kind: tar::EntryType, bytes: &[u8]) {
    let mut header = tar::Header::new_ustar();
    // By hand, since the library refuses names that lead outside.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    archive.append(&header, bytes).unwrap();
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_has_its_parts_in_their_order_and_nothing_else() {
    let closed = Closed::new().await;
    let parts = &closed.parts;
    let good = unpacked(parts, |_| ());
    assert_eq!(check_archive(&compressed(&good)).finding(), Finding::SelfConsistent);
    // Two frames, one after the other, are one archive; programs fill the last record up with zeros.
    let (first, second) = good.split_at(good.len() / 2);
    let frames = [compressed(first), compressed(&[second, &[0; 8192]].concat())].concat();
    assert_eq!(check_archive(&frames).finding(), Finding::SelfConsistent);

    let regular = tar::EntryType::Regular;
    let first = |name: &str, kind, bytes: &[u8]| {
        let mut archive = tar::Builder::new(Vec::new());
        append(&mut archive, name, kind, bytes);
        compressed(&archive.into_inner().unwrap())
    };
    let after = |name: &str| compressed(&unpacked(parts, |tar| append(tar, name, regular, b"")));
    let huge = {
        let mut header = tar::Header::new_ustar();
        header.set_path("poll.json").unwrap();
        header.set_size(u64::MAX);
        header.set_cksum();
        compressed(&[header.as_bytes().as_slice(), &vec![b' '; 2 << 20]].concat())
    };
    let mut damaged = good.clone();
    damaged[0] ^= 1;
    for (what, bytes, expected) in [
        ("nothing", Vec::new(), "part-cut-short"),
        ("no archive", b"not an archive".to_vec(), "part-damaged"),
        ("an empty archive", compressed(&[0; 1024]), "part-missing"),
        ("a header with another sum", compressed(&damaged), "part-damaged"),
        ("another part first", first("group.json", regular, b"{}"), "part-order"),
        ("a path outside", first("../poll.json", regular, b"{}"), "part-order"),
        ("an absolute path", first("/poll.json", regular, b"{}"), "part-order"),
        ("a symbolic link", first("poll.json", tar::EntryType::Symlink, b""), "part-kind"),
        ("a hard link", first("poll.json", tar::EntryType::Link, b""), "part-kind"),
        ("a folder", first("tile/", tar::EntryType::Directory, b""), "part-kind"),
        ("an extension", first("poll.json", tar::EntryType::XHeader, b"12 path=a\n"), "part-kind"),
        ("a long name", first("poll.json", tar::EntryType::GNULongName, b"a"), "part-kind"),
        ("a part without end", huge, "part-size"),
        ("one part more", after("more.json"), "part-trailing"),
        ("a part twice", after("result.json"), "part-trailing"),
        ("zeros without end", compressed(&[good.as_slice(), &vec![0; 4 << 20]].concat()), "part-trailing"),
        ("bytes after the end", compressed(&[good.as_slice(), b"x"].concat()), "part-trailing"),
        ("bytes after the compression", [compressed(&good), b"x".to_vec()].concat(), "part-damaged"),
    ] {
        assert_eq!(code(&check_archive(&bytes)), expected, "{what}");
    }
}

#[test]
fn an_archive_that_takes_much_memory_to_unpack_is_refused() {
    let mut compressor = zstd::Encoder::new(Vec::new(), 1).unwrap();
    compressor.window_log(27).unwrap();
    compressor.write_all(&vec![b' '; 1 << 20]).unwrap();
    let bytes = compressor.finish().unwrap();
    let error = ArchiveReader::new(bytes.as_slice()).unwrap().open("poll.json").err().unwrap();
    assert!(matches!(error, PartError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_part_that_cannot_be_read_is_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("poll.json")).unwrap();
    let error = audit(&mut Folder::new(folder.path()), &Given::default(), &mut |_| ()).unwrap_err();
    assert_eq!(error.code(), "part-read");
}
