//! The machine that the figures come from.

use kit::Failure;
use serde::Serialize;
use std::fs;

/// What it is.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Machine {
    /// The processor's name.
    pub(super) processor: String,
    /// How many threads run at the same time.
    pub(super) threads: usize,
    /// Memory in GiB.
    pub(super) memory: Option<f64>,
    /// The operating system.
    pub(super) system: String,
}

impl Machine {
    /// This one.
    pub(super) fn this() -> Self {
        let processor =
            line("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
        let memory = line("/proc/meminfo", "MemTotal")
            .and_then(|size| size.trim_end_matches("kB").trim().parse::<f64>().ok());
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Machine {
            processor,
            threads: std::thread::available_parallelism().map_or(1, Into::into),
            memory: memory.map(|kibibytes| (kibibytes / 1048576.0).round()),
            system: format!("{} {}", std::env::consts::OS, kernel.trim()),
        }
    }
}

fn line(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// Keeps this process and all that it starts on one core.
///
/// # Errors
/// Where the system does not let it.
pub(super) fn pin() -> Result<(), Failure> {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    // Not the first, which serves most interrupts.
    let core = cores.last().ok_or("the system does not name its cores; measure without `--pinned`")?;
    match core_affinity::set_for_current(*core) {
        true => Ok(()),
        false => Err("this process cannot be kept on one core; measure without `--pinned`".into()),
    }
}
