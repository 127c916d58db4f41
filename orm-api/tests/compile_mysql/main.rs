//! The compiler on MySQL and MariaDB: the texts that it writes for the queries that SQLite is tried with. The snapshots
//! are MariaDB's; of MySQL's, those that differ.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stand outside of test functions")]

/// Compares with the snapshot that is named after the test, which holds the texts alone.
macro_rules! snapshot {
    ($shown:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($shown) })
    };
}

#[path = "../queries/mod.rs"]
mod queries;

mod assignments;
mod decimals;
mod definitions;
mod flavors;
mod mysql;
mod numbers;
mod raw;
mod selects;
mod shapes;
mod writes;

use queries::models;
