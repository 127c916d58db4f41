//! Numbers, aggregates, literals and orders of every type.

use crate::{
    queries::{compiled, numbers},
    sqlite::shown,
};
use segue_orm_api::compile::Sqlite;

/// Arithmetic on integers and floating point numbers of every width.
#[test]
fn calculations() {
    snapshot!(shown(&compiled(&numbers::calculations(), &Sqlite)));
}

/// Every aggregate of every kind of operand.
#[test]
fn aggregates() {
    snapshot!(shown(&compiled(&numbers::aggregates(), &Sqlite)));
}

/// Literals of every type, and NULL in their place.
#[test]
fn literals() {
    snapshot!(shown(&compiled(&numbers::literals(), &Sqlite)));
}

/// Where NULLs can be, they come first ascending and last descending.
#[test]
fn orders() {
    snapshot!(shown(&compiled(&numbers::orders(), &Sqlite)));
}
