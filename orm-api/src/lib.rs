//! Segue's core: models, queries, the query tree and its compilers, operations, transactions, errors, and the
//! contracts that backends implement. Knows no driver, no socket, no pool.

pub mod backend;
pub mod compile;
pub mod db;
pub mod error;
pub mod expr;
pub mod model;
pub mod op;
pub mod query;
pub mod tree;
pub mod value;

pub use error::{Error, ErrorKind, Outcome, Result, Retry};
