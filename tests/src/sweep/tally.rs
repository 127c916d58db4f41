//! How many points were tried, for each database and mode.

use super::{Fate, stage::Outcome};
use segue::{Engine, Mode};
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
};

/// What was tried in one mode on one database.
#[derive(Clone, Copy, Default)]
struct Row {
    operations: usize,
    untouched: usize,
    dropped: usize,
    /// Of those that were dropped on their way, how many had an effect.
    done: usize,
    ended: usize,
    polls: usize,
}

static ROWS: Mutex<BTreeMap<(&'static str, &'static str), Row>> = Mutex::new(BTreeMap::new());

fn change(engine: Engine, mode: Mode, change: impl FnOnce(&mut Row)) {
    let mut rows = ROWS.lock().unwrap_or_else(PoisonError::into_inner);
    change(rows.entry((engine.name(), mode.name())).or_default());
}

/// Another operation was tried.
pub(super) fn operation(engine: Engine, mode: Mode) {
    change(engine, mode, |row| row.operations += 1);
}

/// Another point was tried.
pub(super) fn point(engine: Engine, mode: Mode, outcome: Outcome) {
    change(engine, mode, |row| {
        row.polls = row.polls.max(outcome.polls);
        match outcome.fate {
            Fate::Untouched => row.untouched += 1,
            Fate::Ended => row.ended += 1,
            Fate::Dropped => {
                row.dropped += 1;
                row.done += usize::from(outcome.changed);
            }
        }
    });
}

/// What was tried so far, one line for each database and mode.
pub fn table() -> String {
    let rows = ROWS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut table = format!(
        "{:<10}{:<20}{:>10}{:>8}{:>11}{:>10}{:>7}{:>8}{:>12}\n",
        "database", "mode", "operations", "points", "untouched", "dropped", "done", "ended", "most polls"
    );
    let mut all = 0;
    for ((engine, mode), row) in rows.iter() {
        let points = row.untouched + row.dropped + row.ended;
        all += points;
        // Nothing fails that is written into a text.
        let _ = writeln!(
            table,
            "{engine:<10}{mode:<20}{:>10}{points:>8}{:>11}{:>10}{:>7}{:>8}{:>12}",
            row.operations, row.untouched, row.dropped, row.done, row.ended, row.polls
        );
    }
    table + &format!("{all} points\n")
}
