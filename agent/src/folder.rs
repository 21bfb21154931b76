//! What is in an agent's folder.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The file with what was decided and what waits, for people.
pub const DIGEST: &str = "digest.txt";

/// The file with the journal.
pub const JOURNAL: &str = "journal";

/// The file with the mandate.
pub const MANDATE: &str = "mandate.toml";

/// The file with the owner's preferences.
pub const PREFERENCES: &str = "preferences.toml";

/// Most bytes of mandate and preferences, each.
pub const MAX_BYTES: usize = 64 * 1024;

/// The text of mandate or preferences; of a longer file, as much as shows that it is too long.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}
