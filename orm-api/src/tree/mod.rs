//! The query tree: one untyped form for every query, which the compilers read.
//!
//! The typed layer (`expr`, `query`) erases to it; a new kind of expression is one variant here and one arm
//! in the compiler. Nothing in it knows a database.

mod expr;
mod infer;
mod statement;

pub use expr::{Aggregate, Arithmetic, ColumnRef, Comparison, Expr, Match};
pub use infer::AVG_EXTRA_PLACES;
pub(crate) use infer::arithmetic_type;
pub use statement::{
    BulkUpdate, Delete, Direction, Insert, LockStrength, LockWait, Locking, Order, Select, Source, Update,
};
