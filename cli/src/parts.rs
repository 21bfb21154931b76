//! Where the parts of a bundle come from and go to: a folder, an archive, a server.

use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ostrakon_board::bundle::archive::{ArchiveReader, ArchiveWriter};
use ostrakon_board::bundle::folder::Folder;
use ostrakon_board::bundle::{PartError, Sink, Source};
use tempfile::TempDir;

use crate::cli::Address;
use crate::error::Error;
use crate::io::{Access, Existing, Target, plain, temporary_file};
use crate::remote::Remote;

/// How the name of an archive ends.
const ARCHIVE: &str = ".tar.zst";

/// A bundle that is to be read: a folder, an archive, or the address of a poll on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BundleSource {
    Path(PathBuf),
    Server(Address),
}

impl FromStr for BundleSource {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_address = text.starts_with("http://") || text.starts_with("https://");
        if is_address { text.parse().map(Self::Server) } else { Ok(Self::Path(text.into())) }
    }
}

impl BundleSource {
    pub(crate) fn open(&self) -> Result<Box<dyn Source>, Error> {
        let path = match self {
            Self::Server(address) => return Ok(Box::new(Server(Remote::new(address)?))),
            Self::Path(path) => path,
        };
        if path.is_dir() {
            return Ok(Box::new(Folder::new(path)));
        }
        let cannot = |error: &io::Error| {
            Error::usage("file-read", format!("cannot be opened: {}", plain(error)))
                .about(path.display())
                .hint(
                    "give the folder or the .tar.zst file of a bundle, or the address of a poll on a server",
                )
        };
        let archive = File::open(path).and_then(ArchiveReader::new).map_err(|error| cannot(&error))?;
        Ok(Box::new(archive))
    }
}

/// The error for a part that cannot be had.
pub(crate) fn refused(error: &PartError) -> Error {
    match error {
        PartError::Read { .. } => {
            Error::usage(error.code(), error).hint("check the path or address, and try again")
        }
        _ => Error::rejected(error.code(), error),
    }
}

/// A poll on a server.
struct Server(Remote);

impl Source for Server {
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError> {
        match self.0.open(&format!("/{name}")) {
            Ok(Some(part)) => Ok(Box::new(OverNetwork(part))),
            Ok(None) => Err(PartError::Missing(name.to_owned())),
            Err(error) => Err(PartError::Read { name: name.to_owned(), reason: error.message().to_owned() }),
        }
    }
}

/// What comes over a network. Where that breaks, it is not the part that is cut short.
struct OverNetwork<R>(R);

impl<R: Read> Read for OverNetwork<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => io::Error::other(error),
        })
    }
}

/// A bundle that is to be written: under another name first, so that nothing half-written has the final one.
pub(crate) enum BundleTarget {
    Archive(ArchiveWriter<BufWriter<tempfile::NamedTempFile>>),
    Folder(Folder, TempDir),
}

impl BundleTarget {
    /// A bundle that will take a name: an archive where it ends in `.tar.zst`, else a folder.
    pub(crate) fn new(path: &Path, existing: Existing) -> Result<Self, Error> {
        let is_archive = is_archive(path);
        let existing = if is_archive { existing } else { Existing::Keep };
        Target::from(path.to_owned()).check(existing)?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or_else(|| Path::new("."));
        let made = if is_archive {
            temporary_file(parent, Access::Everybody)
                .and_then(|file| Ok(Self::Archive(ArchiveWriter::new(BufWriter::new(file))?)))
        } else {
            temporary_folder(parent).map(|folder| Self::Folder(Folder::new(folder.path()), folder))
        };
        made.map_err(|error| cannot_write(path, &error))
    }

    pub(crate) fn sink(&mut self) -> &mut dyn Sink {
        match self {
            Self::Archive(archive) => archive,
            Self::Folder(folder, _) => folder,
        }
    }

    /// Gives what was written its name.
    pub(crate) fn finish(self, path: &Path, existing: Existing) -> Result<(), Error> {
        let done = match self {
            Self::Archive(archive) => archive.finish().and_then(|file| {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                let persisted = match existing {
                    Existing::Keep => file.persist_noclobber(path),
                    Existing::Replace => file.persist(path),
                };
                persisted.map(drop).map_err(|error| error.error)
            }),
            // Whatever took the name meanwhile stays, but for an empty folder.
            Self::Folder(_, folder) => std::fs::rename(folder.path(), path).inspect(|()| {
                let _ = folder.keep();
            }),
        };
        done.map_err(|error| cannot_write(path, &error))
    }
}

fn is_archive(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ARCHIVE))
}

fn temporary_folder(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ostrakon-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The system's mask applies, as for any new folder.
        builder.permissions(std::fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::usage("file-write", format!("cannot be written: {}", plain(error)))
        .about(path.display())
        .hint("check that the folder exists, that you may write there, and that the disk has room")
}
