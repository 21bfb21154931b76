//! Files in and out: reads are bounded, files are written whole or not at all, `-` is standard input
//! or output.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::error::Error;

/// Most bytes of a file with a key or token.
const MAX_SECRET_BYTES: usize = 16_384;

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdin } else { Self::File(text.into()) })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl Source {
    /// All bytes, if there are at most `limit`; more are refused under the code `too_large`.
    pub(crate) fn read(&self, limit: usize, too_large: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self {
            Self::Stdin => self.read_from(io::stdin().lock(), 0, limit, too_large),
            Self::File(path) => {
                let file = self.open(path)?;
                // Room for all at once, for bytes that are not moved while they grow.
                let length = file.metadata().map_or(0, |metadata| metadata.len());
                let room = usize::try_from(length).map_or(limit, |length| length.min(limit));
                self.read_from(file, room, limit, too_large)
            }
        }
    }

    /// All bytes but one newline at the end, which editors and shells add.
    pub(crate) fn read_document(&self, limit: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut bytes = self.read(limit.saturating_add(1), "json-size")?;
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        Ok(bytes)
    }

    /// The text, if it is UTF-8 of at most `limit` bytes; more are refused under the code `too_large`.
    pub(crate) fn read_text(&self, limit: usize, too_large: &str) -> Result<Zeroizing<String>, Error> {
        let mut bytes = self.read(limit, too_large)?;
        String::from_utf8(std::mem::take(&mut bytes)).map(Zeroizing::new).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            Error::rejected("not-text", "this is not UTF-8 text")
                .about(self)
                .hint("save the file as UTF-8 text")
        })
    }

    /// The text of a file, if nobody but its owner may read it.
    pub(crate) fn read_secret(path: &Path) -> Result<Zeroizing<String>, Error> {
        let source = Self::File(path.to_owned());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Only files: a pipe such as /dev/fd/3 has no other reader.
            let metadata = source.open(path)?.metadata();
            if metadata.is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 != 0) {
                return Err(Error::usage("file-access", "others than its owner may read this secret file")
                    .about(&source)
                    .hint(format!("chmod 600 {}", path.display())));
            }
        }
        source.read_text(MAX_SECRET_BYTES, "file-read")
    }

    fn open(&self, path: &Path) -> Result<File, Error> {
        File::open(path).map_err(|error| {
            Error::usage("file-read", format!("cannot be opened: {}", plain(&error)))
                .about(self)
                .hint("check the path, and that you may read the file")
        })
    }

    fn read_from(
        &self,
        reader: impl Read,
        room: usize,
        limit: usize,
        too_large: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(room.saturating_add(1)));
        let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        reader.take(one_more).read_to_end(&mut bytes).map_err(|error| {
            Error::usage("file-read", format!("cannot be read: {}", plain(&error)))
                .about(self)
                .hint("check that this is a file, and that you may read it")
        })?;
        if bytes.len() > limit {
            return Err(
                Error::rejected(too_large, format!("more than the limit of {limit} bytes")).about(self)
            );
        }
        Ok(bytes)
    }
}

/// Where a document goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever the system lets.
    Everybody,
    /// Its owner alone.
    Owner,
}

/// Whether a file that is there already may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Keep,
    Replace,
}

impl Existing {
    /// As `--force` says.
    pub(crate) const fn from_force(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep }
    }
}

impl FromStr for Target {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdout } else { Self::File(text.into()) })
    }
}

/// Puts the names in a folder on disk, where the system can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Not every file system can, and not every folder that takes files can be opened.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied) =>
        {
            Ok(())
        }
        done => done,
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("standard output"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl From<PathBuf> for Target {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl Target {
    /// Whether the document goes where reports go as well.
    pub(crate) const fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout)
    }

    /// What to say when the document is written.
    pub(crate) fn wrote(&self) -> String {
        match self {
            Self::Stdout => "Wrote to standard output".to_owned(),
            Self::File(path) => format!("Wrote {}", path.display()),
        }
    }

    /// Finds out early, before work is done, that a file is there already.
    pub(crate) fn check(&self, existing: Existing) -> Result<(), Error> {
        match self {
            Self::File(path) if existing == Existing::Keep && path.symlink_metadata().is_ok() => {
                Err(self.is_there())
            }
            _ => Ok(()),
        }
    }

    /// Writes all bytes or none.
    pub(crate) fn write(&self, bytes: &[u8], access: Access, existing: Existing) -> Result<(), Error> {
        self.write_by(|writer| writer.write_all(bytes), access, existing)
    }

    /// Writes all or nothing: to a file beside the target first, which then takes its name.
    fn write_by(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        access: Access,
        existing: Existing,
    ) -> Result<(), Error> {
        let cannot = |error: &io::Error| {
            Error::usage("file-write", format!("cannot be written: {}", plain(error)))
                .about(self)
                .hint("check that the folder exists, that you may write there, and that the disk has room")
        };
        let Self::File(path) = self else {
            let mut stdout = io::stdout().lock();
            return write(&mut stdout).and_then(|()| stdout.flush()).map_err(|error| cannot(&error));
        };
        self.check(existing)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = temporary_file(folder.unwrap_or_else(|| Path::new(".")), access)
            .map_err(|error| cannot(&error))?;
        write(&mut file).and_then(|()| file.as_file().sync_all()).map_err(|error| cannot(&error))?;
        let persisted = match existing {
            Existing::Keep => file.persist_noclobber(path),
            Existing::Replace => file.persist(path),
        };
        match persisted {
            Ok(_) => sync_folder(folder.unwrap_or_else(|| Path::new("."))).map_err(|error| cannot(&error)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(self.is_there()),
            Err(error) => Err(cannot(&error.error)),
        }
    }

    /// Writes a document: its bytes as they are to a file, as a line to standard output.
    pub(crate) fn write_document(&self, bytes: &[u8], existing: Existing) -> Result<(), Error> {
        match self {
            Self::Stdout => self.write_line(bytes, existing),
            Self::File(_) => self.write(bytes, Access::Everybody, existing),
        }
    }

    /// Writes a document like [`Self::write_document`], without holding all of it.
    pub(crate) fn write_spelling(
        &self,
        document: &impl fmt::Display,
        existing: Existing,
    ) -> Result<(), Error> {
        let end = if self.is_stdout() { "\n" } else { "" };
        let write = |writer: &mut dyn Write| {
            let mut buffer = BufWriter::new(writer);
            write!(buffer, "{document}{end}")?;
            buffer.flush()
        };
        self.write_by(write, Access::Everybody, existing)
    }

    /// Writes a ballot as a line, so that files of ballots can be joined to one.
    pub(crate) fn write_line(&self, bytes: &[u8], existing: Existing) -> Result<(), Error> {
        self.write(&[bytes, b"\n"].concat(), Access::Everybody, existing)
    }

    fn is_there(&self) -> Error {
        Error::usage("file-exists", "is there already")
            .about(self)
            .hint("choose another name, or say --force")
    }
}

/// A file without a final name. Temporary files are their owner's alone unless told otherwise.
pub(crate) fn temporary_file(folder: &Path, access: Access) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ostrakon-");
    #[cfg(unix)]
    if access == Access::Everybody {
        use std::os::unix::fs::PermissionsExt as _;
        // The system's mask applies, as for any new file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
        return builder.tempfile_in(folder);
    }
    let _ = access;
    builder.tempfile_in(folder)
}

/// The system's message without its number.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
