//! What is measured.

use std::ops::Range;

/// A unit of work, the same SQL for every contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// One row by its primary key.
    Get,
    /// A hundred rows by a filter, in order.
    Filter,
    /// Ten thousand rows.
    Load,
    /// A thousand rows, each with the row that it refers to.
    Join,
    /// One new row, given back as it is stored.
    Insert,
}

impl Work {
    /// All of them, in the order of the table.
    pub(super) const ALL: [Work; 5] = [Work::Get, Work::Filter, Work::Load, Work::Join, Work::Insert];

    /// What the table calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Work::Get => "get by key",
            Work::Filter => "filter, 100 rows",
            Work::Load => "load 10,000 rows",
            Work::Join => "join, 1,000 rows",
            Work::Insert => "insert one",
        }
    }
}

/// A unit of work to be done several times, each time with an argument of its own.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The work.
    pub(super) work: Work,
    /// The arguments, to be turned into keys by the functions below.
    pub(super) turns: Range<i64>,
}

/// How many tracks there are.
pub(super) const TRACKS: i64 = 10_000;
/// How many rows the filter brings.
pub(super) const FILTERED: i64 = 100;
/// How many rows the join brings.
pub(super) const JOINED: i64 = 1_000;

/// The key for [`Work::Get`]: another one each time, all over the table.
pub(super) const fn key(turn: i64) -> i64 {
    turn * 7919 % TRACKS + 1
}

/// The bound for [`Work::Filter`]: at least half of all tracks are longer.
pub(super) const fn bound(turn: i64) -> i64 {
    turn % 200
}

/// The first and last key for [`Work::Join`].
pub(super) const fn span(turn: i64) -> (i64, i64) {
    let first = turn * 613 % (TRACKS - JOINED) + 1;
    (first, first + JOINED - 1)
}

/// Who buys in [`Work::Insert`].
pub(super) const BUYER: &str = "somebody@example.org";
