//! How much memory the process has, as Linux tells. Elsewhere nothing is known.

use serde::{Deserialize, Serialize};
use std::fs;

/// In bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// Before.
    pub before: u64,
    /// The most since then.
    pub peak: u64,
}

/// What `work` needs at most on top of what the process had before.
pub fn growth<T>(work: impl FnOnce() -> T) -> (T, Option<Memory>) {
    // Resets the peak: `proc_pid_clear_refs(5)`.
    let reset = fs::write("/proc/self/clear_refs", "5");
    let before = read("VmRSS:");
    let done = work();
    let memory = read("VmHWM:").zip(before).map(|(peak, before)| Memory { before, peak: peak.max(before) });
    (done, memory.filter(|_| reset.is_ok()))
}

fn read(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
