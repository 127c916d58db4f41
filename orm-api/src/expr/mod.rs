//! Typed expressions, which erase to the query tree.

mod column;

pub use column::Column;
