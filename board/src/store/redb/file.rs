//! [`DatabaseFile`]: the database in a file, which is opened anew after it has failed.
//!
//! Once a write fails, as on a full disk, redb refuses everything until the file is opened again.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use redb::{Builder, Database};

use super::StoreError;

/// Most bytes of the file that are kept in memory, however long the logs are.
const CACHE: usize = 256 << 20;

/// What is done with a database before it is used, each time that it is opened.
type Prepare = fn(&Database) -> Result<(), StoreError>;

#[derive(Debug)]
pub(super) struct DatabaseFile {
    /// None in memory.
    path: Option<PathBuf>,
    prepare: Prepare,
    /// None after it could not be opened anew. Held while something is done with it.
    database: RwLock<Option<Database>>,
    failed: AtomicBool,
}

impl DatabaseFile {
    /// Opens a file, making it where there is none.
    pub(super) fn open(path: &Path, prepare: Prepare) -> Result<Self, StoreError> {
        if !path.try_exists().map_err(StoreError::database)? {
            create(path).map_err(StoreError::database)?;
        }
        Self::of(builder().create(path)?, Some(path.to_owned()), prepare)
    }

    /// One in memory, which never fails.
    pub(super) fn in_memory(prepare: Prepare) -> Result<Self, StoreError> {
        let backend = redb::backends::InMemoryBackend::new();
        Self::of(Database::builder().create_with_backend(backend)?, None, prepare)
    }

    fn of(database: Database, path: Option<PathBuf>, prepare: Prepare) -> Result<Self, StoreError> {
        prepare(&database)?;
        Ok(Self { path, prepare, database: RwLock::new(Some(database)), failed: AtomicBool::new(false) })
    }

    /// Does something with the database. If it fails the database is opened anew before the next work.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.failed.load(Ordering::Acquire) {
            self.open_anew()?;
        }
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database
            .as_ref()
            .ok_or_else(|| StoreError::database(io::Error::other("it could not be opened again")))?;
        let done = work(database);
        if matches!(done, Err(StoreError::Database(_))) {
            self.failed.store(true, Ordering::Release);
        }
        done
    }

    fn open_anew(&self) -> Result<(), StoreError> {
        let Some(path) = &self.path else { return Ok(()) };
        // Alone: whatever was under way has ended.
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if !self.failed.load(Ordering::Acquire) {
            return Ok(());
        }
        // The file is free only once this is gone.
        drop(database.take());
        // Never made anew: logs that are gone are not to begin again.
        let opened = builder().open(path)?;
        // What a failed commit has left in the system's memory may not be on disk: nothing is said of it before this
        // has committed.
        (self.prepare)(&opened)?;
        *database = Some(opened);
        self.failed.store(false, Ordering::Release);
        Ok(())
    }
}

/// Makes the file under another name, and then gives it its own: a process that is killed while the library
/// makes a file leaves one that it refuses from then on.
fn create(path: &Path) -> io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(format!(".{}.new", std::process::id()));
    // One of a process of the same number that was killed.
    if fs::exists(&new)? {
        fs::remove_file(&new)?;
    }
    drop(builder().create(&new).map_err(io::Error::other)?);
    let linked = fs::hard_link(&new, path);
    fs::remove_file(&new)?;
    // If there is one by now, another process has made it.
    if let Err(error) = linked
        && error.kind() != ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    // So that the name is on disk, too. Only Unix opens folders.
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        fs::File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    builder
}
