//! A bundle in a folder.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

use super::{PartError, Sink, Source};

/// A folder with the parts of a bundle as files.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder to read from, or an empty one to write to.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }
}

impl Source for Folder {
    fn open(&mut self, name: &str) -> Result<Box<dyn Read + '_>, PartError> {
        let file = File::open(self.0.join(name)).map_err(|error| PartError::in_part(name, &error))?;
        Ok(Box::new(BufReader::new(file)))
    }
}

impl Sink for Folder {
    fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }
}
