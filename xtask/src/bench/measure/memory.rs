//! Memory, each time in a process that has done nothing else.

use super::{Growth, Waited};
use crate::bench::{lineup::Entry, process::Process, progress::Progress};
use kit::{Asked, Failure, Seat, Work};
use std::time::Duration;

/// How many tasks ask at once.
const TASKS: usize = 1_000;

/// What a stream needs, and a thousand tasks.
///
/// # Errors
/// A contender's.
pub(super) fn measure(
    entries: &[Entry],
    seats: &[Seat],
    progress: &Progress,
) -> Result<(Vec<Growth>, Vec<Waited>), Failure> {
    let (mut streams, mut waiting) = (Vec::new(), Vec::new());
    progress.now("memory of streams, and of 1,000 tasks");
    for (entry, seat) in entries.iter().zip(seats) {
        streams.extend(stream(entry, seat)?);
        waiting.extend(wait(entry, seat)?);
        progress.done(1);
    }
    Ok((streams, waiting))
}

fn stream(entry: &Entry, seat: &Seat) -> Result<Option<Growth>, Failure> {
    let mut process = Process::start(entry, seat)?;
    if !process.can(Work::Stream)? {
        return Ok(None);
    }
    // Threads, connections and statements are there before it begins.
    process.run(&Asked { work: Work::Held, turns: 0..100 })?;
    let ran = process.grow(&Asked { work: Work::Stream, turns: 0..1 })?;
    Ok(ran.memory.map(|memory| Growth { name: entry.name.clone(), memory }))
}

fn wait(entry: &Entry, seat: &Seat) -> Result<Option<Waited>, Failure> {
    let mut process = Process::start(entry, seat)?;
    process.closed(8, Duration::from_millis(100))?;
    let waited = process.waiting(TASKS)?;
    Ok(waited.map(|(seconds, memory)| Waited { name: entry.name.clone(), seconds, memory }))
}
