//! Which threads are left after a database was closed.

use crate::{
    Options, Setup,
    models::{NewTag, Tag},
    setup::{Face, failed},
};
use segue::{Result, prelude::*};
use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// Threads that stay, as documented: the one of Segue's own runtime, and the timer's.
const STAY: [&str; 2] = ["segue-native", "futures-timer"];

/// Works in `mode`, closes, and looks.
///
/// # Errors
/// Where a thread is left that was not there before.
pub(super) fn count(mode: Mode, mut options: Options) -> Result<()> {
    let before = names()?;
    // What waits for a time-out of minutes would still be there.
    options.settings.pool.acquire_timeout = Duration::from_secs(600);
    for _ in 0..2 {
        let engine = options.settings.location.engine();
        work(&Face { engine, mode }.open(options.clone()).wait()?)?;
    }
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let left: Vec<String> =
            names()?.into_iter().filter(|name| !stays(name) && !before.contains(name)).collect();
        if left.is_empty() {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(failed(format!("threads are left after closing: {left:?}")));
        }
        thread::park_timeout(Duration::from_millis(1));
    }
}

fn stays(name: &str) -> bool {
    STAY.iter().any(|stays| name.starts_with(stays))
}

/// The names of this process's threads.
fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for task in fs::read_dir("/proc/self/task").map_err(failed)? {
        // One that has ended meanwhile has no name any more.
        let name = fs::read_to_string(task.map_err(failed)?.path().join("comm"));
        names.extend(name.map(|name| name.trim_end().to_owned()));
    }
    Ok(names)
}

/// Everything that starts threads: many callers, a transaction that is abandoned, a stream that is dropped, a blocking
/// function, a switch there and back.
fn work(db: &Database) -> Result<()> {
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let db = db.clone();
            thread::spawn(move || Tag::objects().count(&db).wait())
        })
        .collect();
    for caller in callers {
        caller.join().map_err(|_| failed("a caller panicked"))??;
    }
    let rows = (0..2000).map(|number| NewTag { code: format!("t{number}"), label: "x".into() });
    Tag::objects().bulk_create(db, rows).wait()?;
    drop(db.begin().wait()?);
    drop(Tag::objects().iter(db).next());
    db.run_blocking(|db| Tag::objects().delete(db).wait()).wait()?;
    let mode = db.mode();
    for other in db.modes() {
        db.switch(other).wait()?;
    }
    db.switch(mode).wait()?;
    db.close(Duration::from_secs(10)).wait()
}
