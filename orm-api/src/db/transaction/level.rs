//! Which levels of a transaction are open: the transaction itself, and savepoints one inside the other.

use super::callbacks::Callback;

/// A level: depth 0 is the transaction, more are its savepoints. Another level of the same depth, opened later, has
/// another number, so that what belongs to a level never gets into its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) struct Level {
    pub(super) depth: u32,
    number: u64,
}

/// The open levels, outermost first.
pub(super) struct Levels {
    open: Vec<(Level, Vec<Callback>)>,
    next: u64,
    /// The depth of the lowest savepoint that was dropped, and is to be undone before the next statement.
    undo: Option<u32>,
}

impl Level {
    /// The transaction itself.
    pub(super) const OUTERMOST: Level = Level { depth: 0, number: 0 };
}

impl Levels {
    /// Of a transaction that has begun.
    pub(super) fn new() -> Self {
        Levels { open: vec![(Level::OUTERMOST, Vec::new())], next: 1, undo: None }
    }

    /// Opens a level above the innermost.
    pub(super) fn open(&mut self) -> Level {
        let level = Level { depth: self.open.len() as u32, number: self.next };
        self.next += 1;
        self.open.push((level, Vec::new()));
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
        let kept: Vec<Callback> =
            self.open.drain(level.depth as usize..).flat_map(|(_, kept)| kept).collect();
        if let Some((_, below)) = self.open.last_mut() {
            below.extend(kept);
        }
    }

    /// Ends a savepoint whose work is to be undone, and all above it. Their callbacks are forgotten now.
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
        self.open.truncate(depth as usize);
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

    /// Ends all levels, and gives their callbacks in the order of registration.
    pub(super) fn end(&mut self) -> Vec<Callback> {
        self.open.drain(..).flat_map(|(_, callbacks)| callbacks).collect()
    }

    /// Remembers `callback` for the end of `level`; a level that has ended forgets it.
    pub(super) fn remember(&mut self, level: Level, callback: Callback) {
        if let (true, Some((_, callbacks))) = (self.is_open(level), self.open.get_mut(level.depth as usize)) {
            callbacks.push(callback);
        }
    }

    /// Whether `level` has not ended.
    pub(super) fn is_open(&self, level: Level) -> bool {
        self.open.get(level.depth as usize).is_some_and(|(open, _)| *open == level)
    }

    /// Whether `level` has not ended, and no savepoint is open in it.
    pub(super) fn is_innermost(&self, level: Level) -> bool {
        self.open.last().is_some_and(|(open, _)| *open == level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What belongs to a savepoint that has ended does not get into the next of the same depth.
    #[test]
    fn a_successor_is_another_level() {
        let mut levels = Levels::new();
        let first = levels.open();
        levels.release(first);
        let second = levels.open();
        assert_eq!(first.depth, second.depth);
        levels.remember(first, Box::new(|| None));
        levels.abandon(first);
        assert!(levels.is_innermost(second) && !levels.has_undo());
        assert!(levels.end().is_empty());
    }

    /// The lowest of several dropped savepoints is undone, and their callbacks are forgotten.
    #[test]
    fn dropping_undoes_the_lowest() {
        let mut levels = Levels::new();
        let outer = levels.open();
        let inner = levels.open();
        levels.remember(inner, Box::new(|| None));
        levels.remember(Level::OUTERMOST, Box::new(|| None));
        levels.abandon(inner);
        levels.abandon(outer);
        assert_eq!(levels.take_undo(), Some(1));
        assert_eq!(levels.end().len(), 1);
    }
}
