//! What is measured.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A unit of work, the same SQL for every contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Work {
    /// One row by its primary key, on a connection that is held: Segue's in a transaction.
    Held,
    /// One row by its primary key, on a connection that is taken out of a pool for it.
    Pooled,
    /// A hundred rows by a filter, in order.
    Filter,
    /// Ten thousand rows.
    Load,
    /// A thousand rows, each with the row that it refers to.
    Join,
    /// A hundred rows, each with the ten that refer to it, by two statements.
    Prefetch,
    /// A value of 1 MiB.
    Mebibyte,
    /// A value of 16 MiB.
    SixteenMebibytes,
    /// A hundred thousand rows, one by one, in constant memory.
    Stream,
    /// One new row, given back as it is stored.
    Insert,
    /// A row read, changed, and another one made, in a transaction.
    Transaction,
    /// A thousand new rows by one statement, given back as they are stored.
    Bulk,
    /// One row changed by an expression.
    Update,
    /// A thousand rows changed by an expression.
    UpdateMany,
    /// A thousand rows changed, each to a value of its own: by hand by a statement for each, in a transaction.
    BulkUpdate,
}

/// What kind of work it is: what is printed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Small statements, whose cost is what is done around them.
    Small,
    /// Many rows, whose cost is in reading them.
    Large,
    /// Writing.
    Writing,
}

impl Work {
    /// All of them, in the order of the table. What peers leave out comes last: it writes, and all must read the same.
    pub const ALL: [Work; 15] = [
        Work::Held,
        Work::Pooled,
        Work::Filter,
        Work::Load,
        Work::Join,
        Work::Prefetch,
        Work::Mebibyte,
        Work::SixteenMebibytes,
        Work::Stream,
        Work::Insert,
        Work::Transaction,
        Work::Bulk,
        Work::Update,
        Work::UpdateMany,
        Work::BulkUpdate,
    ];

    /// What an option calls it.
    pub const fn key(self) -> &'static str {
        match self {
            Work::Held => "held",
            Work::Pooled => "pooled",
            Work::Filter => "filter",
            Work::Load => "load",
            Work::Join => "join",
            Work::Prefetch => "prefetch",
            Work::Mebibyte => "mebibyte",
            Work::SixteenMebibytes => "sixteen-mebibytes",
            Work::Stream => "stream",
            Work::Insert => "insert",
            Work::Bulk => "bulk",
            Work::Update => "update",
            Work::UpdateMany => "update-many",
            Work::BulkUpdate => "bulk-update",
            Work::Transaction => "transaction",
        }
    }

    /// What the table calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Work::Held => "get by key, held",
            Work::Pooled => "get by key, pooled",
            Work::Filter => "filter, 100 rows",
            Work::Load => "load 10,000 rows",
            Work::Join => "join, 1,000 rows",
            Work::Prefetch => "prefetch 100 × 10",
            Work::Mebibyte => "a value of 1 MiB",
            Work::SixteenMebibytes => "a value of 16 MiB",
            Work::Stream => "stream 100,000 rows",
            Work::Insert => "insert one",
            Work::Bulk => "insert 1,000",
            Work::Update => "update one",
            Work::UpdateMany => "update 1,000",
            Work::BulkUpdate => "update 1,000 apart",
            Work::Transaction => "transaction of three",
        }
    }

    /// What kind of work it is.
    pub const fn shape(self) -> Shape {
        match self {
            Work::Held | Work::Pooled | Work::Filter => Shape::Small,
            Work::Load | Work::Join | Work::Prefetch => Shape::Large,
            Work::Mebibyte | Work::SixteenMebibytes | Work::Stream => Shape::Large,
            Work::Insert | Work::Bulk | Work::Update | Work::UpdateMany | Work::BulkUpdate => Shape::Writing,
            Work::Transaction => Shape::Writing,
        }
    }

    /// Whether every peer does it.
    pub const fn is_everybodys(self) -> bool {
        matches!(
            self,
            Work::Held
                | Work::Pooled
                | Work::Filter
                | Work::Load
                | Work::Join
                | Work::Insert
                | Work::Transaction
        )
    }

    /// How many turns warm a contender up.
    pub const fn warm_up(self) -> i64 {
        match self {
            Work::Stream | Work::SixteenMebibytes => 1,
            Work::Load | Work::Bulk | Work::UpdateMany | Work::BulkUpdate => 3,
            Work::Join | Work::Prefetch | Work::Mebibyte => 10,
            _ => 100,
        }
    }
}

/// A unit of work to be done several times, each time with an argument of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The work.
    pub work: Work,
    /// The arguments, to be turned into keys by the functions below.
    pub turns: Range<i64>,
}

/// How many tracks there are.
pub const TRACKS: i64 = 10_000;
/// How many rows the filter brings.
pub const FILTERED: i64 = 100;
/// How many rows the join brings, and [`Work::UpdateMany`] and [`Work::BulkUpdate`] change.
pub const JOINED: i64 = 1_000;
/// How many albums are prefetched for.
pub const PREFETCHED: i64 = 100;
/// How many rows are made at once.
pub const BATCH: i64 = 1_000;

/// A key of a track: another one each time, all over the table.
pub const fn key(turn: i64) -> i64 {
    turn * 7919 % TRACKS + 1
}

/// The bound for [`Work::Filter`]: at least half of all tracks are longer.
pub const fn bound(turn: i64) -> i64 {
    turn % 200
}

/// The first and last key for [`Work::Join`].
pub const fn span(turn: i64) -> (i64, i64) {
    let first = turn * 613 % (TRACKS - JOINED) + 1;
    (first, first + JOINED - 1)
}

/// The new value of each row of [`Work::BulkUpdate`], by its key.
pub fn apart(turn: i64) -> impl Iterator<Item = (i64, i64)> {
    let (first, last) = span(turn);
    (first..=last).map(move |key| (key, (key + turn) % 600 + 30))
}

/// The first and last album for [`Work::Prefetch`].
pub const fn keys(turn: i64) -> (i64, i64) {
    let first = turn * 61 % 900 + 1;
    (first, first + PREFETCHED - 1)
}

/// The key of the document for that work.
pub const fn document(work: Work) -> i64 {
    if matches!(work, Work::SixteenMebibytes) { 2 } else { 1 }
}

/// Who buys in [`Work::Insert`].
pub const BUYER: &str = "somebody@example.org";

/// What only Segue has, measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// An empty function, handed to where blocking functions run, and back.
    Hop,
    /// From a query of a filter, an order and a limit to its SQL.
    Compile,
    /// From the moment in which an operation is dropped in flight until the pool's one connection has answered another one.
    Drop,
    /// For how long a switch to another phase holds up new work, while 64 tasks are at work.
    SwitchPause,
    /// How long it takes until everything in flight on the old side has ended.
    SwitchDrain,
}

impl Probe {
    /// All of them.
    pub const ALL: [Probe; 5] =
        [Probe::Hop, Probe::Compile, Probe::Drop, Probe::SwitchPause, Probe::SwitchDrain];

    /// What the table calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Probe::Hop => "an empty blocking function",
            Probe::Compile => "a filter's query compiled",
            Probe::Drop => "drop to usable again",
            Probe::SwitchPause => "switch under load: pause",
            Probe::SwitchDrain => "switch under load: drained",
        }
    }
}
