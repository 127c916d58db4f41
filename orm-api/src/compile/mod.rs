//! From the query tree to SQL: pure functions, one implementation over one tree. What differs between
//! databases is data and override points of [`Dialect`].

mod dialect;

pub use dialect::Dialect;
