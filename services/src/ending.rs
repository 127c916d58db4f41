//! Ending servers.

use crate::{problem::Problem, process, wait};
use std::time::Duration;

/// How long an orderly end may take.
const ORDERLY: Duration = Duration::from_secs(30);

/// How long the kernel may take to end what was killed.
const KILLED: Duration = Duration::from_secs(10);

/// Sends `signal`, and waits for the end; kills the server where that takes too long.
///
/// # Errors
/// Where it had to be killed, or lives on.
pub(crate) fn stop(pid: u32, signal: &str) -> Result<(), Problem> {
    process::signal(signal, &[pid])?;
    if wait::until(ORDERLY, || (!process::is_alive(pid)).then_some(())).is_some() {
        return Ok(());
    }
    kill(pid)?;
    Err(Problem::new(format!("process {pid} did not end within {ORDERLY:?} of SIG{signal}, and was killed")))
}

/// Kills the server with its children, as a power cut would. PostgreSQL's children would notice by themselves, but not
/// before their statements end, and until then no other server starts on their data.
///
/// # Errors
/// Where it lives on.
pub(crate) fn kill(pid: u32) -> Result<(), Problem> {
    let family = freeze(pid)?;
    process::signal("KILL", &family)?;
    let dead = || family.iter().all(|pid| !process::is_alive(*pid)).then_some(());
    let alive = || Problem::new(format!("process {pid} lives on, {KILLED:?} after it was killed"));
    wait::until(KILLED, dead).ok_or_else(alive)
}

/// Stops the server and its children where they are, and says which.
///
/// # Errors
/// Where no signal can be sent.
pub(crate) fn freeze(pid: u32) -> Result<Vec<u32>, Problem> {
    // Itself first: from then on it has no more children.
    process::signal("STOP", &[pid])?;
    let family = process::family(pid);
    process::signal("STOP", &family)?;
    Ok(family)
}

/// Lets the server and its children go on.
///
/// # Errors
/// Where no signal can be sent.
pub(crate) fn thaw(pid: u32) -> Result<(), Problem> {
    process::signal("CONT", &process::family(pid))
}
