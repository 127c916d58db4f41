//! The compiler on SQLite: the texts that it writes, and what SQLite makes of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stand outside of test functions")]

/// Compares with the snapshot that is named after the test, which holds the texts alone.
macro_rules! snapshot {
    ($shown:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($shown) })
    };
}

#[path = "../queries/mod.rs"]
mod queries;

mod decimals;
mod definitions;
mod numbers;
mod raw;
mod selects;
mod shapes;
mod sqlite;
mod texts;
mod writes;

use queries::models;
