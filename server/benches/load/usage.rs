//! What this process takes of its machine, where Linux tells; nothing elsewhere.

use std::fs;
use std::time::Duration;

/// Processor time of this thread.
pub(crate) fn of_thread() -> Duration {
    Duration::from_nanos(field("/proc/thread-self/schedstat", 0))
}

/// Processor time of all threads there are.
pub(crate) fn of_process() -> Duration {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of = |task: fs::DirEntry| field(&task.path().join("schedstat").to_string_lossy(), 0);
    Duration::from_nanos(tasks.map(of).sum())
}

/// Bytes of memory.
pub(crate) fn memory() -> u64 {
    field("/proc/self/statm", 1) * 4096
}

/// A number of a file of numbers.
fn field(path: &str, place: usize) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split(' ').nth(place).and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}
