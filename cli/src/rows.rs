//! Tables whose bad rows are named, all of them at once.

use crate::error::Error;

/// Most bad rows that are told one by one.
const MOST_TOLD: usize = 1000;

/// Refuses a table with bad rows; `error` makes the error of how many there are.
pub(crate) fn refuse(mut bad: Vec<String>, error: impl FnOnce(String) -> Error) -> Result<(), Error> {
    if bad.is_empty() {
        return Ok(());
    }
    let found = bad.len();
    if found > MOST_TOLD {
        bad.truncate(MOST_TOLD);
        bad.push(format!("and {} more", found - MOST_TOLD));
    }
    let rows = if found == 1 { "1 bad row".to_owned() } else { format!("{found} bad rows") };
    Err(error(format!("{rows}, so nothing was written")).details(bad))
}
