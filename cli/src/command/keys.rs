//! `ostrakon keys`.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use comfy_table::{CellAlignment, Table, presets};
use flate2::read::GzDecoder;
use ostrakon_circuits::key::{Pin, ProvingKey};
use ostrakon_core::path::Depth;
use serde_json::{Value, json};

use crate::cli::{Keys, KeysCheck, KeysImport};
use crate::error::Error;
use crate::io::{Access, Existing, Source, Target};
use crate::keys::{self, Place};
use crate::report::Report;
use crate::style::mark;

pub(super) fn run(command: &Keys) -> Result<Report, Error> {
    match command {
        Keys::List => Ok(list()),
        Keys::Check(arguments) => check(arguments),
        Keys::Import(arguments) => import(arguments),
    }
}

fn list() -> Report {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["depth", "voters", "bytes", "here", "SHA-256"]);
    let mut json = Vec::new();
    for depth in Depth::all() {
        let pin = Pin::of(depth);
        let here = match Place::of(depth) {
            Place::Embedded => "in the program".to_owned(),
            Place::Folder(file) => file.display().to_string(),
            Place::Absent => "no".to_owned(),
        };
        let voters = 1_u64 << depth.get();
        table.add_row([
            depth.to_string(),
            voters.to_string(),
            pin.size.to_string(),
            here,
            pin.proving_key.to_string(),
        ]);
        json.push(json!({
            "depth": depth,
            "size": pin.size,
            "place": match Place::of(depth) {
                Place::Embedded => json!("embedded"),
                Place::Folder(file) => json!(file),
                Place::Absent => Value::Null,
            },
            "sha256": pin.proving_key,
        }));
    }
    for column in table.column_iter_mut().take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let folder = keys::folder();
    let shown = folder
        .as_ref()
        .map_or_else(|| "none: set OSTRAKON_KEYS".to_owned(), |folder| folder.display().to_string());
    let text = format!(
        "{}\n\nSemaphore V4, artifacts 4.13.0. Keys folder: {shown}\nOnly making ballots needs these; ballots of every depth can be checked.\n",
        table.trim_fmt()
    );
    Report::new(text, json!({ "folder": folder, "keys": json }))
}

fn check(arguments: &KeysCheck) -> Result<Report, Error> {
    let mut files = arguments.files.clone();
    if files.is_empty() {
        let folder = folder()?;
        files = Depth::all()
            .map(|depth| folder.join(keys::file_name(depth)))
            .filter(|file| file.is_file())
            .collect();
    }
    let (mut text, mut json, mut bad) = (String::new(), Vec::new(), false);
    for file in &files {
        let checked = check_file(file)?;
        bad |= checked.is_err();
        let name = file.display();
        match &checked {
            Ok(depth) => {
                text.push_str(&format!("{} {name}: the ceremony's key of depth {depth}\n", mark(true)))
            }
            Err(error) => text.push_str(&format!("{} {name}: {}\n", mark(false), error.message())),
        }
        json.push(json!({
            "file": file,
            "depth": checked.as_ref().ok(),
            "error": checked.as_ref().err().map(Error::code),
        }));
    }
    if files.is_empty() {
        text.push_str("The keys folder holds no keys.\n");
    }
    Ok(Report::new(text, json!({ "keys": json })).rejecting(bad))
}

/// The depth whose key a file is, by its size and then its hash.
fn check_file(file: &Path) -> Result<Result<Depth, Error>, Error> {
    let size = std::fs::metadata(file).map_err(|error| {
        Error::usage("file-read", format!("cannot be read: {error}"))
            .about(file.display())
            .hint("check the path")
    })?;
    let Some(depth) = Depth::all().find(|depth| Pin::of(*depth).size == size.len()) else {
        let message = format!("no key of the ceremony has {} bytes", size.len());
        return Ok(Err(Error::rejected("key-size", message).hint(keys::GET_AGAIN)));
    };
    let bytes = keys::read(depth, &Source::File(file.to_owned()))?;
    Ok(ProvingKey::check(depth, &bytes).map(|()| depth).map_err(|error| keys::refused(depth, &error)))
}

