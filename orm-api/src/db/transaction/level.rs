//! Which levels of a transaction are open: the transaction itself, and savepoints one inside the other.

use super::callbacks::{Callback, Callbacks, When};

/// A level: depth 0 is the transaction, more are its savepoints. Another level of the same depth, opened later, has
/// another number, so that what belongs to a level never gets into its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) struct Level {
    pub(super) depth: u32,
    number: u64,
}

/// A level that is open.
struct Open {
    level: Level,
    callbacks: Callbacks,
    /// Whether it is rolled back where it would be kept.
    rolls_back: bool,
    /// Whether a part of it was left half done.
    cut: bool,
}

/// The open levels, outermost first.
pub(super) struct Levels {
    open: Vec<Open>,
    next: u64,
    /// The depth of the lowest savepoint that was dropped, and is to be undone before the next statement.
    undo: Option<u32>,
    /// What runs once that is undone.
    after_undo: Vec<Callback>,
}

impl Level {
    /// The transaction itself.
    pub(super) const OUTERMOST: Level = Level { depth: 0, number: 0 };
}

impl Open {
    fn new(level: Level) -> Self {
        Open { level, callbacks: Callbacks::default(), rolls_back: false, cut: false }
    }
}

impl Levels {
    /// Of a transaction that has begun.
    pub(super) fn new() -> Self {
        Levels { open: vec![Open::new(Level::OUTERMOST)], next: 1, undo: None, after_undo: Vec::new() }
    }

    /// Opens a level above the innermost.
    pub(super) fn open(&mut self) -> Level {
        let level = Level { depth: self.open.len() as u32, number: self.next };
        self.next += 1;
        self.open.push(Open::new(level));
        level
    }

    /// Closes `level`, which was never there, and all above it.
    pub(super) fn close(&mut self, level: Level) {
        if self.is_open(level) {
            self.open.truncate(level.depth as usize);
        }
    }

    /// Ends a savepoint whose work is kept: its callbacks go to the level below.
    pub(super) fn release(&mut self, level: Level) {
        if !self.is_open(level) {
            return;
        }
        let kept: Vec<Callbacks> =
            self.open.drain(level.depth as usize..).map(|open| open.callbacks).collect();
        if let Some(below) = self.open.last_mut() {
            kept.into_iter().for_each(|callbacks| below.callbacks.extend(callbacks));
        }
    }

    /// Ends a savepoint whose work is to be undone, and all above it. What was to run after a commit is forgotten now.
    pub(super) fn abandon(&mut self, level: Level) {
        if self.is_open(level) {
            self.abandon_from(level.depth);
        }
    }

    /// Ends the savepoints above `level`, which somebody has left open.
    pub(super) fn abandon_above(&mut self, level: Level) {
        if self.is_open(level) && !self.is_innermost(level) {
            self.abandon_from(level.depth + 1);
        }
    }

    fn abandon_from(&mut self, depth: u32) {
        let gone = self.open.drain(depth as usize..).flat_map(|open| open.callbacks.of(When::RolledBack));
        self.after_undo.extend(gone);
        self.remember_undo(depth);
    }

    /// Remembers that the savepoint at `depth` is to be undone.
    pub(super) fn remember_undo(&mut self, depth: u32) {
        self.undo = Some(self.undo.map_or(depth, |lower| lower.min(depth)));
    }

    /// The depth of the savepoint to undo, for somebody who does it now.
    pub(super) fn take_undo(&mut self) -> Option<u32> {
        self.undo.take()
    }

    /// Whether a savepoint is to be undone.
    pub(super) fn has_undo(&self) -> bool {
        self.undo.is_some()
    }

    /// What runs after that was undone.
    pub(super) fn undone(&mut self) -> Vec<Callback> {
        std::mem::take(&mut self.after_undo)
    }

    /// Ends all levels, and gives their callbacks in the order of registration.
    pub(super) fn end(&mut self) -> Callbacks {
        let mut all = Callbacks::of_undone(self.undone());
        self.open.drain(..).for_each(|open| all.extend(open.callbacks));
        all
    }

    /// Remembers `callback` for the end of `level`; a level that has ended forgets it.
    pub(super) fn remember(&mut self, level: Level, when: When, callback: Callback) {
        if let Some(open) = self.find(level) {
            open.callbacks.push(when, callback);
        }
    }

    /// Says whether `level` is rolled back where it would be kept.
    pub(super) fn set_rollback(&mut self, level: Level, rolls_back: bool) {
        if let Some(open) = self.find(level) {
            open.rolls_back = rolls_back;
        }
    }

    /// Whether `level` is rolled back where it would be kept.
    pub(super) fn rolls_back(&mut self, level: Level) -> bool {
        self.find(level).is_some_and(|open| open.rolls_back)
    }

    /// Says that a part of `level` was left half done.
    pub(super) fn cut(&mut self, level: Level) {
        if let Some(open) = self.find(level) {
            open.cut = true;
        }
    }

    /// Whether a part of an open level was left half done.
    pub(super) fn is_cut(&self) -> bool {
        self.open.iter().any(|open| open.cut)
    }

    /// Forgets that: the session knows.
    pub(super) fn forget_cut(&mut self) {
        self.open.iter_mut().for_each(|open| open.cut = false);
    }

    /// Whether something runs after a rollback of the whole.
    pub(super) fn minds_rollback(&self) -> bool {
        !self.after_undo.is_empty() || self.open.iter().any(|open| open.callbacks.minds_rollback())
    }

    fn find(&mut self, level: Level) -> Option<&mut Open> {
        self.open.get_mut(level.depth as usize).filter(|open| open.level == level)
    }

    /// Whether `level` has not ended.
    pub(super) fn is_open(&self, level: Level) -> bool {
        self.open.get(level.depth as usize).is_some_and(|open| open.level == level)
    }

    /// Whether `level` has not ended, and no savepoint is open in it.
    pub(super) fn is_innermost(&self, level: Level) -> bool {
        self.open.last().is_some_and(|open| open.level == level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Callback {
        Box::new(|| None)
    }

    /// What belongs to a savepoint that has ended does not get into the next of the same depth.
    #[test]
    fn a_successor_is_another_level() {
        let mut levels = Levels::new();
        let first = levels.open();
        levels.release(first);
        let second = levels.open();
        assert_eq!(first.depth, second.depth);
        levels.remember(first, When::Committed, nothing());
        levels.set_rollback(first, true);
        levels.abandon(first);
        assert!(levels.is_innermost(second) && !levels.has_undo() && !levels.rolls_back(second));
        assert!(levels.end().of(When::Committed).is_empty());
    }

    /// The lowest of several dropped savepoints is undone; what was to run after their commit is forgotten, and what after
    /// their rollback runs.
    #[test]
    fn dropping_undoes_the_lowest() {
        let mut levels = Levels::new();
        let outer = levels.open();
        let inner = levels.open();
        levels.remember(inner, When::Committed, nothing());
        levels.remember(inner, When::RolledBack, nothing());
        levels.remember(Level::OUTERMOST, When::Committed, nothing());
        levels.remember(Level::OUTERMOST, When::RolledBack, nothing());
        levels.abandon(inner);
        levels.abandon(outer);
        assert_eq!((levels.take_undo(), levels.undone().len()), (Some(1), 1));
        assert!(levels.minds_rollback());
        assert_eq!(levels.end().of(When::Committed).len(), 1);
    }
}