fn import(arguments: &KeysImport) -> Result<Report, Error> {
    let KeysImport { source, depth: wanted } = arguments;
    let folder = folder()?;
    std::fs::create_dir_all(&folder).map_err(|error| {
        Error::usage("file-write", format!("cannot be made: {error}"))
            .about(folder.display())
            .hint("set OSTRAKON_KEYS to a folder that you may write")
    })?;
    let mut imported = Vec::new();
    let mut take = |depth: Depth, bytes: &[u8]| -> Result<(), Error> {
        // Checked before anything is written or parsed.
        ProvingKey::check(depth, bytes).map_err(|error| keys::refused(depth, &error))?;
        let target = Target::from(folder.join(keys::file_name(depth)));
        target.write(bytes, Access::Everybody, Existing::Replace)?;
        imported.push(depth);
        Ok(())
    };
    let wants = |depth: Depth| wanted.is_empty() || wanted.contains(&depth);
    if source.is_dir() {
        for depth in Depth::all().filter(|depth| wants(*depth)) {
            let file = source.join(keys::file_name(depth));
            if file.is_file() {
                take(depth, &keys::read(depth, &Source::File(file))?)?;
            }
        }
    } else if source.extension() == Some(OsStr::new("zkey")) {
        match check_file(source)? {
            Ok(depth) => take(depth, &keys::read(depth, &Source::File(source.clone()))?)?,
            Err(error) => return Err(error.about(source.display())),
        }
    } else {
        from_package(source, wants, &mut take)?;
    }
    let missing = wanted.iter().find(|depth| !imported.contains(depth));
    if let Some(missing) = missing {
        return Err(Error::rejected(
            "key-absent",
            format!("{} holds no key of depth {missing}", source.display()),
        )
        .hint("give the folder or package of @zk-kit/semaphore-artifacts 4.13.0"));
    }
    if imported.is_empty() {
        return Err(Error::rejected("key-absent", format!("{} holds no keys", source.display())).hint(
            "give the folder or package of @zk-kit/semaphore-artifacts 4.13.0, with files semaphore-N.zkey",
        ));
    }
    let depths = imported.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "{} Keys of depth {depths} are those of the ceremony, and now in {}.\n",
        mark(true),
        folder.display()
    );
    Ok(Report::new(text, json!({ "depths": imported, "folder": folder })))
}

/// Takes the keys out of an npm package: a gzipped tar archive with everything under `package/`.
fn from_package(
    source: &Path,
    wants: impl Fn(Depth) -> bool,
    take: &mut impl FnMut(Depth, &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let broken = |error: std::io::Error| {
        Error::rejected("package", format!("cannot be read as a package: {error}"))
            .about(source.display())
            .hint("get it with: npm pack @zk-kit/semaphore-artifacts@4.13.0")
    };
    let file = File::open(source).map_err(|error| {
        Error::usage("file-read", format!("cannot be opened: {error}"))
            .about(source.display())
            .hint("check the path")
    })?;
    // Some entries are read whole, whatever they are: what there is to read at all is bounded.
    let mut archive = tar::Archive::new(GzDecoder::new(file).take(MOST_UNPACKED));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let depth = path.file_name().and_then(OsStr::to_str).and_then(keys::depth_of);
        let Some(depth) = depth.filter(|depth| wants(*depth)) else { continue };
        let mut bytes = Vec::new();
        entry.by_ref().take(Pin::of(depth).size + 1).read_to_end(&mut bytes).map_err(broken)?;
        take(depth, &bytes)?;
    }
    Ok(())
}

/// Most bytes of an unpacked package. The one of 4.13.0 has 171 MB.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

fn folder() -> Result<std::path::PathBuf, Error> {
    keys::folder().ok_or_else(|| {
        Error::usage("keys-folder", "there is no folder for keys").hint("set OSTRAKON_KEYS to one")
    })
}
